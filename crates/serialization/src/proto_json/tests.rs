mod hostile;
mod judge;
mod property;

use std::sync::LazyLock;

use bytes::BytesMut;
use dubbors_core::Result;

use super::*;
use crate::Schema;

pub(super) fn message(name: &str) -> MessageSchema {
    static SCHEMA: LazyLock<Schema> =
        LazyLock::new(|| Schema::parse(include_bytes!("../../testdata/proto_json/judge.binpb")).unwrap());
    SCHEMA.message(&format!("judge.{name}")).unwrap()
}

fn read(format: ProtoJson, name: &str, json: &str) -> Result<BytesMut> {
    let mut bytes = BytesMut::new();
    format.to_protobuf(&message(name), json.as_bytes(), &mut bytes)?;
    Ok(bytes)
}

fn write(format: ProtoJson, name: &str, bytes: &[u8]) -> Result<String> {
    let mut json = BytesMut::new();
    format.to_json(&message(name), bytes, &mut json)?;
    Ok(String::from_utf8(json.to_vec()).unwrap())
}

fn refused(name: &str, json: &str) -> String {
    read(ProtoJson::new().denying_unknown(), name, json).unwrap_err().message().to_owned()
}

#[test]
fn errors_name_the_place_and_what_is_expected() {
    for (name, json, error) in [
        (
            "v1.OrderRequest",
            r#"{"orders":[{},{},{"total":"x"}]}"#,
            r#"orders[2].total: expected int64, got "x""#,
        ),
        ("v1.OrderRequest", r#"{"orders":{}}"#, "orders: expected an array of judge.v1.Order, got an object"),
        ("v1.OrderRequest", "7", "expected judge.v1.OrderRequest, got 7"),
        ("v1.OrderRequest", r#"{"order":[]}"#, "judge.v1.OrderRequest has no field order; it has: orders"),
        (
            "v1.OrderRequest",
            r#"{"orders":[{"totl":1}]}"#,
            "orders[0]: judge.v1.Order has no field totl; it has: total",
        ),
        (
            "v1.Scalars",
            r#"{"color":"GREEN"}"#,
            r#"color: expected judge.v1.Color, one of MINUS, COLOR_UNSPECIFIED, RED, BLUE, got "GREEN""#,
        ),
        ("v1.Scalars", r#"{"someBytes":"!"}"#, r#"someBytes: expected bytes in base64, got "!""#),
        ("v1.Maps", r#"{"byInt32":{"x":"a"}}"#, r#"byInt32: expected int32 as a key, got "x""#),
        ("v1.Maps", r#"{"byInt64":{"1":{"aBool":1}}}"#, r#"byInt64["1"].aBool: expected bool, got 1"#),
        (
            "v1.Choice",
            r#"{"number":1,"text":"a"}"#,
            "text: only one field of choice can be set, and number is",
        ),
        ("v1.Scalars", r#"{"an_int32":1,"anInt32":2}"#, "an_int32 and anInt32 are the same field"),
        (
            "v1.Known",
            r#"{"time":"soon"}"#,
            r#"time: expected a time such as "2026-01-02T03:04:05Z", got "soon""#,
        ),
        (
            "v1.Known",
            r#"{"any":{"@type":"x/no.Such"}}"#,
            "any: an Any holds a no.Such, which is not in the schema",
        ),
    ] {
        assert_eq!(refused(name, json), error);
    }
    assert!(refused("v1.Scalars", "{").starts_with("not JSON: "));
}

#[test]
fn unknown_fields_are_ignored_unless_denied() {
    let json = r#"{"unknown":{"a":[1]},"total":"5","color":"GREEN"}"#;
    assert_eq!(&read(ProtoJson::new(), "v1.Order", json).unwrap()[..], b"\x08\x05");
}

#[test]
fn names_and_defaults_can_be_chosen() {
    let bytes = b"\x08\x01\x78\x01";
    assert_eq!(write(ProtoJson::new(), "v1.Scalars", &bytes[..2]).unwrap(), r#"{"anInt32":1}"#);
    let format = ProtoJson::new().with_proto_names();
    assert_eq!(write(format, "v1.Scalars", &bytes[..2]).unwrap(), r#"{"an_int32":1}"#);
    let format = ProtoJson::new().with_default_fields();
    assert_eq!(write(format, "v1.Order", b"").unwrap(), r#"{"total":"0"}"#);
    assert_eq!(
        write(format, "v1.Lists", b"").unwrap(),
        r#"{"numbers":[],"longs":[],"texts":[],"messages":[],"colors":[],"blobs":[],"doubles":[],"bools":[]}"#
    );
    assert_eq!(write(format, "v1.Tree", b"").unwrap(), r#"{"name":"","children":[]}"#);
}

#[test]
fn proto2_goes_there_and_back() {
    let json = r#"{"number":7,"packed":[1,2],"part":[{"size":1},{}],"[judge.legacy.note]":"n","[judge.legacy.marks]":["1"]}"#;
    let bytes = read(ProtoJson::new().denying_unknown(), "legacy.Old", json).unwrap();
    assert_eq!(write(ProtoJson::new(), "legacy.Old", &bytes).unwrap(), json);
    assert_eq!(write(ProtoJson::new(), "legacy.Old", b"").unwrap(), "{}");
    let error = refused("legacy.Old", r#"{"[judge.legacy.note]":1}"#);
    assert_eq!(error, "[judge.legacy.note]: expected string, got 1");
}

#[test]
fn what_is_there_already_stays() {
    let mut out = BytesMut::from(&b"before"[..]);
    let order = message("v1.Order");
    ProtoJson::new().to_json(&order, b"\x08\x01", &mut out).unwrap();
    assert_eq!(&out[..], b"before{\"total\":\"1\"}");
    let error = ProtoJson::new().to_json(&message("v1.Known"), b"\x12\x02\x10\xff", &mut out).unwrap_err();
    assert!(error.message().starts_with("not a judge.v1.Known: "), "{error}");
    let error = ProtoJson::new().to_json(
        &message("v1.Known"),
        b"\x1a\x02\x10\x01\x32\x09\x11\0\0\0\0\0\0\xf8\x7f",
        &mut out,
    );
    assert_eq!(error.unwrap_err().message(), "value: a google.protobuf.Value cannot be NaN in JSON");
    assert_eq!(&out[..], b"before{\"total\":\"1\"}");
}
