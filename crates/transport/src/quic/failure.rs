//! What went wrong, in words that say what to do.

use dubbors_core::{Address, Error};
use quinn::ConnectionError;
use rustls::AlertDescription;

use super::QuicError;
use crate::tls::alert;

/// Codes of QUIC that stand for an alert of TLS.
const OF_TLS: u64 = 0x100;

/// A connection that is over.
pub(super) fn lost(error: &ConnectionError) -> QuicError {
    let code = match error {
        ConnectionError::ApplicationClosed(close) => Some(close.error_code.into_inner()),
        _ => None,
    };
    let reason = match explain(error) {
        (what, Some(next)) => format!("{what}; {next}"),
        (what, None) => what,
    };
    QuicError::Lost { code, reason }
}

/// The error of a consumer whose handshake failed.
pub(super) fn refused(address: &Address, error: ConnectionError) -> Error {
    let (what, next) = explain(&error);
    let error =
        Error::unavailable(format!("cannot connect to {address} over QUIC: {what}")).with_source(error);
    match next {
        Some(next) => error.with_next(next),
        None => error,
    }
}

fn explain(error: &ConnectionError) -> (String, Option<&'static str>) {
    match error {
        ConnectionError::TransportError(own) => match of_tls(u64::from(own.code)) {
            // Our own judgement: the text is that of rustls, and names what it did not like.
            Some(_) => (
                format!("TLS: {}", own.reason),
                Some("check `ssl.ca`, `ssl.server-name` and, where the provider asks for it, `ssl.cert`"),
            ),
            None => (own.to_string(), None),
        },
        ConnectionError::ConnectionClosed(close) => match of_tls(u64::from(close.error_code)) {
            Some(alert) => {
                let (what, next) = alert::from_provider(alert);
                (format!("TLS: {what}"), next)
            }
            None => (format!("the other end broke off: {close}"), None),
        },
        ConnectionError::ApplicationClosed(close) => {
            (format!("the other end closed the connection: {close}"), None)
        }
        ConnectionError::TimedOut => ("the other end does not answer".to_owned(), None),
        ConnectionError::LocallyClosed => ("the connection is closed".to_owned(), None),
        other => (other.to_string(), None),
    }
}

fn of_tls(code: u64) -> Option<AlertDescription> {
    code.checked_sub(OF_TLS).and_then(|alert| u8::try_from(alert).ok()).map(AlertDescription::from)
}
