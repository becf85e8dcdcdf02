//! Which protocol the first bytes of a connection speak.

use std::borrow::Cow;

use bytes::Bytes;
use dubbors_core::{AnyProtocol, BoxStream, Detect};
use dubbors_wire::detect::{self as wire, Detection};
use tokio::io::AsyncReadExt;

use crate::TlsServer;

/// Protocols are told apart by at most this many bytes.
const LONGEST_PREFIX: usize = 64;

/// What was recognised.
pub(super) enum Spoken {
    /// One of the port's protocols.
    Protocol(AnyProtocol),
    /// The client hello of TLS, and the port has TLS.
    Tls,
}

/// Where the bytes stand.
#[derive(Clone, Copy)]
pub(super) enum Layer<'a> {
    /// As they came, on a port with or without TLS.
    Outer(Option<&'a TlsServer>),
    /// Inside of TLS.
    Inner,
}

/// What the first bytes of `stream` say, with these bytes; or why the connection is of no use.
pub(super) async fn detect(
    stream: &mut BoxStream,
    protocols: &[AnyProtocol],
    layer: Layer<'_>,
) -> Result<(Spoken, Bytes), Cow<'static, str>> {
    let mut seen = [0; LONGEST_PREFIX];
    let mut length = 0;
    loop {
        let Some(free) = seen.get_mut(length..).filter(|free| !free.is_empty()) else {
            return Err("its first bytes fit several protocols".into());
        };
        match stream.read(free).await {
            Ok(0) => return Err("it ended".into()),
            Ok(n) => length += n,
            Err(error) => return Err(error.to_string().into()),
        }
        let prefix = seen.get(..length).unwrap_or_default();
        if let Some(spoken) = judge(prefix, protocols, layer)? {
            return Ok((spoken, Bytes::copy_from_slice(prefix)));
        }
    }
}

/// `None` while more bytes are needed.
fn judge(
    prefix: &[u8],
    protocols: &[AnyProtocol],
    layer: Layer<'_>,
) -> Result<Option<Spoken>, Cow<'static, str>> {
    let hello = wire::tls(prefix);
    let mut plaintext = true;
    if let Layer::Outer(tls) = layer {
        match (hello, tls) {
            (Detection::Yes, Some(_)) => return Ok(Some(Spoken::Tls)),
            (Detection::Yes, None) => return Err(NO_TLS.into()),
            (Detection::No, Some(tls)) if !tls.settings().allow_plaintext => return Err(PLAINTEXT.into()),
            _ => {}
        }
        // Not a word to anybody before it is certain that this is no client hello.
        plaintext = tls.is_none_or(|tls| tls.settings().allow_plaintext);
    }
    let mut undecided = matches!(layer, Layer::Outer(_)) && hello == Detection::NeedMore;
    for protocol in protocols.iter().filter(|_| plaintext) {
        match protocol.detect(prefix) {
            Detect::Yes => return Ok(Some(Spoken::Protocol(protocol.clone()))),
            Detect::NeedMore => undecided = true,
            Detect::No => {}
        }
    }
    if undecided { Ok(None) } else { Err("no protocol of the port begins so".into()) }
}

const NO_TLS: &str = "it begins with TLS, and the port has none: `ssl-enabled` turns it on";
const PLAINTEXT: &str = "it does not begin with TLS, and the port takes nothing else (`ssl.plaintext`)";
