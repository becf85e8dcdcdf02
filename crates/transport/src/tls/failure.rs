//! What went wrong in a handshake, in words that say what to do.

use std::io;

use dubbors_core::{Address, Error};
use rustls::{AlertDescription, CertificateError, Error as TlsError};

/// Who tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Client,
    Server,
}

/// The error of a consumer whose handshake failed.
pub(super) fn refused(address: &Address, error: io::Error) -> Error {
    let (what, next) = explain(&error, Side::Client);
    let error = Error::unavailable(format!("cannot connect to {address}: TLS: {what}")).with_source(error);
    match next {
        Some(next) => error.with_next(next),
        None => error,
    }
}

/// The same kind of error with a text for people.
pub(super) fn readable(error: io::Error, side: Side) -> io::Error {
    if side == Side::Client && tls_error(&error).is_none() {
        return error;
    }
    let text = match explain(&error, side) {
        (what, Some(next)) => format!("TLS: {what}; {next}"),
        (what, None) => format!("TLS: {what}"),
    };
    io::Error::new(error.kind(), text)
}

fn tls_error(error: &io::Error) -> Option<&TlsError> {
    error.get_ref().and_then(|inner| inner.downcast_ref())
}

/// What is wrong, and what to do about it.
pub(crate) type Explained = (String, Option<&'static str>);

fn explain(error: &io::Error, side: Side) -> Explained {
    match tls_error(error) {
        Some(TlsError::InvalidCertificate(error)) => certificate(error, side),
        Some(TlsError::AlertReceived(alert)) => alerted(*alert, side),
        Some(TlsError::NoCertificatesPresented) => {
            ("the consumer shows no certificate".into(), Some("set `ssl.cert` and `ssl.key` there"))
        }
        Some(TlsError::NoApplicationProtocol) => ("both ends have no protocol in common (ALPN)".into(), None),
        Some(TlsError::InvalidMessage(_)) if side == Side::Client => (
            "the other end does not speak TLS".into(),
            Some("check that the port is the right one and has TLS on (`ssl-enabled`)"),
        ),
        Some(other) => (other.to_string(), None),
        None if is_end(error) && side == Side::Client => (
            "the other end closed the connection during the handshake".into(),
            Some("check that the port is the right one and has TLS on (`ssl-enabled`)"),
        ),
        None if is_end(error) => ("the other end closed the connection during the handshake".into(), None),
        None => (error.to_string(), None),
    }
}

fn is_end(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe
    )
}

fn certificate(error: &CertificateError, side: Side) -> Explained {
    use CertificateError as E;
    let (whose, issuer) = match side {
        Side::Client => ("the provider's certificate", "set `ssl.ca` to a file with the CA that signed it"),
        Side::Server => ("the consumer's certificate", "`ssl.ca` of the port names who may sign it"),
    };
    let (what, next) = match error {
        E::UnknownIssuer => ("is signed by nobody we trust".to_owned(), Some(issuer)),
        E::BadSignature => (
            "has a signature that cannot be verified: another CA of the same name, or a weak key".to_owned(),
            Some(issuer),
        ),
        E::Expired | E::ExpiredContext { .. } => {
            ("has expired".to_owned(), Some("renew it, and check the clock of this machine"))
        }
        E::NotValidYet | E::NotValidYetContext { .. } => {
            ("is not valid yet".to_owned(), Some("check the clock of this machine"))
        }
        E::Revoked => ("is revoked".to_owned(), Some("renew it")),
        E::NotValidForNameContext { expected, presented } => (
            format!("is for {}, not for `{}`", names(presented), expected.to_str()),
            Some("dial one of its names, or set `ssl.server-name` to one"),
        ),
        E::NotValidForName => {
            ("is for another name".to_owned(), Some("dial one of its names, or set `ssl.server-name` to one"))
        }
        E::InvalidPurpose | E::InvalidPurposeContext { .. } => (
            "is not made for this side of a connection".to_owned(),
            Some("issue it with the extended key usage serverAuth, or clientAuth for a consumer"),
        ),
        other => (format!("cannot be accepted: {other}"), None),
    };
    (format!("{whose} {what}"), next)
}

/// The names of a certificate, as rustls gives them: `DnsName("a.example")`.
fn names(presented: &[String]) -> String {
    let mut names: Vec<String> = presented
        .iter()
        .take(5)
        .map(|name| {
            let inner = name.split_once('(').map_or(name.as_str(), |(_, inner)| inner);
            format!("`{}`", inner.trim_end_matches(')').trim_matches('"'))
        })
        .collect();
    if presented.len() > names.len() {
        names.push("others".to_owned());
    }
    if names.is_empty() { "no host".to_owned() } else { names.join(", ") }
}

pub(super) fn alerted(alert: AlertDescription, side: Side) -> Explained {
    use AlertDescription as A;
    let (other, whose) = match side {
        Side::Client => ("the provider", "our"),
        Side::Server => ("the consumer", "our"),
    };
    match alert {
        A::CertificateRequired => (
            format!("{other} asks for a certificate, and none was shown"),
            Some("set `ssl.cert` and `ssl.key`"),
        ),
        A::UnknownCA => (
            format!("{other} does not trust the CA of {whose} certificate"),
            Some(match side {
                Side::Client => "show one that its `ssl.ca` signed: `ssl.cert` and `ssl.key`",
                Side::Server => "it has to trust the CA: `ssl.ca` in dubbors",
            }),
        ),
        A::CertificateExpired => (format!("{other} says that {whose} certificate has expired"), None),
        A::DecryptError => (format!("{other} cannot verify {whose} certificate"), None),
        A::BadCertificate | A::UnsupportedCertificate | A::CertificateUnknown | A::CertificateRevoked => {
            (format!("{other} does not accept {whose} certificate"), None)
        }
        A::NoApplicationProtocol => (format!("{other} speaks none of our protocols (ALPN)"), None),
        A::ProtocolVersion => (format!("{other} speaks no TLS of version 1.2 or 1.3"), None),
        A::HandshakeFailure => {
            (format!("{other} refused the handshake: no common cipher, or a certificate is missing"), None)
        }
        other_alert => (format!("{other} broke off: {other_alert:?}"), None),
    }
}
