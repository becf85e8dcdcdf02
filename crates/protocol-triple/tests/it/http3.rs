//! The same over HTTP/3: sockets of UDP on loopback, as QUIC has no connections without.

mod answers;
mod floods;
mod going;
mod peer;
mod rules;
