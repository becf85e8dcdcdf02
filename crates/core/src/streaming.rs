//! Messages one after the other, in either direction.
//!
//! A user sees [`Streaming`]. Between stub and protocol travel the two forms that know no type: [`OutboundStream`], whose
//! messages write themselves straight into the protocol's buffer, and [`InboundStream`], whose messages are bytes.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use tokio::sync::mpsc;

use crate::{Attachments, Encode, Error, Payload, Result, StatusCode};

/// Lends one message to the protocol, which writes it: compressed or not when that is said, else as the call's settings
/// have it.
pub type WriteMessage<'w> = dyn FnMut(&dyn Encode, Option<bool>) -> Result<()> + 'w;

/// The messages that one side of a call sends.
pub trait Outbound: Send {
    /// Lends the next message to `write`; `None` after the last.
    ///
    /// # Errors
    /// What made the message, or `write`, answered; the stream is over then.
    fn poll_message(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        write: &mut WriteMessage<'_>,
    ) -> Poll<Option<Result<()>>>;

    /// Whether single messages may say that they are compressed, which is announced before the first one.
    fn may_compress(&self) -> bool {
        false
    }
}

/// Any [`Outbound`].
pub struct OutboundStream(Pin<Box<dyn Outbound>>);

impl OutboundStream {
    /// Boxes `messages`.
    pub fn new(messages: impl Outbound + 'static) -> Self {
        Self(Box::pin(messages))
    }

    /// See [`Outbound::poll_message`].
    pub fn poll_message(
        &mut self,
        cx: &mut Context<'_>,
        write: &mut WriteMessage<'_>,
    ) -> Poll<Option<Result<()>>> {
        self.0.as_mut().poll_message(cx, write)
    }

    /// See [`Outbound::may_compress`].
    #[must_use]
    pub fn may_compress(&self) -> bool {
        self.0.may_compress()
    }
}

impl fmt::Debug for OutboundStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OutboundStream")
    }
}

/// The messages that one side of a call receives.
pub trait Inbound: Send {
    /// The next message; `None` after the last.
    ///
    /// # Errors
    /// What ended the stream before its time.
    fn poll_message(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Payload>>>;

    /// What came before the first message; empty until it is known.
    fn headers(&self) -> Attachments {
        Attachments::new()
    }

    /// What came behind the last message; empty before that.
    fn trailers(&self) -> Attachments {
        Attachments::new()
    }
}

/// Any [`Inbound`]. Dropping it tells the other side that nobody reads on.
pub struct InboundStream(Pin<Box<dyn Inbound>>);

impl InboundStream {
    /// Boxes `messages`.
    pub fn new(messages: impl Inbound + 'static) -> Self {
        Self(Box::pin(messages))
    }

    /// See [`Inbound::poll_message`].
    pub fn poll_message(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Payload>>> {
        self.0.as_mut().poll_message(cx)
    }

    /// See [`Inbound::headers`].
    #[must_use]
    pub fn headers(&self) -> Attachments {
        self.0.headers()
    }

    /// See [`Inbound::trailers`].
    #[must_use]
    pub fn trailers(&self) -> Attachments {
        self.0.trailers()
    }
}

impl fmt::Debug for InboundStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InboundStream")
    }
}

/// Messages of type `T`, sent or received one after the other.
///
/// A service that answers with many messages makes one ([`new`](Self::new), [`from_values`](Self::from_values),
/// [`channel`](Self::channel)); whoever receives it reads with [`next`](Self::next), or as a `futures` stream. Nothing is
/// sent faster than it is read: a stream waits until its reader has room.
pub struct Streaming<T> {
    messages: Messages<T>,
    compress: Option<Box<Choice<T>>>,
}

enum Messages<T> {
    Local(Pin<Box<dyn Stream<Item = Result<T>> + Send>>),
    Received { inbound: InboundStream, decode: fn(Payload) -> Result<T>, is_compressed: bool },
}

/// A message, and whether it is compressed where that is said.
type Chosen<T> = (T, Option<bool>);

/// Says of a message whether it is compressed.
type Choice<T> = dyn FnMut(&T) -> bool + Send;

impl<T> Streaming<T> {
    /// The messages of `stream`. An error is the last thing that is sent: the other side receives it as its status.
    pub fn new(stream: impl Stream<Item = Result<T>> + Send + 'static) -> Self {
        Self { messages: Messages::Local(Box::pin(stream)), compress: None }
    }

    /// The messages of `inbound`, each read by `decode`. For generated code.
    #[doc(hidden)]
    #[must_use]
    pub fn received(inbound: InboundStream, decode: fn(Payload) -> Result<T>) -> Self {
        let messages = Messages::Received { inbound, decode, is_compressed: false };
        Self { messages, compress: None }
    }

    /// The same messages, each of them compressed on its way when `choose` says so and sent as it is when not, whatever
    /// the settings say and however short it is.
    ///
    /// It is compressed as the parameter `compression` says, with gzip where that says nothing. Over Triple, where the
    /// other side does not take the kind of compression, and over `dubbo://` nothing is compressed.
    ///
    /// ```
    /// # use dubbors_core::Streaming;
    /// let pages = Streaming::from_values([vec![0; 10_000], vec![1]]).compress_if(|page| page.len() > 1000);
    /// # let _ = pages;
    /// ```
    #[must_use]
    pub fn compress_if(mut self, choose: impl FnMut(&T) -> bool + Send + 'static) -> Self {
        self.compress = Some(Box::new(choose));
        self
    }

    /// Whether the message that [`next`](Self::next) gave last was compressed on its way. `false` before the first one and
    /// for a stream made here.
    #[must_use]
    pub fn is_compressed(&self) -> bool {
        matches!(self.messages, Messages::Received { is_compressed: true, .. })
    }

    /// The next message; `None` after the last.
    ///
    /// # Errors
    /// What ended the stream before its time; nothing follows.
    ///
    /// # Cancel safety
    /// Cancel safe: no message is lost.
    pub async fn next(&mut self) -> Option<Result<T>> {
        std::future::poll_fn(|cx| self.poll_message(cx)).await
    }

    /// What the other side sent before its first message: known at the latest when that has come. Empty for a stream made
    /// here.
    #[must_use]
    pub fn headers(&self) -> Attachments {
        match &self.messages {
            Messages::Local(_) => Attachments::new(),
            Messages::Received { inbound, .. } => inbound.headers(),
        }
    }

    /// What the other side sent behind its last message; empty before [`next`](Self::next) has answered `None`.
    #[must_use]
    pub fn trailers(&self) -> Attachments {
        match &self.messages {
            Messages::Local(_) => Attachments::new(),
            Messages::Received { inbound, .. } => inbound.trailers(),
        }
    }

    /// The next message and whether it is compressed on its way, where that is said. For protocols.
    #[doc(hidden)]
    pub fn poll_chosen(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Chosen<T>>>> {
        let choose = self.compress.as_deref_mut();
        Self::poll(&mut self.messages, cx).map(|next| {
            next.map(|message| {
                let message = message?;
                let choice = choose.map(|choose| choose(&message));
                Ok((message, choice))
            })
        })
    }

    /// Whether single messages may say that they are compressed. For protocols.
    #[doc(hidden)]
    #[must_use]
    pub fn may_compress(&self) -> bool {
        self.compress.is_some()
    }

    fn poll_message(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        Self::poll(&mut self.messages, cx)
    }

    fn poll(messages: &mut Messages<T>, cx: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        match messages {
            Messages::Local(stream) => stream.as_mut().poll_next(cx),
            Messages::Received { inbound, decode, is_compressed } => inbound.poll_message(cx).map(|next| {
                next.map(|message| {
                    let message = message?;
                    *is_compressed = message.is_compressed();
                    decode(message)
                })
            }),
        }
    }
}

impl<T: Send + 'static> Streaming<T> {
    /// The messages of `values`, which are at hand.
    pub fn from_values(values: impl IntoIterator<Item = T, IntoIter: Send + 'static>) -> Self {
        Self::new(Values(Some(values.into_iter())))
    }

    /// A stream and its sender. `capacity` messages wait between them, at least one; more make
    /// [`send`](StreamSender::send) wait.
    #[must_use]
    pub fn channel(capacity: usize) -> (StreamSender<T>, Self) {
        let (sender, receiver) = mpsc::channel(capacity.max(1));
        (StreamSender(sender), Self::new(Receiver(receiver)))
    }

    /// The messages, each lent to the protocol by `lend`. For generated code.
    #[doc(hidden)]
    #[must_use]
    pub fn outbound(self, lend: fn(&T, &mut WriteMessage<'_>) -> Result<()>) -> OutboundStream {
        OutboundStream::new(Lending { messages: self, lend })
    }
}

impl<T> Stream for Streaming<T> {
    type Item = Result<T>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_message(cx)
    }
}

// No `T` is held in place: whatever is pinned is in a box.
impl<T> Unpin for Streaming<T> {}

impl<T> fmt::Debug for Streaming<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Streaming")
    }
}

struct Values<I>(Option<I>);

impl<I: Iterator> Stream for Values<I> {
    type Item = Result<I::Item>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let values = &mut self.get_mut().0;
        let next = values.as_mut().and_then(Iterator::next);
        if next.is_none() {
            *values = None;
        }
        Poll::Ready(next.map(Ok))
    }
}

// An iterator is never pinned here.
impl<I> Unpin for Values<I> {}

struct Receiver<T>(mpsc::Receiver<Result<T>>);

impl<T> Stream for Receiver<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(cx)
    }
}

struct Lending<T> {
    messages: Streaming<T>,
    lend: fn(&T, &mut WriteMessage<'_>) -> Result<()>,
}

impl<T> Outbound for Lending<T> {
    fn poll_message(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        write: &mut WriteMessage<'_>,
    ) -> Poll<Option<Result<()>>> {
        let this = self.get_mut();
        this.messages.poll_chosen(cx).map(|next| {
            next.map(|message| match message? {
                (message, None) => (this.lend)(&message, write),
                (message, choice) => (this.lend)(&message, &mut |message, _| write(message, choice)),
            })
        })
    }

    fn may_compress(&self) -> bool {
        self.messages.may_compress()
    }
}

/// Sends the messages of a [`Streaming`]. The stream ends when the last clone is dropped.
pub struct StreamSender<T>(mpsc::Sender<Result<T>>);

impl<T> StreamSender<T> {
    /// Sends `message` when there is room for it.
    ///
    /// # Errors
    /// Status `canceled` when nobody reads on.
    ///
    /// # Cancel safety
    /// Dropping the future before it is done does not send the message.
    pub async fn send(&self, message: T) -> Result<()> {
        self.0.send(Ok(message)).await.map_err(|_| unread())
    }

    /// Ends the stream with `error`, which the other side receives.
    ///
    /// # Errors
    /// Status `canceled` when nobody reads on.
    ///
    /// # Cancel safety
    /// Dropping the future before it is done does not send the error.
    pub async fn fail(self, error: Error) -> Result<()> {
        self.0.send(Err(error)).await.map_err(|_| unread())
    }

    /// Waits until nobody reads on.
    ///
    /// # Cancel safety
    /// Cancel safe.
    pub async fn closed(&self) {
        self.0.closed().await;
    }
}

impl<T> Clone for StreamSender<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> fmt::Debug for StreamSender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StreamSender")
    }
}

fn unread() -> Error {
    Error::status(StatusCode::Cancelled, "the stream is not read any more")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn values_come_in_order_and_end() {
        let mut stream = Streaming::from_values([1, 2]);
        assert_eq!(stream.next().await.unwrap().unwrap(), 1);
        assert_eq!(stream.next().await.unwrap().unwrap(), 2);
        assert!(stream.next().await.is_none());
        assert!(stream.next().await.is_none());
    }

    #[tokio::test]
    async fn a_sender_fails_its_stream_and_hears_of_its_end() {
        let (sender, mut stream) = Streaming::channel(1);
        sender.send(1).await.unwrap();
        let failing = tokio::spawn(sender.clone().fail(Error::internal("no more")));
        assert_eq!(stream.next().await.unwrap().unwrap(), 1);
        assert_eq!(stream.next().await.unwrap().unwrap_err().message(), "no more");
        failing.await.unwrap().unwrap();
        drop(stream);
        sender.closed().await;
        let error = sender.send(2).await.unwrap_err();
        assert_eq!(error.status_code(), StatusCode::Cancelled);
    }
}
