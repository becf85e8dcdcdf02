//! What a protocol does on one connection.

use std::task::Context;

use bytes::BytesMut;
use dubbors_core::{Error, Result};
use tokio::time::Instant;

use super::Outbox;

/// Drives one connection. Owned by the connection's task; nothing in it is shared, so nothing in it is locked.
///
/// Sans-IO: it is handed bytes, commands and instants, and writes into an [`Outbox`]. All methods run in the
/// connection's task and have to return soon. An error ends the connection, after one attempt to write what is in
/// the outbox. A panic ends this connection and no other.
///
/// `on_open` comes first, `on_close` exactly once and last, also when the task is aborted or a method panicked.
pub trait Handler: Send + 'static {
    /// What other tasks send to this connection, such as a call to make.
    ///
    /// A command that comes too late is dropped unseen: let its `Drop` (that of a oneshot sender, say) tell.
    type Command: Send + 'static;

    /// The connection is there.
    ///
    /// # Errors
    /// Refuses the connection.
    fn on_open(&mut self, _out: &mut Outbox) -> Result<()> {
        Ok(())
    }

    /// Another task sent a command.
    fn on_command(&mut self, command: Self::Command, out: &mut Outbox);

    /// Bytes came. Take every complete frame from the front of `input` and leave the rest; stop early when
    /// [`wants_bytes`](Self::wants_bytes) has become false or `out` [is full](Outbox::is_full): a few bytes can ask
    /// for large answers.
    ///
    /// # Errors
    /// Closes the connection.
    fn on_bytes(&mut self, input: &mut BytesMut, out: &mut Outbox) -> Result<()>;

    /// Whether to go on reading. While false, or while the output is full, nothing is read; after that `on_bytes` is
    /// called for what was left in the input.
    fn wants_bytes(&self) -> bool {
        true
    }

    /// Polls what the handler itself waits for, such as a [`Dispatcher`](crate::Dispatcher). Called whenever the
    /// task runs; must register the waker of whatever it leaves pending.
    ///
    /// # Errors
    /// Closes the connection.
    fn poll(&mut self, _cx: &mut Context<'_>, _out: &mut Outbox) -> Result<()> {
        Ok(())
    }

    /// Whether other tasks may be about to add to the output. If so, the connection yields once before it writes; if
    /// not, a lone packet does not wait for others.
    fn expects_more(&self) -> bool {
        true
    }

    /// When [`on_wake`](Self::on_wake) should be called. Asked whenever the task has run, so it has to be cheap.
    fn next_wake(&self) -> Option<Instant> {
        None
    }

    /// The instant named by [`next_wake`](Self::next_wake) has come.
    ///
    /// # Errors
    /// Closes the connection.
    fn on_wake(&mut self, _now: Instant, _out: &mut Outbox) -> Result<()> {
        Ok(())
    }

    /// The last [`Session`](super::Session) of this connection was dropped: no command can come any more.
    /// A consumer closes here; a provider, which may never have had one, goes on.
    fn on_detached(&mut self, _out: &mut Outbox) {}

    /// The shutdown signal came: say so on the wire. The connection goes on until [`is_drained`](Self::is_drained).
    fn on_drain(&mut self, _out: &mut Outbox) {}

    /// Whether nothing is in flight any more. After the shutdown signal, the connection ends when this is true and
    /// everything is written.
    fn is_drained(&self) -> bool {
        true
    }

    /// The connection is over: fail what is pending.
    fn on_close(&mut self, reason: &Error);
}
