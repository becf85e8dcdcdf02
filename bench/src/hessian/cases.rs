//! Every codec with every payload. Buffers are kept from one encoding to the next where the codec allows it.

use std::borrow::Cow;
use std::hint::black_box;

use bytes::BytesMut;
use dubbors::Value;
use dubbors::hessian::{Decode, DecodeOwned, Encode, Encoder, from_bytes, to_bytes};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::measure::{Buffer, Case, Cases, Failure};
use super::payload::{BorrowedUser, User};
use super::proto;
use super::text::texts;

impl Buffer for BytesMut {
    fn clear(&mut self) {
        self.clear();
    }
    fn written(&self) -> &[u8] {
        self
    }
}

/// All cases of the codecs that this crate can use.
///
/// # Errors
/// A codec that does not give back what it was given.
pub fn all() -> Result<Vec<Case>, Failure> {
    let mut list = Vec::new();
    let mut cases = Cases::new("object", &mut list);
    let user = User::sample();
    typed(&mut cases, &user)?;
    let bytes = to_bytes(&user)?.to_vec();
    borrowed::<BorrowedUser<'static>>(&mut cases, &bytes)?;
    cases.reading("ours borrowed", bytes, |bytes| {
        black_box(from_bytes::<BorrowedUser<'_>>(bytes)?);
        Ok(())
    });
    dynamic(&mut cases, &user)?;
    others(&mut cases, &user)?;
    protobuf(&mut cases, proto::User::from(user))?;
    for (payload, text) in texts() {
        let mut cases = Cases::new(payload, &mut list);
        typed(&mut cases, &text)?;
        let bytes = to_bytes(&text)?.to_vec();
        borrowed::<Cow<'static, str>>(&mut cases, &bytes)?;
        cases.reading("ours borrowed", bytes, |bytes| {
            black_box(from_bytes::<Cow<'_, str>>(bytes)?);
            Ok(())
        });
        dynamic(&mut cases, &text)?;
        others(&mut cases, &text)?;
        protobuf(&mut cases, proto::Text { text })?;
    }
    Ok(list)
}

fn typed<T: Encode + DecodeOwned + Clone + PartialEq + 'static>(
    cases: &mut Cases<'_>,
    value: &T,
) -> Result<(), Failure> {
    cases.both("ours typed", value.clone(), written, |bytes| Ok(from_bytes(bytes)?))
}

/// The same as a tree of [`Value`].
fn dynamic(cases: &mut Cases<'_>, value: &impl Encode) -> Result<(), Failure> {
    let tree: Value = from_bytes(&to_bytes(value)?)?;
    cases.both("ours dynamic", tree, written, |bytes| Ok(from_bytes(bytes)?))
}

/// Writing what borrows its texts.
fn borrowed<T: Encode + Decode<'static> + 'static>(
    cases: &mut Cases<'_>,
    bytes: &[u8],
) -> Result<(), Failure> {
    // Once per case: the texts have to live as long as the program.
    let value: T = from_bytes(Vec::leak(bytes.to_vec()))?;
    let mut buffer = BytesMut::new();
    cases.add("ours borrowed", "encode", bytes.len(), move || {
        buffer.clear();
        written(black_box(&value), &mut buffer)?;
        black_box(&buffer);
        Ok(())
    });
    Ok(())
}

fn written<T: Encode>(value: &T, buffer: &mut BytesMut) -> Result<(), Failure> {
    let mut to = Encoder::with_buffer(std::mem::take(buffer));
    value.encode(&mut to)?;
    *buffer = to.into_inner();
    Ok(())
}

/// The codecs that take the Rust type as it is.
fn others<T>(cases: &mut Cases<'_>, value: &T) -> Result<(), Failure>
where
    T: Serialize + DeserializeOwned + Clone + PartialEq + 'static,
    T: bincode_next::Encode + bincode_next::Decode<()>,
{
    cases.both(
        "serde_json",
        value.clone(),
        |value, to: &mut Vec<u8>| Ok(serde_json::to_writer(to, value)?),
        |bytes| Ok(serde_json::from_slice(bytes)?),
    )?;
    cases.both(
        "rmp-serde",
        value.clone(),
        |value, to: &mut Vec<u8>| Ok(rmp_serde::encode::write(to, value)?),
        |bytes| Ok(rmp_serde::from_slice(bytes)?),
    )?;
    let config = bincode_next::config::standard();
    cases.both(
        "bincode-next",
        value.clone(),
        move |value, to: &mut Vec<u8>| {
            bincode_next::encode_into_std_write(value, to, config)?;
            Ok(())
        },
        move |bytes| Ok(bincode_next::decode_from_slice(bytes, config)?.0),
    )
}

fn protobuf<T: prost::Message + Default + PartialEq + 'static>(
    cases: &mut Cases<'_>,
    message: T,
) -> Result<(), Failure> {
    cases.both(
        "prost",
        message,
        |message, to: &mut BytesMut| Ok(message.encode(to)?),
        |bytes| Ok(T::decode(bytes)?),
    )
}
