// hot path
//! How a request speaks: gRPC, gRPC-Web or Connect, and in which codec.

use http::header::{ACCEPT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue};
use http::{Method, StatusCode};

use crate::format::Codec;
use crate::header::{CONNECT_ACCEPT_ENCODING, GRPC_ACCEPT_ENCODING};

/// A way of speaking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flavor {
    /// gRPC: prefixed messages, trailers.
    Grpc(Codec),
    /// gRPC-Web: the same with the trailers in the body, all of it in Base64 when `text`.
    Web { codec: Codec, text: bool },
    /// Connect, one message for one: bodies are the messages, errors are JSON. dubbo-go's Triple does the same.
    ConnectUnary(Codec),
    /// The same, asked with GET.
    ConnectGet,
    /// Connect with streams: prefixed messages, the last one tells the outcome.
    ConnectStream(Codec),
}

/// Content types that a POST may have, for those who sent another.
pub(crate) const ACCEPT_POST: HeaderValue = HeaderValue::from_static(
    "application/grpc, application/grpc+proto, application/grpc+json, application/grpc-web, \
     application/grpc-web+proto, application/grpc-web+json, application/grpc-web-text, application/proto, \
     application/json, application/connect+proto, application/connect+json",
);

impl Flavor {
    /// How a request with this method and these headers speaks.
    ///
    /// # Errors
    /// The status of HTTP for a request that is no call.
    pub(crate) fn of(method: &Method, headers: &HeaderMap) -> Result<Self, StatusCode> {
        if method == Method::GET {
            return Ok(Self::ConnectGet);
        }
        if method != Method::POST {
            return Err(StatusCode::METHOD_NOT_ALLOWED);
        }
        let content_type = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
        let content_type = content_type.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
        let content_type = std::str::from_utf8(content_type).unwrap_or_default();
        let flavor = match strip(content_type, "application/") {
            Some(kind) => Self::of_type(kind),
            None => None,
        };
        flavor.ok_or(StatusCode::UNSUPPORTED_MEDIA_TYPE)
    }

    fn of_type(kind: &str) -> Option<Self> {
        let plus = |rest: &str| match rest {
            "" => Some(Codec::Proto),
            rest => rest.strip_prefix('+').and_then(codec),
        };
        if let Some(rest) = strip(kind, "grpc-web-text") {
            return plus(rest).map(|codec| Self::Web { codec, text: true });
        }
        if let Some(rest) = strip(kind, "grpc-web") {
            return plus(rest).map(|codec| Self::Web { codec, text: false });
        }
        if let Some(rest) = strip(kind, "grpc") {
            return plus(rest).map(Self::Grpc);
        }
        if let Some(rest) = strip(kind, "connect+") {
            return codec(rest).map(Self::ConnectStream);
        }
        codec(kind).map(Self::ConnectUnary)
    }

    /// What the caller takes for compressed answers, as its headers list it.
    pub(crate) fn accepts(self, headers: &HeaderMap) -> &[u8] {
        let name = match self {
            Self::Grpc(_) | Self::Web { .. } => GRPC_ACCEPT_ENCODING,
            Self::ConnectStream(_) => CONNECT_ACCEPT_ENCODING,
            Self::ConnectUnary(_) | Self::ConnectGet => ACCEPT_ENCODING,
        };
        headers.get(name).map(HeaderValue::as_bytes).unwrap_or_default()
    }

    /// Whether errors are told as in gRPC: with a status of HTTP that is always 200.
    pub(crate) fn is_grpc(self) -> bool {
        matches!(self, Self::Grpc(_) | Self::Web { .. })
    }
}

fn codec(name: &str) -> Option<Codec> {
    [Codec::Proto, Codec::Json].into_iter().find(|codec| codec.name().eq_ignore_ascii_case(name))
}

/// What follows `prefix`, in any case.
fn strip<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_types_name_the_flavor() {
        let of = |text: &'static str| {
            let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(text))]);
            Flavor::of(&Method::POST, &headers)
        };
        for (text, flavor) in [
            ("application/grpc", Flavor::Grpc(Codec::Proto)),
            ("application/grpc+proto", Flavor::Grpc(Codec::Proto)),
            ("Application/gRPC+JSON; charset=utf-8", Flavor::Grpc(Codec::Json)),
            ("application/grpc-web", Flavor::Web { codec: Codec::Proto, text: false }),
            ("application/grpc-web-text+proto", Flavor::Web { codec: Codec::Proto, text: true }),
            ("application/json; charset=utf-8", Flavor::ConnectUnary(Codec::Json)),
            ("application/proto", Flavor::ConnectUnary(Codec::Proto)),
            ("application/connect+json", Flavor::ConnectStream(Codec::Json)),
        ] {
            assert_eq!(of(text), Ok(flavor), "{text}");
        }
        for text in ["", "text/plain", "application/grpc+", "application/grpcx", "application/xml"] {
            assert_eq!(of(text), Err(StatusCode::UNSUPPORTED_MEDIA_TYPE), "{text}");
        }
    }
}
