//! What a decoder takes, what it refuses, and where it says so.

mod hostile;
mod layouts;
mod property;
mod references;
mod text;
#[cfg(feature = "json")]
mod texts;
mod typed;
