//! Certificates that change while connections live: the configuration of new ones follows the files.

use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use dubbors_core::{Error, Result};

use super::material::{Material, Sources};

/// Makes a configuration of what the files hold.
type Build<C> = Box<dyn Fn(&Material) -> Result<C> + Send + Sync>;

/// The newest configuration that worked.
pub(super) struct Reloading<C> {
    sources: Sources,
    build: Build<C>,
    current: ArcSwap<C>,
    /// What `current` was made of.
    used: Mutex<Material>,
    /// The last complaint in the log, so that it is not repeated.
    complaint: Mutex<Option<String>>,
}

impl<C> Reloading<C> {
    /// Reads the files for the first time.
    pub(super) fn new(
        sources: Sources,
        build: impl Fn(&Material) -> Result<C> + Send + Sync + 'static,
    ) -> Result<Self> {
        let material = sources.read()?;
        let current = ArcSwap::from_pointee(build(&material)?);
        Ok(Self {
            sources,
            build: Box::new(build),
            current,
            used: Mutex::new(material),
            complaint: Mutex::default(),
        })
    }

    pub(super) fn current(&self) -> Arc<C> {
        self.current.load_full()
    }

    pub(super) fn can_change(&self) -> bool {
        self.sources.has_files()
    }

    /// Reads the files again; true when something new came of it. After an error the old configuration stays.
    ///
    /// The contents are compared, not times: files are small, and a link that points elsewhere is seen too.
    pub(super) fn reload(&self) -> Result<bool> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let material = self.sources.read()?;
        if material == *used {
            return Ok(false);
        }
        self.current.store(Arc::new((self.build)(&material)?));
        *used = material;
        Ok(true)
    }

    /// [`reload`](Self::reload) for those who are not there to hear of an error: it goes into the log, once.
    pub(super) fn refresh(&self) {
        let result = self.reload();
        let mut complaint = self.complaint.lock().unwrap_or_else(PoisonError::into_inner);
        match result {
            Ok(changed) => {
                *complaint = None;
                if changed {
                    tracing::info!("certificates were read again, new connections use them");
                }
            }
            Err(error) => {
                let text = error.to_string();
                if complaint.as_ref() != Some(&text) {
                    tracing::error!(%error, "the changed certificates cannot be used, keeping those from before");
                    *complaint = Some(text);
                }
            }
        }
    }
}

/// A text of rustls that only a wrong build of ours can cause.
pub(super) fn unexpected(error: impl std::fmt::Display) -> Error {
    Error::internal(format!("TLS cannot be set up: {error}"))
}
