use super::*;

fn judge() -> Schema {
    Schema::parse(include_bytes!("../../testdata/proto_json/judge.binpb")).unwrap()
}

#[test]
fn services_and_methods_are_found() {
    let schema = judge();
    let names: Vec<String> = schema.services().map(|service| service.name().to_owned()).collect();
    assert_eq!(names, ["judge.v1.Orders"]);
    let service = schema.service("judge.v1.Orders").unwrap();
    assert_eq!(service.file().name(), "judge.proto");
    let of = |name: &str| {
        let method = service.method(name).unwrap();
        (
            method.is_client_streaming(),
            method.is_server_streaming(),
            method.is_idempotent(),
            method.has_no_side_effects(),
        )
    };
    assert_eq!(of("Place"), (false, false, true, false));
    assert_eq!(of("Find"), (false, false, true, true));
    assert_eq!(of("Watch"), (false, true, false, false));
    assert_eq!(of("Upload"), (true, false, false, false));
    assert_eq!(of("Chat"), (true, true, false, false));
    let chat = service.method("Chat").unwrap();
    assert_eq!((chat.input().name(), chat.output().name()), ("judge.legacy.Old", "judge.v1.Order"));
    assert!(service.method("chat").is_none() && schema.service("Orders").is_none());
    assert_eq!(schema.message("judge.v1.Order").unwrap().fields().collect::<Vec<_>>(), ["total"]);
}

#[test]
fn files_are_found_by_what_they_declare() {
    let schema = judge();
    for (symbol, file) in [
        ("judge.v1.Orders", Some("judge.proto")),
        (".judge.v1.Orders", Some("judge.proto")),
        ("judge.v1.Orders.Place", Some("judge.proto")),
        ("judge.v1.Orders.place", None),
        ("judge.v1.Order", Some("judge.proto")),
        ("judge.v1.Order.total", Some("judge.proto")),
        ("judge.v1.Choice.choice", Some("judge.proto")),
        ("judge.v1.Color", Some("judge.proto")),
        ("judge.v1.RED", Some("judge.proto")),
        ("judge.legacy.Old.Part", Some("legacy.proto")),
        ("judge.legacy.note", Some("legacy.proto")),
        ("google.protobuf.Any", Some("google/protobuf/any.proto")),
        ("judge.v1", None),
        ("", None),
        (".", None),
    ] {
        let found = schema.file_containing(symbol);
        assert_eq!(found.as_ref().map(FileSchema::name), file, "{symbol}");
    }
    let file = schema.file("judge.proto").unwrap();
    let imports: Vec<String> = file.dependencies().map(|file| file.name().to_owned()).collect();
    assert!(imports.contains(&"legacy.proto".to_owned()) && imports.len() == 8, "{imports:?}");
    assert_eq!(schema.files().count(), 9);
    assert_eq!(schema.extension_numbers("judge.legacy.Old"), Some(vec![100, 101]));
    assert_eq!(schema.extension_numbers("judge.v1.Nothing"), None);
    assert_eq!(schema.file_containing_extension("judge.legacy.Old", 101).unwrap().name(), "legacy.proto");
    assert!(schema.file_containing_extension("judge.legacy.Old", 102).is_none());
}

#[test]
fn a_file_can_be_given_to_others() {
    use prost::Message as _;
    let bytes = judge().file("legacy.proto").unwrap().to_bytes();
    let set = prost_types::FileDescriptorSet {
        file: vec![prost_types::FileDescriptorProto::decode(bytes).unwrap()],
    };
    assert!(Schema::parse(&set.encode_to_vec()).unwrap().message("judge.legacy.Old").is_some());
}

#[test]
fn what_is_no_schema_is_an_error() {
    let set = include_bytes!("../../testdata/proto_json/judge.binpb");
    assert!(Schema::parse(b"\xff").is_err());
    for len in (1..set.len()).step_by(61) {
        // Some of them end between two files.
        let _ = Schema::parse(&set[..len]);
    }
    assert_eq!(Schema::parse(b"").unwrap().services().count(), 0);
}

#[test]
fn an_entry_of_a_map_without_a_key_is_refused() {
    use prost::Message as _;
    let mut set =
        prost_types::FileDescriptorSet::decode(&include_bytes!("../../testdata/proto_json/judge.binpb")[..])
            .unwrap();
    for file in &mut set.file {
        for entry in file.message_type.iter_mut().flat_map(|message| &mut message.nested_type) {
            entry.field.retain(|field| field.number() != 1);
        }
    }
    assert!(Schema::parse(&set.encode_to_vec()).is_err());
}
