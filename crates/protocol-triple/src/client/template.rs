// hot path
//! What the calls of one method have in common: path, headers, formats.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::{Bytes, BytesMut};
use dubbors_core::{Encode, Error, Invocation, Method, Payload, Result, Serialization, Target, Writer};
use dubbors_wire::triple::{GRPC_TIMEOUT, put_serialize_type, put_type, put_value, write_grpc_timeout};
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, TE, USER_AGENT};
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{Request, Uri};
use tokio::time::Instant;

use crate::compression::{self, Compression};
use crate::format::{Args, JAVA_HESSIAN, ProtoFormat, class_name, each, hessian, protobuf};
use crate::metadata;
use crate::settings::Settings;
use crate::writer::{MessageWriter, ValueFormat};

const AGENT: HeaderValue = HeaderValue::from_static(concat!("dubbors/", env!("CARGO_PKG_VERSION")));
const GRPC_PROTO: HeaderValue = HeaderValue::from_static("application/grpc+proto");
const TRAILERS: HeaderValue = HeaderValue::from_static("trailers");
const GRPC_ENCODING: HeaderName = HeaderName::from_static("grpc-encoding");
const GRPC_ACCEPT_ENCODING: HeaderName = HeaderName::from_static("grpc-accept-encoding");
/// Room for the first message; later ones ask for what the one before needed.
const FIRST_MESSAGE: usize = 256;

/// Everything that calls of one service to one provider share.
pub(crate) struct Template {
    scheme: Scheme,
    authority: Authority,
    /// `/interface/`.
    path: Box<str>,
    headers: HeaderMap,
    is_protobuf: bool,
    compression: Compression,
    max: usize,
    values: Arc<dyn Serialization>,
    methods: Box<[Prepared]>,
}

impl Template {
    /// The template of `target`'s service.
    pub(crate) fn new(target: &Target<'_>, settings: &Settings) -> Result<Self> {
        let key = target.service.key();
        let address = target.instance.address().to_string();
        let authority = Authority::try_from(address.as_str()).unwrap_or(Authority::from_static("localhost"));
        let path = target.instance.param("path").unwrap_or(key.interface()).trim_matches('/');
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, GRPC_PROTO);
        headers.insert(TE, TRAILERS);
        headers.insert(USER_AGENT, AGENT);
        headers.insert(GRPC_ACCEPT_ENCODING, compression::ACCEPTED);
        if settings.compression != Compression::Identity {
            headers.insert(GRPC_ENCODING, settings.compression.header());
        }
        for (name, value) in [("tri-service-group", key.group()), ("tri-service-version", key.version())] {
            if !value.is_empty() {
                let value = HeaderValue::from_str(value).map_err(|_| {
                    Error::invalid(format!("`{}` cannot be sent as a header", value.escape_debug()))
                        .with_next("use letters, digits, `-`, `_` and `.` for group and version")
                })?;
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        let is_protobuf = target.service.schema().is_some();
        let mut template = Self {
            scheme: if settings.tls.is_some() { Scheme::HTTPS } else { Scheme::HTTP },
            authority,
            path: format!("/{path}/").into(),
            headers,
            is_protobuf,
            compression: settings.compression,
            max: settings.payload,
            values: if is_protobuf { protobuf() } else { hessian(settings.limits()) },
            methods: Box::default(),
        };
        let methods = target.service.methods().iter().map(|method| template.prepare(method));
        template.methods = methods.collect::<Result<_>>()?;
        Ok(template)
    }

    /// What was prepared for a method of the contract.
    pub(crate) fn prepared(&self, method: &Method) -> Option<&Prepared> {
        self.methods.get(method.index)
    }

    /// Prepares calls of `method`.
    pub(crate) fn prepare(&self, method: &Method) -> Result<Prepared> {
        let path = PathAndQuery::try_from(format!("{}{}", self.path, method.name)).map_err(|error| {
            Error::invalid(format!("{}{} cannot be a path: {error}", self.path, method.name))
        })?;
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(path);
        let uri = Uri::from_parts(parts).map_err(|error| Error::internal(error.to_string()))?;
        let format = if self.is_protobuf {
            CallFormat::Proto
        } else {
            CallFormat::Wrapper { arg_types: each(&method.descriptor).map(class_name).collect() }
        };
        Ok(Prepared {
            uri,
            headers: self.headers.clone(),
            writer: MessageWriter { format, compression: self.compression, max: self.max },
            answers: Answers { wrapped: !self.is_protobuf, values: Arc::clone(&self.values) },
            last_size: AtomicUsize::new(FIRST_MESSAGE),
        })
    }
}

/// What calls of one method share.
pub(crate) struct Prepared {
    uri: Uri,
    headers: HeaderMap,
    writer: MessageWriter<CallFormat>,
    answers: Answers,
    last_size: AtomicUsize,
}

impl Prepared {
    /// The head of the request for `call`, sent at `now`.
    pub(crate) fn head(&self, call: &Invocation<'_>, now: Instant) -> Result<Request<()>> {
        let mut request = Request::new(());
        *request.method_mut() = http::Method::POST;
        *request.uri_mut() = self.uri.clone();
        *request.version_mut() = http::Version::HTTP_2;
        let headers = request.headers_mut();
        *headers = self.headers.clone();
        if let Some(deadline) = call.deadline() {
            let left = deadline.saturating_duration_since(now);
            if let Ok(value) = HeaderValue::try_from(write_grpc_timeout(left)) {
                headers.insert(GRPC_TIMEOUT, value);
            }
        }
        metadata::write(call.attachments(), headers)?;
        if let Some(application) = call.attachments().get("remote.application")
            && let Ok(value) = HeaderValue::from_str(application)
        {
            headers.insert("tri-consumer-appname", value);
            headers.remove("remote.application");
        }
        Ok(request)
    }

    /// Writes messages of calls.
    pub(crate) fn writer(&self) -> &MessageWriter<CallFormat> {
        &self.writer
    }

    /// How answers are read.
    pub(crate) fn answers(&self) -> &Answers {
        &self.answers
    }

    /// The bytes that the next message will need, as far as is known.
    pub(crate) fn expected_size(&self) -> usize {
        self.last_size.load(Ordering::Relaxed)
    }

    /// The bytes that a message needed.
    pub(crate) fn remember_size(&self, size: usize) {
        // Not the largest: one huge call must not make all others reserve as much.
        self.last_size.store((size + 16).min(64 * 1024), Ordering::Relaxed);
    }
}

/// How arguments become a message.
#[derive(Debug, Clone)]
pub(crate) enum CallFormat {
    /// A protobuf contract.
    Proto,
    /// Java's types inside of Triple's wrapper.
    Wrapper { arg_types: Arc<[String]> },
}

impl ValueFormat for CallFormat {
    fn write(&self, value: &dyn Encode, into: &mut BytesMut) -> Result<()> {
        match self {
            Self::Proto => value.encode(&mut Writer::Protobuf(into)),
            Self::Wrapper { arg_types } => {
                put_serialize_type(into, JAVA_HESSIAN);
                value.encode(&mut Writer::HessianParts(&mut Args { buffer: into }))?;
                arg_types.iter().for_each(|name| put_type(into, name));
                Ok(())
            }
        }
    }

    fn write_bytes(&self, value: Bytes, into: &mut BytesMut) -> Result<()> {
        match self {
            Self::Proto => ProtoFormat::Binary.write_bytes(&value, into),
            Self::Wrapper { arg_types } => {
                if arg_types.len() != 1 {
                    let text = "several encoded arguments cannot be told apart";
                    return Err(Error::serialization(text));
                }
                put_serialize_type(into, JAVA_HESSIAN);
                put_value(into, &value);
                arg_types.iter().for_each(|name| put_type(into, name));
                Ok(())
            }
        }
    }
}

/// How the messages of an answer become values.
#[derive(Clone)]
pub(crate) struct Answers {
    /// Inside of Triple's wrapper.
    pub(crate) wrapped: bool,
    values: Arc<dyn Serialization>,
}

impl Answers {
    /// A value as it is read.
    pub(crate) fn payload(&self, bytes: Bytes) -> Payload {
        Payload::new(bytes, Arc::clone(&self.values))
    }
}
