//! What every peer can do.

use std::pin::Pin;
use std::sync::Arc;

pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;
pub(crate) type Done<T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + Send>>;
pub(crate) type Unary = Arc<dyn Fn(usize) -> Done<()> + Send + Sync>;
pub(crate) type Stream = Arc<dyn Fn() -> Done<u32> + Send + Sync>;

/// How many messages a stream has, and how large they are.
pub(crate) const MESSAGES: u32 = 200_000;
pub(crate) const MESSAGE: usize = 64;

/// One way to call.
pub(crate) struct Peer {
    pub(crate) unary: Unary,
    pub(crate) download: Option<Stream>,
    pub(crate) chat: Option<Stream>,
}

impl Peer {
    pub(crate) fn unary(&self, size: usize) -> impl Fn() -> Done<()> + Clone + Send + 'static {
        let unary = Arc::clone(&self.unary);
        move || unary(size)
    }

    pub(crate) fn download(&self) -> Option<Stream> {
        self.download.clone()
    }

    pub(crate) fn chat(&self) -> Option<Stream> {
        self.chat.clone()
    }
}
