//! What a service tells of a request, and how it answers as the request says.

use std::time::Duration;

use bytes::Bytes;
use dubbors::protobuf::prost::Message;
use dubbors::protobuf::prost_types::Any;
use dubbors::{Error, Result, context};
use tokio::time::Instant;

use super::{headers, message};
use crate::protos::connectrpc::conformance::v1::conformance_payload::RequestInfo;
use crate::protos::connectrpc::conformance::v1::unary_response_definition::Response;
use crate::protos::connectrpc::conformance::v1::{
    ConformancePayload, Header, StreamResponseDefinition, UnaryResponseDefinition,
};

/// What is seen of a request before its messages. It has to be asked for where the call is served.
pub(crate) fn seen() -> RequestInfo {
    let left = context::deadline().map(|deadline| deadline.saturating_duration_since(Instant::now()));
    RequestInfo {
        request_headers: headers::of(&context::attachments()),
        timeout_ms: left.map(|left| i64::try_from(left.as_millis()).unwrap_or(i64::MAX)),
        ..RequestInfo::default()
    }
}

/// The same with one more message.
pub(crate) fn with(mut seen: RequestInfo, name: &str, request: &impl Message) -> RequestInfo {
    seen.requests.push(message::pack(name, request));
    seen
}

/// Sends headers and trailers that are asked for.
fn send_metadata(head: &[Header], tail: &[Header]) -> Result<()> {
    context::reply_header_with(|attachments| headers::add(attachments, head))?;
    context::reply_with(|attachments| headers::add(attachments, tail))
}

/// One answer, or the error that is asked for, with what was seen of the request.
pub(crate) async fn once(
    definition: Option<UnaryResponseDefinition>,
    seen: RequestInfo,
) -> Result<Option<ConformancePayload>> {
    let definition = definition.unwrap_or_default();
    send_metadata(&definition.response_headers, &definition.response_trailers)?;
    pause(definition.response_delay_ms).await;
    match definition.response {
        Some(Response::Error(wanted)) => Err(with_seen(message::to_error(&wanted), &seen)),
        Some(Response::ResponseData(data)) => Ok(payload(data, Some(seen))),
        None => Ok(payload(Bytes::new(), Some(seen))),
    }
}

/// Sends headers and trailers of a stream.
pub(crate) fn begin(definition: &StreamResponseDefinition) -> Result<()> {
    send_metadata(&definition.response_headers, &definition.response_trailers)
}

pub(crate) fn payload(data: Bytes, request_info: Option<RequestInfo>) -> Option<ConformancePayload> {
    Some(ConformancePayload { data, request_info })
}

/// The error with what was seen of the request.
pub(crate) fn with_seen(error: Error, seen: &RequestInfo) -> Error {
    let detail: Any = message::pack("ConformancePayload.RequestInfo", seen);
    message::with_detail(error, &detail)
}

pub(crate) async fn pause(milliseconds: u32) {
    if milliseconds > 0 {
        tokio::time::sleep(Duration::from_millis(u64::from(milliseconds))).await;
    }
}
