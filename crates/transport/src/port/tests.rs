use std::sync::atomic::{AtomicUsize, Ordering};

use dubbors_core::{AnyInvoker, BoxFuture, Detect, Protocol, Target};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::Instant;

use super::*;
use crate::{ConnectSettings, MemoryConnector, connect, memory};

/// Recognises connections that begin with `word`, and answers every byte in upper case until the end.
struct Words {
    word: &'static str,
    served: Arc<AtomicUsize>,
    /// Goes on after the shutdown signal.
    stubborn: bool,
}

impl Words {
    fn new(word: &'static str) -> Self {
        Self { word, served: Arc::default(), stubborn: false }
    }
}

impl Protocol for Words {
    fn name(&self) -> &'static str {
        self.word
    }

    fn refer(&self, _: &Target<'_>) -> Result<AnyInvoker> {
        Err(Error::unimplemented("not called"))
    }

    fn detect(&self, prefix: &[u8]) -> Detect {
        let word = self.word.as_bytes();
        if prefix.starts_with(word) {
            Detect::Yes
        } else if word.starts_with(prefix) {
            Detect::NeedMore
        } else {
            Detect::No
        }
    }

    fn accept(&self, mut stream: BoxStream, _: Arc<Services>, mut stop: Shutdown) -> BoxFuture<'static, ()> {
        self.served.fetch_add(1, Ordering::SeqCst);
        let stubborn = self.stubborn;
        Box::pin(async move {
            let mut bytes = [0; 3];
            loop {
                let n = tokio::select! {
                    read = stream.read(&mut bytes) => read.unwrap_or(0),
                    () = stop.draining(), if !stubborn => 0,
                };
                if n == 0 {
                    let _ = stream.write_all(b"bye").await;
                    return;
                }
                bytes[..n].make_ascii_uppercase();
                stream.write_all(&bytes[..n]).await.unwrap();
            }
        })
    }
}

fn port(protocols: Vec<Words>, settings: PortSettings) -> (MemoryConnector, Port) {
    let (connector, listener) = memory(1024);
    let protocols = protocols.into_iter().map(AnyProtocol::new).collect();
    (connector, Port::serve(listener, protocols, Services::new([]), settings).unwrap())
}

async fn ask(stream: &mut BoxStream, text: &str) -> String {
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut got = vec![0; text.len()];
    stream.read_exact(&mut got).await.unwrap();
    String::from_utf8(got).unwrap()
}

/// Reads to the end. A stream that was reset ended as well.
async fn rest(stream: &mut BoxStream) -> Vec<u8> {
    let mut got = Vec::new();
    let _ = stream.read_to_end(&mut got).await;
    got
}

#[tokio::test]
async fn a_real_port_hands_each_connection_to_its_protocol() {
    let (dubbo, http) = (Words::new("dubbo"), Words::new("http"));
    let (by_dubbo, by_http) = (dubbo.served.clone(), http.served.clone());
    let protocols = vec![AnyProtocol::new(dubbo), AnyProtocol::new(http)];
    let address: Address = "127.0.0.1:0".parse().unwrap();
    let port = Port::bind(&address, protocols, Services::new([]), PortSettings::default()).await.unwrap();
    let dial = async || connect(port.local_address(), &ConnectSettings::default()).await.unwrap();

    // The bytes that were read to recognise a protocol are replayed.
    let mut one = dial().await;
    assert_eq!(ask(&mut one, "dubbo and more").await, "DUBBO AND MORE");
    let mut two = dial().await;
    assert_eq!(ask(&mut two, "http/1.1").await, "HTTP/1.1");
    assert_eq!(ask(&mut one, "again").await, "AGAIN");
    assert_eq!((by_dubbo.load(Ordering::SeqCst), by_http.load(Ordering::SeqCst)), (1, 1));

    // A stranger is closed at the first byte that fits nobody, without a word.
    let mut stranger = dial().await;
    stranger.write_all(b"dubbx").await.unwrap();
    assert_eq!(rest(&mut stranger).await, b"");

    assert_eq!(port.shutdown(Duration::from_secs(5)).await, 0);
    assert_eq!(rest(&mut one).await, b"bye");
    assert!(connect(&address_of(&two), &ConnectSettings::default()).await.is_err());
}

fn address_of(stream: &BoxStream) -> Address {
    stream.peer().remote.parse().unwrap()
}

#[tokio::test]
async fn a_protocol_is_recognised_however_its_bytes_come() {
    let (connector, _port) = port(vec![Words::new("dubbo"), Words::new("dust")], PortSettings::default());
    let mut stream = connector.connect().await.unwrap();
    for byte in b"dust!" {
        stream.write_u8(*byte).await.unwrap();
        tokio::task::yield_now().await;
    }
    let mut got = [0; 5];
    stream.read_exact(&mut got).await.unwrap();
    assert_eq!(&got, b"DUST!");
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_shows_no_protocol_is_closed_in_time() {
    let word = "0123456789012345678901234567890123456789012345678901234567890123456789";
    let (connector, port) = port(vec![Words::new(word)], PortSettings::default());
    let began = Instant::now();
    let mut silent = connector.connect().await.unwrap();
    let mut slow = connector.connect().await.unwrap();
    slow.write_all(b"01").await.unwrap();
    assert_eq!(rest(&mut silent).await, b"");
    assert_eq!(rest(&mut slow).await, b"");
    assert!(began.elapsed() >= Duration::from_secs(10) && began.elapsed() < Duration::from_secs(11));
    // One that is still undecided after the longest prefix is closed at once.
    let mut long = connector.connect().await.unwrap();
    long.write_all(word.as_bytes()).await.unwrap();
    assert_eq!(rest(&mut long).await, b"");
    assert!(began.elapsed() < Duration::from_secs(11));
    assert_eq!(port.shutdown(Duration::ZERO).await, 0);
}

#[tokio::test]
async fn connections_over_the_cap_are_closed_and_later_ones_served() {
    let settings = PortSettings { accepts: NonZeroUsize::new(2), ..PortSettings::default() };
    let (connector, _port) = port(vec![Words::new("d")], settings);
    let mut one = connector.connect().await.unwrap();
    assert_eq!(ask(&mut one, "d1").await, "D1");
    let mut two = connector.connect().await.unwrap();
    assert_eq!(ask(&mut two, "d2").await, "D2");
    let mut three = connector.connect().await.unwrap();
    assert_eq!(rest(&mut three).await, b"");
    assert_eq!(ask(&mut two, "still").await, "STILL");
    one.shutdown().await.unwrap();
    assert_eq!(rest(&mut one).await, b"bye");
    let mut four = connector.connect().await.unwrap();
    assert_eq!(ask(&mut four, "d4").await, "D4");
}

#[tokio::test(start_paused = true)]
async fn shutdown_cuts_what_does_not_end_in_time_and_says_how_many() {
    let stubborn = Words { stubborn: true, ..Words::new("s") };
    let (connector, port) = port(vec![Words::new("d"), stubborn], PortSettings::default());
    let mut polite = connector.connect().await.unwrap();
    assert_eq!(ask(&mut polite, "d").await, "D");
    let mut stays = connector.connect().await.unwrap();
    assert_eq!(ask(&mut stays, "s").await, "S");
    let mut silent = connector.connect().await.unwrap();
    tokio::task::yield_now().await;
    let began = Instant::now();
    let limit = Duration::from_secs(7);
    let shutdown = tokio::spawn(port.shutdown(limit));
    assert_eq!(rest(&mut polite).await, b"bye");
    assert_eq!(rest(&mut silent).await, b"");
    assert_eq!(ask(&mut stays, "meanwhile").await, "MEANWHILE");
    assert!(began.elapsed() < Duration::from_secs(1));
    assert_eq!(shutdown.await.unwrap(), 1);
    assert_eq!(began.elapsed(), limit);
    assert_eq!(rest(&mut stays).await, b"");
    assert!(connector.connect().await.is_err());
}

#[tokio::test]
async fn a_dropped_port_cuts_its_connections() {
    let (connector, port) = port(vec![Words { stubborn: true, ..Words::new("d") }], PortSettings::default());
    let mut stream = connector.connect().await.unwrap();
    assert_eq!(ask(&mut stream, "d").await, "D");
    drop(port);
    assert_eq!(rest(&mut stream).await, b"");
}

#[tokio::test]
async fn a_port_without_protocols_is_refused() {
    let error = Port::serve(memory(1).1, Vec::new(), Services::new([]), PortSettings::default()).unwrap_err();
    assert!(error.message().contains("no protocol"), "{error}");
}

/// What is there when the port closes is read: the connection may not have been accepted, or may not have said a word before.
#[tokio::test(start_paused = true)]
async fn what_came_before_the_port_closed_finds_its_protocol() {
    for at in 0..20 {
        let words = Words::new("d");
        let served = words.served.clone();
        let (connector, port) = port(vec![words], PortSettings::default());
        let (mut early, mut silent) =
            (connector.connect().await.unwrap(), connector.connect().await.unwrap());
        if at % 2 == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        early.write_all(b"d").await.unwrap();
        port.drain();
        assert!(rest(&mut early).await.ends_with(b"bye"), "{at}");
        assert_eq!(rest(&mut silent).await, b"", "{at}");
        assert_eq!(served.load(Ordering::SeqCst), 1);
    }
}

/// The same over a socket, whose bytes the runtime has not been told of yet.
#[tokio::test]
async fn what_came_over_a_socket_before_the_port_closed_finds_its_protocol() {
    use std::io::{Read, Write};

    let words = Words::new("d");
    let served = words.served.clone();
    let address: Address = "127.0.0.1:0".parse().unwrap();
    let protocols = vec![AnyProtocol::new(words)];
    let port = Port::bind(&address, protocols, Services::new([]), PortSettings::default()).await.unwrap();
    // Without a turn of the runtime until the port closes.
    let mut early = std::net::TcpStream::connect(port.local_address().to_string()).unwrap();
    early.write_all(b"d").unwrap();
    port.drain();
    let read = tokio::task::spawn_blocking(move || {
        let mut got = Vec::new();
        early.read_to_end(&mut got).map(|_| got)
    });
    assert!(read.await.unwrap().unwrap().ends_with(b"bye"));
    assert_eq!(served.load(Ordering::SeqCst), 1);
}
