//! Telling those who come by TCP that HTTP/3 is here too (RFC 7838).

use std::sync::OnceLock;

use dubbors_core::{Peer, Url, param};
use http::header::{ALT_SVC, HeaderMap, HeaderValue};

/// What is announced, once the port is known.
#[derive(Debug, Default)]
pub(super) struct AltSvc(OnceLock<Option<HeaderValue>>);

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
        let value = self.0.get_or_init(|| {
            let (_, port) = peer.local.rsplit_once(':')?;
            let port: u16 = port.parse().ok()?;
            HeaderValue::try_from(format!("h3=\":{port}\"")).ok()
        });
        if let Some(value) = value {
            headers.insert(ALT_SVC, value.clone());
        }
    }
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
}
