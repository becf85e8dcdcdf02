//! What the cases compare with.

use std::fmt::Debug;

use dubbors::{Error, StatusCode};

/// Why a case failed.
pub(crate) type Outcome = Result<(), String>;

/// Fails unless both are equal.
pub(crate) fn same<T: PartialEq + Debug>(what: &str, expected: &T, actual: &T) -> Outcome {
    if expected == actual {
        return Ok(());
    }
    Err(format!("{what}: expected {}, got {}", shown(expected), shown(actual)))
}

/// Fails unless it holds.
pub(crate) fn that(what: impl Into<String>, holds: bool) -> Outcome {
    if holds { Ok(()) } else { Err(what.into()) }
}

/// The value of a call that has to succeed.
pub(crate) fn value<T>(what: &str, result: dubbors::Result<T>) -> Result<T, String> {
    result.map_err(|error| format!("{what}: {error:?}"))
}

/// The error of a call that has to be refused with a text, and not by running into its timeout.
pub(crate) fn refused<T: Debug>(what: &str, result: dubbors::Result<T>) -> Result<Error, String> {
    match result {
        Ok(value) => Err(format!("{what}: got the value {}", shown(&value))),
        Err(error) if error.is_timeout() => Err(format!("{what}: no answer, only a timeout: {error}")),
        Err(error) if error.message().is_empty() => Err(format!("{what}: no text")),
        Err(error) => Ok(error),
    }
}

/// Fails unless the error is a status of this code and text.
pub(crate) fn failed(what: &str, error: &Error, code: StatusCode, text: &str) -> Outcome {
    let status = error.as_status().ok_or_else(|| format!("{what}: no status: {error:?}"))?;
    same(&format!("{what}: code"), &code, &status.code)?;
    same(&format!("{what}: text"), &text, &status.message.as_str())
}

fn shown(value: &impl Debug) -> String {
    let text = format!("{value:?}");
    let length = text.chars().count();
    if length > 80 { format!("{}… ({length})", text.chars().take(80).collect::<String>()) } else { text }
}
