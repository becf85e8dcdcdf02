//! What a service tells of a failure besides its text.

use std::sync::LazyLock;

use dubbors::json::{MessageSchema, ProtoJson, Schema};
use dubbors::protobuf::prost::bytes::BytesMut;
use dubbors::{Error, StatusDetail};

/// The messages of `google/rpc/error_details.proto`, which most services use and few tell of. A test makes it of `proto/`.
const GOOGLE: &[u8] = include_bytes!("../../../proto/error_details.bin");

/// A line for each detail: the name of the message, and the message as JSON where somebody knows it.
pub(super) fn texts(error: &Error, schema: &Schema) -> Vec<String> {
    let details = error.as_status().map(|status| status.details.as_slice()).unwrap_or_default();
    details.iter().map(|detail| text(detail, schema)).collect()
}

fn text(detail: &StatusDetail, schema: &Schema) -> String {
    static KNOWN: LazyLock<Option<Schema>> = LazyLock::new(|| Schema::parse(GOOGLE).ok());
    let name = detail.type_url.rsplit('/').next().unwrap_or_default();
    let known = || KNOWN.as_ref().and_then(|known| known.message(name));
    let message = schema.message(name).or_else(known);
    match message.and_then(|message| json(&message, &detail.value)) {
        Some(json) => format!("{name} {json}"),
        None => format!("{name} ({} bytes)", detail.value.len()),
    }
}

fn json(message: &MessageSchema, bytes: &[u8]) -> Option<String> {
    let mut into = BytesMut::new();
    ProtoJson::new().to_json(message, bytes, &mut into).ok()?;
    String::from_utf8(into.into()).ok()
}

#[cfg(test)]
mod tests {
    use dubbors::StatusCode;

    use super::*;

    #[test]
    fn what_google_has_is_known_and_the_rest_named() {
        let error = Error::status(StatusCode::NotFound, "no")
            .with_detail("type.googleapis.com/google.rpc.ErrorInfo", &b"\x0a\x04GONE"[..])
            .with_detail("type.googleapis.com/x.Own", &b"\x0a\x01x"[..])
            .with_detail("type.googleapis.com/google.rpc.ErrorInfo", &b"\xff"[..]);
        let texts = texts(&error, &Schema::parse(GOOGLE).unwrap());
        assert_eq!(
            texts,
            [
                r#"google.rpc.ErrorInfo {"reason":"GONE"}"#,
                "x.Own (3 bytes)",
                "google.rpc.ErrorInfo (1 bytes)"
            ]
        );
    }
}
