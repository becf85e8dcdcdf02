//! How a consumer speaks: which protocol over which HTTP, and in which codec.

use dubbors_core::param::{self, Flavor, HttpVersion};
use dubbors_core::{Error, MethodKind, Result, Url};
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, TE};

use crate::compression::{self, Compression};
use crate::format::Codec;
use crate::header::{CONNECT_ACCEPT_ENCODING, CONNECT_ENCODING, GRPC_ACCEPT_ENCODING, GRPC_ENCODING};

const TRAILERS: HeaderValue = HeaderValue::from_static("trailers");
/// The header that tells Connect's requests from others, and its only value.
pub(crate) const CONNECT_VERSION: HeaderName = HeaderName::from_static("connect-protocol-version");

/// A way of speaking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Speech {
    pub(crate) flavor: Flavor,
    pub(crate) codec: Codec,
    pub(crate) http: HttpVersion,
    /// Methods without side effects are asked for with GET.
    pub(crate) get: bool,
}

impl Speech {
    /// The way that a consumer's URL asks for.
    ///
    /// # Errors
    /// `Code::Invalid` for settings that do not go together.
    pub(crate) fn of(url: &Url) -> Result<Self> {
        let speech = Self {
            flavor: param::FLAVOR.of(url)?,
            codec: match param::CODEC.of(url)? {
                param::Codec::Proto => Codec::Proto,
                param::Codec::Json => Codec::Json,
            },
            http: param::HTTP_VERSION.of(url)?,
            get: param::HTTP_GET.of(url)?,
        };
        if speech.flavor == Flavor::Grpc && speech.http == HttpVersion::Http11 {
            return Err(Error::invalid("gRPC needs HTTP/2, and `http-version` is 1.1")
                .with_next("set `flavor` to grpc-web or connect, or `http-version` to 2"));
        }
        Ok(speech)
    }

    /// Whether a call of this kind is Connect's request without prefixes.
    pub(crate) fn is_plain(self, kind: MethodKind) -> bool {
        self.flavor == Flavor::Connect && kind == MethodKind::Unary
    }

    /// The headers of a call of this kind.
    pub(crate) fn headers(self, kind: MethodKind, compression: Compression) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(8);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.content_type(kind)));
        let accepted = match self.flavor {
            Flavor::Grpc | Flavor::GrpcWeb => GRPC_ACCEPT_ENCODING,
            Flavor::Connect if self.is_plain(kind) => ACCEPT_ENCODING,
            Flavor::Connect => CONNECT_ACCEPT_ENCODING,
        };
        match self.flavor {
            Flavor::Grpc => drop(headers.insert(TE, TRAILERS)),
            Flavor::GrpcWeb => {}
            Flavor::Connect => drop(headers.insert(CONNECT_VERSION, HeaderValue::from_static("1"))),
        }
        headers.insert(accepted, compression::ACCEPTED);
        self.announce(kind, compression, &mut headers);
        headers
    }

    /// Says in `headers` how the messages of a request are compressed that are.
    pub(crate) fn announce(self, kind: MethodKind, compression: Compression, headers: &mut HeaderMap) {
        let name = match self.flavor {
            Flavor::Grpc | Flavor::GrpcWeb => GRPC_ENCODING,
            Flavor::Connect if self.is_plain(kind) => CONTENT_ENCODING,
            Flavor::Connect => CONNECT_ENCODING,
        };
        match compression {
            Compression::Identity => drop(headers.remove(name)),
            other => drop(headers.insert(name, other.header())),
        }
    }

    fn content_type(self, kind: MethodKind) -> &'static str {
        match (self.flavor, self.codec) {
            (Flavor::Grpc, Codec::Proto) => "application/grpc+proto",
            (Flavor::Grpc, Codec::Json) => "application/grpc+json",
            (Flavor::GrpcWeb, Codec::Proto) => "application/grpc-web+proto",
            (Flavor::GrpcWeb, Codec::Json) => "application/grpc-web+json",
            (Flavor::Connect, Codec::Proto) if self.is_plain(kind) => "application/proto",
            (Flavor::Connect, Codec::Json) if self.is_plain(kind) => "application/json",
            (Flavor::Connect, Codec::Proto) => "application/connect+proto",
            (Flavor::Connect, Codec::Json) => "application/connect+json",
        }
    }

    /// The beginning of the content types that an answer may have, before `+` and the codec.
    pub(crate) fn answers_begin(self) -> &'static str {
        match self.flavor {
            Flavor::Grpc => "application/grpc",
            Flavor::GrpcWeb => "application/grpc-web",
            Flavor::Connect => "application/connect",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_go_together_is_refused() {
        let of = |query: &str| Speech::of(&format!("tri://h:1/p?{query}").parse().unwrap());
        assert_eq!(of("").unwrap().flavor, Flavor::Grpc);
        assert_eq!(of("flavor=connect&http-version=1.1&codec=json").unwrap().codec, Codec::Json);
        assert_eq!(
            of("http-version=1.1").unwrap_err().message(),
            "gRPC needs HTTP/2, and `http-version` is 1.1"
        );
        let error = of("flavor=soap").unwrap_err();
        assert_eq!(error.message(), "parameter `flavor` is `soap`, expected grpc, grpc-web or connect");
    }

    #[test]
    fn every_flavor_has_its_headers() {
        let headers = |query: &str, kind| {
            let speech = Speech::of(&format!("tri://h:1/p?{query}").parse().unwrap()).unwrap();
            let headers = speech.headers(kind, Compression::Gzip);
            let mut all: Vec<String> =
                headers.iter().map(|(name, value)| format!("{name}={}", value.to_str().unwrap())).collect();
            all.sort();
            all
        };
        assert_eq!(
            headers("", MethodKind::Unary),
            [
                "content-type=application/grpc+proto",
                "grpc-accept-encoding=gzip,zstd,identity",
                "grpc-encoding=gzip",
                "te=trailers"
            ]
        );
        assert_eq!(
            headers("flavor=grpc-web&codec=json", MethodKind::Unary),
            [
                "content-type=application/grpc-web+json",
                "grpc-accept-encoding=gzip,zstd,identity",
                "grpc-encoding=gzip"
            ]
        );
        assert_eq!(
            headers("flavor=connect", MethodKind::Unary),
            [
                "accept-encoding=gzip,zstd,identity",
                "connect-protocol-version=1",
                "content-encoding=gzip",
                "content-type=application/proto"
            ]
        );
        assert_eq!(
            headers("flavor=connect&codec=json", MethodKind::ServerStreaming),
            [
                "connect-accept-encoding=gzip,zstd,identity",
                "connect-content-encoding=gzip",
                "connect-protocol-version=1",
                "content-type=application/connect+json"
            ]
        );
    }
}
