//! What belongs to a call besides its arguments: attachments in both directions, the peer, the deadline.
//!
//! A provider's method runs in a context of its own. Elsewhere, [`scope`] opens one:
//!
//! ```
//! # async fn call() {}
//! # async fn example() -> dubbors::Result<()> {
//! dubbors::context::scope(async {
//!     dubbors::context::attach("user-id", "u-1")?;
//!     call().await; // carries user-id
//!     let took = dubbors::context::reply_attachment("took");
//!     # let _ = took;
//!     Ok(())
//! })
//! .await
//! # }
//! ```
//!
//! A context belongs to its task: a task that is spawned inside does not see it.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::sync::Arc;

use dubbors_core::{Attachments, Error, Invocation, Payload, Peer, Response, Result};
use tokio::time::Instant;

tokio::task_local! {
    static CONTEXT: Context;
}

/// The state of one context.
#[derive(Default)]
struct Context {
    /// What came in with the call that is served.
    incoming: Attachments,
    peer: Option<Arc<Peer>>,
    deadline: Option<Instant>,
    /// What goes out with every call made here. These are rare, and a context is moved at every poll.
    outgoing: Rare,
    /// What goes back before and with the answer of the call that is served.
    reply_headers: Rare,
    replies: Rare,
    /// What came back with the last call made here.
    returned: Rare,
    compression: Compression,
}

/// What is compressed on its way.
#[derive(Default)]
struct Compression {
    /// The message of the call that is served came so.
    request: bool,
    /// What the service wants for its answer, and for the calls made here.
    reply: Cell<Option<bool>>,
    calls: Cell<Option<bool>>,
    /// The answer of the last call made here came so.
    returned: Cell<bool>,
}

/// Attachments that most contexts do not have.
#[derive(Default)]
struct Rare(RefCell<Option<Box<Attachments>>>);

impl Rare {
    fn set(&self, key: &str, value: &str) {
        self.0.borrow_mut().get_or_insert_default().set(key, value);
    }

    fn change(&self, change: impl FnOnce(&mut Attachments)) {
        change(self.0.borrow_mut().get_or_insert_default());
    }

    fn get(&self, key: &str) -> Option<String> {
        self.0.borrow().as_ref()?.get(key).map(str::to_owned)
    }

    fn take(&self) -> Attachments {
        self.0.take().map(|attachments| *attachments).unwrap_or_default()
    }
}

/// Runs `future` in a fresh, empty context.
///
/// # Cancel safety
/// As cancel safe as `future`.
pub async fn scope<F: Future>(future: F) -> F::Output {
    CONTEXT.scope(Context::default(), future).await
}

/// Sends `key` with every call that is made in this context from now on.
///
/// # Errors
/// `Code::Invalid` outside of a context.
pub fn attach(key: &str, value: &str) -> Result<()> {
    in_context(|context| context.outgoing.set(key, value))
}

/// Stops sending `key`.
///
/// # Errors
/// `Code::Invalid` outside of a context.
pub fn detach(key: &str) -> Result<()> {
    in_context(|context| {
        if let Some(outgoing) = &mut *context.outgoing.0.borrow_mut() {
            outgoing.remove(key);
        }
    })
}

/// The text that the caller attached under `key`. `None` outside of a provider's method.
#[must_use]
pub fn attachment(key: &str) -> Option<String> {
    CONTEXT.try_with(|context| context.incoming.get(key).map(str::to_owned)).ok().flatten()
}

/// Everything that the caller attached. Empty outside of a provider's method.
#[must_use]
pub fn attachments() -> Attachments {
    CONTEXT.try_with(|context| context.incoming.clone()).unwrap_or_default()
}

/// Changes what is sent with every call made in this context: several values of one key, or bytes
/// (`Attachments::set_object` with `Value::Binary`, a `-bin` header on Triple).
///
/// # Errors
/// `Code::Invalid` outside of a context.
pub fn attach_with(change: impl FnOnce(&mut Attachments)) -> Result<()> {
    in_context(|context| context.outgoing.change(change))
}

/// Sends `key` back with the answer of the call that is served, or with its error. On Triple it is a trailer.
///
/// # Errors
/// `Code::Invalid` outside of a context.
pub fn reply(key: &str, value: &str) -> Result<()> {
    in_context(|context| context.replies.set(key, value))
}

/// Like [`reply`], for several values of one key, and for bytes.
///
/// # Errors
/// `Code::Invalid` outside of a context.
pub fn reply_with(change: impl FnOnce(&mut Attachments)) -> Result<()> {
    in_context(|context| context.replies.change(change))
}

/// Sends `key` back before the answer of the call that is served: a header of the response on Triple. Over `dubbo://`,
/// where there is no such place, it travels as [`reply`] does.
///
/// # Errors
/// `Code::Invalid` outside of a context.
pub fn reply_header(key: &str, value: &str) -> Result<()> {
    in_context(|context| context.reply_headers.set(key, value))
}

/// Like [`reply_header`], for several values of one key, and for bytes.
///
/// # Errors
/// `Code::Invalid` outside of a context.
pub fn reply_header_with(change: impl FnOnce(&mut Attachments)) -> Result<()> {
    in_context(|context| context.reply_headers.change(change))
}

/// Compresses the messages of every call that is made in this context from now on, or sends them as they are, whatever the
/// settings say and however short they are; [`compress_as_set`] ends that. They are compressed as the parameter `compression` says, with gzip where that
/// says nothing. Over `dubbo://` nothing is compressed. For single messages of a stream there is
/// [`Streaming::compress_if`](crate::Streaming::compress_if).
///
/// # Errors
/// `Code::Invalid` outside of a context.
pub fn compress(compress: bool) -> Result<()> {
    in_context(|context| context.compression.calls.set(Some(compress)))
}

/// From now on the settings say again which messages of calls are compressed that are made in this context, as before
/// [`compress`] was called.
///
/// # Errors
/// `Code::Invalid` outside of a context.
pub fn compress_as_set() -> Result<()> {
    in_context(|context| context.compression.calls.set(None))
}

/// Like [`compress`], for the answer of the call that is served. A caller that takes no compressed answers gets it as it is.
///
/// # Errors
/// `Code::Invalid` outside of a context.
pub fn compress_reply(compress: bool) -> Result<()> {
    in_context(|context| context.compression.reply.set(Some(compress)))
}

/// Like [`compress_as_set`], for the answer of the call that is served.
///
/// # Errors
/// `Code::Invalid` outside of a context.
pub fn compress_reply_as_set() -> Result<()> {
    in_context(|context| context.compression.reply.set(None))
}

/// Whether the message of the call that is served came compressed. Messages of a stream are told apart by
/// [`Streaming::is_compressed`](crate::Streaming::is_compressed).
#[must_use]
pub fn is_compressed() -> bool {
    CONTEXT.try_with(|context| context.compression.request).unwrap_or_default()
}

/// Whether the answer of the last successful call made in this context came compressed. `false` after a call that answers
/// with a stream, whose messages tell it by themselves: [`Streaming::is_compressed`](crate::Streaming::is_compressed).
#[must_use]
pub fn is_reply_compressed() -> bool {
    CONTEXT.try_with(|context| context.compression.returned.get()).unwrap_or_default()
}

/// The text under `key` that came back with the last successful call made in this context, as attachment or header. `None`
/// after a call that answers with a stream, which has its own [`headers`](crate::Streaming::headers) and
/// [`trailers`](crate::Streaming::trailers).
#[must_use]
pub fn reply_attachment(key: &str) -> Option<String> {
    CONTEXT.try_with(|context| context.returned.get(key)).ok().flatten()
}

/// Everything that came back with the last successful call made in this context. Empty after a call that answers with a
/// stream, as [`reply_attachment`] tells.
#[must_use]
pub fn reply_attachments() -> Attachments {
    let returned = CONTEXT.try_with(|context| context.returned.0.borrow().as_deref().cloned());
    returned.ok().flatten().unwrap_or_default()
}

/// The two ends of the connection that the served call came in on.
#[must_use]
pub fn peer() -> Option<Arc<Peer>> {
    CONTEXT.try_with(|context| context.peer.clone()).ok().flatten()
}

/// When the caller of the served call stops waiting. Calls made in this context end then at the latest.
#[must_use]
pub fn deadline() -> Option<Instant> {
    CONTEXT.try_with(|context| context.deadline).ok().flatten()
}

/// Runs the service's part of `call` in a context made of it, and puts the replies into the answer.
pub(crate) async fn serve(
    call: &mut Invocation<'_>,
    run: impl AsyncFnOnce(&mut Invocation<'_>) -> Result<Response>,
) -> Result<Response> {
    let context = Context {
        incoming: std::mem::take(call.attachments_mut()),
        peer: call.peer().cloned(),
        deadline: call.deadline(),
        compression: Compression {
            request: call.payload().is_some_and(Payload::is_compressed),
            ..Compression::default()
        },
        ..Context::default()
    };
    let served = async {
        let result = run(call).await;
        CONTEXT.with(|context| {
            let (headers, replies) = (context.reply_headers.take(), context.replies.take());
            match result {
                Ok(mut response) => {
                    response.headers_mut().extend(&headers);
                    response.attachments_mut().extend(&replies);
                    let compress = context.compression.reply.get().or(response.compress());
                    Ok(response.with_compress(compress))
                }
                Err(error) => Err(error.with_reply(headers, replies)),
            }
        })
    };
    CONTEXT.scope(context, served).await
}

/// What a call made here carries, and whether it is compressed.
pub(crate) fn outgoing() -> (Attachments, Option<bool>) {
    let outgoing = CONTEXT.try_with(|context| {
        (context.outgoing.0.borrow().as_deref().cloned().unwrap_or_default(), context.compression.calls.get())
    });
    outgoing.unwrap_or_default()
}

/// Keeps what came back with a call made here, in place of what came with the one before.
pub(crate) fn returned(response: &mut Response) {
    // Outside of a context nobody can ask for it.
    let _ = CONTEXT.try_with(|context| {
        context.compression.returned.set(response.is_compressed());
        let mut returned = std::mem::take(response.headers_mut());
        returned.extend(&std::mem::take(response.attachments_mut()));
        context.returned.0.replace((!returned.is_empty()).then(|| Box::new(returned)));
    });
}

/// A call made here answers with a stream, which keeps what comes with it: of the call before nothing is left.
pub(crate) fn returned_a_stream() {
    // Outside of a context nobody can ask for it.
    let _ = CONTEXT.try_with(|context| {
        context.compression.returned.set(false);
        context.returned.0.replace(None);
    });
}

fn in_context(change: impl FnOnce(&Context)) -> Result<()> {
    CONTEXT.try_with(|context| change(context)).map_err(|_| {
        Error::invalid("there is no call context here")
            .with_next("run the code inside of dubbors::context::scope(async { .. })")
    })
}

/// The key under which a caller names its application.
const REMOTE_APPLICATION: &str = "remote.application";

/// The application that made the served call, where it says so.
#[must_use]
pub fn remote_application() -> Option<String> {
    attachment(REMOTE_APPLICATION)
}

#[cfg(test)]
mod tests;
