//! Everything that is printed. Results go to standard output, everything else to standard error.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::io::Write;
use std::process::ExitCode;

use dubbors::{Code, Error, Origin};
use tracing_subscriber::EnvFilter;

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

/// Logs go to standard error: warnings unless asked for more.
pub(crate) fn init_log(verbose: u8) {
    let default = match verbose {
        0 => "warn",
        1 => "info",
        _ => "debug",
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).init();
}

/// Prints a line. That the reader has gone away is no failure.
pub(crate) fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}");
    let _ = out.flush();
}

/// Prints what went wrong and what to do.
pub(crate) fn problem(what: &str, next: Option<&str>) {
    eprintln!("error: {what}");
    if let Some(next) = next {
        eprintln!("  next: {next}");
    }
}

/// Why a command did not succeed.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: u8,
    what: String,
    next: Option<String>,
}

impl Failure {
    /// What was typed makes no sense.
    pub(crate) fn usage(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self { exit: USAGE, what: what.into(), next: Some(next.into()) }
    }

    /// Prints it and gives the exit code.
    pub(crate) fn report(self) -> ExitCode {
        problem(&self.what, self.next.as_deref());
        ExitCode::from(self.exit)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let what = match error.as_exception() {
            Some(exception) => exception_text(exception),
            None => error.message().to_owned(),
        };
        Self { exit: exit_code(&error), what, next: error.next().map(str::to_owned) }
    }
}

/// The exception, its causes, and where the innermost one was thrown.
fn exception_text(exception: &dubbors::java::Exception) -> String {
    let mut text = exception.to_string();
    let mut last = exception;
    while let Some(cause) = &last.cause {
        text.push_str(&format!("\n  caused by {cause}"));
        last = cause;
    }
    for frame in last.stack_trace.iter().take(3) {
        text.push_str(&format!("\n    at {frame}"));
    }
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
    use super::*;

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
