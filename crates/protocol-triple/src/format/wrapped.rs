//! Triple's wrapper: arguments and results that are no protobuf, in a message that names their format.

use bytes::{Bytes, BytesMut};
use dubbors_core::{Encode, Error, HessianParts, Parts, Reader, Result, Serialization, Writer};
use dubbors_hessian::{Encoder, Limits};
use dubbors_wire::triple::{RequestWrapper, begin_value};

use super::not_what_it_says;

/// Java's name for Hessian 2, and dubbo-go's. What a request says is repeated in its answer.
pub(crate) const JAVA_HESSIAN: &str = "hessian4";
pub(crate) const GO_HESSIAN: &str = "hessian2";

/// Hessian's null.
const NULL: &[u8] = b"N";

/// The arguments inside of a `TripleRequestWrapper`, each a stream of Hessian of its own. What is written is one value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wrapped {
    pub(crate) limits: Limits,
}

impl Serialization for Wrapped {
    fn id(&self) -> u8 {
        2
    }

    fn name(&self) -> &'static str {
        "hessian2"
    }

    fn encode(&self, message: &dyn Encode, into: &mut BytesMut) -> Result<()> {
        value_of(message, into)
    }

    fn decode(&self, bytes: Bytes, read: &mut dyn FnMut(&mut Reader<'_, '_>) -> Result<()>) -> Result<()> {
        let wrapper = RequestWrapper::decode(bytes)
            .map_err(|error| not_what_it_says("the request is not Triple's wrapper", error))?;
        let parts = wrapper.args();
        read(&mut Reader::HessianParts(&mut Parts::new(parts), self.limits))
    }
}

/// Appends one value of Hessian.
pub(crate) fn value_of(message: &dyn Encode, into: &mut BytesMut) -> Result<()> {
    let mut encoder = Encoder::with_buffer(std::mem::take(into));
    let written = message.encode(&mut Writer::Hessian(&mut encoder));
    *into = encoder.into_inner();
    written
}

/// Writes arguments into a wrapper.
pub(crate) struct Args<'b> {
    pub(crate) buffer: &'b mut BytesMut,
}

impl HessianParts for Args<'_> {
    fn part(&mut self, write: &mut dyn FnMut(&mut Encoder) -> Result<()>) -> Result<()> {
        let start = begin_value(self.buffer);
        let mut encoder = Encoder::with_buffer(std::mem::take(self.buffer));
        let written = write(&mut encoder);
        *self.buffer = encoder.into_inner();
        start.finish(self.buffer);
        written
    }
}

/// How a caller that names its format `serialize_type` expects null: dubbo-go cannot read Hessian's, and Java cannot
/// read an empty field (spec triple, 1.5).
pub(crate) fn null_of(serialize_type: &str, value: Bytes) -> Bytes {
    if serialize_type == GO_HESSIAN && &value[..] == NULL { Bytes::new() } else { value }
}

/// Checks that the format of a wrapper is one that is read here.
pub(crate) fn is_hessian(serialize_type: &str) -> Result<()> {
    match serialize_type {
        JAVA_HESSIAN | GO_HESSIAN | "" => Ok(()),
        other => Err(Error::status(
            dubbors_core::StatusCode::Unimplemented,
            format!(
                "Unexpected serialization type:{} received from network, please check if the peer send the right id. \
                 This side reads hessian2",
                other.chars().take(32).flat_map(char::escape_debug).collect::<String>()
            ),
        )),
    }
}
