//! Vectors read into Rust's own types and written from them.

use std::collections::{BTreeMap, HashMap};

use dubbors_hessian::java::{BigDecimal, Date, Exception, JavaArray};
use dubbors_hessian::{DecodeOwned, Encode, Value, from_bytes, to_bytes};

type Written = Result<Vec<u8>, String>;

/// The bytes written from the Rust type that stands for a value with this text; `None` if none does.
pub(crate) fn rewritten(text: &str, bytes: &[u8]) -> Option<Written> {
    let via = if text == "true" || text == "false" {
        via::<bool>
    } else if is_thrown(text) {
        via::<Exception>
    } else if text.starts_with("java.math.BigDecimal(") {
        via::<BigDecimal>
    } else if text.starts_with("java.util.ArrayList[\"") && text.matches('[').count() == 1 {
        via::<Vec<Option<String>>>
    } else if text.starts_with("java.util.ArrayList[") && !text.contains('*') {
        via::<Vec<Value>>
    } else if text.starts_with("java.util.HashMap{\"") && !text.contains('*') {
        via::<HashMap<String, Value>>
    } else if text.starts_with("java.util.HashMap{0=") {
        via::<BTreeMap<i32, Value>>
    } else if let Some(array) = text.strip_prefix('[') {
        return array_type(array).map(|via| via(bytes));
    } else {
        match text.as_bytes() {
            [b'"', ..] => via::<String>,
            [b'd', rest @ ..] if rest.iter().all(u8::is_ascii_hexdigit) => via::<f64>,
            [b'@', ..] => via::<Date>,
            [b'x', ..] if !text.contains(['(', '[', '{']) => via::<Vec<u8>>,
            [b'-' | b'0'..=b'9', .., b'L'] => via::<i64>,
            [b'-' | b'0'..=b'9', ..] => via::<i32>,
            _ => return None,
        }
    };
    Some(via(bytes))
}

/// True for the text of a throwable.
pub(crate) fn is_thrown(text: &str) -> bool {
    let class = text.trim_start_matches("*1=").split('(').next().unwrap_or_default();
    !class.contains('[') && (class.ends_with("Exception") || class.ends_with("Error"))
}

/// Our `Exception` writes no cause as null, where Java points to itself: what counts is what is read from both.
pub(crate) fn same_exception(theirs: &[u8], ours: &[u8]) -> Result<(), String> {
    let read = |bytes| from_bytes::<Exception>(bytes).map_err(|error| error.to_string());
    let (theirs, ours) = (read(theirs)?, read(ours)?);
    if theirs == ours { Ok(()) } else { Err(format!("{theirs:?} became {ours:?}")) }
}

fn array_type(text: &str) -> Option<fn(&[u8]) -> Written> {
    let (item, _) = text.split_once('[')?;
    Some(match item {
        "boolean" => via::<JavaArray<bool>>,
        "short" => via::<JavaArray<i16>>,
        "int" => via::<JavaArray<i32>>,
        "long" => via::<JavaArray<i64>>,
        "float" => via::<JavaArray<f32>>,
        "double" => via::<JavaArray<f64>>,
        "string" => via::<JavaArray<Option<String>>>,
        "date" => via::<JavaArray<Option<Date>>>,
        "java.lang.Integer" => via::<JavaArray<Option<i32>>>,
        "java.lang.Long" => via::<JavaArray<Option<i64>>>,
        "java.lang.Double" => via::<JavaArray<Option<f64>>>,
        "java.lang.Boolean" => via::<JavaArray<Option<bool>>>,
        _ => return None,
    })
}

fn via<T: DecodeOwned + Encode>(bytes: &[u8]) -> Written {
    let value: T = from_bytes(bytes).map_err(|error| error.to_string())?;
    to_bytes(&value).map(|bytes| bytes.to_vec()).map_err(|error| error.to_string())
}
