//! The binary itself.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod proto;

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Output, Stdio};

const BINARY: &str = env!("CARGO_BIN_EXE_dubbors");

fn run(args: &[&str]) -> Output {
    Command::new(BINARY).args(args).stdin(Stdio::null()).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn check(args: &[&str], exit: i32, parts: &[&str]) {
    let output = run(args);
    let text = out(&output) + &err(&output);
    assert_eq!(output.status.code(), Some(exit), "{args:?}: {text}");
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in the output of {args:?}: {text}");
    }
}

/// `dubbors dev --demo` in a registry of its own.
struct Dev {
    child: Child,
    /// `dubbo://127.0.0.1:port`.
    url: String,
    /// `127.0.0.1:port`.
    address: String,
    registry: String,
    _folder: tempfile::TempDir,
}

impl Dev {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let registry = format!("file://{}", folder.path().join("registry").display());
        Self::start_in(folder, registry, &[])
    }

    fn start_in(folder: tempfile::TempDir, registry: String, environment: &[(&str, &str)]) -> Self {
        let mut child = Command::new(BINARY)
            .args(["dev", "--demo", "--port", "0", "--registry", &registry])
            .env("DUBBO_IP_TO_REGISTRY", "127.0.0.1")
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut first).unwrap();
        let urls = first.strip_prefix("READY ").unwrap_or_else(|| panic!("{first}")).trim();
        let (url, triple) = urls.split_once(' ').unwrap();
        let address = url.strip_prefix("dubbo://").unwrap().to_owned();
        assert_eq!(triple, format!("tri://{address}"), "one port for both");
        Self { child, url: url.to_owned(), address, registry, _folder: folder }
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_demo_does_the_main_job() {
    let output = run(&["demo"]);
    let text = out(&output);
    assert!(output.status.success(), "{text}{}", err(&output));
    for part in ["1. registry", "2. provider", "3. consumer", "\"Hello, Ada!\"", "4. provider", "It works."] {
        assert!(text.contains(part), "{text}");
    }
    assert_eq!(err(&output), "", "quiet by default");
}

#[test]
fn the_demo_stays_on_the_machine_whatever_providers_announce_here() {
    let output = Command::new(BINARY)
        .arg("demo")
        .env("DUBBO_IP_TO_REGISTRY", "192.0.2.1")
        .env("DUBBO_PORT_TO_REGISTRY", "1")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(
        output.status.success() && out(&output).contains("It works."),
        "{}{}",
        out(&output),
        err(&output)
    );
}

#[test]
fn what_dev_tells_to_try_works_as_it_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let registry = format!("file://{}", folder.path().join("registry").display());
    let mut child = Command::new(BINARY)
        .args(["dev", "--demo", "--port", "0", "--registry", &registry])
        .env("DUBBO_IP_TO_REGISTRY", "127.0.0.1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let printed = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let printed: Vec<String> = printed.take_while(|line| !line.contains("not for production")).collect();
    let starts = ["dubbors call", "dubbors describe", "curl "];
    let commands: Vec<&str> = printed
        .iter()
        .filter_map(|line| starts.iter().find_map(|start| Some(&line[line.find(start)?..])))
        .collect();
    let path = format!(
        "{}:{}",
        std::path::Path::new(BINARY).parent().unwrap().display(),
        std::env::var("PATH").unwrap_or_default()
    );
    let has_curl = Command::new("curl").arg("--version").output().is_ok();
    let outputs: Vec<(&str, Output)> = commands
        .iter()
        .filter(|command| has_curl || !command.starts_with("curl"))
        .map(|command| {
            (*command, Command::new("sh").args(["-c", command]).env("PATH", &path).output().unwrap())
        })
        .collect();
    let _ = child.kill();
    let _ = child.wait();
    assert_eq!(commands.len(), 4, "{printed:?}");
    for (command, output) in outputs {
        let expected = if command.contains("describe") { "rpc SayHello" } else { "Hello, Ada!" };
        assert!(output.status.success() && out(&output).contains(expected), "{command}: {output:?}");
    }
}

#[test]
fn a_provider_is_called_listed_and_described() {
    let dev = Dev::start();
    let (registry, url) = (dev.registry.as_str(), dev.url.as_str());
    check(&["call", "--registry", registry, "demo.Greeter.greet", "\"Ada\""], 0, &["\"Hello, Ada!\""]);
    check(&["call", "--url", url, "demo.Greeter.greet", "-t", "String", "42"], 0, &["\"Hello, 42!\""]);
    check(&["call", url, "demo.Greeter.greet", "Ada"], 0, &["\"Hello, Ada!\""]);
    let closed = closed_url();
    let both = ["call", "-u", &closed, "-u", url, "demo.Greeter.greet", "Ada"];
    check(&both, 0, &["note: ", "connection refused", "\"Hello, Ada!\""]);
    let both = &["demo.Greeter        1 provider\n", "helloworld.Greeter  1 provider\n"];
    check(&["ls", "--registry", registry], 0, both);
    check(&["ls", "--json", "--registry", registry], 0, &["\"interface\": \"demo.Greeter\""]);
    check(&["describe", "--registry", registry, "demo.Greeter"], 0, &["methods   greet", url, "application"]);
    check(&["describe", "--json", "--registry", registry, "demo.Greeter"], 0, &["\"methods\": \"greet\""]);
}

#[test]
fn every_failure_has_its_exit_code_and_says_what_to_do() {
    let dev = Dev::start();
    let (registry, url) = (dev.registry.as_str(), dev.url.as_str());
    check(&["call", "-u", url, "demo.Greeter.greet", "1", "2"], 1, &["error: ", "greet(Ljava/lang/String;)"]);
    check(&["call", "-u", url, "demo.Greeter.wave"], 1, &["no method wave", "greet(Ljava/lang/String;)"]);
    check(&["call", "-u", url, "demo.Nobody.greet", "x"], 1, &["demo.Nobody", "demo.Greeter"]);
    check(&["call", "greet"], 2, &["does not name a service and a method", "next:"]);
    check(&["call", "-u", url, "demo.Greeter.greet", "{"], 2, &["argument 1: not JSON", "next:"]);
    check(&["call", "-u", url, "demo.Greeter.greet", "-t", "int", "Ada"], 2, &["argument 1: expected int"]);
    check(&["call", "-u", "h:1", "demo.Greeter.greet", "x"], 2, &["`h:1` has no protocol", "next:"]);
    check(&["call", "-r", "zokeeper://h:1", "demo.Greeter.greet", "x"], 2, &["did you mean"]);
    check(&["call"], 2, &["Usage"]);
    check(&["call", url], 2, &["a service and a method are expected", "next:"]);
    check(
        &["call", "-r", registry, "demo.Greter.greet", "x"],
        3,
        &["demo.Greter", "provided are demo.Greeter, helloworld.Greeter;"],
    );
    check(&["call", "-r", registry, "demo.Nobody.greet", "x"], 3, &["no provider of demo.Nobody", "next:"]);
    check(&["call", "-r", registry, "-V", "9", "demo.Greeter.greet", "x"], 3, &["demo.Greeter:9", "next:"]);
    check(&["describe", "-r", registry, "demo.Nobody"], 3, &["nobody provides demo.Nobody", "next:"]);
}

#[test]
fn silence_is_a_timeout_and_a_closed_port_a_broken_transport() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("dubbo://{}", silent.local_addr().unwrap());
    check(&["call", "-u", &url, "--timeout", "300ms", "a.B.m"], 4, &["127.0.0.1", "error:"]);
    drop(silent);
    check(&["call", "-u", &url, "a.B.m"], 5, &["127.0.0.1", "error:", "\n  next: check that"]);
}

/// An address where nobody listens.
fn closed_url() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("dubbo://{}", listener.local_addr().unwrap())
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_call_that_waits() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("dubbo://{}", silent.local_addr().unwrap());
    let mut call = Command::new(BINARY)
        .args(["call", "-u", &url, "--timeout", "60s", "a.B.m"])
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let _connected = silent.accept().unwrap();
    assert!(Command::new("kill").args(["-INT", &call.id().to_string()]).status().unwrap().success());
    assert_eq!(call.wait().unwrap().code(), Some(130));
}

#[cfg(unix)]
#[test]
fn a_signal_drains_and_ends_the_provider() {
    for signal in ["-TERM", "-INT"] {
        let mut dev = Dev::start();
        let kill = Command::new("kill").args([signal, &dev.child.id().to_string()]).status().unwrap();
        assert!(kill.success());
        assert_eq!(dev.child.wait().unwrap().code(), Some(0), "{signal}");
        check(&["ls", "--registry", &dev.registry], 0, &["no services"]);
    }
}

#[test]
fn a_call_goes_on_to_a_provider_that_is_there() {
    let mut live = Dev::start();
    let closed = closed_url();
    let port = closed.rsplit_once(':').unwrap().1;
    let other = tempfile::tempdir().unwrap();
    let _dead = Dev::start_in(other, live.registry.clone(), &[("DUBBO_PORT_TO_REGISTRY", port)]);
    for _ in 0..4 {
        check(&["call", "-r", &live.registry, "demo.Greeter.greet", "\"x\""], 0, &["Hello, x!"]);
    }
    live.child.kill().unwrap();
    live.child.wait().unwrap();
    check(&["call", "-r", &live.registry, "demo.Greeter.greet", "\"x\""], 5, &["error:", port]);
}

#[cfg(target_os = "linux")]
#[test]
fn the_exit_code_tells_when_nothing_can_be_printed() {
    let full = || std::fs::File::options().write(true).open("/dev/full").unwrap();
    let exit = Command::new(BINARY).args(["call", "nope"]).stdout(full()).stderr(full()).status().unwrap();
    assert_eq!(exit.code(), Some(2));
}

#[test]
fn port_0_is_not_announced() {
    let exit = Command::new(BINARY)
        .args(["dev", "--demo", "--port", "0"])
        .env("DUBBO_PORT_TO_REGISTRY", "0")
        .output()
        .unwrap();
    let text = err(&exit);
    assert!(!exit.status.success() && text.contains("DUBBO_PORT_TO_REGISTRY is `0`"), "{text}");
}
