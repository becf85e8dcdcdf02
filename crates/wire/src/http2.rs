//! A look at the frames of HTTP/2 as they pass, before an engine reads them.
//!
//! An engine answers every frame that the RFC allows, however many there are, and some count what is harmless for as long
//! as a connection lives. [`FrameGuard`] reads the heads of frames in both directions: it tells when a peer only makes
//! work, and it puts small DATA frames together, which cost an engine as much as large ones. The numbers of HTTP/2 that
//! a program needs which looks at frames itself stand here too, once.

pub(crate) mod guard;
mod head;
mod scan;

pub use guard::{Abuse, FrameGuard};
pub use head::{HEAD_LEN, Head, PREFACE_LEN, flag, kind, setting};
