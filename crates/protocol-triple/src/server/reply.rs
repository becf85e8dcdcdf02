// hot path
//! From the result of a call to a response.

use bytes::{Bytes, BytesMut};
use dubbors_core::{Attachments, Body, Encode, Error, Response as Answer, Result};
use dubbors_serialization::{Msgpack, ValueJson};
use dubbors_wire::triple::{begin_value, put_serialize_type, put_type, put_value};
use http::Response;
use http::header::HeaderMap;
use tokio::time::Instant;

use super::flavor::Flavor;
use super::request::Asked;
use super::stream::StreamBody;
use super::{connect, grpc, web};
use crate::body::{OutBody, ReplyBody};
use crate::format::{Codec, JAVA_HESSIAN, ProtoFormat, null_of, value_of};
use crate::header::EXCEPTION_CODE;
use crate::metadata;
use crate::status::{self, Reader};
use crate::writer::{MessageWriter, ValueFormat};

/// Java's number for a business exception.
const BUSINESS_EXCEPTION: u32 = 3;

/// How the messages of an answer are written.
#[derive(Debug, Clone)]
pub(crate) enum ReplyFormat {
    /// A protobuf contract.
    Proto(ProtoFormat),
    /// Triple's wrapper, which repeats what the request called its format.
    Wrapper { serialize_type: Box<str>, returns: Box<str> },
    /// Java's types as JSON.
    Json(ValueJson),
}

impl ValueFormat for ReplyFormat {
    fn write(&self, message: &dyn Encode, into: &mut BytesMut) -> Result<()> {
        match self {
            Self::Proto(format) => format.write(message, into),
            Self::Wrapper { serialize_type, .. } if **serialize_type == *Msgpack::NAME => {
                let mut bytes = BytesMut::new();
                value_of(message, &mut bytes)?;
                self.write_bytes(bytes.freeze(), into)
            }
            Self::Wrapper { serialize_type, returns } => {
                put_serialize_type(into, serialize_type);
                let start = begin_value(into);
                value_of(message, into)?;
                start.finish(into);
                put_type(into, returns);
                Ok(())
            }
            Self::Json(_) => {
                let mut bytes = BytesMut::new();
                value_of(message, &mut bytes)?;
                self.write_bytes(bytes.freeze(), into)
            }
        }
    }

    fn write_bytes(&self, value: Bytes, into: &mut BytesMut) -> Result<()> {
        match self {
            Self::Proto(format) => format.write_bytes(&value, into),
            Self::Wrapper { serialize_type, returns } => {
                put_serialize_type(into, serialize_type);
                if **serialize_type == *Msgpack::NAME {
                    for value in Msgpack::new().values(&value, 1)? {
                        put_value(into, &value);
                    }
                } else {
                    put_value(into, &null_of(serialize_type, value));
                }
                put_type(into, returns);
                Ok(())
            }
            Self::Json(json) => json.answer(&value, into),
        }
    }
}

/// Makes the response of one call.
pub(crate) struct Reply {
    flavor: Flavor,
    codec: Codec,
    writer: MessageWriter<ReplyFormat>,
    reader: Reader,
}

impl Reply {
    /// The response that `asked` expects.
    pub(crate) fn new(asked: &Asked, format: ReplyFormat) -> Self {
        // How much is too much is for the reader to say, as with gRPC.
        let writer = MessageWriter { format, compression: asked.reply, compress: None, max: usize::MAX };
        Self { flavor: asked.flavor, codec: asked.codec, writer, reader: Reader::Grpc }
    }

    /// The same for an answer that may say itself whether it is compressed, and a stream whose outcome follows, to a caller
    /// who sent these headers.
    pub(crate) fn fitting(mut self, answer: &Answer, headers: &HeaderMap) -> Self {
        let mut may_compress = false;
        if let Body::Outbound(messages) = answer.body() {
            may_compress = messages.may_compress();
            self.reader = Reader::of(headers);
        }
        self.writer.compress = answer.compress();
        if may_compress || self.writer.compress == Some(true) {
            let accepts = self.flavor.accepts(headers);
            self.writer.compression = self.writer.compression.or_accepted(accepts);
        }
        self
    }

    /// The response with the service's answer.
    ///
    /// # Errors
    /// What kept the answer from being written.
    pub(crate) fn answer(self, answer: Answer, deadline: Option<Instant>) -> Result<Response<ReplyBody>> {
        let (body, headers, trailers) = answer.into_parts();
        match body {
            Body::Message(payload) => self.value(payload.bytes().clone(), &headers, &trailers),
            Body::Outbound(messages) => {
                let mut head = self.head();
                metadata::write(&headers, &mut head)?;
                let end = self.end();
                let stream = StreamBody::new(messages, self.writer, end, trailers, deadline);
                Ok(response(head, OutBody::Stream(Box::new(stream))))
            }
            _ => Err(Error::internal("the service answered in a way that cannot be sent")),
        }
    }

    /// The response with a failure; `None` when it has no form of its own here.
    ///
    /// A business exception goes to Java as the object that it is (spec triple, 1.6); others get a status.
    pub(crate) fn failure(&self, error: &Error) -> Option<Response<ReplyBody>> {
        let ReplyFormat::Wrapper { serialize_type, .. } = &self.writer.format else { return None };
        let exception = error.as_exception().filter(|_| **serialize_type == *JAVA_HESSIAN)?;
        let mut bytes = BytesMut::new();
        value_of(&dubbors_core::HessianArgs((exception,)), &mut bytes).ok()?;
        let empty = Attachments::new();
        let (headers, trailers) = (error.headers().unwrap_or(&empty), error.attachments().unwrap_or(&empty));
        let mut response = self.value(bytes.freeze(), headers, trailers).ok()?;
        response.headers_mut().insert(EXCEPTION_CODE, status::number(BUSINESS_EXCEPTION));
        Some(response)
    }

    fn value(
        &self,
        value: Bytes,
        headers: &Attachments,
        trailers: &Attachments,
    ) -> Result<Response<ReplyBody>> {
        let mut data = BytesMut::with_capacity(value.len() + 64);
        self.writer.write_bytes(value, &mut data)?;
        let mut head = self.head();
        metadata::write(headers, &mut head)?;
        let body = self.end().with(data, Ok(()), trailers);
        Ok(response(head, body))
    }

    fn head(&self) -> HeaderMap {
        let compression = self.writer.compression;
        match self.flavor {
            Flavor::Web { text, .. } => web::head(self.codec, text, compression),
            Flavor::ConnectStream(_) => connect::stream_head(self.codec, compression),
            _ => grpc::head(self.codec, compression),
        }
    }

    fn end(&self) -> End {
        match self.flavor {
            Flavor::Web { text, .. } => End::Web { text },
            Flavor::ConnectStream(_) => End::Connect,
            _ => End::Grpc(self.reader),
        }
    }
}

/// A response with status 200.
pub(crate) fn response(head: HeaderMap, body: OutBody) -> Response<ReplyBody> {
    let mut response = Response::new(ReplyBody { body });
    *response.headers_mut() = head;
    response
}

/// How a body tells its outcome.
#[derive(Debug, Clone, Copy)]
pub(crate) enum End {
    /// In trailers.
    Grpc(Reader),
    /// In a last message that holds trailers; all of it in Base64 when `text`.
    Web { text: bool },
    /// In a last message of JSON.
    Connect,
}

impl End {
    /// The outcome, as bytes behind the last message and as trailers.
    pub(crate) fn parts(
        self,
        outcome: Result<(), &Error>,
        trailers: &Attachments,
    ) -> (Option<BytesMut>, Option<HeaderMap>) {
        match self {
            Self::Grpc(reader) => (None, Some(grpc::trailers(outcome, reader, trailers))),
            Self::Web { .. } => (Some(web::trailers(outcome, trailers)), None),
            Self::Connect => (Some(connect::end(outcome, trailers)), None),
        }
    }

    /// A whole body of `data` and the outcome.
    fn with(self, mut data: BytesMut, outcome: Result<(), &Error>, trailers: &Attachments) -> OutBody {
        let (more, trailers) = self.parts(outcome, trailers);
        if let Some(more) = more {
            data.unsplit(more);
        }
        let data = if let Self::Web { text: true } = self { web::in_text(&data) } else { data.freeze() };
        OutBody::Full { data: Some(data), trailers }
    }
}
