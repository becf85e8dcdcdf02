// hot path
//! The consumer's side: one provider as an invoker.
//!
//! | step | file |
//! |---|---|
//! | what every call of a method has in common | `client/template.rs` |
//! | how this consumer speaks | `client/speech.rs`, `client/call_format.rs` |
//! | a connection is found | `client/pool.rs`, `client/places.rs` |
//! | it is made | `client/pool/dials.rs`, `client/connection.rs`, `client/http1.rs`, `client/http3.rs` |
//! | the request leaves, its answer begins | `client/exchange.rs`, `client/request.rs` |
//! | the answer is read | `client/answer.rs`, `client/grpc.rs`, `client/connect.rs` |

mod answer;
mod call_format;
mod connect;
mod connection;
mod exchange;
mod grpc;
mod http1;
#[cfg(feature = "http3")]
mod http3;
mod places;
mod pool;
mod request;
mod speech;
mod template;
mod until;

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use dubbors_core::{Args, Body, Error, Invocation, Invoker, MethodKind, Origin, Response, Result, Target};
use tokio::time::Instant;

pub(crate) use pool::Pool;

use crate::settings::Settings;
use answer::AnswerStream;
use exchange::{Answering, Attempt, Lease};
use template::{Prepared, Template};

/// How often a call is sent again because the provider refused it on a connection that goes on, and at least because
/// connections are over.
const MAX_REFUSALS: usize = 3;

/// Calls one provider over shared or own connections.
pub(crate) struct Client {
    pool: Arc<Pool>,
    template: Template,
    settings: Settings,
}

impl Client {
    /// An invoker for `target` that uses the connections of `pool`.
    ///
    /// # Errors
    /// `Code::Invalid` for settings that this contract cannot be called with.
    pub(crate) fn new(target: &Target<'_>, pool: Arc<Pool>, settings: Settings) -> Result<Self> {
        Ok(Self { pool, template: Template::new(target, &settings)?, settings })
    }

    async fn call(&self, call: &mut Invocation<'_>) -> Result<Response> {
        let made;
        let prepared = match self.template.prepared(call.method()) {
            Some(prepared) => prepared,
            None => {
                made = Box::new(self.template.prepare(call.method())?);
                &made
            }
        };
        let (mut refusals, mut gone) = (0, 0);
        loop {
            let lease = match self.pool.at_hand() {
                Some(lease) => Lease::Http2(lease),
                // In a box: it is rare, and would make the future of every call larger.
                None => Box::pin(self.pool.lease(call.deadline())).await?,
            };
            let refused = match self.attempt(prepared, call, lease).await {
                // What the provider or the caller said stays as it is.
                Err(Attempt::Failed(error)) if error.origin() != Origin::Network => return Err(error),
                Err(Attempt::Failed(error)) => return Err(error.context(self.pool.address())),
                Err(refused) => refused,
                Ok(response) => return Ok(response),
            };
            match refused {
                Attempt::Gone(_) => gone += 1,
                _ => refusals += 1,
            }
            // Those that are made anew may go away as well.
            let most_gone = self.pool.most_open().max(MAX_REFUSALS);
            if refusals > MAX_REFUSALS || gone > most_gone || !call.is_repeatable() {
                return Err(Error::from(refused).context(self.pool.address()));
            }
        }
    }

    async fn attempt(
        &self,
        prepared: &Prepared,
        call: &mut Invocation<'_>,
        mut lease: Lease,
    ) -> std::result::Result<Response, Attempt> {
        let answers = prepared.answers();
        let kind = call.method().kind;
        let answer = match kind {
            MethodKind::Unary | MethodKind::ServerStreaming => {
                // What cannot be written needs no place: over HTTP/3 a stream would be opened for it.
                let message = self.message(prepared, call)?;
                lease.ready().await?;
                self.send(prepared, call, message, lease)?.await?
            }
            MethodKind::ClientStreaming | MethodKind::BidiStreaming => {
                lease.ready().await?;
                let stream = lease.open(prepared.head(call, Instant::now())?)?;
                let writer = prepared.writer_of(call);
                let messages = call.take_outbound()?;
                let (answer, sending) = request::send_beside(stream, messages, &writer);
                // The head may come before any message was sent, or only after one that the caller has not made yet.
                let mut stream = AnswerStream::later(answer, sending, answers, &self.settings);
                return if kind == MethodKind::ClientStreaming {
                    Ok(Box::pin(stream.only()).await?)
                } else {
                    Ok(Response::of(Body::Inbound(stream.into_stream(self.pool.address()))))
                };
            }
        };
        if prepared.is_plain() {
            return Ok(Box::pin(connect::one(answer, answers, &self.settings)).await?);
        }
        let mut stream = AnswerStream::new(answer, answers, &self.settings)?;
        if kind == MethodKind::ServerStreaming {
            return Ok(Response::of(Body::Inbound(stream.kept().into_stream(self.pool.address()))));
        }
        Ok(stream.only().await?)
    }

    /// Sends a call with one message.
    fn send(
        &self,
        prepared: &Prepared,
        call: &Invocation<'_>,
        message: Bytes,
        lease: Lease,
    ) -> std::result::Result<Answering, Attempt> {
        let mut head = prepared.head(call, Instant::now())?;
        let body =
            if prepared.is_plain() { connect::body(prepared, call, message, &mut head) } else { message };
        lease.send(head, body)
    }

    /// The one message of a call.
    fn message(&self, prepared: &Prepared, call: &Invocation<'_>) -> Result<Bytes> {
        if prepared.is_plain() {
            return connect::message(prepared, call);
        }
        let mut body = BytesMut::with_capacity(prepared.expected_size());
        let writer = prepared.writer_of(call);
        match call.args() {
            Args::Typed(args) => writer.write(*args, &mut body)?,
            Args::Encoded(payload) => writer.write_bytes(payload.bytes().clone(), &mut body)?,
            _ => return Err(Error::internal("the call has a stream, its method takes one message")),
        }
        prepared.remember_size(body.len());
        Ok(body.freeze())
    }
}

impl Invoker for Client {
    async fn invoke(&self, call: &mut Invocation<'_>) -> Result<Response> {
        let Some(deadline) = call.deadline() else { return self.call(call).await };
        if deadline <= Instant::now() {
            let text = format!("no time left for {}: nothing was sent", call.display_name());
            return Err(Error::deadline_exceeded(text));
        }
        let is_stream = call.method().kind.has_response_stream();
        match tokio::time::timeout_at(deadline, self.call(call)).await {
            Ok(Ok(response)) if is_stream => Ok(until::until(response, deadline, self.pool.address())),
            Ok(Err(error)) if until::is_late(&error, deadline) => Err(until::late(self.pool.address())),
            Ok(answer) => answer,
            Err(_) => Err(until::late(self.pool.address())),
        }
    }

    fn is_ready(&self) -> bool {
        self.pool.is_ready()
    }
}
