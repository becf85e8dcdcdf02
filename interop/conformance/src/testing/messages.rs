//! What the two sides send each other.

use bytes::Bytes;
use dubbors::{Error, Result};

use crate::protos::grpc::testing::{
    BoolValue, Payload, ResponseParameters, SimpleRequest, SimpleResponse, StreamingOutputCallRequest,
    StreamingOutputCallResponse,
};

/// The sizes of the cases.
pub(crate) const LARGE_REQUEST: usize = 271_828;
pub(crate) const LARGE_REPLY: i32 = 314_159;
pub(crate) const REQUESTS: [usize; 4] = [27_182, 8, 1_828, 45_904];
pub(crate) const REPLIES: [i32; 4] = [31_415, 9, 2_653, 58_979];

/// What comes back before the answer.
pub(crate) const ECHO_HEADER: &str = "x-grpc-test-echo-initial";
/// What comes back behind the answer, on the wire with `-bin`.
pub(crate) const ECHO_TRAILER: &str = "x-grpc-test-echo-trailing";
/// Where the load of a server comes with an answer, on the wire with `-bin`.
pub(crate) const LOAD_TRAILER: &str = "endpoint-load-metrics";

/// A payload of so many zeros.
pub(crate) fn zeros(size: usize) -> Option<Payload> {
    Some(Payload { body: Bytes::from(vec![0; size]), ..Payload::default() })
}

/// As a caller asks for it.
///
/// # Errors
/// Status `invalid_argument` for a negative size.
pub(crate) fn zeros_asked(size: i32) -> Result<Option<Payload>> {
    usize::try_from(size).map(zeros).map_err(|_| Error::invalid(format!("a payload of {size} bytes")))
}

/// A request for `size` bytes with `sent` bytes in it.
pub(crate) fn simple(sent: usize, size: i32) -> SimpleRequest {
    SimpleRequest { response_size: size, payload: zeros(sent), ..SimpleRequest::default() }
}

pub(crate) fn large() -> SimpleRequest {
    simple(LARGE_REQUEST, LARGE_REPLY)
}

/// A request for one message of `size` bytes with `sent` bytes in it.
pub(crate) fn output(sent: usize, size: i32) -> StreamingOutputCallRequest {
    StreamingOutputCallRequest {
        response_parameters: vec![ResponseParameters { size, ..ResponseParameters::default() }],
        payload: zeros(sent),
        ..StreamingOutputCallRequest::default()
    }
}

/// Whether a reply has as many bytes as were asked for.
pub(crate) fn has_size(reply: &SimpleResponse, size: i32) -> Result<()> {
    check("the size of the payload", &i32::try_from(body(reply.payload.as_ref())).ok(), &Some(size))
}

/// The size of a message of a stream.
pub(crate) fn size_of(reply: &StreamingOutputCallResponse) -> i32 {
    i32::try_from(body(reply.payload.as_ref())).unwrap_or(i32::MAX)
}

pub(crate) fn body(payload: Option<&Payload>) -> usize {
    payload.map_or(0, |payload| payload.body.len())
}

pub(crate) fn switch(value: bool) -> Option<BoolValue> {
    Some(BoolValue { value })
}

/// What a case expects.
pub(crate) fn check<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, wanted: &T) -> Result<()> {
    if found == wanted { Ok(()) } else { failed(format!("{what} is {found:?}, not {wanted:?}")) }
}

/// What a case has found.
pub(crate) fn failed<T>(what: String) -> Result<T> {
    Err(Error::internal(what))
}
