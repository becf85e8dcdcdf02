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

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    /// A set from a peer, of which a few bytes are not as they should be.
    #[test]
    fn a_schema_that_is_odd_is_at_most_an_error(
        changes in proptest::collection::vec((0usize..6418, proptest::prelude::any::<u8>()), 1..4),
        body in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..32),
    ) {
        let mut set = include_bytes!("../../testdata/proto_json/judge.binpb").to_vec();
        for (at, byte) in changes {
            set[at] = byte;
        }
        if let Ok(schema) = Schema::parse(&set) {
            let format = crate::ProtoJson::new().with_default_fields();
            let services = schema.services().collect::<Vec<_>>();
            let methods = services.iter().flat_map(|service| service.methods().collect::<Vec<_>>());
            let messages = methods.flat_map(|method| [method.input(), method.output()]);
            let known = ["judge.v1.Known", "judge.v1.Maps", "judge.v1.Lists", "judge.legacy.Old"];
            for message in messages.chain(known.iter().filter_map(|name| schema.message(name))) {
                let mut into = bytes::BytesMut::new();
                let _ = format.to_json(&message, &body, &mut into);
                let json = br#"{"any":{"@type":"x/judge.v1.Maps","byInt32":{"1":"a"}},"time":"1970-01-01T00:00:00Z","mask":"a",
                    "struct":{"a":[null]},"int64Value":"1","byInt32":{"1":"a"},"values":{"a":1},"numbers":[1],"packed":[1],
                    "part":[{"size":1}],"[judge.legacy.marks]":[1]}"#;
                let _ = format.to_protobuf(&message, json, &mut into);
            }
            let _ = schema.file_containing("judge.v1.Orders.Place");
            schema.files().for_each(|file| drop(file.to_bytes()));
        }
    }
}

#[test]
fn a_service_is_a_contract_of_its_own() {
    use dubbors_core::MethodKind;

    let contract = judge().service("judge.v1.Orders").unwrap().contract();
    assert_eq!(contract.key().interface(), "judge.v1.Orders");
    let kind = |name: &str| contract.find(name, "", 1).unwrap().kind;
    assert_eq!((kind("Place"), kind("Watch")), (MethodKind::Unary, MethodKind::ServerStreaming));
    assert_eq!((kind("Upload"), kind("Chat")), (MethodKind::ClientStreaming, MethodKind::BidiStreaming));
    assert!(contract.find("Find", "", 1).unwrap().no_side_effects);
    let place = contract.find("Place", "", 1).unwrap();
    assert!(place.idempotent && !place.no_side_effects);
    let again = Schema::parse(contract.schema().unwrap()).unwrap();
    assert_eq!(again.files().count(), judge().files().count());
}

#[test]
fn declarations_are_told_as_proto_files_have_them() {
    let schema = judge();
    let service = schema.describe("judge.v1.Orders").unwrap();
    for line in [
        "service judge.v1.Orders {\n",
        "  rpc Watch(judge.v1.Order) returns (stream judge.v1.Order);\n",
        "  rpc Chat(stream judge.legacy.Old) returns (stream judge.v1.Order);\n",
        "message judge.v1.Order {\n",
        "message judge.legacy.Old {\n",
    ] {
        assert!(service.contains(line), "{line}: {service}");
    }
    assert!(!service.contains("message google.protobuf."), "{service}");
    let maps = schema.describe("judge.v1.Maps").unwrap();
    assert!(maps.contains("  map<int64, judge.v1.Scalars> by_int64 = 3;\n"), "{maps}");
    assert!(maps.contains("  optional int32 maybe_int32 = 17;\n"), "{maps}");
    assert!(schema.describe("judge.v1.Choice").unwrap().contains("  oneof choice {\n    "));
    let method = schema.describe("judge.v1.Orders.Watch").unwrap();
    assert!(method.starts_with("rpc Watch("), "{method}");
    assert!(schema.describe("judge.v1.Color").unwrap().starts_with("enum judge.v1.Color {\n"));
    assert!(schema.describe("judge.v1").is_none() && schema.describe("").is_none());
}

#[test]
fn the_files_of_google_are_at_hand() {
    assert_eq!(
        FileSchema::well_known("google/protobuf/any.proto").unwrap().name(),
        "google/protobuf/any.proto"
    );
    assert!(FileSchema::well_known("any.proto").is_none());
}
