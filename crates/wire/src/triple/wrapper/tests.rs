use bytes::BytesMut;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::triple::{begin_value, put_serialize_type, put_type, put_value};

/// What Java sends for one argument "hi", and nearly what a server answers with.
const HI: &[u8] = b"\x0a\x08hessian4\x12\x03\x02hi\x1a\x10java.lang.String";

fn written(serialize_type: &str, values: &[Vec<u8>], types: &[String]) -> Bytes {
    let mut buffer = BytesMut::new();
    put_serialize_type(&mut buffer, serialize_type);
    for (at, bytes) in values.iter().enumerate() {
        if at % 2 == 0 {
            let value = begin_value(&mut buffer);
            buffer.extend_from_slice(bytes);
            assert_eq!(value.finish(&mut buffer), bytes.len());
        } else {
            put_value(&mut buffer, bytes);
        }
    }
    types.iter().for_each(|name| put_type(&mut buffer, name));
    buffer.freeze()
}

#[test]
fn the_example_of_the_specification() {
    let request = RequestWrapper::decode(Bytes::from_static(HI)).unwrap();
    assert_eq!(request.serialize_type(), "hessian4");
    assert_eq!(request.args().collect::<Vec<_>>(), [&b"\x02hi"[..]]);
    assert_eq!(request.arg_types().collect::<Vec<_>>(), ["java.lang.String"]);
    assert_eq!((request.arg_count(), request.arg_type_count()), (1, 1));
    let response = ResponseWrapper::decode(Bytes::from_static(HI)).unwrap();
    assert_eq!(response.serialize_type(), "hessian4");
    assert_eq!(response.data(), &b"\x02hi"[..]);
    assert_eq!(response.type_name(), "java.lang.String");

    let bytes = written("hessian4", &[b"\x02hi".to_vec()], &["java.lang.String".to_owned()]);
    assert_eq!(bytes, HI);
    assert_eq!(bytes.len(), 33);
}

#[test]
fn values_share_the_memory_of_the_message() {
    let bytes = Bytes::copy_from_slice(HI);
    let request = RequestWrapper::decode(bytes.clone()).unwrap();
    assert_eq!(request.args().next().unwrap().as_ptr(), bytes[12..].as_ptr());
    let response = ResponseWrapper::decode(bytes.clone()).unwrap();
    assert_eq!(response.data().as_ptr(), bytes[12..].as_ptr());
}

#[test]
fn fields_come_in_any_order_and_may_be_unknown_or_absent() {
    let bytes = b"\x1a\x03int\x20\x07\x12\x01\x91\x2a\x01?\x1a\x01V\x12\x00\x0a\x01x\x0a\x08hessian2";
    let request = RequestWrapper::decode(Bytes::from_static(bytes)).unwrap();
    assert_eq!(request.serialize_type(), "hessian2", "the last one counts");
    assert_eq!(request.args().collect::<Vec<_>>(), [&b"\x91"[..], b""]);
    assert_eq!(request.arg_types().collect::<Vec<_>>(), ["int", "V"]);
    let response = ResponseWrapper::decode(Bytes::from_static(bytes)).unwrap();
    assert_eq!((response.data(), response.type_name()), (Bytes::new(), "V"));

    let request = RequestWrapper::decode(Bytes::new()).unwrap();
    assert_eq!((request.serialize_type(), request.arg_count(), request.args().count()), ("", 0, 0));
    let response = ResponseWrapper::decode(Bytes::new()).unwrap();
    assert_eq!((response.serialize_type(), response.data(), response.type_name()), ("", Bytes::new(), ""));
}

#[test]
fn errors_name_the_field() {
    for (bytes, text) in [
        (
            &b"\x08\x01"[..],
            "TripleRequestWrapper.serializeType: expected a value of wire type 2, got another",
        ),
        (b"\x0a\x01\xff", "TripleRequestWrapper.serializeType: not UTF-8 at byte 0 of the text"),
        (b"\x10\x01", "TripleRequestWrapper.args: expected a value of wire type 2, got another"),
        (b"\x1a\x02a\x80", "TripleRequestWrapper.argTypes: not UTF-8 at byte 1 of the text"),
        (b"\x12\x7fabc", "TripleRequestWrapper: cut off at byte 2: expected 127 bytes, got 3"),
    ] {
        let bytes = Bytes::from_static(bytes);
        assert_eq!(RequestWrapper::decode(bytes.clone()).unwrap_err().to_string(), text);
        assert!(ResponseWrapper::decode(bytes).is_err());
    }
}

#[test]
fn arguments_are_counted() {
    let most = b"\x12\x00".repeat(MAX_ARGS);
    assert_eq!(RequestWrapper::decode(Bytes::from(most)).unwrap().args().count(), MAX_ARGS);
    for (field, name) in [(b"\x12\x00", "args"), (b"\x1a\x00", "argTypes")] {
        let error = RequestWrapper::decode(Bytes::from(field.repeat(MAX_ARGS + 1))).unwrap_err();
        assert_eq!(error.to_string(), format!("TripleRequestWrapper.{name}: more than 256 of them"));
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        serialize_type: String,
        values in vec(vec(any::<u8>(), 0..300), 0..4),
        types in vec(any::<String>(), 0..4),
    ) {
        let bytes = written(&serialize_type, &values, &types);
        let request = RequestWrapper::decode(bytes.clone()).unwrap();
        prop_assert_eq!(request.serialize_type(), &serialize_type);
        prop_assert_eq!((request.arg_count(), request.arg_type_count()), (values.len(), types.len()));
        prop_assert!(request.args().eq(values.iter().cloned()));
        prop_assert!(request.arg_types().eq(types.iter()));
        let response = ResponseWrapper::decode(bytes).unwrap();
        prop_assert_eq!(response.serialize_type(), &serialize_type);
        prop_assert_eq!(response.data(), values.last().cloned().unwrap_or_default());
        prop_assert_eq!(response.type_name(), types.last().cloned().unwrap_or_default());
    }
}
