//! `grpc.health.v1.Health`: whether services can take calls.
//!
//! dubbo-go opens `Watch` with the key of the service after its first call and leaves an instance that is not serving
//! (spec triple, 3).

use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll, ready};

use dubbors_core::{
    Body, BoxFuture, Error, Health, HealthWatch, Invocation, Invoker, Method, MethodKind, Outbound,
    OutboundStream, Response, Result, ServiceDescriptor, ServiceKey, StatusCode, Stopped, WriteMessage,
};
use dubbors_serialization::ProtobufArgs;
use prost::Message;

use super::{SCHEMA, request};

/// The longest name that an error repeats, in characters.
const SHOWN: usize = 200;

const SERVING: i32 = 1;
const NOT_SERVING: i32 = 2;
const SERVICE_UNKNOWN: i32 = 3;

#[derive(Clone, PartialEq, Message)]
struct CheckRequest {
    #[prost(string, tag = "1")]
    service: String,
}

#[derive(Clone, PartialEq, Message)]
struct CheckResponse {
    #[prost(int32, tag = "1")]
    status: i32,
}

impl CheckResponse {
    fn of(serving: Option<bool>) -> Self {
        let status = match serving {
            Some(true) => SERVING,
            Some(false) => NOT_SERVING,
            None => SERVICE_UNKNOWN,
        };
        Self { status }
    }
}

/// The path of calls that last as long as their connection.
pub(crate) const WATCH: &str = "/grpc.health.v1.Health/Watch";

/// The contract.
pub(super) fn descriptor() -> Arc<ServiceDescriptor> {
    static DESCRIPTOR: LazyLock<Arc<ServiceDescriptor>> = LazyLock::new(|| {
        let methods = vec![
            Method::new("Check", "", "", 1).no_side_effects(),
            Method::new("Watch", "", "", 1).with_kind(MethodKind::ServerStreaming),
        ];
        ServiceDescriptor::new(ServiceKey::new("grpc.health.v1.Health"), methods).with_schema(SCHEMA)
    });
    Arc::clone(&DESCRIPTOR)
}

/// The service.
pub(super) struct HealthService {
    health: Health,
}

impl HealthService {
    pub(super) fn new(health: Health) -> Self {
        Self { health }
    }
}

impl Invoker for HealthService {
    async fn invoke(&self, call: &mut Invocation<'_>) -> Result<Response> {
        let CheckRequest { service } = request(call)?;
        if call.method().kind.has_response_stream() {
            let next = Statuses::next(self.health.watch(&service));
            return Ok(Response::of(Body::Outbound(OutboundStream::new(Statuses { next }))));
        }
        let serving = self.health.is_serving(&service).ok_or_else(|| {
            let shown: String = service.chars().take(SHOWN).flat_map(char::escape_debug).collect();
            Error::status(StatusCode::NotFound, format!("unknown service {shown}"))
        })?;
        Response::reply(call, &ProtobufArgs(&CheckResponse::of(Some(serving))))
    }
}

/// The messages of `Watch`. They end with the process: an open stream would keep its connection from draining.
struct Statuses {
    next: Next,
}

type Next = BoxFuture<'static, (HealthWatch, Result<Option<bool>, Stopped>)>;

impl Statuses {
    fn next(mut watch: HealthWatch) -> Next {
        Box::pin(async move {
            let next = watch.next().await;
            (watch, next)
        })
    }
}

impl Outbound for Statuses {
    fn poll_message(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        write: &mut WriteMessage<'_>,
    ) -> Poll<Option<Result<()>>> {
        let (watch, next) = ready!(self.next.as_mut().poll(cx));
        match next {
            Ok(serving) => {
                self.next = Self::next(watch);
                Poll::Ready(Some(write(&ProtobufArgs(&CheckResponse::of(serving)), None)))
            }
            Err(Stopped) => Poll::Ready(Some(Err(Error::status(
                StatusCode::Unavailable,
                "the provider is about to end, nothing will change any more",
            )))),
        }
    }
}
