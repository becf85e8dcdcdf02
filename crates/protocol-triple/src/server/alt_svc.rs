//! Telling those who come by TCP that HTTP/3 is here too (RFC 7838).

use std::sync::OnceLock;

use dubbors_core::{Peer, Url, param};
use http::header::{ALT_SVC, HeaderMap, HeaderValue};

/// What is announced, once the port is known.
#[derive(Debug, Default)]
pub(super) struct AltSvc(OnceLock<HeaderValue>);

impl AltSvc {
    /// What the settings of a port say; `None` when it has no HTTP/3.
    pub(super) fn of(settings: &Url) -> Option<Self> {
        let enabled = cfg!(feature = "http3") && param::HTTP3_ENABLED.of(settings).unwrap_or_default();
        enabled.then(Self::default)
    }

    /// Announces it to `peer`, unless it came that way, or has shown that it does without TLS.
    pub(super) fn announce(&self, peer: &Peer, headers: &mut HeaderMap) {
        if !peer.encrypted || peer.alpn.as_deref() == Some("h3") {
            return;
        }
        // A connection that was gone when it was accepted does not know its port; others do.
        let value = self.0.get().cloned().or_else(|| {
            let value = here(peer)?;
            Some(self.0.get_or_init(|| value).clone())
        });
        if let Some(value) = value {
            headers.insert(ALT_SVC, value);
        }
    }
}

/// HTTP/3 at the port that `peer` came to.
fn here(peer: &Peer) -> Option<HeaderValue> {
    let (_, port) = peer.local.rsplit_once(':')?;
    let port: u16 = port.parse().ok()?;
    HeaderValue::try_from(format!("h3=\":{port}\"")).ok()
}

#[cfg(all(test, feature = "http3"))]
mod tests {
    use super::*;

    #[test]
    fn it_is_told_to_those_who_come_by_tls() {
        let settings = "tri://h:1?http3.enabled=true".parse().unwrap();
        assert!(AltSvc::of(&"tri://h:1".parse().unwrap()).is_none());
        let told = |peer: Peer| {
            let mut headers = HeaderMap::new();
            AltSvc::of(&settings).unwrap().announce(&peer, &mut headers);
            headers.remove(ALT_SVC)
        };
        let peer = Peer::new("1.2.3.4:5", "[::1]:50051");
        assert_eq!(told(peer.clone().encrypted(Some("h2".into()), None)).unwrap(), "h3=\":50051\"");
        assert_eq!(told(peer.clone().encrypted(Some("h3".into()), None)), None);
        assert_eq!(told(peer), None);
        assert_eq!(told(Peer::new("memory", "memory").encrypted(None, None)), None);
    }

    #[test]
    fn who_does_not_know_the_port_keeps_it_from_nobody() {
        let announced = AltSvc::of(&"tri://h:1?http3.enabled=true".parse().unwrap()).unwrap();
        for (local, told) in
            [("tcp", None), ("1.2.3.4:443", Some("h3=\":443\"")), ("tcp", Some("h3=\":443\""))]
        {
            let mut headers = HeaderMap::new();
            announced.announce(&Peer::new("1.2.3.4:5", local).encrypted(None, None), &mut headers);
            assert_eq!(headers.get(ALT_SVC).map(|value| value.to_str().unwrap()), told, "{local}");
        }
    }
}
