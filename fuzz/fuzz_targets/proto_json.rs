//! Any text as a message of protobuf, and any bytes as JSON: what is read is written, and written the same again once it
//! was read again; nothing is more than an error.
#![no_main]

use std::sync::LazyLock;

use bytes::BytesMut;
use dubbors_core::Result;
use dubbors_serialization::{JsonLimits, MessageSchema, ProtoJson, Schema};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 7] = [
    "judge.v1.Scalars",
    "judge.v1.Lists",
    "judge.v1.Maps",
    "judge.v1.Choice",
    "judge.v1.Tree",
    "judge.v1.Known",
    "judge.legacy.Old",
];

static MESSAGES: LazyLock<Vec<MessageSchema>> = LazyLock::new(|| {
    let set = include_bytes!("../../crates/serialization/testdata/proto_json/judge.binpb");
    let schema = Schema::parse(set).expect("it is of protoc");
    NAMES.iter().map(|name| schema.message(name).expect("it is in the set")).collect()
});

fn read(format: ProtoJson, message: &MessageSchema, json: &[u8]) -> Result<BytesMut> {
    let mut bytes = BytesMut::new();
    format.to_protobuf(message, json, &mut bytes).map(|()| bytes)
}

fn write(format: ProtoJson, message: &MessageSchema, bytes: &[u8]) -> Result<BytesMut> {
    let mut json = BytesMut::new();
    format.to_json(message, bytes, &mut json).map(|()| json)
}

/// JSON that was written here.
fn comes_back(message: &MessageSchema, json: &[u8]) {
    let text = || String::from_utf8_lossy(json).into_owned();
    let back = match read(ProtoJson::new().denying_unknown(), message, json) {
        Ok(back) => back,
        // In protobuf it is deeper than in JSON.
        Err(error) if error.message().contains("nested too deep") => return,
        Err(error) => panic!("{error}: {}", text()),
    };
    let again = write(ProtoJson::new(), message, &back).expect("it was written before");
    // The number of a null is lost; it may be the default, which is not written.
    let has_nulls = json.windows(11).any(|part| part == b"Value\":null") || text().contains("nothing");
    assert!(again == json || has_nulls, "{} of {}", String::from_utf8_lossy(&again), text());
}

fuzz_target!(|bytes: &[u8]| {
    let Some((which, bytes)) = bytes.split_first() else { return };
    let which = usize::from(*which);
    let message = &MESSAGES[which % NAMES.len()];
    if let Ok(json) = write(ProtoJson::new(), message, bytes) {
        comes_back(message, &json);
        let _ = write(ProtoJson::new().with_default_fields().with_proto_names(), message, bytes);
    }
    if let Ok(message_bytes) = read(ProtoJson::new(), message, bytes) {
        // JSON of an `Any` may be longer than what it was read from, and so on: but for the bounds it can be written.
        let json = write(ProtoJson::new(), message, &message_bytes).expect("it was read from JSON");
        comes_back(message, &json);
    }
    let mut limits = JsonLimits::DEFAULT;
    limits.depth = which % 8;
    limits.written = which;
    limits.memory = which * 64;
    let _ = read(ProtoJson::new().with_limits(limits), message, bytes);
    let _ = write(ProtoJson::new().with_limits(limits), message, bytes);
});
