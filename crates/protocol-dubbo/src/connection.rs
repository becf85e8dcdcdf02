// hot path
//! A consumer's connection: calls out, answers in. Runs in the connection's own task.

use std::sync::{Arc, Weak};
use std::time::Duration;

use bytes::BytesMut;
use dubbors_core::{Error, Origin, Result};
use dubbors_transport::{Deadlines, Handler, Outbox};
use dubbors_wire::dubbo::{
    self as wire, Event, Idle, IdleAction, Role, Status, write_heartbeat, write_heartbeat_reply,
};
use tokio::time::Instant;

use crate::HESSIAN2;
use crate::link::{Answer, Command, Shared};
use crate::pending::Pending;
use crate::response::Reply;
use crate::settings::{MAX_UNSENT, Settings};

/// The coarseness of deadlines.
const TICK: Duration = Duration::from_millis(1);
/// Where the request id stands in a frame.
const ID: std::ops::Range<usize> = 4..12;
/// The slot part of heartbeat ids; no call can have it.
const HEARTBEAT_SLOT: i64 = 0xffff_ffff;

/// The state of one connection.
#[derive(Debug)]
pub(crate) struct Connection {
    link: Weak<Shared>,
    /// Which of the link's connections this is.
    number: u64,
    wire: wire::Connection,
    pending: Pending,
    deadlines: Deadlines,
    idle: Idle,
    heartbeats: i64,
    payload: usize,
}

impl Connection {
    /// The connection of `link` with this number, just opened.
    pub(crate) fn new(link: Weak<Shared>, number: u64, settings: Settings) -> Self {
        let now = Instant::now();
        let limits = wire::Limits { payload: settings.payload, ..wire::Limits::default() };
        Self {
            link,
            number,
            wire: wire::Connection::new(limits),
            pending: Pending::default(),
            deadlines: Deadlines::new(now, TICK),
            idle: Idle::new(Role::Consumer, settings.heartbeat, now.into_std()),
            heartbeats: 0,
            payload: settings.payload,
        }
    }

    fn call(
        &mut self,
        mut frame: BytesMut,
        waiter: crate::pending::Waiter,
        deadline: Option<Instant>,
        out: &mut Outbox,
    ) {
        if waiter.is_closed() {
            // The caller gave up before anything was sent.
            return;
        }
        if is_backlogged(out, &frame) {
            return drop(waiter.send(Answer::Full));
        }
        match self.pending.insert(waiter) {
            Ok((slot, id)) => {
                if let Some(place) = frame.get_mut(ID) {
                    place.copy_from_slice(&id.to_be_bytes());
                }
                if let Some(deadline) = deadline {
                    self.deadlines.set(slot, deadline);
                }
                out.push(frame);
            }
            Err(waiter) => drop(waiter.send(Answer::Full)),
        }
    }

    fn complete(&mut self, id: i64, answer: Answer) {
        match self.pending.take(id) {
            Some((slot, waiter)) => {
                self.deadlines.remove(slot);
                // The caller may have given up.
                drop(waiter.send(answer));
            }
            // Late, or dubbo-go's answer to an event (spec dubbo-tcp, section 17).
            None => tracing::trace!(id, "an answer nobody waits for"),
        }
    }

    /// Tells a provider that calls its consumer that there is nothing to call.
    fn refuse(&self, id: i64, two_way: bool, out: &mut Outbox) {
        if two_way {
            let reply = Reply { id, attachments: false, payload: self.payload };
            out.push(
                reply.refusal(Status::BAD_REQUEST, "this consumer provides no services on its connections"),
            );
        }
    }

    fn set_read_only(&self, read_only: bool) {
        if let Some(link) = self.link.upgrade() {
            link.set_read_only(read_only);
        }
    }

    fn on_event(&mut self, event: Event, out: &mut Outbox) {
        match event {
            Event::Response { id, status, serialization, body } => {
                self.complete(id, Answer::Response { status, serialization, body });
            }
            Event::OversizeResponse { id, length } => self.complete(id, Answer::Oversize { length }),
            Event::Heartbeat { id, two_way, serialization } => {
                if two_way {
                    write_heartbeat_reply(out.buffer(), id, serialization);
                }
            }
            Event::ReadOnly => self.set_read_only(true),
            Event::Writable => self.set_read_only(false),
            Event::Request { id, two_way, .. } | Event::OversizeRequest { id, two_way, .. } => {
                self.refuse(id, two_way, out);
            }
            Event::HeartbeatReply { .. } | Event::UnknownEvent { .. } => {}
        }
    }
}

impl Handler for Connection {
    type Command = Command;

    fn on_command(&mut self, command: Command, out: &mut Outbox) {
        match command {
            Command::Call { frame, waiter, deadline } => self.call(frame, waiter, deadline, out),
            Command::Send { frame } if is_backlogged(out, &frame) => {
                tracing::warn!("a one-way call was dropped: the provider takes less than is asked of it");
            }
            Command::Send { frame } => out.push(frame),
        }
    }

    fn expects_more(&self) -> bool {
        // A lone caller waits for this very call.
        self.pending.len() > 1
    }

    fn on_bytes(&mut self, input: &mut BytesMut, out: &mut Outbox) -> Result<()> {
        self.idle.on_read(Instant::now().into_std());
        while let Some(event) = self.wire.next(input).map_err(not_dubbo)? {
            self.on_event(event, out);
        }
        Ok(())
    }

    fn next_wake(&self) -> Option<Instant> {
        let idle = self.idle.next_check().map(Instant::from_std);
        match (self.deadlines.next(), idle) {
            (Some(deadline), Some(idle)) => Some(deadline.min(idle)),
            (deadline, idle) => deadline.or(idle),
        }
    }

    fn on_wake(&mut self, now: Instant, out: &mut Outbox) -> Result<()> {
        let pending = &mut self.pending;
        self.deadlines.expire(now, |slot| {
            if let Some(waiter) = pending.take_slot(slot) {
                drop(waiter.send(Answer::Timeout));
            }
        });
        match self.idle.check(now.into_std()) {
            IdleAction::Wait(_) => Ok(()),
            IdleAction::SendHeartbeat => {
                self.heartbeats = (self.heartbeats + 1) & 0x7fff_ffff;
                write_heartbeat(out.buffer(), (self.heartbeats << 32) | HEARTBEAT_SLOT, HESSIAN2);
                Ok(())
            }
            IdleAction::Close => {
                let silence = self.idle.silence(now.into_std());
                Err(Error::unavailable(format!(
                    "the provider sent nothing for {silence:?}, heartbeats included"
                ))
                .with_origin(Origin::Network))
            }
        }
    }

    fn on_detached(&mut self, out: &mut Outbox) {
        out.close();
    }

    fn is_drained(&self) -> bool {
        self.pending.len() == 0
    }

    fn on_close(&mut self, reason: &Error) {
        let text: Arc<str> = reason.to_string().into();
        for waiter in self.pending.drain() {
            drop(waiter.send(Answer::Closed(Arc::clone(&text))));
        }
        Shared::on_close(&self.link, self.number, reason);
    }
}

/// Whether `frame` is one too many. A single one is never.
fn is_backlogged(out: &Outbox, frame: &BytesMut) -> bool {
    !out.is_empty() && out.len() + frame.len() > MAX_UNSENT
}

#[cold]
pub(crate) fn not_dubbo(error: wire::FrameError) -> Error {
    Error::unavailable(error.to_string()).with_origin(Origin::Network)
}
