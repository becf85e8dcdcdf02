//! What is written for files with everything in them. `UPDATE_EXPECT=1 cargo test -p dubbors-build` accepts a change.

use std::fs;
use std::path::Path;

use expect_test::expect_file;
use prost::Message;
use prost_types::FileDescriptorSet;

use crate::{PROTOS, files};

#[test]
fn everything() {
    let out = tempfile::tempdir().unwrap();
    dubbors_build::configure()
        .include("tests/protos")
        .out_dir(out.path())
        .include_file("protos.rs")
        .compile_protos(&PROTOS)
        .unwrap();
    let files = files(out.path());
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "legacy.descriptor.bin",
            "legacy.rs",
            "protos.rs",
            "shop.orders.descriptor.bin",
            "shop.orders.rs",
            "shop.users.descriptor.bin",
            "shop.users.rs",
        ]
    );
    for (name, content) in &files {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
        match std::str::from_utf8(content) {
            Ok(text) if name.ends_with(".rs") => expect_file![golden].assert_eq(text),
            _ if std::env::var_os("UPDATE_EXPECT").is_some() => fs::write(golden, content).unwrap(),
            _ => assert!(fs::read(golden).unwrap() == *content, "{name} differs"),
        }
    }
}

/// What each package needs, imports first, with options that only others know and without comments.
#[test]
fn descriptors_hold_what_a_package_needs() {
    let out = tempfile::tempdir().unwrap();
    dubbors_build::configure().include("tests/protos").out_dir(out.path()).compile_protos(&PROTOS).unwrap();
    let bytes = |package: &str| fs::read(out.path().join(format!("{package}.descriptor.bin"))).unwrap();
    let names = |package: &str| -> Vec<String> {
        let set = FileDescriptorSet::decode(bytes(package).as_slice()).unwrap();
        assert!(set.file.iter().all(|file| file.source_code_info.is_none()));
        for (at, file) in set.file.iter().enumerate() {
            for import in &file.dependency {
                assert!(set.file[..at].iter().any(|earlier| earlier.name() == import), "{import}");
            }
        }
        let mut names: Vec<String> = set.file.into_iter().map(|file| file.name.unwrap()).collect();
        names.sort();
        names
    };
    assert_eq!(names("legacy"), ["google/protobuf/descriptor.proto", "legacy.proto"]);
    assert_eq!(
        names("shop.users"),
        ["google/protobuf/empty.proto", "google/protobuf/wrappers.proto", "shop/users.proto"]
    );
    assert_eq!(names("shop.orders").len(), 11);
    let label = b"the name";
    assert!(bytes("legacy").windows(label.len()).any(|window| window == label), "the option is there");
}
