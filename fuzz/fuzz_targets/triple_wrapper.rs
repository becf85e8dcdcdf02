//! Any bytes as the messages of the protocol itself: what is read can be written and read again.
#![no_main]

use bytes::{Bytes, BytesMut};
use dubbors_wire::triple::{
    Any, DebugInfo, ErrorInfo, MAX_ARGS, ProtobufError, RequestWrapper, ResponseWrapper, RpcStatus,
    begin_value, put_serialize_type, put_type, put_value,
};
use libfuzzer_sys::fuzz_target;

#[track_caller]
fn is_decent(error: ProtobufError) {
    let text = error.to_string();
    assert!(text.len() <= 200 && !text.contains(char::is_control), "{text:?}");
}

fn request(bytes: &Bytes) {
    let read = match RequestWrapper::decode(bytes.clone()) {
        Ok(read) => read,
        Err(error) => return is_decent(error),
    };
    assert_eq!((read.args().count(), read.arg_types().count()), (read.arg_count(), read.arg_type_count()));
    assert!(read.arg_count() <= MAX_ARGS && read.arg_type_count() <= MAX_ARGS);
    let mut written = BytesMut::new();
    put_serialize_type(&mut written, read.serialize_type());
    for arg in read.args() {
        let value = begin_value(&mut written);
        written.extend_from_slice(&arg);
        value.finish(&mut written);
    }
    read.arg_types().for_each(|name| put_type(&mut written, name));
    let again = RequestWrapper::decode(written.freeze()).expect("what was written can be read");
    assert_eq!(again.serialize_type(), read.serialize_type());
    assert!(again.args().eq(read.args()) && again.arg_types().eq(read.arg_types()));
    let response = ResponseWrapper::decode(bytes.clone()).expect("the fields are the same");
    assert_eq!(response.data(), read.args().last().unwrap_or_default());
    assert_eq!(response.type_name(), read.arg_types().last().unwrap_or_default());
}

fn response(bytes: &Bytes) {
    let read = match ResponseWrapper::decode(bytes.clone()) {
        Ok(read) => read,
        Err(error) => return is_decent(error),
    };
    let mut written = BytesMut::new();
    put_serialize_type(&mut written, read.serialize_type());
    put_value(&mut written, &read.data());
    put_type(&mut written, read.type_name());
    let again = ResponseWrapper::decode(written.freeze()).expect("what was written can be read");
    assert_eq!((again.serialize_type(), again.data()), (read.serialize_type(), read.data()));
    assert_eq!(again.type_name(), read.type_name());
}

/// What is read comes back from what is written.
fn comes_back<T: PartialEq + std::fmt::Debug>(
    bytes: &Bytes,
    decode: impl Fn(&Bytes) -> Result<T, ProtobufError>,
    encode: impl Fn(&T, &mut BytesMut),
) {
    match decode(bytes) {
        Ok(read) => {
            let mut written = BytesMut::new();
            encode(&read, &mut written);
            assert_eq!(decode(&written.freeze()).expect("what was written can be read"), read);
        }
        Err(error) => is_decent(error),
    }
}

fuzz_target!(|bytes: &[u8]| {
    let bytes = Bytes::copy_from_slice(bytes);
    request(&bytes);
    response(&bytes);
    comes_back(&bytes, RpcStatus::decode, RpcStatus::encode);
    comes_back(&bytes, Any::decode, Any::encode);
    comes_back(&bytes, |bytes| DebugInfo::decode(bytes), DebugInfo::encode);
    comes_back(&bytes, |bytes| ErrorInfo::decode(bytes), ErrorInfo::encode);
});
