use std::sync::Arc;

use dubbors_core::{Code, HessianArgs};
use dubbors_serialization::Hessian2;

use super::*;

fn hessian() -> Arc<dyn Serialization> {
    Arc::new(Hessian2::default())
}

const REPLY: Reply = Reply { id: 7, attachments: true, payload: 1024 };

fn body(frame: &[u8]) -> Bytes {
    Bytes::copy_from_slice(&frame[16..])
}

#[test]
fn attachments_are_for_versions_2_0_2_to_2_0_99() {
    for (version, yes) in [
        ("2.0.2", true),
        ("2.0.99", true),
        ("2.0.1", false),
        ("2.0.100", false),
        ("2.1.0", false),
        ("2.6.2", false),
        ("2.7.0", false),
        ("3.3.6", false),
        ("1.0", false),
        ("x", false),
        ("", false),
    ] {
        assert_eq!(supports_attachments(version), yes, "{version}");
    }
}

#[test]
fn a_value_with_attachments_has_javas_bytes() {
    let response = Response::encode(&HessianArgs((&"hi".to_owned(),)), &hessian()).unwrap();
    let frame = Reply { id: 1, ..REPLY }.frame(&Ok(response));
    let expected = b"\xda\xbb\x02\x14\0\0\0\0\0\0\0\x01\0\0\0\x12\x94\x02hiH\x05dubbo\x052.0.2Z";
    assert_eq!(&frame[..], expected, "spec dubbo-tcp, section 1.2");
    let read = read(&body(&frame), &hessian(), Limits::DEFAULT).unwrap();
    assert_eq!(read.decode::<String>().unwrap(), "hi");
    assert_eq!(read.attachments().get("dubbo"), Some("2.0.2"));
}

#[test]
fn null_and_plain_values() {
    let reply = Reply { attachments: false, ..REPLY };
    let null = Response::encode(&HessianArgs((&None::<String>,)), &hessian()).unwrap();
    let frame = reply.frame(&Ok(null));
    assert_eq!(&body(&frame)[..], b"\x92");
    assert_eq!(
        read(&body(&frame), &hessian(), Limits::DEFAULT).unwrap().decode::<Option<String>>().unwrap(),
        None
    );
    let one = Response::encode(&HessianArgs((&1i32,)), &hessian()).unwrap();
    assert_eq!(&body(&reply.frame(&Ok(one)))[..], b"\x91\x91");
}

#[test]
fn dubbo_gos_trailing_null_is_ignored() {
    let response = read(&Bytes::from_static(b"\x91\x02hiN"), &hessian(), Limits::DEFAULT).unwrap();
    assert_eq!(response.decode::<String>().unwrap(), "hi");
}

#[test]
fn an_exception_comes_back_with_class_and_message() {
    let frame = REPLY.frame(&Err(Error::exception("com.x.Oops", "no luck")));
    let error = read(&body(&frame), &hessian(), Limits::DEFAULT).unwrap_err();
    let exception = error.as_exception().unwrap();
    assert_eq!((&*exception.class, exception.message.as_deref()), ("com.x.Oops", Some("no luck")));
    assert_eq!(error.code(), Code::Application);
}

#[test]
fn an_answer_over_the_payload_becomes_a_small_error() {
    let response = Response::encode(&HessianArgs((&"x".repeat(2000),)), &hessian()).unwrap();
    let frame = REPLY.frame(&Ok(response));
    assert_eq!(frame[3], Status::SERIALIZATION_ERROR.0);
    assert!(read_text(&body(&frame), Limits::DEFAULT).starts_with("Data length too large: 2"));
}

#[test]
fn a_long_text_is_cut_at_a_character() {
    let frame = REPLY.refusal(Status::SERVER_ERROR, &"ü".repeat(5000));
    assert_eq!(read_text(&body(&frame), Limits::DEFAULT).chars().count(), MAX_TEXT / 2);
}

#[test]
fn hostile_bodies_are_errors() {
    for bytes in [&b""[..], b"\x96", b"\x91", b"\x94\x02hi", b"N", b"\x90"] {
        let result = read(&Bytes::copy_from_slice(bytes), &hessian(), Limits::DEFAULT);
        let refused = match result {
            Err(_) => true,
            Ok(response) => response.decode::<String>().is_err(),
        };
        // An answer that ends where its attachments should be has none.
        assert!(refused || bytes == b"\x94\x02hi", "{bytes:?}");
    }
}
