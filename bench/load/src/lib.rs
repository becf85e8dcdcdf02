//! Keeps calls under way and times them; what every peer of a benchmark has in common.
//!
//! | concept | file |
//! |---|---|
//! | calls in a closed loop and their times | `closed.rs` |
//! | one way to serve and to call | `peer.rs` |
//! | the program around a peer, and the lines it is told and says | `program.rs` |

mod closed;
mod peer;
mod program;

pub use closed::{Histogram, Outcome, run};
pub use peer::{Failure, Peer};
pub use program::{program, run_count};
