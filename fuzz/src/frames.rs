//! Frames of HTTP/2, more or less as they should be.

use arbitrary::{Arbitrary, Unstructured};

pub const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = (payload.len() as u32).to_be_bytes();
    let mut bytes = vec![length[1], length[2], length[3], kind, flags];
    bytes.extend_from_slice(&stream.to_be_bytes());
    bytes.extend_from_slice(payload);
    bytes
}

/// A field of a header block that is not put into the table.
pub fn literal(into: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    into.push(0);
    for text in [name, value] {
        match text.len() {
            0..127 => into.push(text.len() as u8),
            length => {
                into.push(127);
                let mut rest = length - 127;
                while rest >= 128 {
                    into.push((rest % 128) as u8 | 128);
                    rest /= 128;
                }
                into.push(rest as u8);
            }
        }
        into.extend_from_slice(text);
    }
}

/// Headers of requests and answers that mean something here.
const NAMES: &[&str] = &[
    "grpc-timeout",
    "grpc-encoding",
    "grpc-accept-encoding",
    "grpc-status",
    "grpc-message",
    "grpc-status-details-bin",
    "content-type",
    "content-encoding",
    "content-length",
    "accept-encoding",
    "connect-timeout-ms",
    "connect-content-encoding",
    "connect-protocol-version",
    "tri-service-group",
    "tri-service-version",
    "tri-service-timeout",
    "tri-header-convert",
    "tri-exception-code",
    "te",
    "origin",
    "access-control-request-method",
    "x",
    "x-bin",
    "trailer-x",
];

const VALUES: &[&str] = &[
    "",
    "0",
    "1",
    "2",
    "5",
    "1S",
    "100m",
    "gzip",
    "zstd",
    "identity",
    "br",
    "application/grpc",
    "application/grpc+json",
    "application/grpc-web",
    "application/grpc-web-text",
    "application/json",
    "application/proto",
    "application/connect+proto",
    "application/connect+json",
    "trailers",
    "AAAA",
    "%7B%22x%22%3A%22X%22%7D",
    "%e4",
];

/// A header.
#[derive(Debug)]
pub struct Field {
    pub name: String,
    pub value: Vec<u8>,
}

impl<'a> Arbitrary<'a> for Field {
    fn arbitrary(from: &mut Unstructured<'a>) -> arbitrary::Result<Self> {
        let name = if from.ratio(9, 10)? { (*from.choose(NAMES)?).to_owned() } else { from.arbitrary()? };
        let value =
            if from.ratio(3, 4)? { from.choose(VALUES)?.as_bytes().to_vec() } else { from.arbitrary()? };
        Ok(Self { name, value })
    }
}

/// What is sent.
#[derive(Debug, Arbitrary)]
pub enum Part {
    /// A head or trailers: which first fields, which others.
    Head {
        stream: u8,
        kind: u8,
        fields: Vec<Field>,
        end: bool,
        split: bool,
    },
    /// DATA with a message behind its prefix, whose length is right or not.
    Message {
        stream: u8,
        flags: u8,
        body: Body,
        wrong_length: Option<u32>,
        end: bool,
    },
    Data {
        stream: u8,
        flags: u8,
        bytes: Vec<u8>,
    },
    Frame {
        kind: u8,
        flags: u8,
        stream: u8,
        payload: Vec<u8>,
    },
    Windows,
    Raw(Vec<u8>),
    Wait(u8),
}

/// What a message holds.
#[derive(Debug, Arbitrary)]
pub enum Body {
    Empty,
    Any(Vec<u8>),
    Json(String),
    /// Triple's wrapper with one argument or result.
    Wrapped {
        hessian: Vec<u8>,
        type_name: u8,
    },
    Compressed {
        zstd: bool,
        bytes: Vec<u8>,
    },
}

impl Body {
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Empty => Vec::new(),
            Self::Any(bytes) => bytes.clone(),
            Self::Json(text) => match text.len() % 4 {
                0 => format!("{{\"text\":{text:?}}}").into_bytes(),
                1 => format!("[{text:?}]").into_bytes(),
                _ => text.clone().into_bytes(),
            },
            Self::Wrapped { hessian, type_name } => {
                let mut bytes = bytes::BytesMut::new();
                dubbors_wire::triple::put_serialize_type(&mut bytes, "hessian4");
                let value = if hessian.is_empty() { &b"\x02hi"[..] } else { hessian };
                dubbors_wire::triple::put_value(&mut bytes, value);
                let name = ["java.lang.String", "int", "java.util.List", ""][usize::from(type_name % 4)];
                dubbors_wire::triple::put_type(&mut bytes, name);
                bytes.to_vec()
            }
            Self::Compressed { zstd, bytes } => {
                let name = if *zstd { "zstd" } else { "gzip" };
                compress(name, bytes)
            }
        }
    }
}

#[cfg(fuzzing)]
fn compress(name: &str, bytes: &[u8]) -> Vec<u8> {
    dubbors_protocol_triple::fuzzing::compress(name, bytes).expect("it can be compressed").to_vec()
}

#[cfg(not(fuzzing))]
fn compress(_: &str, bytes: &[u8]) -> Vec<u8> {
    bytes.to_vec()
}

impl Part {
    /// The frames, where `head` begins a head of the kind; `None` to wait for so many milliseconds.
    pub fn bytes(&self, head: impl Fn(u8) -> Vec<(&'static str, &'static str)>) -> Result<Vec<u8>, u64> {
        // Few streams, so that frames meet on them; odd ones are a client's.
        let id = |stream: u8| u32::from(stream % 8) * 2 + 1;
        Ok(match self {
            Self::Head { stream, kind, fields, end, split } => {
                let mut block = Vec::new();
                for (name, value) in head(*kind) {
                    literal(&mut block, name.as_bytes(), value.as_bytes());
                }
                for Field { name, value } in fields {
                    literal(&mut block, name.as_bytes(), value);
                }
                let (end, stream) = (u8::from(*end), id(*stream));
                if *split {
                    let (first, second) = block.split_at(block.len() / 2);
                    [frame(1, end, stream, first), frame(9, 4, stream, second)].concat()
                } else {
                    frame(1, 4 | end, stream, &block)
                }
            }
            Self::Message { stream, flags, body, wrong_length, end } => {
                let body = body.bytes();
                let length = wrong_length.unwrap_or(body.len() as u32);
                let flags = [0, 0, 0, 1, 1, 2, 128, *flags][usize::from(flags % 8)];
                let prefixed = [&[flags][..], &length.to_be_bytes(), &body].concat();
                frame(0, u8::from(*end), id(*stream), &prefixed)
            }
            Self::Data { stream, flags, bytes } => frame(0, *flags, id(*stream), bytes),
            Self::Frame { kind, flags, stream, payload } => {
                frame(*kind, *flags, u32::from(stream % 17), payload)
            }
            Self::Windows => (0..8).flat_map(|at| frame(8, 0, at * 2, &[0, 1, 0, 0])).collect(),
            Self::Raw(bytes) => bytes.clone(),
            Self::Wait(millis) => return Err(u64::from(*millis)),
        })
    }
}
