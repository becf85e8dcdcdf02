//! grpcurl: lists, describes and calls with nothing but reflection, as people do.

use std::process::Command;
use std::time::Duration;

use super::certificates::Certificates;
use super::grpc::serve;
use super::install::{self, GRPCURL};
use super::place::{Output, Place};
use super::report::Report;
use super::subject::{Subject, ours};
use super::tcp::{self, Listener};
use crate::Result;

/// How long a call may take.
const CALL: Duration = Duration::from_secs(30);

/// One command line and what must come of it.
struct Case {
    name: &'static str,
    /// What comes before the address.
    options: &'static [&'static str],
    /// What comes after it.
    what: &'static [&'static str],
    expect: Expect,
}

enum Expect {
    /// It ends well and says all of these.
    Says(&'static [&'static str]),
    /// It ends badly and says all of these.
    Fails(&'static [&'static str]),
}

use Expect::{Fails, Says};

const CASES: [Case; 17] = [
    Case {
        name: "list",
        options: &[],
        what: &["list"],
        expect: Says(&["grpc.testing.TestService", "grpc.health.v1.Health", "grpc.reflection.v1"]),
    },
    Case {
        name: "list-methods",
        options: &[],
        what: &["list", "grpc.testing.TestService"],
        expect: Says(&["grpc.testing.TestService.UnaryCall", "grpc.testing.TestService.FullDuplexCall"]),
    },
    Case {
        name: "describe-service",
        options: &[],
        what: &["describe", "grpc.testing.TestService"],
        expect: Says(&[
            "service TestService",
            "rpc UnaryCall ( .grpc.testing.SimpleRequest ) returns ( .grpc.testing.SimpleResponse );",
            "returns ( stream .grpc.testing.StreamingOutputCallResponse );",
        ]),
    },
    Case {
        name: "describe-method",
        options: &[],
        what: &["describe", "grpc.testing.TestService.CacheableUnaryCall"],
        expect: Says(&["is a method", "idempotency_level = NO_SIDE_EFFECTS"]),
    },
    Case {
        name: "describe-message",
        options: &["-msg-template"],
        what: &["describe", ".grpc.testing.SimpleRequest"],
        expect: Says(&["message SimpleRequest", ".grpc.testing.Payload payload = 3;", "\"responseSize\""]),
    },
    Case {
        name: "describe-unknown",
        options: &[],
        what: &["describe", "grpc.testing.NoSuchThing"],
        expect: Fails(&["grpc.testing.NoSuchThing"]),
    },
    Case {
        name: "unary",
        options: &["-d", r#"{"responseSize": 4, "payload": {"body": "AAAA"}}"#],
        what: &["grpc.testing.TestService/UnaryCall"],
        expect: Says(&["\"body\": \"AAAAAA==\""]),
    },
    Case {
        name: "client-streaming",
        options: &["-d", r#"{"payload": {"body": "AAAA"}} {"payload": {"body": "AAAA"}}"#],
        what: &["grpc.testing.TestService/StreamingInputCall"],
        expect: Says(&["\"aggregatedPayloadSize\": 6"]),
    },
    Case {
        name: "server-streaming",
        options: &["-d", r#"{"responseParameters": [{"size": 1}, {"size": 2}]}"#],
        what: &["grpc.testing.TestService/StreamingOutputCall"],
        expect: Says(&["\"body\": \"AA==\"", "\"body\": \"AAA=\""]),
    },
    Case {
        name: "bidi-streaming",
        options: &["-d", r#"{"responseParameters": [{"size": 1}]} {"responseParameters": [{"size": 2}]}"#],
        what: &["grpc.testing.TestService/FullDuplexCall"],
        expect: Says(&["\"body\": \"AA==\"", "\"body\": \"AAA=\""]),
    },
    Case {
        name: "status",
        options: &["-d", r#"{"responseStatus": {"code": 5, "message": "gone away"}}"#],
        what: &["grpc.testing.TestService/UnaryCall"],
        expect: Fails(&["Code: NotFound", "Message: gone away"]),
    },
    Case {
        name: "headers-and-trailers",
        options: &[
            "-v",
            "-H",
            "x-grpc-test-echo-initial: hello",
            "-H",
            "x-grpc-test-echo-trailing-bin: AQID",
            "-d",
            "{}",
        ],
        what: &["grpc.testing.TestService/UnaryCall"],
        expect: Says(&["x-grpc-test-echo-initial: hello", "x-grpc-test-echo-trailing-bin: AQID"]),
    },
    Case {
        name: "unimplemented",
        options: &["-d", "{}"],
        what: &["grpc.testing.TestService/UnimplementedCall"],
        expect: Fails(&["Code: Unimplemented"]),
    },
    Case {
        name: "deadline",
        options: &[
            "-max-time",
            "0.3",
            "-d",
            r#"{"responseParameters": [{"size": 1, "intervalUs": 5000000}]}"#,
        ],
        what: &["grpc.testing.TestService/StreamingOutputCall"],
        expect: Fails(&["Code: DeadlineExceeded"]),
    },
    Case {
        name: "health",
        options: &["-d", r#"{"service": "grpc.testing.TestService"}"#],
        what: &["grpc.health.v1.Health/Check"],
        expect: Says(&["\"status\": \"SERVING\""]),
    },
    Case {
        name: "reflection-v1",
        options: &["-d", r#"{"listServices": ""}"#],
        what: &["grpc.reflection.v1.ServerReflection/ServerReflectionInfo"],
        expect: Says(&["\"name\": \"grpc.testing.TestService\""]),
    },
    Case {
        name: "reflection-v1alpha",
        options: &["-d", r#"{"fileContainingSymbol": "grpc.testing.TestService"}"#],
        what: &["grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"],
        // A server may leave the JSON names of fields out; then they are those of the file.
        expect: Says(&["escriptor"]),
    },
];

pub(crate) fn run(place: &Place<'_>, report: &mut Report) -> Result<()> {
    let certificates = Certificates::make(place)?;
    let grpcurl = GRPCURL.install(place)?;
    for &tls in place.transports() {
        let transport = if tls { "tls" } else { "h2c" };
        let broken;
        let _server;
        let port = if place.subject == Subject::Broken {
            broken = Listener::broken()?;
            broken.port
        } else {
            let port = tcp::free_port()?;
            let served = tls.then_some(&certificates);
            _server = serve(place, &format!("server-{transport}"), server(place)?, port, served)?;
            port
        };
        for case in CASES {
            let mut command = Command::new(&grpcurl);
            if tls {
                command.arg("-cacert").arg(&certificates.authority);
            } else {
                command.arg("-plaintext");
            }
            command.args(case.options).arg(format!("localhost:{port}")).args(case.what);
            let name = format!("{transport}/{}", case.name);
            let result = place.output(&name, command, CALL).and_then(|output| case.expect.check(&output));
            report.case(name, result);
        }
    }
    Ok(())
}

/// grpc-go's interop server has no reflection, so the reference is the peer in Python.
fn server(place: &Place<'_>) -> Result<Command> {
    if place.subject == Subject::Ours {
        return Ok(Command::new(ours(place.workspace, "grpc-interop-server")));
    }
    let mut command = Command::new(install::python(place)?);
    command.arg(place.workspace.path("interop/python/grpc_peer.py")).arg("server");
    Ok(command)
}

impl Expect {
    fn check(&self, output: &Output) -> Result<()> {
        let said = format!("{}{}", output.stdout, output.stderr);
        let words = match self {
            Self::Says(words) => {
                output.good()?;
                words
            }
            Self::Fails(words) if output.good().is_err() => words,
            Self::Fails(_) => return Err(format!("ended well: {said}")),
        };
        match words.iter().find(|word| !said.contains(**word)) {
            None => Ok(()),
            Some(word) => Err(format!("no `{word}` in\n{said}")),
        }
    }
}
