// hot path
//! What the calls of one method have in common: path, headers, formats.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use dubbors_core::param::{self, Flavor, HttpVersion};
use dubbors_core::{Args, Error, Invocation, Method, Result, Serialization, Target};
use dubbors_serialization::{Msgpack, ServiceSchema, ValueJson};
use dubbors_wire::triple::{write_grpc_timeout, write_millis};
use http::header::{HOST, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{Request, Uri};
use tokio::time::Instant;

use super::call_format::{AnswerFormat, Answers, CallFormat, ValueCall};
use super::speech::Speech;
use crate::compression::Compression;
use crate::format::{Codec, ProtoFormat, class_name, each, hessian, protobuf};
use crate::header::{CONNECT_TIMEOUT, GROUP, GRPC_TIMEOUT, VERSION};
use crate::metadata;
use crate::schema::schema_of;
use crate::settings::Settings;
use crate::writer::MessageWriter;

const AGENT: HeaderValue = HeaderValue::from_static(concat!("dubbors/", env!("CARGO_PKG_VERSION")));
/// Room for the first message; later ones ask for what the one before needed.
const FIRST_MESSAGE: usize = 256;

/// Stands where no time-out is written yet.
const NO_TIMEOUT: HeaderValue = HeaderValue::from_static("");

fn timeout_name(flavor: Flavor) -> HeaderName {
    match flavor {
        Flavor::Grpc | Flavor::GrpcWeb => GRPC_TIMEOUT,
        Flavor::Connect => CONNECT_TIMEOUT,
    }
}

/// Everything that calls of one service to one provider share.
pub(crate) struct Template {
    scheme: Scheme,
    authority: Authority,
    /// `/interface/`.
    path: Box<str>,
    headers: HeaderMap,
    speech: Speech,
    is_protobuf: bool,
    /// What messages in JSON need, of `.proto` files and of others.
    schema: Option<ServiceSchema>,
    json: Option<ValueJson>,
    format: param::Format,
    compression: Compression,
    max: usize,
    values: Arc<dyn Serialization>,
    methods: Box<[Prepared]>,
}

impl Template {
    /// The template of `target`'s service.
    ///
    /// # Errors
    /// `Code::Invalid` for what cannot be sent.
    pub(crate) fn new(target: &Target<'_>, settings: &Settings) -> Result<Self> {
        let speech = Speech::of(target.settings)?;
        let key = target.service.key();
        let address = target.instance.address().to_string();
        let authority = Authority::try_from(address.as_str()).unwrap_or(Authority::from_static("localhost"));
        let path = target.instance.param("path").unwrap_or(key.interface()).trim_matches('/');
        let mut headers = HeaderMap::new();
        headers.insert(USER_AGENT, AGENT);
        if speech.http == HttpVersion::Http11
            && let Ok(host) = HeaderValue::from_str(authority.as_str())
        {
            headers.insert(HOST, host);
        }
        for (name, value) in [(GROUP, key.group()), (VERSION, key.version())] {
            if !value.is_empty() {
                let value = HeaderValue::from_str(value).map_err(|_| {
                    Error::invalid(format!("`{}` cannot be sent as a header", value.escape_debug()))
                        .with_next("use letters, digits, `-`, `_` and `.` for group and version")
                })?;
                headers.insert(name, value);
            }
        }
        let is_protobuf = target.service.schema().is_some();
        let mut template = Self {
            scheme: if settings.tls.is_some() { Scheme::HTTPS } else { Scheme::HTTP },
            authority,
            path: format!("/{path}/").into(),
            headers,
            speech,
            is_protobuf,
            schema: match speech.codec {
                Codec::Json if is_protobuf => Some(schema_of(target.service)?),
                Codec::Json | Codec::Proto => None,
            },
            json: (speech.codec == Codec::Json && !is_protobuf)
                .then(|| ValueJson::new(settings.json_limits())),
            format: param::SERIALIZATION.of(target.settings)?,
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
        // HTTP/1.1 names the authority in a header.
        if self.speech.http != HttpVersion::Http11 {
            parts.scheme = Some(self.scheme.clone());
            parts.authority = Some(self.authority.clone());
        }
        parts.path_and_query = Some(path);
        let uri = Uri::from_parts(parts).map_err(|error| Error::internal(error.to_string()))?;
        let (format, answers) = self.formats(method);
        let mut headers = self.speech.headers(method.kind, self.compression);
        headers.extend(self.headers.clone());
        // A place for the value of each call.
        headers.insert(timeout_name(self.speech.flavor), NO_TIMEOUT);
        Ok(Prepared {
            uri,
            headers,
            writer: MessageWriter { format, compression: self.compression, compress: None, max: self.max },
            answers: Answers { speech: self.speech, format: answers, values: Arc::clone(&self.values) },
            is_get: self.speech.get && method.no_side_effects,
            is_plain: self.speech.is_plain(method.kind),
            last_size: AtomicUsize::new(FIRST_MESSAGE),
            last_timeout: ArcSwapOption::empty(),
        })
    }

    fn formats(&self, method: &Method) -> (CallFormat, AnswerFormat) {
        if let Some(json) = &self.json {
            let call = ValueCall { json: json.clone(), method: Arc::new(method.clone()) };
            return (CallFormat::Json(call.clone()), AnswerFormat::Json(call));
        }
        if !self.is_protobuf {
            let arg_types = each(&method.descriptor).map(class_name).collect();
            let format = match self.format {
                param::Format::Hessian2 => CallFormat::Wrapper { arg_types },
                param::Format::Msgpack => CallFormat::Packed { arg_types, msgpack: Msgpack::new() },
            };
            return (format, AnswerFormat::Wrapper);
        }
        // What the contract does not have, such as a call that asks whether anybody is there, has no message to turn.
        let (request, answer) = match self.schema.as_ref().and_then(|schema| schema.method(&method.name)) {
            Some(method) => (ProtoFormat::Json(method.input()), ProtoFormat::Json(method.output())),
            None => (ProtoFormat::Binary, ProtoFormat::Binary),
        };
        (CallFormat::Proto(request), AnswerFormat::Proto(answer))
    }
}

/// Whether `call` says itself what is compressed.
fn says_compression(call: &Invocation<'_>) -> bool {
    call.compress().is_some() || may_compress(call)
}

/// Whether single messages of `call` say so.
fn may_compress(call: &Invocation<'_>) -> bool {
    matches!(call.args(), Args::Outbound(Some(messages)) if messages.may_compress())
}

/// What calls of one method share.
pub(crate) struct Prepared {
    uri: Uri,
    headers: HeaderMap,
    writer: MessageWriter<CallFormat>,
    answers: Answers,
    is_get: bool,
    is_plain: bool,
    last_size: AtomicUsize,
    last_timeout: ArcSwapOption<(Duration, HeaderValue)>,
}

impl Prepared {
    /// The head of the request for `call`, sent at `now`.
    pub(crate) fn head(&self, call: &Invocation<'_>, now: Instant) -> Result<Request<()>> {
        let mut request = Request::new(());
        *request.method_mut() = http::Method::POST;
        *request.uri_mut() = self.uri.clone();
        *request.version_mut() = match self.answers.speech.http {
            HttpVersion::Http2 => http::Version::HTTP_2,
            HttpVersion::Http11 => http::Version::HTTP_11,
            HttpVersion::Http3 => http::Version::HTTP_3,
        };
        let headers = request.headers_mut();
        *headers = self.headers.clone();
        let timeout = timeout_name(self.answers.speech.flavor);
        match (call.deadline(), headers.get_mut(&timeout)) {
            (Some(deadline), Some(value)) => *value = self.timeout(deadline.saturating_duration_since(now)),
            _ => drop(headers.remove(timeout)),
        }
        if says_compression(call) {
            let kind = call.method().kind;
            self.answers.speech.announce(kind, self.compression(call), headers);
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

    /// The header for the time that is left, rounded up to a millisecond: most calls of a method have the same then,
    /// which HPACK says in one byte.
    fn timeout(&self, left: Duration) -> HeaderValue {
        let millis = u64::try_from(left.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX);
        let left = Duration::from_millis(millis);
        let last = self.last_timeout.load();
        if let Some(last) = &*last
            && last.0 == left
        {
            return last.1.clone();
        }
        let text = match self.answers.speech.flavor {
            Flavor::Grpc | Flavor::GrpcWeb => write_grpc_timeout(left),
            Flavor::Connect => write_millis(left),
        };
        // Digits and a letter.
        let value = HeaderValue::try_from(text).unwrap_or(NO_TIMEOUT);
        self.last_timeout.store(Some(Arc::new((left, value.clone()))));
        value
    }

    /// Writes the messages of calls, as the settings say.
    pub(crate) fn writer(&self) -> &MessageWriter<CallFormat> {
        &self.writer
    }

    /// Writes the messages of `call`.
    pub(crate) fn writer_of(&self, call: &Invocation<'_>) -> Cow<'_, MessageWriter<CallFormat>> {
        if !says_compression(call) {
            return Cow::Borrowed(&self.writer);
        }
        let mut writer = self.writer.clone();
        writer.compression = self.compression(call);
        writer.compress = call.compress();
        Cow::Owned(writer)
    }

    /// What those messages of `call` are compressed with that are.
    pub(crate) fn compression(&self, call: &Invocation<'_>) -> Compression {
        match call.compress() {
            _ if may_compress(call) => self.writer.compression.or_gzip(),
            None => self.writer.compression,
            Some(true) => self.writer.compression.or_gzip(),
            Some(false) => Compression::Identity,
        }
    }

    /// How answers are read.
    pub(crate) fn answers(&self) -> &Answers {
        &self.answers
    }

    /// Whether the call may be asked with GET.
    pub(crate) fn is_get(&self) -> bool {
        self.is_get
    }

    /// Whether the bodies of request and answer are the messages themselves.
    pub(crate) fn is_plain(&self) -> bool {
        self.is_plain
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
