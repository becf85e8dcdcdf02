//! JSON for contracts of `#[service]`: a body becomes arguments in Hessian, an answer in Hessian becomes JSON, and for
//! consumers the reverse.
//!
//! What the body is depends on the parameters.
//!
//! | parameters | body |
//! |---|---|
//! | none | nothing, `null`, `[]`, `{}` |
//! | a list, set, array, or `Object` | the value |
//! | another one | the value; an array of it; an object that holds it alone under the name of the parameter |
//! | several | an array in their order; an object by their names, where those that may be null can lack |
//!
//! The types of the parameters guide what the values become, see [`to_value`]. What is inside of an object of the
//! contract's has types that only the service knows: it arrives as maps, numbers and texts, and the payload is read by a
//! decoder that takes those ([`Hessian2::with_texts`](crate::Hessian2::with_texts)), so that a field that is a `LocalDate` is read from
//! `"2024-02-29"`. Fields that the service does not know are ignored.
//!
//! A number with a fraction keeps the digits that a double has, also where the service has a `BigDecimal`; in quotes it
//! keeps all of them.

mod arguments;
mod to_value;
mod types;

use std::sync::Arc;

use bytes::BytesMut;
use dubbors_core::{HessianArgs, Method, Payload, Result, Serialization};
use dubbors_hessian::json::{Bounds, to_record_within};
use dubbors_hessian::{Decoder, Limits, TextBytes, Value};
use serde_json::Value as Json;

use crate::Hessian2;
use crate::json_text::{self, JsonLimits};

pub use to_value::to_value;

/// How arguments are read from JSON, and answers written to it.
#[derive(Clone)]
pub struct ValueJson {
    limits: JsonLimits,
    serialization: Arc<dyn Serialization>,
}

impl ValueJson {
    /// Reads and writes within `limits`.
    #[must_use]
    pub fn new(limits: JsonLimits) -> Self {
        // Constants are written as bare names: who knows no Java has no class for them.
        let hessian = Hessian2::default().with_texts(TextBytes::Base64).with_bare_constants();
        Self { limits, serialization: Arc::new(hessian) }
    }

    /// The format of the payloads that are made here: Hessian, read and written as JSON needs it.
    #[must_use]
    pub fn serialization(&self) -> &Arc<dyn Serialization> {
        &self.serialization
    }

    /// The arguments of `method` that the body of a request says.
    ///
    /// # Errors
    /// `Code::Invalid` with the parameter: another number of arguments, names that are not those of the parameters, a
    /// value of another kind; one of the limits.
    pub fn arguments(&self, method: &Method, body: &[u8]) -> Result<Payload> {
        self.encode(&arguments::read(method, body, &self.limits)?)
    }

    /// A single value of the type that a JVM descriptor says, such as `Ljava/lang/String;`: one message of a stream.
    ///
    /// # Errors
    /// `Code::Invalid`: a value of another kind; one of the limits.
    pub fn value(&self, descriptor: &str, json: &[u8]) -> Result<Payload> {
        let types = types::split(descriptor);
        let wanted = types.first().map_or("", String::as_str);
        let json = json_text::parse(json, &self.limits)?;
        self.encode(&[arguments::argument(&json, wanted)?])
    }

    /// The answer of `method` that the body of a response says.
    ///
    /// # Errors
    /// Those of [`value`](Self::value).
    pub fn returned(&self, method: &Method, json: &[u8]) -> Result<Payload> {
        let json = if json_text::is_blank(json) { b"null" } else { json };
        self.value(&method.returns, json)
    }

    /// Appends the body of a request to `into` that [`arguments`](Self::arguments) reads: `payload` holds the arguments of
    /// `method` in Hessian.
    ///
    /// # Errors
    /// Those of [`answer`](Self::answer).
    pub fn request(&self, method: &Method, payload: &[u8], into: &mut BytesMut) -> Result<()> {
        let mut from = Decoder::with_limits(payload, Limits::for_payload(payload.len()));
        let values = (0..method.arity).map(|_| self.record(&from.value()?)).collect::<Result<_>>()?;
        from.finish()?;
        json_text::write(&arguments::body(method, values), into)
    }

    /// Appends the JSON of an answer, a value in Hessian, to `into`, without spaces. Objects do not say their class.
    ///
    /// # Errors
    /// `Code::Serialization`: bytes that are no value; a value that holds itself; one of the limits.
    pub fn answer(&self, payload: &[u8], into: &mut BytesMut) -> Result<()> {
        let mut from = Decoder::with_limits(payload, Limits::for_payload(payload.len()));
        let value = from.value()?;
        from.finish()?;
        json_text::write(&self.record(&value)?, into)
    }

    fn record(&self, value: &Value) -> Result<Json> {
        let mut bounds = Bounds::DEFAULT;
        bounds.max_bytes = self.limits.written;
        bounds.max_values = self.limits.memory / json_text::VALUE;
        bounds.depth = self.limits.deepest();
        Ok(to_record_within(value, &bounds)?)
    }

    fn encode(&self, values: &[Value]) -> Result<Payload> {
        Payload::encode(&HessianArgs(values), &self.serialization)
    }
}

impl Default for ValueJson {
    fn default() -> Self {
        Self::new(JsonLimits::DEFAULT)
    }
}

impl std::fmt::Debug for ValueJson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ValueJson").field("limits", &self.limits).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
