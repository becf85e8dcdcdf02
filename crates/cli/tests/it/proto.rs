//! Services of `.proto` files: what is asked of the server, and calls with JSON.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use super::{BINARY, Dev, check, closed_url, err, out, run};

const ADA: &str = r#"{"name": "Ada"}"#;

fn proto() -> String {
    format!("{}/proto/helloworld.proto", env!("CARGO_MANIFEST_DIR"))
}

fn descriptors() -> String {
    format!("{}/proto/helloworld.bin", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn services_are_listed_and_described_by_reflection() {
    let dev = Dev::start();
    let url = format!("grpc://{}", dev.address);
    let listed = run(&["ls", &url]);
    assert_eq!(
        out(&listed),
        "demo.Greeter\ngrpc.health.v1.Health\ngrpc.reflection.v1.ServerReflection\n\
         grpc.reflection.v1alpha.ServerReflection\nhelloworld.Greeter\n"
    );
    let described = run(&["describe", &url, "helloworld.Greeter"]);
    let expected = "\
service helloworld.Greeter {
  rpc SayHello(helloworld.HelloRequest) returns (helloworld.HelloReply);
  rpc Greetings(helloworld.HelloRequest) returns (stream helloworld.HelloReply);
  rpc SayHelloToAll(stream helloworld.HelloRequest) returns (helloworld.HelloReply);
  rpc Chat(stream helloworld.HelloRequest) returns (stream helloworld.HelloReply);
}

message helloworld.HelloRequest {
  string name = 1;
}

message helloworld.HelloReply {
  string message = 1;
}
";
    assert_eq!(out(&described), expected, "{}", err(&described));
    check(&["describe", "-D", &descriptors(), "helloworld.Greeter"], 0, &[expected]);
    check(&["describe", &format!("{url}/helloworld.Greeter/Chat")], 0, &["rpc Chat(stream "]);
    check(&["describe", &url, "helloworld.HelloReply"], 0, &["message helloworld.HelloReply {"]);
    check(&["describe", "--json", &url, "helloworld.Greeter"], 0, &["\"method\": \"Chat\""]);
    check(
        &["describe", &url],
        0,
        &["service grpc.health.v1.Health {", "note: demo.Greeter is a contract of Java"],
    );
    check(&["ls", "--json", &url], 0, &["\"helloworld.Greeter\""]);
    check(
        &["describe", &url, "helloworld.Greter"],
        3,
        &["has no helloworld.Greter; its services: demo.Greeter,"],
    );
    check(&["ls", &dev.url], 2, &["is not the URL of a gRPC server", "next:"]);
    check(&["describe", "-D", &descriptors(), "a.B"], 2, &["there is no a.B", "helloworld.Greeter"]);
}

#[test]
fn methods_are_called_however_they_are_named() {
    let dev = Dev::start();
    let (url, address) = (format!("grpc://{}", dev.address), &dev.address);
    let reply = &["{\n  \"message\": \"Hello, Ada!\"\n}\n"];
    check(&["call", &format!("{url}/helloworld.Greeter/SayHello"), ADA], 0, reply);
    check(&["call", "helloworld.Greeter.SayHello", "--url", &url, ADA], 0, reply);
    check(&["call", &url, "helloworld.Greeter/SayHello", ADA], 0, reply);
    check(&["call", &format!("tri://{address}"), "helloworld.Greeter.sayHello", ADA], 0, reply);
    check(&["call", "-r", &dev.registry, "helloworld.Greeter.SayHello", ADA], 0, reply);
    check(&["call", "-D", &descriptors(), &url, "helloworld.Greeter.SayHello", ADA], 0, reply);
    check(&["call", "-D", &descriptors(), "-r", &dev.registry, "helloworld.Greeter.SayHello", ADA], 0, reply);
    check(
        &["call", "--json", &url, "helloworld.Greeter.SayHello", ADA],
        0,
        &["{\"message\":\"Hello, Ada!\"}\n"],
    );
    // Java's types over Triple.
    check(&["call", &format!("tri://{address}/demo.Greeter/greet"), "Ada"], 0, &["\"Hello, Ada!\"\n"]);
    check(
        &["call", &format!("tri://{address}"), "demo.Greeter.greet", "-t", "String", "42"],
        0,
        &["Hello, 42!"],
    );
    let closed = closed_url().replace("dubbo:", "grpc:");
    let both = ["call", "-u", &closed, "-u", &url, "helloworld.Greeter.SayHello", ADA];
    check(&both, 0, &["note: ", "connection refused", "Hello, Ada!"]);
}

#[cfg(feature = "proto")]
#[test]
fn a_proto_file_is_a_contract() {
    let dev = Dev::start();
    let url = format!("grpc://{}", dev.address);
    check(&["call", "--proto", &proto(), &url, "helloworld.Greeter.SayHello", ADA], 0, &["Hello, Ada!"]);
    check(&["describe", "--proto", &proto(), "helloworld.HelloReply"], 0, &["string message = 1;"]);
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken.proto");
    std::fs::write(&broken, "syntax = \"proto3\";\nmessage A { string = 1; }\n").unwrap();
    check(&["describe", "--proto", broken.to_str().unwrap(), "A"], 2, &["broken.proto", "next:"]);
}

#[test]
fn streams_are_lines() {
    let dev = Dev::start();
    let url = format!("grpc://{}/helloworld.Greeter", dev.address);
    let greetings = "{\"message\":\"Hello, Ada!\"}\n{\"message\":\"Bonjour, Ada!\"}\n";
    check(&["call", &format!("{url}/Greetings"), ADA], 0, &[greetings]);
    let all = format!("{url}/SayHelloToAll");
    check(&["call", &all, ADA, r#"{"name": "Bob"}"#], 0, &["Hello, Ada, Bob!"]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("names.ndjson");
    std::fs::write(&file, "{\"name\": \"Ada\"}\n\n{\"name\": \"Bob\"}\n").unwrap();
    let at = format!("@{}", file.display());
    check(&["call", &all, &at, r#"{"name": "Eve"}"#], 0, &["Hello, Ada, Bob, Eve!"]);
    check(
        &["call", &format!("{url}/Chat"), &at],
        0,
        &["{\"message\":\"Hello, Ada!\"}\n{\"message\":\"Hello, Bob!\"}\n"],
    );
    check(&["call", &all], 1, &["invalid_argument: ", "name is empty"]);
    check(&["call", &all, "@/no/such/file"], 2, &["cannot read /no/such/file"]);
    check(
        &["call", &format!("{url}/SayHello"), ADA, ADA],
        2,
        &["SayHello takes one message, and there are more"],
    );

    // A conversation: each answer is there before the next question.
    let mut chat = Command::new(BINARY)
        .args(["call", &format!("{url}/Chat"), "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut answers = BufReader::new(chat.stdout.take().unwrap()).lines();
    let mut questions = chat.stdin.take().unwrap();
    for name in ["Ada", "世界"] {
        writeln!(questions, "{{\"name\": \"{name}\"}}").unwrap();
        assert_eq!(answers.next().unwrap().unwrap(), format!("{{\"message\":\"Hello, {name}!\"}}"));
    }
    drop(questions);
    assert!(answers.next().is_none());
    assert_eq!(chat.wait().unwrap().code(), Some(0));
}

#[test]
fn mistakes_are_told_with_what_there_is() {
    let dev = Dev::start();
    let url = format!("grpc://{}", dev.address);
    let hello = format!("{url}/helloworld.Greeter/SayHello");
    check(
        &["call", &hello, r#"{"nam": "Ada"}"#],
        2,
        &[
            "helloworld.HelloRequest has no field nam; it has: name",
            "next: see what it takes: dubbors describe",
        ],
    );
    check(&["call", &hello, r#"{"name": 7}"#], 2, &["name: expected string, got 7"]);
    check(&["call", &hello, "Ada"], 2, &["not JSON"]);
    check(&["call", &hello], 1, &["error: invalid_argument: name is empty: whom shall I greet?"]);
    check(
        &["call", &format!("{url}/helloworld.Greeter/Wave")],
        2,
        &["has no method Wave; its methods: SayHello,"],
    );
    check(
        &["call", &format!("{url}/helloworld.Greter/SayHello")],
        3,
        &["has no helloworld.Greter", "next: "],
    );
    check(&["call", &format!("{url}/demo.Greeter/greet"), "\"x\""], 1, &["not_found: ", "Java types"]);
    let chat = format!("{url}/helloworld.Greeter/Chat");
    check(
        &["call", &chat, ADA, r#"{"nam": "Ada"}"#],
        2,
        &["message 2: helloworld.HelloRequest has no field nam"],
    );
    check(&["call", &chat, ADA, "{}"], 1, &["{\"message\":\"Hello, Ada!\"}\n", "invalid_argument: "]);
    let closed = closed_url().replace("dubbo:", "grpc:");
    check(&["call", &closed, "a.B/C"], 5, &["connection refused", "next:"]);
    check(&["ls", &closed], 5, &["connection refused"]);
    check(&["ls", "grpcs://127.0.0.1:1", "--ca", "/no/such.pem"], 2, &["cannot read /no/such.pem", "next:"]);
    // Nobody sends a message, and nobody ends the stream.
    let mut silent = Command::new(BINARY)
        .args(["call", "--timeout", "300ms", &chat, "-"])
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let _open = silent.stdin.take().unwrap();
    assert_eq!(silent.wait().unwrap().code(), Some(4));
}

#[test]
fn headers_and_trailers_are_shown_when_asked_for() {
    let dev = Dev::start();
    let url = format!("grpc://{}/helloworld.Greeter/SayHello", dev.address);
    check(
        &["call", "-v", "-H", "x-user: ada", "-H", "x-id-bin: AAEC", &url, ADA],
        0,
        &["Hello, Ada!", "< greeter: dubbors\n", "< letters: 3\n"],
    );
    check(&["call", "-v", &url], 1, &["< greeter: dubbors\n", "< letters: 0\n", "invalid_argument: "]);
    check(&["call", "-H", "x y: z", &url, ADA], 2, &["attachment key `x y` cannot be the name of a header"]);
}

#[test]
fn tls_is_verified_unless_told_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    std::fs::write(&cert, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let tls = dubbors::Tls::new().certificate(cert.to_str().unwrap(), key.to_str().unwrap());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let builder = dubbors::Dubbo::builder().without_registry().protocol("tri://127.0.0.1:0?reflection=true");
    let provider = runtime.block_on(builder.serve(EmptyServer::new(Nothing)).tls(tls).build()).unwrap();
    let address = provider.urls()[0].trim_start_matches("tri://").split('?').next().unwrap().to_owned();
    let (ca, health) = (cert.to_str().unwrap(), "grpc.health.v1.Health/Check");
    let serving = &["\"status\": \"SERVING\""];
    check(&["call", "--ca", ca, &format!("grpcs://{address}/{health}")], 0, serving);
    check(&["call", "--ca", ca, &format!("grpc://{address}"), health], 0, serving);
    check(&["call", "--insecure", &format!("tris://{address}"), health], 0, &["WARN", serving[0]]);
    check(&["ls", &format!("grpcs://{address}"), "--ca", ca], 0, &["demo.Empty"]);
    check(&["call", &format!("grpcs://{address}/{health}")], 5, &["certificate", "next:"]);
    runtime.block_on(provider.shutdown());
}

#[dubbors::service("demo.Empty")]
trait Empty {
    async fn nothing(&self) -> dubbors::Result<()>;
}

struct Nothing;

impl Empty for Nothing {
    async fn nothing(&self) -> dubbors::Result<()> {
        Ok(())
    }
}
