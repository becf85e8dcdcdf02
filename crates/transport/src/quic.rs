//! QUIC on both sides, by quinn. None of its types is visible outside.
//!
//! A [`QuicConnection`] has many streams: [`QuicSend`] and [`QuicRecv`], each with its own end and its own codes to break
//! off with. TLS 1.3 is a part of it, with the same certificates, trust and words as over TCP. There is no 0-RTT: what
//! somebody recorded can never be sent a second time.

mod connection;
mod dial;
mod endpoint;
mod failure;
mod listen;
mod settings;
mod stream;

pub use connection::{QuicConnection, QuicError};
pub use dial::connect_quic;
pub(crate) use listen::{Handshake, QuicListener};
pub use settings::QuicSettings;
pub use stream::{QuicRecv, QuicSend};
