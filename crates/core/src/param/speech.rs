//! How a consumer of Triple speaks.

/// The protocol that a consumer of Triple speaks over HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Flavor {
    /// gRPC, and Triple's own calls in its frame.
    #[default]
    Grpc,
    /// gRPC-Web: the same with the outcome inside of the body.
    GrpcWeb,
    /// Connect: plain requests for calls with one message each way, errors as JSON.
    Connect,
}

impl Flavor {
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "grpc" => Some(Self::Grpc),
            "grpc-web" => Some(Self::GrpcWeb),
            "connect" => Some(Self::Connect),
            _ => None,
        }
    }
}

/// How a consumer of Triple writes messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Codec {
    /// Protobuf.
    #[default]
    Proto,
    /// JSON, by the contract.
    Json,
}

impl Codec {
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "proto" => Some(Self::Proto),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// How a consumer of Triple writes Java's types into the wrapper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Format {
    /// Hessian 2.
    #[default]
    Hessian2,
    /// MessagePack.
    Msgpack,
}

impl Format {
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "hessian2" => Some(Self::Hessian2),
            "msgpack" => Some(Self::Msgpack),
            _ => None,
        }
    }
}

/// The HTTP that a consumer of Triple speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum HttpVersion {
    /// HTTP/2: many calls at a time on one connection.
    #[default]
    Http2,
    /// HTTP/1.1: one call at a time on one connection.
    Http11,
    /// HTTP/3: many calls at a time on one connection of QUIC, where a lost packet holds up one of them alone.
    Http3,
}

impl HttpVersion {
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "2" => Some(Self::Http2),
            "1.1" => Some(Self::Http11),
            "3" => Some(Self::Http3),
            _ => None,
        }
    }
}
