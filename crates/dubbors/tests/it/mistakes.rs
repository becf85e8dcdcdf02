//! Mistakes of the user: each gets an error that names the place and the fix.

use dubbors::{Code, Dubbo, Error, Served, ServiceKey};

use crate::contract::{DemoClient, DemoServer, Service, consumer, start};

fn check(error: &Error, code: Code, parts: &[&str]) {
    assert_eq!(error.code(), code, "{error}");
    for part in parts {
        assert!(error.to_string().contains(part), "`{part}` is not in: {error}");
    }
}

#[tokio::test]
async fn wrong_urls_and_names_are_named() {
    let serve = || Dubbo::builder().without_registry().serve(DemoServer::new(Service::default()));
    let error = serve().protocol("20880").build().await.unwrap_err();
    check(&error, Code::Invalid, &["protocol URL `20880`", "dubbo://0.0.0.0:20880"]);
    let error = serve().protocol("dubo://127.0.0.1:0").build().await.unwrap_err();
    check(&error, Code::Invalid, &["unknown protocol `dubo`", "did you mean `dubbo`"]);
    let error = Dubbo::builder().registry("zokeeper://h:1").build().await.unwrap_err();
    check(&error, Code::Invalid, &["unknown registry `zokeeper`", "known: "]);
    let error = Dubbo::builder().registry("file://folder").build().await.unwrap_err();
    check(&error, Code::Invalid, &["file:///folder"]);
    let twice = serve().serve(DemoServer::new(Service::default())).protocol("dubbo://127.0.0.1:0");
    check(&twice.build().await.unwrap_err(), Code::Invalid, &["demo.Demo is provided twice", "version"]);
    let maybe = Dubbo::builder().registry("memory://maybe").setting("check", "maybe");
    let maybe = maybe.protocol("dubbo://127.0.0.1:0").serve(DemoServer::new(Service::default()));
    check(&maybe.build().await.unwrap_err(), Code::Invalid, &["parameter `check` is `maybe`"]);
    let served = Served::new(DemoServer::new(Service::default())).filter("tokne");
    let error = Dubbo::builder().without_registry().serve(served).build().await.unwrap_err();
    check(&error, Code::Invalid, &["demo.Demo", "unknown filter `tokne`"]);
}

/// `dubbo://` has no form for messages of `.proto` files: a provider with no other port has nobody who could call it.
#[cfg(feature = "protobuf")]
#[tokio::test]
async fn a_contract_of_a_proto_file_needs_a_port_for_it() {
    use crate::triple_flavours::served;
    let builder = || Dubbo::builder().without_registry().serve(served());
    for builder in [builder(), builder().protocol("dubbo://127.0.0.1:0")] {
        let error = builder.build().await.unwrap_err();
        check(&error, Code::Invalid, &["it.Notes", ".proto", "dubbo://", "protocol(\"tri://"]);
    }
    // With both, it is announced where it can be called.
    let registry = "memory://proto-and-dubbo";
    let builder =
        Dubbo::builder().registry(registry).serve(served()).serve(DemoServer::new(Service::default()));
    let builder = builder.protocol("dubbo://127.0.0.1:0").protocol("tri://127.0.0.1:0");
    let provider = builder.build().await.unwrap();
    let consumer = Dubbo::builder().registry(registry).build().await.unwrap();
    let schemes = async |interface: &str| {
        let all = consumer.providers(&ServiceKey::new(interface)).await.unwrap();
        let mut all: Vec<String> = all.iter().map(|one| one.protocol().to_owned()).collect();
        all.sort();
        all
    };
    assert_eq!(schemes("demo.Demo").await, ["dubbo", "tri"]);
    assert_eq!(schemes("it.Notes").await, ["tri"]);
    provider.shutdown().await;
    // Nor is it called where somebody else announces it.
    let url = "dubbo://127.0.0.1:1";
    let notes = consumer.refer().url(url).check(false).connect::<crate::triple_flavours::NotesClient>().await;
    let error = match notes {
        Ok(notes) => notes.read(crate::triple_flavours::Note::default()).await.unwrap_err(),
        Err(error) => error,
    };
    assert!(error.to_string().contains(".proto file, which dubbo:// has no form for"), "{error}");
}

#[tokio::test]
async fn wrong_settings_of_a_reference_are_named() {
    let dubbo = consumer().await;
    let refer = || dubbo.refer().url("dubbo://127.0.0.1:1").check(false);
    for (key, value, part) in [
        ("timeout", "soon", "parameter `timeout` is `soon`"),
        ("cluster", "failsoft", "unknown cluster `failsoft`"),
        ("loadbalance", "best", "unknown load balance `best`"),
        ("check", "maybe", "parameter `check` is `maybe`"),
        ("reference.filter", "-nothing", "unknown filter `nothing`"),
    ] {
        let error = refer().setting(key, value).connect::<DemoClient>().await.unwrap_err();
        check(&error, Code::Invalid, &[part]);
    }
    let error = dubbo.refer().connect::<DemoClient>().await.unwrap_err();
    check(&error, Code::Invalid, &["nowhere to look for demo.Demo", "registry"]);
    let error = dubbo.generic(" ").connect().await.unwrap_err();
    check(&error, Code::Invalid, &["no name"]);
}

#[tokio::test]
async fn a_taken_port_is_an_error_when_it_was_asked_for() {
    let (_provider, url) = start(Service::default()).await;
    let serve = Dubbo::builder().without_registry().serve(DemoServer::new(Service::default()));
    let error = serve.protocol(&url).build().await.unwrap_err();
    check(&error, Code::Unavailable, &["cannot listen at 127.0.0.1:", "choose another port"]);
}

#[tokio::test]
async fn nobody_at_an_address_is_told_at_once() {
    let (provider, url) = start(Service::default()).await;
    provider.shutdown().await;
    let error = consumer().await.refer().url(&url).connect::<DemoClient>().await.unwrap_err();
    check(&error, Code::Unavailable, &["demo.Demo", url.strip_prefix("dubbo://").unwrap()]);
}

#[tokio::test]
async fn an_unknown_service_of_a_provider_says_what_it_has() {
    let (_provider, url) = start(Service::default()).await;
    let error = consumer().await.generic("demo.Dmeo").url(&url).connect().await.unwrap_err();
    check(&error, Code::Unimplemented, &["demo.Dmeo", "demo.Demo"]);
    let error = consumer().await.generic("demo.Demo").url(&url).version("9").connect().await.unwrap_err();
    check(&error, Code::Unimplemented, &["demo.Demo:9", "version"]);
}
