//! Contracts of `.proto` files: what the code that `dubbors-build` writes stands on, and how it gets into a program.
//!
//! The messages are those of [`prost`]; use the crate from here, or one of the same version.

pub use {prost, prost_types};

/// Puts the code that `dubbors-build` wrote for a package here: messages, and of each service the trait, its client and
/// its server.
///
/// ```text
/// pub mod helloworld {
///     dubbors::include_proto!("helloworld");
/// }
/// ```
///
/// The package is named as in the `.proto` file, or `"_"` where there is none; with
/// `dubbors_build::configure().include_file("protos.rs")`, `include_proto!("protos")` puts all packages here, as modules.
#[macro_export]
macro_rules! include_proto {
    ($package:literal) => {
        ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/", $package, ".rs"));
    };
}
