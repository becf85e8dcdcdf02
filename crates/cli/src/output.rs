//! Everything that is printed. Results go to standard output, everything else to standard error.

use std::borrow::Cow;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use dubbors::{Attachments, Code, Error, Origin, Value};
use tracing_subscriber::EnvFilter;

use crate::json;

/// The provider answered with an error.
pub(crate) const PROVIDER: u8 = 1;
/// What was typed makes no sense.
pub(crate) const USAGE: u8 = 2;
/// Nobody provides the service.
pub(crate) const NO_PROVIDER: u8 = 3;
/// No answer in time.
pub(crate) const TIMEOUT: u8 = 4;
/// The connection could not be made, or broke.
pub(crate) const TRANSPORT: u8 = 5;
/// Ended by ctrl-c, as shells say it.
const INTERRUPTED: u8 = 130;

/// Logs go to standard error: warnings unless asked for more.
pub(crate) fn init_log(verbose: u8) {
    let default = match verbose {
        0 => "warn",
        1 => "info",
        _ => "debug",
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    let colour =
        std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|no| no.is_empty());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(colour)
        .with_target(false)
        .init();
}

/// Prints a line. That the reader has gone away is no failure.
pub(crate) fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{}", harmless(text));
    let _ = out.flush();
}

/// Prints what went wrong and what to do.
pub(crate) fn problem(what: &str, next: Option<&str>) {
    remark(&format!("error: {}", harmless(what)));
    if let Some(next) = next {
        remark(&format!("  next: {}", harmless(next)));
    }
}

/// A line on standard error. Where nobody can read it, the exit code still tells.
fn remark(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Prints something that is good to know besides the result.
pub(crate) fn note(text: &str) {
    remark(&format!("note: {}", harmless(text)));
}

/// Prints what came with an answer besides its value, on standard error.
pub(crate) fn attachments(attachments: &Attachments) {
    for (key, value) in attachments.iter() {
        remark(&format!("< {}: {}", harmless(key), harmless(value)));
    }
    for (key, value) in attachments.objects() {
        let (suffix, value) = match (value, json::from_value(value)) {
            // Bytes, as they travel.
            (Value::Binary(_), serde_json::Value::String(text)) => ("-bin", text),
            (_, value) => ("", value.to_string()),
        };
        remark(&format!("< {}{suffix}: {}", harmless(key), harmless(&value)));
    }
}

/// Text of providers and registries that cannot steer a terminal. In JSON it still means the same.
fn harmless(text: &str) -> Cow<'_, str> {
    let steers = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let escaped = |c: char| if steers(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
    Cow::Owned(text.chars().map(escaped).collect())
}

/// Why a command did not succeed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What was typed makes no sense.
    Usage { what: String, next: String },
    /// What was typed did not work.
    Error(Error),
    /// The same, with what the service told besides.
    Status { error: Error, details: Vec<String> },
    /// Ctrl-c was typed.
    Interrupted,
}

impl Failure {
    /// What was typed makes no sense.
    pub(crate) fn usage(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self::Usage { what: what.into(), next: next.into() }
    }

    /// Prints it and gives the exit code; `verbose` shows whole stack traces.
    pub(crate) fn report(self, verbose: bool) -> ExitCode {
        match self {
            Self::Usage { what, next } => {
                problem(&what, Some(&next));
                ExitCode::from(USAGE)
            }
            Self::Interrupted => ExitCode::from(INTERRUPTED),
            Self::Error(error) => Self::Status { error, details: Vec::new() }.report(verbose),
            Self::Status { error, details } => {
                let what = match (error.as_exception(), error.as_status()) {
                    (Some(exception), _) => exception_text(exception, verbose),
                    (None, Some(status)) => format!("{}: {}", status.code, error.message()),
                    (None, None) => error.message().to_owned(),
                };
                // What a provider said carries its next step in its text.
                let (what, next) = match (error.next(), what.rsplit_once("; next: ")) {
                    (None, Some((what, next))) => (what, Some(next)),
                    (next, _) => (what.as_str(), next),
                };
                let details: String = details.iter().map(|detail| format!("\n  detail {detail}")).collect();
                problem(&format!("{what}{details}"), next);
                ExitCode::from(exit_code(&error))
            }
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// The exception and its causes, each with where it was thrown; only the innermost one's start unless `verbose`.
fn exception_text(exception: &dubbors::java::Exception, verbose: bool) -> String {
    let mut text = exception.to_string();
    let mut last = exception;
    let frames = |text: &mut String, of: &dubbors::java::Exception, most: usize| {
        for frame in of.stack_trace.iter().take(most) {
            text.push_str(&format!("\n    at {frame}"));
        }
    };
    while let Some(cause) = &last.cause {
        if verbose {
            frames(&mut text, last, usize::MAX);
        }
        text.push_str(&format!("\n  caused by {cause}"));
        last = cause;
    }
    frames(&mut text, last, if verbose { usize::MAX } else { 3 });
    text
}

fn exit_code(error: &Error) -> u8 {
    match (error.code(), error.origin()) {
        (Code::DeadlineExceeded, _) => TIMEOUT,
        (Code::NoProvider, _) => NO_PROVIDER,
        (Code::Unavailable, _) => TRANSPORT,
        (Code::Invalid | Code::Serialization, Origin::Local) => USAGE,
        (_, Origin::Remote) | (Code::Application, _) => PROVIDER,
        _ => TRANSPORT,
    }
}

#[cfg(test)]
mod tests {
    use dubbors::java::Exception;

    use super::*;

    #[test]
    fn a_stack_is_shown_in_part_or_whole() {
        let frame = |line| dubbors::java::StackFrame {
            class: "com.x.A".into(),
            method: "run".into(),
            file: Some("A.java".into()),
            line,
        };
        let mut inner = Exception::new("x.Inner", "in");
        inner.stack_trace = (1..=5).map(frame).collect();
        let mut outer = Exception::new("x.Outer", "out");
        outer.stack_trace = vec![frame(9)];
        outer.cause = Some(Box::new(inner));
        let short = exception_text(&outer, false);
        assert!(short.contains("x.Outer") && short.contains("caused by x.Inner"), "{short}");
        assert_eq!(short.matches("\n    at ").count(), 3, "{short}");
        let long = exception_text(&outer, true);
        assert_eq!(long.matches("\n    at ").count(), 6, "{long}");
    }

    #[test]
    fn nothing_that_a_provider_says_steers_the_terminal() {
        assert_eq!(harmless("a\u{1b}[2Jb\u{9b}\u{202e}\r\n\t世"), "a\\u001b[2Jb\\u009b\\u202e\\u000d\n\t世");
        assert!(matches!(harmless("plain"), Cow::Borrowed(_)));
    }

    #[test]
    fn every_failure_has_its_exit_code() {
        for (error, code) in [
            (Error::exception("x.E", "m"), PROVIDER),
            (Error::internal("m").with_origin(Origin::Remote), PROVIDER),
            (Error::unimplemented("m").with_origin(Origin::Remote), PROVIDER),
            (Error::invalid("m"), USAGE),
            (Error::new(Code::NoProvider, "nobody"), NO_PROVIDER),
            (Error::deadline_exceeded("m").with_origin(Origin::Network), TIMEOUT),
            (Error::unavailable("refused").with_origin(Origin::Network), TRANSPORT),
            (Error::internal("m"), TRANSPORT),
        ] {
            assert_eq!(exit_code(&error), code, "{error:?}");
        }
    }
}
