//! What is written for `.proto` files, and what is said about those that are wrong.

// A test fails by panicking, its helpers too.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod errors;
mod generated;
mod golden;
mod repeatable;
mod settings;

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// The files with everything in them.
const PROTOS: [&str; 3] =
    ["tests/protos/shop/orders.proto", "tests/protos/shop/users.proto", "tests/protos/legacy.proto"];

/// A folder with `files`.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let place = folder.path().join(name);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    }
    folder
}

/// The files of a folder by their names.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    paths.into_iter().map(|path| (name(&path), fs::read(path).unwrap())).collect()
}

/// What is written for `text` as the only file.
fn written(text: &str) -> String {
    let proto = folder(&[("a.proto", text)]);
    let out = tempfile::tempdir().unwrap();
    dubbors_build::configure().out_dir(out.path()).compile_protos(&[proto.path().join("a.proto")]).unwrap();
    let (_, code) = files(out.path()).into_iter().find(|(name, _)| name.ends_with(".rs")).unwrap();
    String::from_utf8(code).unwrap()
}
