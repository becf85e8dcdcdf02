//! What is said about files that are wrong. `<dir>` stands for the folder they are in.

use expect_test::{Expect, expect};

use crate::folder;

/// Compiles the first of `files` and compares what is said.
fn check(files: &[(&str, &str)], expected: &Expect) {
    check_with(dubbors_build::configure(), files, expected);
}

fn check_with(builder: dubbors_build::Builder, files: &[(&str, &str)], expected: &Expect) {
    let folder = folder(files);
    let out = tempfile::tempdir().unwrap();
    let input = folder.path().join(files[0].0);
    let error = builder.out_dir(out.path()).compile_protos(&[input]).unwrap_err();
    assert_eq!(format!("{error:?}"), error.to_string(), "build scripts print the same text");
    expected.assert_eq(&error.to_string().replace(folder.path().to_str().unwrap(), "<dir>"));
}

#[test]
fn a_file_that_is_not_there() {
    let error = dubbors_build::configure().out_dir(".").compile_protos(&["proto/nobody.proto"]).unwrap_err();
    let text = error.to_string().replace(env!("CARGO_MANIFEST_DIR"), "<dir>");
    expect!["proto/nobody.proto does not exist (looked for in <dir>)"].assert_eq(&text);
    let error = dubbors_build::configure().out_dir(".").compile_protos(&["tests"]).unwrap_err();
    let text = error.to_string().replace(env!("CARGO_MANIFEST_DIR"), "<dir>");
    expect!["tests is a folder; name its files (looked for in <dir>)"].assert_eq(&text);
    let nothing: [&str; 0] = [];
    let error = dubbors_build::configure().out_dir(".").compile_protos(&nothing).unwrap_err();
    expect![[r#"no .proto file is named: compile_protos(&["proto/greeter.proto"])"#]]
        .assert_eq(&error.to_string());
}

#[test]
fn folders_of_imports() {
    let error =
        dubbors_build::configure().include("nowhere").out_dir(".").compile_protos(&["x.proto"]).unwrap_err();
    let text = error.to_string().replace(env!("CARGO_MANIFEST_DIR"), "<dir>");
    expect!["the folder nowhere of include(..) does not exist (looked for in <dir>)"].assert_eq(&text);
    let error = dubbors_build::configure()
        .include("tests/golden")
        .out_dir(".")
        .compile_protos(&["tests/protos/legacy.proto"])
        .unwrap_err();
    expect![[r#"
        tests/protos/legacy.proto is in none of the folders of imports (tests/golden)
          = help: name the folder that its imports start from: include("tests/protos")"#]]
    .assert_eq(&error.to_string());
}

#[test]
fn a_missing_import() {
    check(
        &[("a/x.proto", "syntax = \"proto3\";\npackage x;\n\nimport \"common/y.proto\";\n")],
        &expect![[r#"
        <dir>/a/x.proto:4:1: import 'common/y.proto' not found
          |
        4 | import "common/y.proto";
          | ^^^^^^^^^^^^^^^^^^^^^^^^ imported here
          = help: imports are looked for in <dir>/a; add another folder with dubbors_build::configure().include("..")"#]],
    );
}

#[test]
fn a_mistake_in_an_import() {
    check(
        &[
            ("x.proto", "syntax = \"proto3\";\nimport \"y.proto\";\n"),
            ("y.proto", "syntax = \"proto3\";\nmesage Y {}\n"),
        ],
        &expect![[r#"
            <dir>/y.proto:2:1: expected 'enum', 'extend', 'import', 'message', 'option', 'service', 'package' or ';', but found 'mesage'
              |
            2 | mesage Y {}
              | ^^^^^^ found here"#]],
    );
}

#[test]
fn a_cycle_of_imports() {
    check(
        &[("x.proto", "import \"y.proto\";"), ("y.proto", "import \"x.proto\";")],
        &expect!["<dir>/x.proto: import cycle detected: x.proto -> y.proto -> x.proto"],
    );
}

#[test]
fn syntax() {
    check(
        &[("x.proto", "syntax = \"proto3\";\npackage x;\n\nmessage A {\n\tstring name = ;\n}\n")],
        &expect![[r#"
            <dir>/x.proto:5:16: expected an integer, but found ';'
              |
            5 | 	string name = ;
              | 	              ^ found here"#]],
    );
    check(
        &[("x.proto", "syntax = \"proto4\";\n")],
        &expect![[r#"
        <dir>/x.proto:1:10: unknown syntax 'proto4'
          |
        1 | syntax = "proto4";
          |          ^^^^^^^^ defined here
          = help: possible values are 'proto2' and 'proto3'"#]],
    );
    check(
        &[("x.proto", "edition = \"2023\";\npackage x;\n")],
        &expect![[r#"
        <dir>/x.proto:1:1: expected 'enum', 'extend', 'import', 'message', 'option', 'service', 'package' or ';', but found 'edition'
          |
        1 | edition = "2023";
          | ^^^^^^^ found here
          = help: editions are not supported: write syntax = "proto3"; or "proto2" in place of the edition"#]],
    );
    check(
        &[("x.proto", "syntax = \"proto3\";\nmessage A {")],
        &expect![
            "<dir>/x.proto:2: expected a message field, oneof, reserved range, enum, message, option or '}', but reached end of file"
        ],
    );
}

#[test]
fn names_and_numbers() {
    check(
        &[(
            "x.proto",
            "syntax = \"proto3\";\npackage x;\n\nmessage A {\n  Missing one = 1;\n}\n\
             service S {\n  rpc Call(A) returns (Gone);\n}\n",
        )],
        &expect![[r#"
            <dir>/x.proto:5:3: name 'Missing' is not defined
              |
            5 |   Missing one = 1;
              |   ^^^^^^^ found here
            <dir>/x.proto:8:24: name 'Gone' is not defined
              |
            8 |   rpc Call(A) returns (Gone);
              |                        ^^^^ found here
              = help: import the file that defines it, and write its package in front when it is in another"#]],
    );
    check(
        &[("x.proto", "syntax = \"proto3\";\nmessage A {\n  string a = 1;\n  string b = 1;\n}\n")],
        &expect![[r#"
            <dir>/x.proto:3:14: field number '1' is already used
              |
            3 |   string a = 1;
              |              ^ first defined here
            <dir>/x.proto:4:14:
              |
            4 |   string b = 1;
              |              ^ defined again here"#]],
    );
    check(
        &[("x.proto", "syntax = \"proto3\";\nmessage A {}\nmessage A {}\n")],
        &expect![[r#"
        <dir>/x.proto:2:9: name 'A' is defined twice
          |
        2 | message A {}
          |         ^ first defined here
        <dir>/x.proto:3:9:
          |
        3 | message A {}
          |         ^ defined again here"#]],
    );
}

#[test]
fn names_that_are_taken_in_rust() {
    let start = "syntax = \"proto3\";\npackage x;\nmessage M {}\n";
    let service = "service Greeter { rpc Greet(M) returns (M); }\n";
    check(
        &[("x.proto", &format!("{start}{service}message GreeterClient {{}}\n"))],
        &expect![[r#"
        the service `x.Greeter` needs the name `GreeterClient` in Rust, which the message or enum `GreeterClient` has
          = help: call the service otherwise in Rust: dubbors_build::configure().service_name("x.Greeter", "GreeterService")"#]],
    );
    check(
        &[("x.proto", &format!("{start}{service}service greeter {{ rpc Greet(M) returns (M); }}\n"))],
        &expect![[r#"
            the service `x.greeter` needs the name `Greeter` in Rust, which the service `x.Greeter` has
              = help: call the service otherwise in Rust: dubbors_build::configure().service_name("x.greeter", "GreeterService")"#]],
    );
    check(
        &[(
            "x.proto",
            &format!("{start}service S {{ rpc GetIt(M) returns (M); rpc get_it(M) returns (M); }}"),
        )],
        &expect![
            "service `x.S`: the methods `GetIt` and `get_it` are both `get_it` in Rust; rename one of them"
        ],
    );
    check(
        &[("x.proto", &format!("{start}service Nothing {{}}"))],
        &expect!["service `x.Nothing` has no methods: nobody could call it; give it one, or leave it out"],
    );
    check(
        &[
            ("x.proto", "syntax = \"proto3\";\npackage shop.Users;\nimport \"y.proto\";\nmessage M {}\n"),
            ("y.proto", "syntax = \"proto3\";\npackage shop.users;\nmessage N {}\n"),
        ],
        &expect![
            "the packages `shop.Users` and `shop.users` are one module in Rust, `shop::users`; rename one of them"
        ],
    );
}

#[test]
fn settings() {
    let file =
        [("x.proto", "syntax = \"proto3\";\npackage x;\nmessage M {}\nservice S { rpc A(M) returns (M); }")];
    check_with(
        dubbors_build::configure().crate_path("dubbors"),
        &file,
        &expect![
            "crate_path: `dubbors` is relative, and there are several modules; start it with `::` or `crate::`"
        ],
    );
    check_with(
        dubbors_build::configure().extern_path(".x", "super::x"),
        &file,
        &expect![
            "extern_path: `super::x` is relative, and there are several modules; start it with `::` or `crate::`"
        ],
    );
    check_with(
        dubbors_build::configure().extern_path("x", "::x"),
        &file,
        &expect![[r#"extern_path: `x` is no full name; start it with a dot: ".x""#]],
    );
    check_with(
        dubbors_build::configure().service_name("x.T", "U"),
        &file,
        &expect![[r#"service_name("x.T", ..): there is no such service; there are: x.S"#]],
    );
    check_with(
        dubbors_build::configure().include_file("protos"),
        &file,
        &expect![[r#"include_file: `protos` is no Rust file; call it "protos.rs""#]],
    );
    check_with(
        dubbors_build::configure().include_file("x.rs"),
        &file,
        &expect![[
            r#"include_file: `x.rs` is the file of the package `x`; take another name, such as "protos.rs""#
        ]],
    );
}
