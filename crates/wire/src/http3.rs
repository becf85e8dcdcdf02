//! HTTP/3 without I/O: frames, the control stream, and field sections as QPACK writes them (RFC 9114, RFC 9204).
//!
//! There is no dynamic table: it is never offered, so that no section waits for another stream, and none costs memory
//! beyond its own. What is not understood is passed over as it comes and never gathered.

mod control;
mod frame;
mod guard;
mod head;
mod qpack;
mod varint;

pub use control::{Control, ControlReader, control_stream, goaway};
pub use frame::{FrameReader, Part, data_head, section_head};
pub use guard::{Ending, IdleGuard, StreamGuard};
pub use qpack::{Field, InstructionReader, SectionError, SectionWriter, read_section};
pub use varint::{put_varint, read_varint};

/// Kinds of unidirectional streams, as their first bytes tell.
pub mod stream {
    /// Settings and the end of a connection.
    pub const CONTROL: u64 = 0x00;
    /// Pushed answers, which nobody asked for here.
    pub const PUSH: u64 = 0x01;
    /// Insertions into a dynamic table.
    pub const ENCODER: u64 = 0x02;
    /// What became of them.
    pub const DECODER: u64 = 0x03;
}

/// Why a stream or a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code(pub u64);

impl Code {
    /// Nothing is wrong.
    pub const NO_ERROR: Self = Self(0x100);
    /// The other side broke a rule that has no code of its own.
    pub const GENERAL_PROTOCOL_ERROR: Self = Self(0x101);
    /// A fault of this side.
    pub const INTERNAL_ERROR: Self = Self(0x102);
    /// A stream that must not be opened.
    pub const STREAM_CREATION_ERROR: Self = Self(0x103);
    /// A stream that must not end has ended.
    pub const CLOSED_CRITICAL_STREAM: Self = Self(0x104);
    /// A frame where it must not be.
    pub const FRAME_UNEXPECTED: Self = Self(0x105);
    /// A frame that is not laid out as its type says.
    pub const FRAME_ERROR: Self = Self(0x106);
    /// The other side makes more work than it should.
    pub const EXCESSIVE_LOAD: Self = Self(0x107);
    /// A number that was not given out, or that grew.
    pub const ID_ERROR: Self = Self(0x108);
    /// Settings that make no sense.
    pub const SETTINGS_ERROR: Self = Self(0x109);
    /// The control stream does not begin with settings.
    pub const MISSING_SETTINGS: Self = Self(0x10a);
    /// The server did not look at the request.
    pub const REQUEST_REJECTED: Self = Self(0x10b);
    /// Nobody wants the request or its answer any more.
    pub const REQUEST_CANCELLED: Self = Self(0x10c);
    /// The request ended too early.
    pub const REQUEST_INCOMPLETE: Self = Self(0x10d);
    /// A request or an answer that is none.
    pub const MESSAGE_ERROR: Self = Self(0x10e);
    /// A field section that cannot be read.
    pub const DECOMPRESSION_FAILED: Self = Self(0x200);
    /// An encoder stream that says what was not allowed.
    pub const ENCODER_STREAM_ERROR: Self = Self(0x201);
    /// The same for a decoder stream.
    pub const DECODER_STREAM_ERROR: Self = Self(0x202);
}

/// What a peer did wrong on a connection, which has to be closed for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct Fault {
    /// What the peer is told.
    pub code: Code,
    /// The same for people.
    pub text: &'static str,
}

impl Fault {
    pub(crate) const fn new(code: Code, text: &'static str) -> Self {
        Self { code, text }
    }
}

#[cfg(test)]
mod tests;
