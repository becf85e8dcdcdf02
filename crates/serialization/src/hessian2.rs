//! Hessian 2.0, the default of `dubbo://`.

use bytes::{Bytes, BytesMut};
use dubbors_core::{Encode, Reader, Result, Serialization, Writer};
#[cfg(any(feature = "json", feature = "msgpack"))]
use dubbors_hessian::TextBytes;
use dubbors_hessian::{Decoder, Encoder, Limits};

/// The name as configuration spells it.
pub(crate) const NAME: &str = "hessian2";

/// Hessian 2.0 with limits on what it reads.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hessian2 {
    limits: Limits,
    bare_constants: bool,
    #[cfg(any(feature = "json", feature = "msgpack"))]
    texts: Option<TextBytes>,
}

impl Hessian2 {
    /// Hessian 2.0 that reads within `limits`.
    #[must_use]
    pub fn with_limits(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// The same, but enum constants are written as bare names, for generic callers.
    #[must_use]
    pub fn with_bare_constants(mut self) -> Self {
        self.bare_constants = true;
        self
    }

    /// The same, but texts are read where something else is expected, see [`Decoder::with_texts`]: for what was made of
    /// JSON or msgpack.
    #[cfg(any(feature = "json", feature = "msgpack"))]
    #[must_use]
    pub fn with_texts(mut self, bytes: TextBytes) -> Self {
        self.texts = Some(bytes);
        self
    }
}

impl Serialization for Hessian2 {
    fn id(&self) -> u8 {
        2
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn encode(&self, message: &dyn Encode, into: &mut BytesMut) -> Result<()> {
        let mut encoder = Encoder::with_buffer(std::mem::take(into)).with_bare_constants(self.bare_constants);
        let result = message.encode(&mut Writer::Hessian(&mut encoder));
        *into = encoder.into_inner();
        result
    }

    fn decode(&self, bytes: Bytes, read: &mut dyn FnMut(&mut Reader<'_, '_>) -> Result<()>) -> Result<()> {
        let mut decoder = Decoder::with_limits(&bytes, self.limits);
        #[cfg(any(feature = "json", feature = "msgpack"))]
        if let Some(bytes) = self.texts {
            decoder = decoder.with_texts(bytes);
        }
        read(&mut Reader::Hessian(&mut decoder))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use dubbors_core::{HessianArgs, Payload};

    use super::*;

    #[test]
    fn a_value_survives_the_round_trip() {
        let hessian: Arc<dyn Serialization> = Arc::new(Hessian2::default());
        let payload = Payload::encode(&HessianArgs((&"hello".to_owned(),)), &hessian).unwrap();
        assert_eq!(&payload.bytes()[..], b"\x05hello");
        assert_eq!(payload.clone().decode::<String>().unwrap(), "hello");
        assert!(payload.decode::<Vec<i32>>().is_err());
    }
}
