//! Places for what is not run here, such as watches, which are bounded as requests are.

use std::num::NonZeroUsize;
use std::sync::Arc;

use dubbors_core::Peer;

use super::Permit;
use super::slots::{Full, Share, Slots};

/// So many places, for all connections together.
#[derive(Debug, Clone)]
pub struct Places(Arc<Slots>);

/// What one connection may take of them.
#[derive(Debug)]
pub struct PlacesOf(Arc<Share>);

impl Places {
    /// As many as `most`.
    #[must_use]
    pub fn new(most: NonZeroUsize) -> Self {
        Self(Slots::new(most.get()))
    }

    /// The part of a connection with `peer`, whose address may take `share` percent of the places, and of the last ones few.
    #[must_use]
    pub fn of(&self, peer: &Peer, share: usize) -> PlacesOf {
        PlacesOf(self.0.share(peer, share))
    }
}

impl PlacesOf {
    /// A place.
    ///
    /// # Errors
    /// The bound that is reached.
    pub fn take(&self) -> Result<Permit, Full> {
        self.0.take().map(|slot| Permit { _slot: slot })
    }
}
