//! One [`TlsClient`] for all who want the same.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use dubbors_core::{Result, Url};

use super::{TlsClient, TlsClientSettings};

/// The most clients that are kept: a process has one or two.
const MOST: usize = 64;

/// Makes the TLS clients of a protocol, each once: files and the roots of the system are not read for every provider.
#[derive(Debug, Default)]
pub struct TlsClients {
    made: Mutex<HashMap<TlsClientSettings, TlsClient>>,
}

impl TlsClients {
    /// The client that the parameters of `url` ask for; `None` unless `ssl-enabled` is true. See
    /// [`TlsClientSettings::from_url`].
    ///
    /// # Errors
    /// `Code::Invalid` with the parameter or file that is wrong.
    pub fn of(&self, url: &Url) -> Result<Option<TlsClient>> {
        TlsClientSettings::from_url(url)?.map(|settings| self.get(settings)).transpose()
    }

    /// The client for `settings`.
    ///
    /// # Errors
    /// `Code::Invalid` with the file that cannot be used.
    pub fn get(&self, settings: TlsClientSettings) -> Result<TlsClient> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = made.get(&settings) {
            return Ok(client.clone());
        }
        let client = TlsClient::new(settings.clone())?;
        if made.len() >= MOST {
            made.clear();
        }
        made.insert(settings, client.clone());
        Ok(client)
    }
}
