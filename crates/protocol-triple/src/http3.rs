//! HTTP/3, whichever side: heads as field sections, bodies as frames, and the streams beside the requests.

mod body;
mod broken;
mod control;
mod fields;
mod incoming;
mod outgoing;

pub(crate) use body::Http3Body;
pub(crate) use broken::Broken;
pub(crate) use control::{begin, listen};
pub(crate) use incoming::{Budget, Head, Incoming};
pub(crate) use outgoing::Outgoing;
#[cfg(fuzzing)]
pub(crate) use {
    fields::{request_section, response_section},
    incoming::Source,
    outgoing::frames,
};

/// What HTTP/3 is called in a handshake.
pub(crate) const ALPN: &str = "h3";
