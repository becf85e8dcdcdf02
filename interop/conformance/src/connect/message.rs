//! Messages within messages, and errors as messages.

use bytes::Bytes;
use dubbors::protobuf::prost::Message;
use dubbors::protobuf::prost_types::Any;
use dubbors::{Error, Result, StatusCode};

use crate::protos::connectrpc::conformance::v1 as wire;

/// What stands before the name of a message.
const PREFIX: &str = "type.googleapis.com/";
const PACKAGE: &str = "connectrpc.conformance.v1";

/// A message whose name is known.
pub(crate) fn pack(name: &str, message: &impl Message) -> Any {
    Any { type_url: format!("{PREFIX}{PACKAGE}.{name}"), value: message.encode_to_vec() }
}

/// The message in it, when it is the one that is expected.
///
/// # Errors
/// `Code::Invalid` when it is another one or cannot be read.
pub(crate) fn unpack<M: Message + Default>(any: &Any, name: &str) -> Result<M> {
    let found = any.type_url.rsplit('/').next().unwrap_or_default();
    if found != format!("{PACKAGE}.{name}") {
        return Err(Error::invalid(format!("a message `{found}`, not `{PACKAGE}.{name}`")));
    }
    M::decode(any.value.as_slice()).map_err(|error| Error::invalid(format!("{found}: {error}")))
}

/// An error as the suite asks a service for it.
pub(crate) fn to_error(wanted: &wire::Error) -> Error {
    let code = u32::try_from(wanted.code).ok().and_then(StatusCode::from_number);
    let message = wanted.message.clone().unwrap_or_default();
    let error = Error::status(code.unwrap_or(StatusCode::Unknown), message);
    wanted.details.iter().fold(error, with_detail)
}

/// The same error with one more message that says more.
pub(crate) fn with_detail(error: Error, detail: &Any) -> Error {
    error.with_detail(detail.type_url.clone(), Bytes::from(detail.value.clone()))
}

/// An error as a client tells the suite of it.
pub(crate) fn from_error(error: &Error) -> wire::Error {
    let status = error.as_status();
    let details = status.map(|status| status.details.as_slice()).unwrap_or_default();
    // As the service said it: where the error came from is for people.
    let message = status.map_or(error.message(), |status| &status.message);
    wire::Error {
        code: i32::try_from(error.status_code().number()).unwrap_or_default(),
        message: Some(message.to_owned()),
        details: details
            .iter()
            .map(|detail| Any { type_url: detail.type_url.clone(), value: detail.value.to_vec() })
            .collect(),
    }
}

/// A call that its client has given up.
pub(crate) fn canceled() -> Error {
    Error::status(StatusCode::Cancelled, "the call was given up")
}
