//! A provider whose descriptors are used up (S30): it has 256, and a thousand connections come that say nothing, or
//! something wrong, or go away rudely. When they are gone it answers within a second, and it never ends.
//!
//! The provider is this program again, in a process of its own whose limit a shell sets, so that there is no harness here.

// A test fails by panicking, its helpers too.
#![allow(
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

#[path = "it/hpack.rs"]
mod hpack;
#[path = "it/raw.rs"]
mod raw;
#[path = "it/service.rs"]
mod service;

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use dubbors_core::{Address, AnyInvoker, AnyProtocol, Service, Services, Url};
use dubbors_protocol_triple::Triple;
use dubbors_transport::{Pem, Port, PortSettings, TlsServer, TlsServerSettings};
use raw::{PREFACE, Raw};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

const LIMIT: usize = 256;
const CONNECTS: usize = 1000;
/// Says that this process is the provider.
const PROVIDER: &str = "DUBBORS_TEST_PROVIDER";

#[tokio::main(flavor = "current_thread")]
async fn main() {
    if std::env::var_os(PROVIDER).is_some() {
        return provide().await;
    }
    if !cfg!(unix) {
        return println!("skipped: there is no limit of descriptors to be set on this system");
    }
    let mut provider = Provider::start();
    works(&provider.plain).await;
    for round in 0..3 {
        let mut held = Vec::new();
        for at in 0..CONNECTS {
            let to = if at % 2 == 0 { &provider.plain } else { &provider.secure };
            // The backlog takes those that are not accepted, up to its own end.
            let connecting = TcpStream::connect(to.to_string());
            let Ok(Ok(stream)) = tokio::time::timeout(Duration::from_millis(200), connecting).await else {
                continue;
            };
            held.push(say(stream, at).await);
        }
        provider.is_full().await;
        println!("round {round}: {} connections, {} descriptors used", held.len(), provider.descriptors());
        // RST instead of FIN for every other one.
        for (at, stream) in held.iter().enumerate() {
            if at % 2 == 0 {
                let _ = stream.set_zero_linger();
            }
        }
        drop(held);
        let free = Instant::now();
        let answered = tokio::time::timeout(Duration::from_secs(20), works(&provider.plain)).await;
        let took = free.elapsed();
        println!("round {round}: answered {took:?} after they were gone");
        answered.expect("an answer");
        assert!(took <= Duration::from_secs(1), "round {round}: {took:?}");
        assert_eq!(provider.child.try_wait().unwrap(), None, "the provider has ended");
    }
    provider.end();
    println!("a provider without descriptors ... ok");
}

/// What the peer of a connection says before it does nothing more.
async fn say(mut stream: TcpStream, at: usize) -> TcpStream {
    let words: &[u8] = match at % 10 {
        0 | 1 => b"",
        2 | 3 => b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 and no more",
        4 => PREFACE,
        5 => b"\x16\x03\x01\xff\xff\x01\xff\xff\xff\xff\xff\xff\xff\xff",
        6 | 7 => b"\xff\xfe\xfd\xfc\0\0\0\0",
        8 => b"GET / HTTP/1.1\r\n",
        _ => b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00",
    };
    let _ = stream.write_all(words).await;
    stream
}

/// A call from a new connection. What was refused because there were no descriptors is tried again.
async fn works(address: &Address) {
    loop {
        let call = async {
            let stream = TcpStream::connect(address.to_string()).await.ok()?;
            let mut raw = Raw::over(stream).await;
            raw.send(&raw::call(1, "Echo", b"\x0a\x02on")).await;
            while let Some(_frame) = raw.frame().await {
                if let Some(answer) = raw.done(1) {
                    return answer.grpc_status();
                }
            }
            None
        };
        match call.await {
            Some(0) => return,
            _ => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

/// The process with few descriptors.
struct Provider {
    child: Child,
    plain: Address,
    secure: Address,
}

impl Provider {
    fn start() -> Self {
        let program = std::env::current_exe().unwrap();
        let mut child = Command::new("sh")
            .arg("-c")
            .arg(format!("ulimit -n {LIMIT} && exec \"$0\""))
            .arg(program)
            .env(PROVIDER, "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut address = || lines.next().expect("an address").unwrap().parse().unwrap();
        let (plain, secure) = (address(), address());
        Self { child, plain, secure }
    }

    /// Open descriptors; 0 where the system does not tell.
    fn descriptors(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/fd", self.child.id())).map_or(0, Iterator::count)
    }

    /// Waits until none of its descriptors are left: half of the connections stay, which are more.
    async fn is_full(&mut self) {
        let begin = Instant::now();
        while (1..LIMIT - 2).contains(&self.descriptors()) {
            assert!(begin.elapsed() < Duration::from_secs(8), "{} are used", self.descriptors());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(self.child.try_wait().unwrap(), None, "the provider has ended");
    }

    /// Ends it in good order.
    fn end(mut self) {
        drop(self.child.stdin.take());
        let ended = self.child.wait().unwrap();
        assert!(ended.success(), "{ended}");
    }
}

/// Provides on two ports, with TLS and without, until there is no more input.
async fn provide() {
    let memory = std::sync::Arc::default();
    let service = Service {
        descriptor: service::descriptor(),
        invoker: AnyInvoker::new(service::TestService(memory)),
        filters: Box::new([]),
        settings: Url::default(),
    };
    let services = Services::new([service]).with_settings("tri://x".parse().unwrap());
    let key = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap().pem();
    let tls = TlsServerSettings::new(Pem::text(certificate), Pem::text(key.serialize_pem()));
    let tls = TlsServer::new(tls).unwrap();
    let mut ports = Vec::new();
    for tls in [None, Some(tls)] {
        let settings = PortSettings { tls, ..PortSettings::default() };
        let protocols = vec![AnyProtocol::new(Triple::new("tri"))];
        let address = "127.0.0.1:0".parse().unwrap();
        let port = Port::bind(&address, protocols, services.clone(), settings).await.unwrap();
        println!("{}", port.local_address());
        ports.push(port);
    }
    std::io::stdout().flush().unwrap();
    // Read where it does not stop the ports.
    let input = std::thread::spawn(|| std::io::stdin().lines().count());
    while !input.is_finished() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    for port in ports {
        port.shutdown(Duration::from_secs(1)).await;
    }
}
