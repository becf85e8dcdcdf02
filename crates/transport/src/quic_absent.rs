//! What stands in for QUIC where it was not compiled in.

use std::convert::Infallible;
use std::time::Duration;

/// No value of this type exists.
#[derive(Debug)]
pub(crate) struct QuicListener(Infallible);

/// No value of this type exists.
#[derive(Debug)]
pub(crate) struct Handshake(Infallible);

impl QuicListener {
    pub(crate) async fn accept(&mut self) -> Option<Handshake> {
        match self.0 {}
    }
}

impl Handshake {
    pub(crate) fn remote(&self) -> std::net::SocketAddr {
        match self.0 {}
    }

    pub(crate) fn refuse(self) {
        match self.0 {}
    }

    pub(crate) async fn finish(self, _: Duration) -> Result<Infallible, String> {
        match self.0 {}
    }
}
