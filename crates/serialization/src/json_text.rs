//! JSON as a peer sends it: how deep it is and how much it becomes in memory is seen before anything is made of it.

mod strict;

use bytes::{BufMut, BytesMut};
use dubbors_core::{Error, Result};
use serde_json::Value as Json;

use strict::Strict;

/// Bounds of the JSON that is read and written; exceeding one is an error that names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JsonLimits {
    /// Arrays and objects inside each other, at most 100. Default 100, as protobuf has it.
    pub depth: usize,
    /// Memory that the values may take beside the text, in bytes, reckoned at 128 for each value and 1024 for each
    /// object; of protobuf, at 64 and 1024. Default 256 MiB.
    pub memory: usize,
    /// Bytes of JSON that are written. Default 64 MiB.
    pub written: usize,
}

impl JsonLimits {
    /// The default bounds.
    pub const DEFAULT: Self = Self { depth: MAX_DEPTH, memory: 256 << 20, written: 64 << 20 };

    pub(crate) fn deepest(&self) -> usize {
        self.depth.min(MAX_DEPTH)
    }
}

impl Default for JsonLimits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// As deep as protobuf messages may be nested for every reader of them.
pub(crate) const MAX_DEPTH: usize = 100;

pub(crate) const VALUE: usize = 128;
const OBJECT: usize = 1024;

/// The JSON that `text` is, within `limits`.
pub(crate) fn parse(text: &[u8], limits: &JsonLimits) -> Result<Json> {
    measure(text, limits)?;
    serde_json::from_slice(text)
        .map(|Strict(json)| json)
        .map_err(|error| Error::invalid(format!("not JSON: {error}")))
}

/// Appends `json` without spaces.
pub(crate) fn write(json: &Json, into: &mut BytesMut) -> Result<()> {
    serde_json::to_writer(into.writer(), json).map_err(|error| Error::serialization(error.to_string()))
}

/// Whether there is nothing but white space.
pub(crate) fn is_blank(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_whitespace)
}

/// Walks over the text without recursion. What is no JSON at all is left for the parser to say.
fn measure(text: &[u8], limits: &JsonLimits) -> Result<()> {
    let deepest = limits.deepest();
    let (mut depth, mut memory) = (0_usize, VALUE);
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => skip_string(&mut bytes),
            b'{' | b'[' => {
                depth = depth.saturating_add(1);
                memory = memory.saturating_add(if *byte == b'{' { OBJECT } else { VALUE });
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' => memory = memory.saturating_add(VALUE),
            _ => {}
        }
        if depth > deepest {
            return Err(Error::invalid(format!("JSON that is nested deeper than {deepest}")));
        }
        if memory > limits.memory {
            return Err(Error::invalid(format!(
                "JSON of so many values that they take more than {} bytes",
                limits.memory
            )));
        }
    }
    Ok(())
}

fn skip_string<'b>(bytes: &mut impl Iterator<Item = &'b u8>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => return,
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
}

/// JSON as it stands in an error: its beginning.
pub(crate) fn excerpt(json: &Json) -> String {
    const MOST: usize = 64;
    match json {
        Json::Object(_) => "an object".to_owned(),
        Json::Array(_) => "an array".to_owned(),
        Json::String(text) if text.chars().nth(MOST).is_some() => {
            let begin: String = text.chars().take(MOST).collect();
            format!("{}...", Json::String(begin))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(depth: usize, memory: usize) -> JsonLimits {
        JsonLimits { depth, memory, ..JsonLimits::DEFAULT }
    }

    #[test]
    fn depth_and_memory_have_bounds() {
        let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth)).into_bytes();
        assert!(parse(&deep(100), &JsonLimits::DEFAULT).is_ok());
        for hostile in [deep(101), vec![b'['; 1 << 20], b"{\"a\":".repeat(1 << 20)] {
            let error = parse(&hostile, &limits(usize::MAX, usize::MAX)).unwrap_err();
            assert_eq!(error.message(), "JSON that is nested deeper than 100");
        }
        let error = parse(&deep(3), &limits(2, 1 << 20)).unwrap_err();
        assert_eq!(error.message(), "JSON that is nested deeper than 2");
        let error = parse(b"[1,2,3,4]", &limits(2, 512)).unwrap_err();
        assert_eq!(error.message(), "JSON of so many values that they take more than 512 bytes");
    }

    #[test]
    fn what_stands_in_strings_does_not_count() {
        let text = format!(r#"["\"{}", "{}"]"#, "[{,".repeat(1000), "\\\\".repeat(1000));
        assert!(parse(text.as_bytes(), &limits(1, 1024)).is_ok());
        assert!(is_blank(b" \r\n\t") && !is_blank(b" 0"));
    }

    #[test]
    fn a_name_comes_once() {
        let error = parse(br#"{"a":[{"b":1,"b":1}]}"#, &JsonLimits::DEFAULT).unwrap_err();
        assert_eq!(error.message(), "not JSON: the name \"b\" comes twice in an object at line 1 column 16");
        let all = r#"{"a":[null,true,-1,18446744073709551615,1.5,"x\n"],"b":{"a":{}}}"#;
        let json = parse(all.as_bytes(), &JsonLimits::DEFAULT).unwrap();
        assert_eq!(json, serde_json::from_str::<Json>(all).unwrap());
    }

    #[test]
    fn errors_show_little_of_what_was_sent() {
        assert_eq!(excerpt(&Json::from("x".repeat(100))), format!("\"{}\"...", "x".repeat(64)));
        assert_eq!(excerpt(&Json::from(1)), "1");
        assert!(parse(b"{\"a\" 1}", &JsonLimits::DEFAULT).unwrap_err().message().starts_with("not JSON: "));
    }
}
