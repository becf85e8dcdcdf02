//! Writing `TripleRequestWrapper` and `TripleResponseWrapper`, field by field.
//!
//! Their fields have the same numbers and kinds, so what follows is for both. Java and Go write them in the order
//! serialization, values, types; and Java fails on a message without a serialization or, in a response, without a value.

use bytes::BytesMut;

use super::FieldStart;
use super::protobuf::{begin_field, put_bytes};
use super::wrapper::{SERIALIZE_TYPE, TYPE, VALUE};

/// Writes the name of the serialization: what a response repeats of its request.
pub fn put_serialize_type(buffer: &mut BytesMut, name: &str) {
    put_bytes(buffer, SERIALIZE_TYPE, name.as_bytes());
}

/// Begins an argument or the result; it is appended to the same buffer next, as a stream of its own.
pub fn begin_value(buffer: &mut BytesMut) -> FieldStart {
    begin_field(buffer, VALUE)
}

/// Writes an argument or the result that is there already.
pub fn put_value(buffer: &mut BytesMut, value: &[u8]) {
    put_bytes(buffer, VALUE, value);
}

/// Writes the type of a parameter or of the result, as Java's `Class.getName()` spells it.
pub fn put_type(buffer: &mut BytesMut, name: &str) {
    put_bytes(buffer, TYPE, name.as_bytes());
}
