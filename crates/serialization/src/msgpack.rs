//! msgpack for contracts of `#[service]`, as dubbo-go puts it into the wrapper of Triple: each argument, and the answer,
//! is one value by itself.
//!
//! | Hessian | written | read |
//! |---|---|---|
//! | null, boolean | the same | the same |
//! | int, long | the shortest integer | any integer up to a long |
//! | double | float 64 | float 32, float 64 |
//! | string | str | str that is UTF-8 |
//! | binary | bin | bin; str that is not UTF-8, as dubbo-go knows no bin |
//! | date | timestamp | timestamp |
//! | list, map | array, map | the same |
//! | object | map of its fields | map |
//! | enum constant, `BigDecimal`, `java.time` and the like | str, as in JSON | str |
//! | reference | what it stands for, once more | |
//!
//! As in JSON, types are known to the service alone: the payload is read by a decoder that takes texts, and a field
//! `userId` from `UserID`, as Go spells it. Go finds the fields of an answer only if they are tagged: `codec:"name"`.

mod read;
mod write;

use std::sync::Arc;

use bytes::BytesMut;
use dubbors_core::{Error, HessianArgs, Payload, Result, Serialization};
use dubbors_hessian::{Decoder, Limits, TextBytes, Value};

use crate::Hessian2;

/// The most bytes that one value becomes.
const MOST: usize = 64 << 20;

/// How values are read from msgpack, and written to it.
#[derive(Clone)]
pub struct Msgpack {
    serialization: Arc<dyn Serialization>,
}

impl Msgpack {
    /// The name that the wrapper has for the format.
    pub const NAME: &'static str = "msgpack";

    /// msgpack as dubbo-go has it.
    #[must_use]
    pub fn new() -> Self {
        // Constants are written as bare names: who knows no Java has no class for them.
        let hessian = Hessian2::default().with_texts(TextBytes::Raw).with_bare_constants();
        Self { serialization: Arc::new(hessian) }
    }

    /// The format of the payloads that are made here: Hessian, read and written as msgpack needs it.
    #[must_use]
    pub fn serialization(&self) -> &Arc<dyn Serialization> {
        &self.serialization
    }

    /// The payload that values in msgpack mean: the arguments of a call, or one answer.
    ///
    /// # Errors
    /// `Code::Serialization` with the number of the value: bytes that are no msgpack, or more than one value; an
    /// extension that is no timestamp; a whole number beyond a long; a limit.
    pub fn payload<'b>(&self, values: impl IntoIterator<Item = &'b [u8]>) -> Result<Payload> {
        let read = |(at, bytes): (usize, &[u8])| {
            self.value(bytes).map_err(|error| error.context(format!("value {}", at.saturating_add(1))))
        };
        let values: Vec<Value> = values.into_iter().enumerate().map(read).collect::<Result<_>>()?;
        Payload::encode(&HessianArgs(values.as_slice()), &self.serialization)
    }

    /// The value that msgpack says.
    ///
    /// # Errors
    /// Those of [`payload`](Self::payload).
    pub fn value(&self, bytes: &[u8]) -> Result<Value> {
        read::read(bytes).map_err(|error| Error::serialization(format!("msgpack: {error}")))
    }

    /// The `count` values of a payload in Hessian, each in msgpack.
    ///
    /// # Errors
    /// `Code::Serialization`: bytes that are not so many values; a value that holds itself; a limit.
    pub fn values(&self, payload: &[u8], count: usize) -> Result<Vec<BytesMut>> {
        let mut from = Decoder::with_limits(payload, Limits::for_payload(payload.len()));
        let mut all = Vec::new();
        for _ in 0..count {
            let mut into = BytesMut::new();
            self.append(&from.value()?, &mut into)?;
            all.push(into);
        }
        from.finish()?;
        Ok(all)
    }

    /// Appends a value in msgpack to `into`.
    ///
    /// # Errors
    /// `Code::Serialization`: a value that holds itself; a reference to nothing; more than 64 MiB.
    pub fn append(&self, value: &Value, into: &mut BytesMut) -> Result<()> {
        let begin = into.len();
        write::write(value, MOST, into).map_err(|error| {
            into.truncate(begin);
            Error::serialization(format!("msgpack: {error}"))
        })
    }
}

impl Default for Msgpack {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Msgpack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Msgpack")
    }
}

#[cfg(test)]
mod tests;
