//! The names of headers that more than one file writes or reads. Constants: a name that is looked up as text is parsed
//! each time.

#![allow(
    clippy::declare_interior_mutable_const,
    reason = "the names are static texts, nothing in them changes"
)]

use http::HeaderName;

/// How the messages of gRPC are compressed, and may be.
pub(crate) const GRPC_ENCODING: HeaderName = HeaderName::from_static("grpc-encoding");
pub(crate) const GRPC_ACCEPT_ENCODING: HeaderName = HeaderName::from_static("grpc-accept-encoding");
/// The same for streams of Connect.
pub(crate) const CONNECT_ENCODING: HeaderName = HeaderName::from_static("connect-content-encoding");
pub(crate) const CONNECT_ACCEPT_ENCODING: HeaderName = HeaderName::from_static("connect-accept-encoding");
/// Time-outs of gRPC, Connect, dubbo-go's kin of Connect, and Java for requests that are not gRPC.
pub(crate) const GRPC_TIMEOUT: HeaderName = HeaderName::from_static(dubbors_wire::triple::GRPC_TIMEOUT);
pub(crate) const CONNECT_TIMEOUT: HeaderName = HeaderName::from_static(dubbors_wire::triple::CONNECT_TIMEOUT);
pub(crate) const TRIPLE_TIMEOUT: HeaderName = HeaderName::from_static("triple-timeout-ms");
pub(crate) const TRI_TIMEOUT: HeaderName = HeaderName::from_static("tri-service-timeout");
/// Group and version of the service that is asked.
pub(crate) const GROUP: HeaderName = HeaderName::from_static("tri-service-group");
pub(crate) const VERSION: HeaderName = HeaderName::from_static("tri-service-version");
/// Java's mark for an answer that is an exception.
pub(crate) const EXCEPTION_CODE: HeaderName = HeaderName::from_static("tri-exception-code");
