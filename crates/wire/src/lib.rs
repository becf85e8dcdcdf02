//! Wire formats of dubbors without sockets, tasks or clocks.
//!
//! Everything here is a function of the bytes and the time it is given, so that it can be fuzzed, replayed against
//! captured traffic, and tested in tables.
//!
//! - [`detect`]: which protocol do these first bytes speak?
//! - [`dubbo`]: the `dubbo://` frame (protocol version 2.0.2), the state of one connection, its idle rules.
//! - [`http2`]: which frames of HTTP/2 are work, and which only make work.
//! - [`http3`]: frames, the control stream and field sections of HTTP/3.
//! - [`triple`]: what Triple, gRPC, gRPC-Web and Connect put into HTTP bodies and headers.

mod bucket;
pub mod detect;
pub mod dubbo;
pub mod http2;
pub mod http3;
pub mod triple;
