//! What can be set.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::{Error, compile};

/// How `.proto` files become Rust.
///
/// Paths of files are relative to the folder of the crate, where Cargo runs build scripts. Paths of protobuf are full
/// names of packages, messages or fields, such as `.shop.Order` or `.shop.Order.items`, and mean all that is within;
/// without the dot in front they mean every name that ends so, and `.` means everything.
#[must_use = "nothing is compiled before `compile_protos`"]
pub struct Builder {
    pub(crate) includes: Vec<PathBuf>,
    pub(crate) out_dir: Option<PathBuf>,
    pub(crate) include_file: Option<String>,
    pub(crate) crate_path: String,
    pub(crate) extern_paths: Vec<(String, String)>,
    pub(crate) service_names: BTreeMap<String, String>,
    pub(crate) protoc: bool,
    pub(crate) prost: prost_build::Config,
}

/// Starts with the defaults, which are enough for most.
///
/// ```no_run
/// fn main() -> Result<(), dubbors_build::Error> {
///     dubbors_build::configure()
///         .include("proto")
///         .type_attribute("shop.Order", "#[derive(serde::Serialize)]")
///         .compile_protos(&["proto/shop/orders.proto", "proto/shop/users.proto"])
/// }
/// ```
pub fn configure() -> Builder {
    let mut prost = prost_build::Config::new();
    // With its name, a message can be put into an `Any`, as the details of an error are.
    prost.enable_type_names();
    prost.type_name_domain(["."], "type.googleapis.com");
    Builder {
        includes: Vec::new(),
        out_dir: None,
        include_file: None,
        crate_path: "::dubbors".to_owned(),
        extern_paths: Vec::new(),
        service_names: BTreeMap::new(),
        protoc: false,
        prost,
    }
}

impl Builder {
    /// Looks for imports in `folder` too. Folders are asked in the order in which they are added, and each compiled
    /// file must be in one of them. Without any, it is the innermost folder that holds all compiled files.
    pub fn include(mut self, folder: impl AsRef<Path>) -> Self {
        self.includes.push(folder.as_ref().to_owned());
        self
    }

    /// Writes to `folder`, which is made if it is not there. The default is `OUT_DIR`, where `include_proto!` looks.
    pub fn out_dir(mut self, folder: impl AsRef<Path>) -> Self {
        self.out_dir = Some(folder.as_ref().to_owned());
        self
    }

    /// Writes one more file called `name`, with all packages as modules: `include_file("protos.rs")` and then
    /// `dubbors::include_proto!("protos")`.
    pub fn include_file(mut self, name: impl Into<String>) -> Self {
        self.include_file = Some(name.into());
        self
    }

    /// Puts `attribute` on messages, enums and oneofs: `.type_attribute(".", "#[derive(serde::Serialize)]")`.
    pub fn type_attribute(mut self, path: &str, attribute: &str) -> Self {
        self.prost.type_attribute(path, attribute);
        self
    }

    /// Puts `attribute` on fields of messages and variants of oneofs.
    pub fn field_attribute(mut self, path: &str, attribute: &str) -> Self {
        self.prost.field_attribute(path, attribute);
        self
    }

    /// Uses `bytes::Bytes` in place of `Vec<u8>` for fields of type `bytes`: reading them copies nothing.
    pub fn bytes(mut self, path: &str) -> Self {
        self.prost.bytes([path]);
        self
    }

    /// Uses `BTreeMap` in place of `HashMap` for maps: their entries are written in order.
    pub fn btree_map(mut self, path: &str) -> Self {
        self.prost.btree_map([path]);
        self
    }

    /// Takes a package or message from elsewhere and writes no code for it, nor for services in it:
    /// `.extern_path(".google.rpc", "::google_rpc")`. The Rust path starts with `::` or `crate`.
    pub fn extern_path(mut self, path: &str, rust: &str) -> Self {
        self.prost.extern_path(path, rust);
        self.extern_paths.push((path.to_owned(), rust.to_owned()));
        self
    }

    /// Calls the trait of a service `name`, and its client and server `{name}Client` and `{name}Server`; for a service
    /// whose name is taken. On the wire it keeps its own: `.service_name("shop.Orders", "OrderService")`.
    pub fn service_name(mut self, service: &str, name: &str) -> Self {
        self.service_names.insert(service.trim_start_matches('.').to_owned(), name.to_owned());
        self
    }

    /// Where the generated code finds dubbors, `::dubbors` by default; for crates that pass it on under their own
    /// name. The path starts with `::` or `crate`.
    pub fn crate_path(mut self, path: &str) -> Self {
        self.crate_path = path.to_owned();
        self
    }

    /// Reads the files with an installed `protoc`, the one that the variable `PROTOC` names or the first in `PATH`; for
    /// syntax that the built-in compiler does not know.
    pub fn protoc(mut self) -> Self {
        self.protoc = true;
        self
    }

    /// Compiles `protos` with all that they import.
    ///
    /// # Errors
    /// What is wrong with the files, with place and line, or what kept the result from being written.
    pub fn compile_protos<P: AsRef<Path>>(self, protos: &[P]) -> Result<(), Error> {
        compile::run(self, &protos.iter().map(AsRef::as_ref).collect::<Vec<_>>())
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("includes", &self.includes)
            .field("out_dir", &self.out_dir)
            .field("crate_path", &self.crate_path)
            .finish_non_exhaustive()
    }
}
