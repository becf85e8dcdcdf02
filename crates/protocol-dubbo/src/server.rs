// hot path
//! The provider's side of one connection. Runs in the connection's own task.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use dubbors_core::{
    Args, Attachments, BoxFuture, BoxStream, Error, Invocation, Next, Origin, Payload, Peer, Ref, Result,
    Serialization, Services, Shutdown,
};
use dubbors_serialization::Hessian2;
use dubbors_transport::{Dispatcher, Executor, Handler, Outbox, catch_panic, drive, session};
use dubbors_wire::dubbo::{
    self as wire, Event, Idle, IdleAction, Role, Status, write_heartbeat_reply, write_read_only,
};
use tokio::time::Instant;

use crate::HESSIAN2;
use crate::connection::not_dubbo;
use crate::response::Reply;
use crate::route::{Routed, Routes};
use crate::settings::Settings;
use crate::status;

/// While draining, a connection ends after this long without a request: what a consumer sent before it heard
/// READONLY is still answered.
const QUIET: Duration = Duration::from_millis(200);

/// Serves one accepted connection to its end.
pub(crate) async fn serve(stream: BoxStream, services: Arc<Services>, executor: Executor, stop: Shutdown) {
    let settings = match Settings::of(services.settings()) {
        Ok(settings) => settings,
        Err(error) => {
            tracing::error!(%error, "the port's settings are wrong, using the defaults");
            Settings::default()
        }
    };
    let session_settings = settings.session(Role::Provider);
    let peer = Arc::clone(stream.peer());
    let dispatcher = executor.dispatcher(&peer, settings.peer_share);
    let (_, inbox) = session::<Infallible>(Arc::clone(&peer), &session_settings);
    let handler = Server::new(peer, services, dispatcher, &settings);
    drive(stream, handler, inbox, session_settings, stop).await;
}

/// The state of one connection.
struct Server {
    peer: Arc<Peer>,
    wire: wire::Connection,
    routes: Routes,
    /// `None` answers a one-way request.
    dispatcher: Dispatcher<Option<BytesMut>>,
    serialization: Arc<dyn Serialization>,
    idle: Idle,
    payload: usize,
    now: Instant,
    last_request: Instant,
    draining: bool,
}

impl Server {
    fn new(
        peer: Arc<Peer>,
        services: Arc<Services>,
        dispatcher: Dispatcher<Option<BytesMut>>,
        settings: &Settings,
    ) -> Self {
        let now = Instant::now();
        let limits = settings.limits();
        Self {
            peer,
            wire: wire::Connection::new(wire::Limits {
                payload: settings.payload,
                ..wire::Limits::default()
            }),
            routes: Routes::new(services, limits),
            dispatcher,
            serialization: Arc::new(Hessian2::with_limits(limits)),
            idle: Idle::new(Role::Provider, settings.heartbeat, now.into_std()),
            payload: settings.payload,
            now,
            last_request: now,
            draining: false,
        }
    }

    fn on_event(&mut self, event: Event, out: &mut Outbox) {
        match event {
            Event::Request { id, two_way, serialization, body } => {
                self.last_request = self.now;
                self.request(id, two_way, serialization, &body, out);
            }
            Event::OversizeRequest { id, two_way, length, .. } => {
                let text = format!(
                    "Data length too large: {length}, max payload: {}; {}",
                    self.payload,
                    status::RAISE_PAYLOAD
                );
                self.refuse(id, two_way, Status::BAD_REQUEST, &text, out);
            }
            Event::Heartbeat { id, two_way, serialization } => {
                if two_way {
                    write_heartbeat_reply(out.buffer(), id, serialization);
                }
            }
            Event::UnknownEvent { id, .. } => tracing::debug!(id, peer = %self.peer.remote, "unknown event"),
            Event::Response { .. }
            | Event::OversizeResponse { .. }
            | Event::HeartbeatReply { .. }
            | Event::ReadOnly
            | Event::Writable => {}
        }
    }

    fn request(&mut self, id: i64, two_way: bool, serialization: u8, body: &Bytes, out: &mut Outbox) {
        if serialization != HESSIAN2 {
            let text = format!(
                "Unexpected serialization id:{serialization} received from network, please check if the peer send the \
                 right id. This provider reads {HESSIAN2} (hessian2)"
            );
            return self.refuse(id, two_way, Status::BAD_REQUEST, &text, out);
        }
        // Asked before the body is decoded: refusing must be cheap.
        let permit = match self.dispatcher.admit() {
            Ok(permit) => permit,
            Err(full) => {
                let text = format!("Server side({}) thread pool is exhausted: {full}", self.peer.local);
                return self.refuse(id, two_way, Status::SERVER_THREADPOOL_EXHAUSTED_ERROR, &text, out);
            }
        };
        match self.routes.route(body) {
            Ok(routed) => {
                let reply = Reply { id, attachments: routed.attachments, payload: self.payload };
                let run = self.run(routed, reply, two_way);
                if let Some(Some(frame)) = self.dispatcher.run(permit, run) {
                    out.push(frame);
                }
            }
            Err(error) => {
                drop(permit);
                let status = match error.message() {
                    text if text.starts_with("Not found exported") => Status::SERVICE_ERROR,
                    _ => Status::BAD_REQUEST,
                };
                self.refuse(id, two_way, status, &status::text(&error), out);
            }
        }
    }

    /// The whole run of one request, from its filters to the frame that answers it.
    fn run(&self, routed: Routed, reply: Reply, two_way: bool) -> BoxFuture<'static, Option<BytesMut>> {
        let peer = Arc::clone(&self.peer);
        let deadline = deadline(&routed.tail.attachments, self.now);
        let payload = Payload::new(routed.tail.args, Arc::clone(&self.serialization));
        let (service, method, attachments) = (routed.service, routed.method, routed.tail.attachments);
        Box::pin(async move {
            let result = match method.of(&service.descriptor) {
                Some(method) => {
                    let mut call = Invocation::new(
                        Ref::Borrowed(service.descriptor.key()),
                        Ref::Borrowed(method),
                        Args::Encoded(payload),
                    )
                    .with_attachments(attachments)
                    .with_deadline(deadline)
                    .with_peer(peer)
                    .with_one_way(!two_way);
                    let run = Next::new(&service.filters, &service.invoker).run(&mut call);
                    catch_panic(run).await.unwrap_or_else(|panicked| Err(panicked.into()))
                }
                None => Err(Error::internal("the method is not part of the contract")),
            };
            if two_way {
                return Some(reply.frame(&result));
            }
            if let Err(error) = result {
                tracing::debug!(service = %service.descriptor.key(), %error, "a one-way call failed");
            }
            None
        })
    }

    fn refuse(&self, id: i64, two_way: bool, status: Status, text: &str, out: &mut Outbox) {
        tracing::debug!(id, %status, peer = %self.peer.remote, text, "refused a request");
        if two_way {
            out.push(Reply { id, attachments: false, payload: self.payload }.refusal(status, text));
        }
    }
}

/// When the caller stops waiting: the smaller of its timeout and of what its own caller left it. dubbo-go writes 0
/// for none (spec dubbo-tcp, section 10).
fn deadline(attachments: &Attachments, now: Instant) -> Option<Instant> {
    let millis =
        |key| attachments.get(key).and_then(|text| text.parse::<u64>().ok()).filter(|millis| *millis > 0);
    let left = [millis("timeout"), millis("_TO")].into_iter().flatten().min()?;
    now.checked_add(Duration::from_millis(left))
}

impl Handler for Server {
    type Command = Infallible;

    fn on_command(&mut self, command: Infallible, _: &mut Outbox) {
        match command {}
    }

    fn on_bytes(&mut self, input: &mut BytesMut, out: &mut Outbox) -> Result<()> {
        self.now = Instant::now();
        self.idle.on_read(self.now.into_std());
        while self.wants_bytes() && !out.is_full() {
            match self.wire.next(input).map_err(not_dubbo)? {
                Some(event) => self.on_event(event, out),
                None => break,
            }
        }
        Ok(())
    }

    fn wants_bytes(&self) -> bool {
        !self.dispatcher.is_busy()
    }

    fn poll(&mut self, cx: &mut Context<'_>, out: &mut Outbox) -> Result<()> {
        // What a slow consumer has not taken is enough; the rest is asked for again when it has.
        while !out.is_full()
            && let Poll::Ready(answer) = self.dispatcher.poll_answer(cx)
        {
            if let Some(Some(frame)) = answer {
                out.push(frame);
            }
        }
        Ok(())
    }

    fn expects_more(&self) -> bool {
        self.dispatcher.running() > 0
    }

    fn next_wake(&self) -> Option<Instant> {
        // Once it is over, the next thing to wait for is an answer.
        let quiet = self.draining.then(|| self.last_request + QUIET).filter(|quiet| *quiet > self.now);
        let idle = self.idle.next_check().map(Instant::from_std);
        match (quiet, idle) {
            (Some(quiet), Some(idle)) => Some(quiet.min(idle)),
            (quiet, idle) => quiet.or(idle),
        }
    }

    fn on_wake(&mut self, now: Instant, _: &mut Outbox) -> Result<()> {
        self.now = now;
        if self.dispatcher.running() > 0 {
            // A consumer that waits for an answer has nothing to say.
            self.idle.on_write(now.into_std());
        }
        match self.idle.check(now.into_std()) {
            IdleAction::Close => {
                let silence = self.idle.silence(now.into_std());
                Err(Error::unavailable(format!("the consumer sent nothing for {silence:?}"))
                    .with_origin(Origin::Network))
            }
            IdleAction::Wait(_) | IdleAction::SendHeartbeat => Ok(()),
        }
    }

    fn on_drain(&mut self, out: &mut Outbox) {
        self.draining = true;
        self.now = Instant::now();
        self.last_request = self.now;
        write_read_only(out.buffer(), 0, HESSIAN2);
    }

    fn is_drained(&self) -> bool {
        self.dispatcher.running() == 0 && self.now.saturating_duration_since(self.last_request) >= QUIET
    }

    fn on_close(&mut self, reason: &Error) {
        tracing::debug!(peer = %self.peer.remote, %reason, "connection closed");
    }
}
