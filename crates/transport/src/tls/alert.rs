//! What the other end of QUIC said about the handshake: there it is a code of the connection.

use rustls::AlertDescription;

use super::failure::{Explained, Side, alerted};

/// An alert of a provider, in words that say what to do.
pub(crate) fn from_provider(alert: AlertDescription) -> Explained {
    alerted(alert, Side::Client)
}
