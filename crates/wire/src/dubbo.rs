//! The `dubbo://` protocol, version 2.0.2, below the meaning of its bodies.
//!
//! A frame is a [`Header`] of 16 bytes and a body. [`Connection`] cuts a byte stream into [`Event`]s, [`begin_frame`]
//! and its neighbours write frames, [`Idle`] decides about heartbeats and silence.

mod connection;
mod event;
mod frame;
mod header;
mod heartbeat;
mod status;

pub use connection::{Connection, Event, Limits};
pub use frame::{
    FrameStart, Oversize, begin_frame, write_heartbeat, write_heartbeat_reply, write_read_only,
    write_writable,
};
pub use header::{FrameError, HEADER_LEN, Header, MAGIC};
pub use heartbeat::{Idle, IdleAction, Role};
pub use status::Status;

/// Identifiers of body formats, as the low five bits of the flag byte carry them.
///
/// Only the two that Java ships by default; any other number is passed through unchanged.
pub mod serialization {
    /// Hessian 2.0.
    pub const HESSIAN2: u8 = 2;
    /// fastjson2 (JSONB).
    pub const FASTJSON2: u8 = 23;
    /// The largest identifier that fits.
    pub const MAX: u8 = 0x1f;
}
