//! The marks of lossless JSON, and what stands behind them.

use serde_json::{Map as JsonMap, Value as Json};

use super::text::{bytes_from_text, date_from_text};
use crate::error::{Error, ErrorKind, push_name};
use crate::value::Value;

/// What the marks of one JSON object say.
#[derive(Default)]
pub(super) struct Marks<'j> {
    pub(super) class: Option<&'j str>,
    pub(super) type_name: Option<&'j str>,
    pub(super) id: Option<u32>,
    pub(super) fields: Option<&'j [Json]>,
    pub(super) values: Option<&'j [Json]>,
    /// The mark that takes the place of the entries, and what stands behind it.
    pub(super) content: Option<(&'j str, &'j Json)>,
    /// How many keys are no marks.
    pub(super) names: usize,
    /// How many are.
    pub(super) count: usize,
}

impl<'j> Marks<'j> {
    pub(super) fn of(entries: &'j JsonMap<String, Json>) -> Result<Self, Error> {
        let mut marks = Self::default();
        for (key, json) in entries {
            if name(key).is_some() {
                marks.names = marks.names.saturating_add(1);
                continue;
            }
            marks.count = marks.count.saturating_add(1);
            match key.as_str() {
                "@class" => marks.class = Some(json.as_str().ok_or_else(|| wrong(key, "a string"))?),
                "@type" => marks.type_name = Some(json.as_str().ok_or_else(|| wrong(key, "a string"))?),
                "@id" => marks.id = Some(index(key, json)?),
                "@fields" => marks.fields = Some(array(key, json)?),
                "@values" => marks.values = Some(array(key, json)?),
                "@list" | "@entries" | "@long" | "@double" | "@date" | "@binary" | "@ref" | "@dangling" => {
                    if marks.content.replace((key, json)).is_some() {
                        return Err(Error::other("two marks that exclude each other"));
                    }
                }
                _ => return Err(unknown(key)),
            }
        }
        Ok(marks)
    }

    /// Whether the marks fit together.
    pub(super) fn check(&self) -> Result<(), Error> {
        let beside = usize::from(self.id.is_some()).saturating_add(self.type_name.is_some().into());
        let others = self.names.saturating_add(self.count).saturating_sub(1);
        match self.content {
            Some((mark @ ("@list" | "@entries"), _)) if others > beside => {
                return Err(Error::other(format!("beside {mark} there are only @type and @id")));
            }
            Some(("@list" | "@entries", _)) | None => {}
            Some((mark, _)) if others > 0 => {
                return Err(Error::other(format!("beside {mark} there is nothing else")));
            }
            Some(_) => {}
        }
        match (self.fields, self.values) {
            (None, None) => {}
            (Some(_), Some(_)) if self.names == 0 && self.class.is_some() => {}
            _ => {
                return Err(Error::other(
                    "@fields and @values stand together, with @class and without fields",
                ));
            }
        }
        if self.class.is_some() && self.type_name.is_some() {
            return Err(Error::other("an object has @class and no @type"));
        }
        Ok(())
    }
}

/// The name that a key stands for; `None` for a mark.
pub(super) fn name(key: &str) -> Option<&str> {
    match key.strip_prefix('@') {
        Some(rest) if rest.starts_with('@') => Some(rest),
        Some(_) => None,
        None => Some(key),
    }
}

fn unknown(mark: &str) -> Error {
    let mut text = "there is no mark ".to_owned();
    push_name(&mut text, mark);
    text.push_str(" (a name that begins with @ is written with one @ more)");
    Error::other(text)
}

/// What stands behind this mark is not what should.
pub(super) fn wrong(mark: &str, wanted: &str) -> Error {
    Error::other(format!("expected {wanted} behind {mark}"))
}

/// The number of an object.
pub(super) fn index(mark: &str, json: &Json) -> Result<u32, Error> {
    json.as_u64()
        .and_then(|id| id.try_into().ok())
        .ok_or_else(|| wrong(mark, "a number from 0 to 4294967295"))
}

pub(super) fn array<'j>(mark: &str, json: &'j Json) -> Result<&'j [Json], Error> {
    json.as_array().map(Vec::as_slice).ok_or_else(|| wrong(mark, "an array"))
}

/// A value that is no list, map, object or reference.
pub(super) fn scalar(mark: &str, json: &Json) -> Result<Value, Error> {
    match mark {
        "@long" => {
            whole(json).map(Value::Long).ok_or_else(|| ErrorKind::OutOfRange { wanted: "long" }.into())
        }
        "@double" => double(json).map(Value::Double).ok_or_else(|| wrong(mark, "a number, NaN or Infinity")),
        "@date" => {
            let millis = whole(json).or_else(|| date_from_text(json.as_str()?));
            millis.map(Value::Date).ok_or_else(|| wrong(mark, "a date such as 2026-01-02T03:04:05Z"))
        }
        "@binary" => {
            let bytes = json.as_str().and_then(bytes_from_text);
            bytes.map(Value::Binary).ok_or_else(|| wrong(mark, "base64"))
        }
        _ => Err(unknown(mark)),
    }
}

fn whole(json: &Json) -> Option<i64> {
    json.as_i64().or_else(|| json.as_str()?.parse().ok())
}

fn double(json: &Json) -> Option<f64> {
    let Some(text) = json.as_str() else { return json.as_f64() };
    match text {
        "NaN" => Some(f64::NAN),
        "Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        "-0" => Some(-0.0),
        _ => u64::from_str_radix(text.strip_prefix("0x")?, 16).ok().map(f64::from_bits),
    }
}
