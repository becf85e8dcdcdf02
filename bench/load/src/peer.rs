//! One way to serve and to call, the same for every peer.

use bytes::Bytes;

/// Whatever goes wrong ends the run, so its text is enough.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A framework under load: a service that sends back what it gets, and its client over one connection.
pub trait Peer: Clone + Send + Sync + Sized + 'static {
    /// Serves until it is dropped.
    type Server: Send;

    /// Serves at a free port of this machine; the text is what [`Peer::connect`] takes.
    ///
    /// # Errors
    /// When no port can be opened.
    fn serve() -> impl Future<Output = Result<(String, Self::Server), Failure>> + Send;

    /// A client with one connection to what [`Peer::serve`] said.
    ///
    /// # Errors
    /// When the server does not answer.
    fn connect(address: &str) -> impl Future<Output = Result<Self, Failure>> + Send;

    /// One call with a message of these bytes, which comes back.
    ///
    /// # Errors
    /// When the call fails.
    fn unary(&self, body: Bytes) -> impl Future<Output = Result<(), Failure>> + Send;

    /// The server sends so many messages of so many bytes. How many came; `None` where there are no streams.
    ///
    /// # Errors
    /// When the call fails.
    fn download(
        &self,
        messages: u32,
        size: u32,
    ) -> impl Future<Output = Result<Option<u64>, Failure>> + Send {
        let _ = (messages, size);
        async { Ok(None) }
    }

    /// The client sends so many messages of these bytes, and each comes back. How many did; `None` where there are no
    /// streams.
    ///
    /// # Errors
    /// When the call fails.
    fn chat(&self, messages: u32, body: Bytes) -> impl Future<Output = Result<Option<u64>, Failure>> + Send {
        let _ = (messages, body);
        async { Ok(None) }
    }
}
