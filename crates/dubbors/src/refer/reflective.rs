//! References to what a server tells of itself.

use std::sync::Arc;

use dubbors_core::{Result, param};
use dubbors_protocol_triple::reflection::{METHOD, NAMES, contract};

use super::Refer;
use crate::dubbo::Shared;
use crate::reflection::Reflection;

/// How long the answers to all questions about one name may take, unless told otherwise.
const DEFAULT_TIMEOUT: &str = "3s";

/// A reference to what a server tells of itself; see [`crate::Dubbo::reflection`].
#[derive(Debug)]
pub struct Reflective(());

impl Refer<Reflective> {
    pub(crate) fn reflective(shared: Arc<Shared>, url: String) -> Self {
        Self::new(Reflective(()), shared).url(url)
    }

    /// Prepares to ask; the first question connects.
    ///
    /// # Errors
    /// `Code::Invalid` when the URL or a setting is wrong.
    ///
    /// # Cancel safety
    /// Dropping the future leaves nothing behind.
    pub async fn connect(self) -> Result<Reflection> {
        // The first question shows whether somebody is there.
        let mut this = self.setting(param::CHECK.key, "false");
        // It is a stream, and streams end in time only where that is said of the very method.
        let timeout = this.settings.iter().rev().find(|(key, _)| key == param::TIMEOUT.key);
        let timeout = timeout.map_or(DEFAULT_TIMEOUT.to_owned(), |(_, value)| value.clone());
        this = this.setting(format!("{METHOD}.{}", param::TIMEOUT.key), timeout);
        let [new, old] = NAMES.map(contract);
        Ok(Reflection::new([this.reference(new).await?, this.reference(old).await?], &this.urls))
    }
}
