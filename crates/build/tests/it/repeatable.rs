//! The same input gives the same bytes.

use std::fs;

use crate::{PROTOS, files, folder};

#[test]
fn order_and_place_do_not_matter() {
    let texts =
        PROTOS.map(|place| (place.trim_start_matches("tests/protos/"), fs::read_to_string(place).unwrap()));
    let texts: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let build = |order: &[usize]| {
        // Each time another folder.
        let (proto, out) = (folder(&texts), tempfile::tempdir().unwrap());
        let inputs: Vec<_> = order.iter().map(|&at| proto.path().join(texts[at].0)).collect();
        dubbors_build::configure()
            .include(proto.path())
            .out_dir(out.path())
            .include_file("protos.rs")
            .compile_protos(&inputs)
            .unwrap();
        files(out.path())
    };
    let first = build(&[0, 1, 2]);
    for order in [[2, 1, 0], [1, 0, 2]] {
        assert!(build(&order) == first, "{order:?}");
    }
    assert!(build(&[0, 0, 1, 2, 1]) == first, "named twice is named once");
    assert!(build(&[0]) == first, "what is imported is compiled too");
}

#[test]
fn what_is_there_already_keeps_its_time() {
    let proto = folder(&[("a.proto", "syntax = \"proto3\"; package a; message A {}")]);
    let out = tempfile::tempdir().unwrap();
    let build = || {
        let input = proto.path().join("a.proto");
        dubbors_build::configure().out_dir(out.path()).compile_protos(&[input]).unwrap();
        fs::metadata(out.path().join("a.rs")).unwrap().modified().unwrap()
    };
    let early = std::time::SystemTime::UNIX_EPOCH;
    build();
    fs::File::options().write(true).open(out.path().join("a.rs")).unwrap().set_modified(early).unwrap();
    assert_eq!(build(), early);
}
