//! The task that owns a connection.

// hot path

use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};
use std::time::Duration;

use dubbors_core::{Error, Origin, Result, Shutdown};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::time::{Instant, Sleep, sleep_until};

use super::input::Input;
use super::stop::Stop;
use super::{Handler, Inbox, Outbox, SessionSettings};
use crate::catch_panic::catch;

/// How long a connection may be without traffic before it gives its buffers back.
const QUIET_AFTER: Duration = Duration::from_secs(2);
/// An idle timer points here.
const FAR: Duration = Duration::from_secs(24 * 3600);
/// Time a closing stream gets for its last words (a TLS goodbye; a TCP stream needs none).
const GOODBYE: Duration = Duration::from_secs(1);

/// Runs one connection until it ends: the loop of its task.
///
/// Drains the inbox, reads what is there, lets `handler` answer. When there is output it yields once, so that tasks
/// that are ready can add theirs ([`Handler::expects_more`]), and then writes everything at once. See
/// [`SessionSettings`] for the limits.
///
/// # Cancel safety
/// Dropping the future closes the connection; `Handler::on_close` still runs.
pub async fn drive<S, H>(
    stream: S,
    handler: H,
    inbox: Inbox<H::Command>,
    settings: SessionSettings,
    stop: Shutdown,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send,
    H: Handler,
{
    let mut driver = Driver {
        stream,
        out: Outbox::with_high_water(settings.write_high_water),
        input: Input::new(settings.read_chunk),
        commands: Vec::new(),
        draining: false,
        detached: false,
        held: false,
        blocked_since: None,
        armed: None,
        tidy_at: None,
        active: false,
        owner: Owner { handler, inbox, closed: false },
        settings,
    };
    let reason = driver.run(stop).await;
    // The last words: what was answered before an error still leaves if the socket takes it at once.
    let _ = poll_fn(|cx| Poll::Ready(driver.out.poll_write(&mut driver.stream, cx, &mut 0))).await;
    tracing::debug!(peer = %driver.owner.inbox.link.peer.remote, %reason, "connection closed");
    driver.owner.close(&reason);
    let _ = tokio::time::timeout(GOODBYE, driver.stream.shutdown()).await;
}

struct Driver<S, H: Handler> {
    stream: S,
    owner: Owner<H>,
    settings: SessionSettings,
    out: Outbox,
    input: Input,
    commands: Vec<H::Command>,
    draining: bool,
    /// No session is left, so the inbox is not asked any more.
    detached: bool,
    /// The handler stopped taking bytes with some left in the input.
    held: bool,
    /// The stream takes no more; since when it has taken nothing.
    blocked_since: Option<Instant>,
    /// What the timer is set to. May be earlier than needed, so that most new deadlines cost nothing.
    armed: Option<Instant>,
    /// When to look whether the buffers can be given back, and whether there was traffic since the last look.
    tidy_at: Option<Instant>,
    active: bool,
}

/// Sees to it that `on_close` runs exactly once, whatever becomes of the task.
struct Owner<H: Handler> {
    handler: H,
    inbox: Inbox<H::Command>,
    closed: bool,
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send, H: Handler> Driver<S, H> {
    /// Gives the reason of the end.
    async fn run(&mut self, mut stop: Shutdown) -> Error {
        let signal = pin!(stop.draining());
        let mut stop = Stop::new(signal);
        let mut timer = pin!(sleep_until(Instant::now() + FAR));
        if let Err(error) = caught(|| self.owner.handler.on_open(&mut self.out)) {
            return error;
        }
        loop {
            if !self.out.is_flushed() && self.blocked_since.is_none() {
                if self.owner.handler.expects_more() {
                    tokio::task::yield_now().await;
                }
                let flushed = poll_fn(|cx| {
                    Poll::Ready(caught(|| {
                        self.gather(cx)?;
                        self.write(cx)
                    }))
                });
                if let Err(error) = flushed.await {
                    return error;
                }
            }
            if let Some(reason) = self.end() {
                return reason;
            }
            let turn = poll_fn(|cx| match caught(|| self.turn(cx, &mut stop, timer.as_mut())) {
                Ok(true) => Poll::Ready(Ok(())),
                Ok(false) => Poll::Pending,
                Err(error) => Poll::Ready(Err(error)),
            });
            if let Err(error) = turn.await {
                return error;
            }
        }
    }

    /// Does whatever can be done now. False: nothing was, and the task will be woken.
    fn turn(
        &mut self,
        cx: &mut Context<'_>,
        stop: &mut Stop<'_, impl Future<Output = ()>>,
        timer: Pin<&mut Sleep>,
    ) -> Result<bool> {
        let unsent = self.out.len();
        let mut progress = self.blocked_since.is_some() && {
            self.write(cx)?;
            self.out.len() < unsent || self.blocked_since.is_none()
        };
        progress |= self.gather(cx)?;
        progress |= self.read(cx)?;
        progress |= self.time(cx, timer)?;
        if !self.draining && stop.poll(cx) {
            self.draining = true;
            self.owner.handler.on_drain(&mut self.out);
            progress = true;
        }
        if !progress {
            self.owner.inbox.link.wake.register(cx.waker());
        }
        Ok(progress || self.end().is_some())
    }

    /// Takes commands and what the handler waited for.
    fn gather(&mut self, cx: &mut Context<'_>) -> Result<bool> {
        let mut progress = false;
        if !self.detached {
            let batch = self.settings.batch.max(1);
            if let Poll::Ready(count) = self.owner.inbox.queue.poll_recv_many(cx, &mut self.commands, batch) {
                progress = true;
                if count == 0 {
                    self.detached = true;
                    self.owner.handler.on_detached(&mut self.out);
                }
                for command in self.commands.drain(..) {
                    self.owner.handler.on_command(command, &mut self.out);
                }
            }
        }
        let before = self.out.len();
        self.owner.handler.poll(cx, &mut self.out)?;
        progress |= self.out.len() != before;
        if self.held && self.takes_bytes() {
            self.consume()?;
            progress = true;
        }
        let unsent = self.out.len();
        if unsent > self.settings.write_limit {
            return Err(over_limit(&self.owner.inbox, unsent, self.settings.write_limit));
        }
        self.active |= progress;
        Ok(progress)
    }

    /// Reads once, and lets the handler take every complete frame of it.
    fn read(&mut self, cx: &mut Context<'_>) -> Result<bool> {
        if self.out.is_closing() || !self.takes_bytes() {
            return Ok(false);
        }
        match self.input.poll_read(&mut self.stream, cx) {
            Poll::Pending => Ok(false),
            Poll::Ready(Ok(0)) => Err(ended(&self.owner.inbox)),
            Poll::Ready(Ok(_)) => {
                self.active = true;
                self.consume()?;
                Ok(true)
            }
            Poll::Ready(Err(error)) => Err(broken(&self.owner.inbox, error)),
        }
    }

    fn consume(&mut self) -> Result<()> {
        self.owner.handler.on_bytes(&mut self.input.bytes, &mut self.out)?;
        self.held = !self.input.bytes.is_empty() && !self.takes_bytes();
        Ok(())
    }

    /// Whether the handler may be given bytes: it wants them, and the peer takes its answers.
    fn takes_bytes(&self) -> bool {
        !self.out.is_full() && self.owner.handler.wants_bytes()
    }

    fn write(&mut self, cx: &mut Context<'_>) -> Result<()> {
        let mut written = 0;
        match self.out.poll_write(&mut self.stream, cx, &mut written) {
            Poll::Ready(Ok(())) => self.blocked_since = None,
            Poll::Ready(Err(error)) => return Err(broken(&self.owner.inbox, error)),
            Poll::Pending if written > 0 || self.blocked_since.is_none() => {
                self.blocked_since = Some(Instant::now());
            }
            Poll::Pending => {}
        }
        Ok(())
    }

    /// Sets the timer to the earliest of what waits for time, and acts when it fires.
    fn time(&mut self, cx: &mut Context<'_>, mut timer: Pin<&mut Sleep>) -> Result<bool> {
        let stall = self.blocked_since.map(|since| since + self.settings.write_stall);
        if self.tidy_at.is_none() && self.active {
            self.tidy_at = Some(Instant::now() + QUIET_AFTER);
        }
        let next = self.owner.handler.next_wake();
        let Some(wanted) = [stall, self.tidy_at, next].into_iter().flatten().min() else { return Ok(false) };
        if self.armed.is_none_or(|armed| wanted < armed) {
            timer.as_mut().reset(wanted);
            self.armed = Some(wanted);
        }
        if timer.poll(cx).is_pending() {
            return Ok(false);
        }
        self.armed = None;
        let now = Instant::now();
        if stall.is_some_and(|at| at <= now) {
            return Err(stalled(&self.owner.inbox, self.out.len(), self.settings.write_stall));
        }
        if self.tidy_at.is_some_and(|at| at <= now) {
            self.tidy(now);
        }
        if next.is_some_and(|at| at <= now) {
            self.owner.handler.on_wake(now, &mut self.out)?;
        }
        Ok(true)
    }

    /// Gives memory back after a time without traffic.
    fn tidy(&mut self, now: Instant) {
        if std::mem::take(&mut self.active) {
            self.tidy_at = Some(now + QUIET_AFTER);
        } else {
            self.tidy_at = None;
            self.input.release();
            self.out.release();
            self.commands = Vec::new();
        }
    }

    /// The reason to end now, if there is one.
    fn end(&mut self) -> Option<Error> {
        let link = &self.owner.inbox.link;
        if !self.out.is_flushed() {
            return None;
        }
        if self.draining && self.owner.handler.is_drained() && !self.held {
            return Some(closed(&self.owner.inbox, "drained for shutdown"));
        }
        // Commands handed over before `close` are taken first.
        if link.closing.load(Ordering::Acquire) && (self.detached || self.owner.inbox.queue.is_empty()) {
            return Some(closed(&self.owner.inbox, "closed on this side"));
        }
        self.out.is_closing().then(|| closed(&self.owner.inbox, "closed on this side"))
    }
}

impl<H: Handler> Owner<H> {
    fn close(&mut self, reason: &Error) {
        if std::mem::replace(&mut self.closed, true) {
            return;
        }
        self.inbox.queue.close();
        let mut nowhere = Outbox::new();
        let closed = catch(|| {
            // Commands that came too late are known to the handler before it fails what is pending.
            while let Ok(command) = self.inbox.queue.try_recv() {
                self.handler.on_command(command, &mut nowhere);
            }
        })
        .and(catch(|| self.handler.on_close(reason)));
        if let Err(panicked) = closed {
            tracing::error!(peer = %self.inbox.link.peer.remote, %panicked, "a connection's handler failed to close");
        }
    }
}

impl<H: Handler> Drop for Owner<H> {
    fn drop(&mut self) {
        if !self.closed {
            self.close(&closed(&self.inbox, "stopped with its task"));
        }
    }
}

/// Runs `work` of the handler; a panic ends this connection only.
fn caught<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    match catch(work) {
        Ok(result) => result,
        Err(panicked) => {
            tracing::error!(%panicked, "a connection's handler panicked; the connection is closed");
            Err(Error::from(panicked).context("the handler of the connection"))
        }
    }
}

#[cold]
fn over_limit<C>(inbox: &Inbox<C>, unsent: usize, limit: usize) -> Error {
    let text = format!("{} reads too slowly: {unsent} bytes wait for it", inbox.link.peer.remote);
    Error::limit_exceeded(text)
        .with_origin(Origin::Network)
        .with_next(format!("`write_limit` is {limit} bytes; read faster or ask for less at a time"))
}

#[cold]
fn stalled<C>(inbox: &Inbox<C>, unsent: usize, stall: Duration) -> Error {
    let text = format!("{} took none of {unsent} waiting bytes for {stall:?}", inbox.link.peer.remote);
    Error::unavailable(text)
        .with_origin(Origin::Network)
        .with_next("`write_stall` is that long; look whether the peer hangs")
}

#[cold]
fn ended<C>(inbox: &Inbox<C>) -> Error {
    Error::unavailable(format!("{} closed the connection", inbox.link.peer.remote))
        .with_origin(Origin::Network)
}

#[cold]
fn broken<C>(inbox: &Inbox<C>, error: io::Error) -> Error {
    Error::unavailable(format!("the connection to {} broke: {error}", inbox.link.peer.remote))
        .with_origin(Origin::Network)
        .with_source(error)
}

#[cold]
fn closed<C>(inbox: &Inbox<C>, how: &str) -> Error {
    Error::unavailable(format!("the connection to {} was {how}", inbox.link.peer.remote))
        .with_origin(Origin::Network)
}
