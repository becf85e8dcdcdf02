//! Answers that nobody reads, that are broken off, and calls that cannot be sent.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::Mutex;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use dubbors_core::{
    AnyConnection, AnyInvoker, AnyProtocol, Args, BoxFuture, BoxStream, Detect, Encode, Error, Protocol,
    Result, Services, Shutdown, Target, Writer,
};
use dubbors_protocol_triple::Triple;
use dubbors_transport::QuicConnection;
use dubbors_wire::http3::Code;
use http::Response;
use http_body::{Body, Frame};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::peer::{Peer, Quic, Stream, bind, call, head};
use crate::service::{Consumer, Encoded};

/// Less than any answer that is counted.
const WINDOW: u32 = 4096;
const LARGE: usize = 5 + 4 + (1 << 20);

async fn ask(peer: &Peer, calls: usize) -> Vec<Stream> {
    let mut asked = Vec::new();
    for _ in 0..calls {
        asked.push(peer.send(call("Large", b"")).await.unwrap());
    }
    asked
}

/// Answers of a mebibyte that nobody reads: 64 MiB are kept, the rest are errors.
#[tokio::test]
async fn r20_answers_that_are_not_read_are_kept_up_to_a_bound() {
    let quic = Quic::start("").await;
    let peer = quic.narrow(WINDOW).await;
    let mut asked = ask(&peer, 200).await;
    // It is run behind all others, and small answers are not counted.
    peer.works().await;
    let mut refused = 0;
    for stream in &mut asked[100..] {
        let answer = stream.answer().await.unwrap();
        assert_eq!(answer.field("grpc-status"), "8", "{answer:?}");
        assert!(answer.field("grpc-message").contains("67108864 bytes"), "{answer:?}");
        refused += 1;
    }
    for stream in &mut asked[..100] {
        let answer = stream.answer().await.unwrap();
        match answer.field("grpc-status") {
            "0" => assert_eq!(answer.data.len(), LARGE),
            status => {
                assert_eq!(status, "8", "{answer:?}");
                refused += 1;
            }
        }
    }
    println!("{refused} of 200 were refused");
    assert!((130..=140).contains(&refused), "{refused}");
}

/// A caller that asks for much at once and reads it gets it all.
#[tokio::test]
async fn r20_whoever_reads_gets_all() {
    let quic = Quic::start("").await;
    let peer = quic.open().await;
    let mut reading = JoinSet::new();
    for mut stream in ask(&peer, 150).await {
        reading.spawn(async move { stream.answer().await });
    }
    while let Some(answer) = reading.join_next().await {
        let answer = answer.unwrap().unwrap();
        assert_eq!((answer.field("grpc-status"), answer.data.len()), ("0", LARGE), "{:?}", answer.fields);
    }
}

/// The bound is a setting, and a single answer may be of any size.
#[tokio::test]
async fn r20_the_bound_of_unread_answers_is_a_setting() {
    let quic = Quic::start("unread-answers=1000").await;
    let peer = quic.narrow(WINDOW).await;
    let mut asked = ask(&peer, 2).await;
    let refused = asked[1].answer().await.unwrap();
    assert_eq!(refused.field("grpc-status"), "8");
    assert!(refused.field("grpc-message").contains("1000 bytes"), "{refused:?}");
    assert_eq!(asked[0].answer().await.unwrap().data.len(), LARGE);
}

/// What is done takes no place of calls, read or not.
#[tokio::test]
async fn answers_that_wait_keep_no_place() {
    let protocol = Triple::new("tri").with_in_flight(4.try_into().unwrap());
    let quic = Quic::serve(protocol, "peer-share=100").await;
    let peer = quic.narrow(WINDOW).await;
    let mut asked = ask(&peer, 20).await;
    peer.works().await;
    quic.open().await.works().await;
    for stream in &mut asked {
        assert_eq!(stream.answer().await.unwrap().field("grpc-status"), "0");
    }
}

/// A page that begins, and then fails or never goes on; it tells when it is dropped.
struct Page {
    begun: bool,
    fails: bool,
    dropped: Arc<Notify>,
}

impl Drop for Page {
    fn drop(&mut self) {
        self.dropped.notify_one();
    }
}

impl Body for Page {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<std::result::Result<Frame<Bytes>, Self::Error>>> {
        if !std::mem::replace(&mut self.begun, true) {
            return Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"a page")))));
        }
        if self.fails { Poll::Ready(Some(Err("disk".into()))) } else { Poll::Pending }
    }
}

fn get(path: &str) -> Vec<u8> {
    let text = str::to_owned;
    head(&[
        (":method", text("GET")),
        (":scheme", text("https")),
        (":authority", text("a")),
        (":path", text(path)),
    ])
}

#[tokio::test]
async fn a_page_that_ends_early_is_left_behind() {
    let dropped = Arc::new(Notify::new());
    let told = Arc::clone(&dropped);
    let protocol = Triple::new("tri").with_fallback(move |request: http::Request<_>| {
        let fails = request.uri().path() == "/fails";
        let page = Page { begun: false, fails, dropped: Arc::clone(&told) };
        async move { Response::new(page) }
    });
    let quic = Quic::serve(protocol, "").await;
    let peer = quic.open().await;

    // Its caller does not want more of it, in each of the ways to say so.
    for by_reset in [false, true] {
        let mut stream = peer.begin(get("/waits")).await.unwrap();
        while stream.read().await.unwrap().is_some_and(|bytes| !bytes.ends_with(b"a page")) {}
        stream.recv.stop(Code::REQUEST_CANCELLED.0);
        if by_reset {
            stream.send.reset(Code::REQUEST_CANCELLED.0);
        }
        dropped.notified().await;
    }
    // It fails: half of it must not look like all, and nobody waits for anything after that.
    let mut stream = peer.send(get("/fails")).await.unwrap();
    assert_eq!(stream.reset().await, Code::INTERNAL_ERROR);
    dropped.notified().await;
    assert_eq!(quic.provider.port.shutdown(Duration::from_secs(10)).await, 0, "a connection did not drain");
}

/// Notes which streams come, and answers none.
#[derive(Clone, Default)]
struct Noting {
    streams: Arc<Mutex<Vec<u64>>>,
    came: Arc<Notify>,
}

impl Protocol for Noting {
    fn name(&self) -> &'static str {
        "noting"
    }

    fn refer(&self, _: &Target<'_>) -> Result<AnyInvoker> {
        Err(Error::unimplemented("not called"))
    }

    fn detect(&self, _: &[u8]) -> Detect {
        Detect::No
    }

    fn accept(&self, _: BoxStream, _: Arc<Services>, _: Shutdown) -> BoxFuture<'static, ()> {
        Box::pin(async {})
    }

    fn quic_alpn(&self) -> Option<&'static str> {
        Some("h3")
    }

    fn accept_quic(
        &self,
        connection: AnyConnection,
        _: Arc<Services>,
        _: Shutdown,
    ) -> BoxFuture<'static, ()> {
        let noting = self.clone();
        Box::pin(async move {
            let connection: QuicConnection = connection.downcast().unwrap();
            while let Some((mut send, _recv)) = connection.accept().await {
                noting.streams.lock().unwrap().push(send.id());
                send.reset(Code::INTERNAL_ERROR.0);
                noting.came.notify_one();
            }
        })
    }
}

/// What cannot be encoded.
struct Broken;

impl Encode for Broken {
    fn encode(&self, _: &mut Writer<'_>) -> Result<()> {
        Err(Error::internal("no words for it"))
    }
}

#[tokio::test]
async fn what_cannot_be_written_opens_no_stream() {
    let noting = Noting::default();
    let (port, _, _) = bind(AnyProtocol::new(noting.clone()), "").await;
    for flavor in ["grpc", "grpc-web", "connect"] {
        let settings = format!(
            "http-version=3&ssl-enabled=true&ssl.dangerous-accept-any-certificate=true&flavor={flavor}"
        );
        let consumer = Consumer::at(port.local_address().clone(), &settings);
        let limit = Duration::from_secs(10);
        let error = consumer.call("Echo", Args::Typed(&Broken), limit).await.unwrap_err();
        assert!(error.message().contains("no words for it"), "{error}");
        let good = Encoded(Bytes::new());
        consumer.call("Echo", Args::Typed(&good), limit).await.unwrap_err();
        noting.came.notified().await;
        // The first stream of the connection is the first that was needed.
        assert_eq!(std::mem::take(&mut *noting.streams.lock().unwrap()), [0], "{flavor}");
    }
}
