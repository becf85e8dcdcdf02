// hot path
//! The consumer's side: one provider as an invoker.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::{Bytes, BytesMut};
use dubbors_core::{Error, Invocation, Invoker, Origin, Payload, Response, Result, Serialization, Target};
use dubbors_hessian::{Encoder, Limits};
use dubbors_wire::dubbo::{Header, Status, begin_frame};
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::HESSIAN2;
use crate::link::{Answer, Command, Link, broken};
use crate::request::Template;
use crate::settings::Settings;
use crate::{response, status};

/// The room for a first frame, in bytes; later ones ask for what the one before needed.
const FIRST_FRAME: usize = 512;

/// Calls one provider over shared or own connections.
pub(crate) struct Client {
    links: Box<[Arc<Link>]>,
    next: AtomicUsize,
    template: Template,
    last_frame: AtomicUsize,
    payload: usize,
    limits: Limits,
    serialization: Arc<dyn Serialization>,
}

impl Client {
    /// An invoker for `target` that uses `links` in turn.
    pub(crate) fn new(
        target: &Target<'_>,
        links: Box<[Arc<Link>]>,
        settings: &Settings,
        serialization: Arc<dyn Serialization>,
    ) -> Self {
        let path = target.instance.param("path").unwrap_or(target.service.key().interface());
        Self {
            links,
            next: AtomicUsize::new(0),
            template: Template::new(target.service, path),
            last_frame: AtomicUsize::new(FIRST_FRAME),
            payload: settings.payload,
            limits: settings.limits(),
            serialization,
        }
    }

    fn link(&self) -> Result<&Link> {
        let link = match &*self.links {
            [only] => Some(only),
            links => {
                let next = self.next.fetch_add(1, Ordering::Relaxed);
                links.get(next % links.len().max(1))
            }
        };
        link.map(|link| &**link).ok_or_else(|| Error::internal("the client has no connections"))
    }

    fn encode(&self, call: &Invocation<'_>, now: Instant) -> Result<BytesMut> {
        let mut buffer = BytesMut::with_capacity(self.last_frame.load(Ordering::Relaxed));
        let start = begin_frame(&mut buffer, &Header::request(0, !call.is_one_way(), HESSIAN2));
        let mut encoder = Encoder::with_buffer(buffer);
        self.template.write(call, &mut encoder, now)?;
        let mut buffer = encoder.into_inner();
        start.finish(&mut buffer, self.payload).map_err(|oversize| {
            Error::serialization(oversize.to_string()).with_next(status::RAISE_PAYLOAD)
        })?;
        self.last_frame.store(buffer.len() + 16, Ordering::Relaxed);
        Ok(buffer)
    }

    fn decode(&self, link: &Link, answer: Answer) -> Result<Response> {
        match answer {
            Answer::Response { status: Status::OK, serialization: HESSIAN2, body } => {
                response::read(&body, &self.serialization, self.limits)
            }
            Answer::Response { status, serialization, body } => {
                Err(self.refused(link, status, serialization, &body))
            }
            other => Err(self.unanswered(link, other)),
        }
    }

    #[cold]
    fn refused(&self, link: &Link, status: Status, serialization: u8, body: &Bytes) -> Error {
        if status.is_ok() {
            return Error::serialization(format!(
                "the provider {} answered with serialization id {serialization}, expected {HESSIAN2} (hessian2)",
                link.address()
            ))
            .with_origin(Origin::Remote);
        }
        let text =
            if serialization == HESSIAN2 { response::read_text(body, self.limits) } else { String::new() };
        status::into_error(status, &text).context(link.address())
    }

    #[cold]
    fn unanswered(&self, link: &Link, answer: Answer) -> Error {
        let address = link.address();
        match answer {
            Answer::Oversize { length } => Error::serialization(format!(
                "the answer of {address} is too large: {length} bytes, max payload: {}",
                self.payload
            ))
            .with_origin(Origin::Remote)
            .with_next(status::RAISE_PAYLOAD),
            Answer::Timeout => {
                Error::deadline_exceeded(format!("no answer from {address} before the deadline"))
                    .with_origin(Origin::Network)
            }
            Answer::Full => Error::limit_exceeded(format!(
                "too many calls to {address} wait: it takes less than is asked of it"
            ))
            .with_next("call less at a time, or set `connections`"),
            Answer::Closed(reason) => broken(address, &reason),
            Answer::Response { .. } => Error::internal("an answer was not read"),
        }
    }
}

impl Invoker for Client {
    async fn invoke(&self, call: &mut Invocation<'_>) -> Result<Response> {
        let now = Instant::now();
        let deadline = call.deadline();
        if deadline.is_some_and(|deadline| deadline <= now) {
            return Err(Error::deadline_exceeded(format!(
                "no time left for {}: nothing was sent",
                call.display_name()
            )));
        }
        let link = self.link()?;
        let frame = self.encode(call, now)?;
        if call.is_one_way() {
            link.send(Command::Send { frame }, deadline).await?;
            return Ok(Response::new(Payload::new(
                Bytes::from_static(b"N"),
                Arc::clone(&self.serialization),
            )));
        }
        let (waiter, answer) = oneshot::channel();
        link.send(Command::Call { frame, waiter, deadline }, deadline).await?;
        match answer.await {
            Ok(answer) => self.decode(link, answer),
            Err(_) => Err(broken(link.address(), "its task ended")),
        }
    }

    fn is_ready(&self) -> bool {
        self.links.iter().any(|link| link.is_ready())
    }
}
