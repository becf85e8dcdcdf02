//! Requests of HTTP/3 with any fields, bodies and frames to a provider: it answers, and a consumer can read the answer.
#![no_main]

use arbitrary::Arbitrary;
use bytes::Bytes;
use dubbors_fuzz::frames::{Body, Field};
use dubbors_fuzz::provider::{SERVICES, TRIPLE, head};
use dubbors_fuzz::speaker::run;
use dubbors_protocol_triple::fuzzing::http3::{Side, answer, read};
use dubbors_wire::http3::{SectionWriter, data_head, put_varint, section_head};
use libfuzzer_sys::fuzz_target;

#[derive(Debug, Arbitrary)]
enum Part {
    /// A message behind its prefix, in frames of this size.
    Message {
        flags: u8,
        body: Body,
        frames: u8,
    },
    /// Bytes of a body.
    Data(Vec<u8>),
    /// A frame of any type.
    Frame {
        kind: u16,
        payload: Vec<u8>,
    },
    Trailers(Vec<Field>),
    Raw(Vec<u8>),
}

#[derive(Debug, Arbitrary)]
struct Input {
    kind: u8,
    fields: Vec<Field>,
    parts: Vec<Part>,
    /// How much comes at a time.
    piece: u8,
}

fn section<'f>(fields: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> Bytes {
    let mut section = SectionWriter::new();
    for (name, value) in fields {
        section.field(name, value, false);
    }
    let section = section.finish();
    [section_head(section.len()), section].concat().into()
}

fn of(fields: &[Field]) -> impl Iterator<Item = (&str, &[u8])> {
    fields.iter().map(|field| (field.name.as_str(), field.value.as_slice()))
}

fn data(bytes: &[u8]) -> Vec<u8> {
    [&data_head(bytes.len()), bytes].concat()
}

impl Input {
    fn bytes(&self) -> Vec<u8> {
        let first = head(self.kind);
        let first = first.iter().map(|(name, value)| (*name, value.as_bytes()));
        let mut bytes = section(first.chain(of(&self.fields))).to_vec();
        for part in &self.parts {
            match part {
                Part::Message { flags, body, frames } => {
                    let body = body.bytes();
                    let flags = [0, 0, 0, 1, 1, 2, 128, *flags][usize::from(flags % 8)];
                    let message = [&[flags][..], &(body.len() as u32).to_be_bytes(), &body].concat();
                    let size = usize::from(*frames).max(1);
                    bytes.extend(message.chunks(size).flat_map(data));
                }
                Part::Data(more) => bytes.extend(data(more)),
                Part::Frame { kind, payload } => {
                    put_varint(&mut bytes, u64::from(*kind));
                    put_varint(&mut bytes, payload.len() as u64);
                    bytes.extend_from_slice(payload);
                }
                Part::Trailers(fields) => bytes.extend_from_slice(&section(of(fields))),
                Part::Raw(more) => bytes.extend_from_slice(more),
            }
        }
        bytes
    }
}

async fn check(input: &Input) {
    let bytes = input.bytes();
    let pieces = bytes.chunks(usize::from(input.piece).max(1)).map(Bytes::copy_from_slice);
    if let Some(answer) = answer(&TRIPLE, &SERVICES, pieces).await {
        read(Side::Consumer, [answer]).await.expect("a consumer can read it");
    }
}

fuzz_target!(|input: Input| {
    run(check(&input));
});
