//! Connections of HTTP/1.1 against a provider that says what a test wants.

use bytes::Bytes;
use std::sync::atomic::{AtomicUsize, Ordering};

use dubbors_core::Peer;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

use super::*;

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";

/// A provider that answers the requests of each connection with these texts, and then closes it.
struct Provider {
    dialled: AtomicUsize,
    answers: &'static [&'static [&'static str]],
}

impl Provider {
    fn new(answers: &'static [&'static [&'static str]]) -> Self {
        Self { dialled: AtomicUsize::new(0), answers }
    }

    fn dial(&self) -> BoxStream {
        let (ours, theirs) = tokio::io::duplex(64 * 1024);
        let answers = self.answers[self.dialled.fetch_add(1, Ordering::Relaxed)];
        tokio::spawn(serve(theirs, answers));
        BoxStream::new(ours, Arc::new(Peer::new("there", "here")))
    }

    fn dialled(&self) -> usize {
        self.dialled.load(Ordering::Relaxed)
    }
}

async fn serve(mut stream: DuplexStream, answers: &[&str]) {
    for answer in answers {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            match stream.read_u8().await {
                Ok(byte) => head.push(byte),
                Err(_) => return,
            }
        }
        stream.write_all(answer.as_bytes()).await.unwrap();
    }
}

fn request() -> Request<()> {
    Request::get("/a.B/C").header("host", "there").body(()).unwrap()
}

async fn lease(connections: &Arc<Connections>, provider: &Provider) -> Lease {
    match connections.room().await.unwrap().at_hand() {
        Ok(lease) => lease,
        Err(room) => {
            let stream = provider.dial();
            room.with(begin(&Address::new("there", 1), stream).await.unwrap())
        }
    }
}

async fn call(connections: &Arc<Connections>, provider: &Provider) -> std::result::Result<Bytes, Attempt> {
    let lease = lease(connections, provider).await;
    let mut answer = lease.begin(request(), RequestBody::full(Bytes::new())).await?;
    Ok(answer.body.whole(100).await?)
}

/// Lets the connections' own tasks run.
async fn settle() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_connection_is_used_again() {
    let provider = Provider::new(&[&[OK, OK, "HTTP/1.1 204 No Content\r\n\r\n", OK]]);
    let connections = Connections::new();
    for expected in ["hi", "hi", "", "hi"] {
        assert_eq!(call(&connections, &provider).await.unwrap(), expected);
        settle().await;
    }
    assert_eq!(provider.dialled(), 1);
}

#[tokio::test]
async fn a_connection_that_was_closed_is_replaced() {
    let provider = Provider::new(&[
        &[OK],
        &["HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nhi"],
        &[OK],
    ]);
    let connections = Connections::new();
    for _ in 0..3 {
        assert_eq!(call(&connections, &provider).await.unwrap(), "hi");
        settle().await;
    }
    assert_eq!(provider.dialled(), 3);
}

#[tokio::test]
async fn what_was_sent_is_not_sent_again() {
    let provider = Provider::new(&[&[""]]);
    let connections = Connections::new();
    let Attempt::Failed(error) = call(&connections, &provider).await.unwrap_err() else {
        panic!("the provider may have run the call")
    };
    assert_eq!((error.status_code(), error.origin()), (StatusCode::Unavailable, Origin::Network));
}

#[tokio::test]
async fn a_request_that_did_not_leave_can_go_elsewhere() {
    let provider = Provider::new(&[&[]]);
    let connections = Connections::new();
    let lease = lease(&connections, &provider).await;
    settle().await;
    let attempt = lease.begin(request(), RequestBody::full(Bytes::new())).await.unwrap_err();
    assert!(matches!(attempt, Attempt::Gone(_)), "{attempt:?}");
}

#[tokio::test]
async fn an_answer_that_is_not_read_takes_its_connection_along() {
    let provider = Provider::new(&[&["HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\nhi", OK], &[OK]]);
    let connections = Connections::new();
    let lease = lease(&connections, &provider).await;
    let answer = lease.begin(request(), RequestBody::full(Bytes::new())).await.unwrap();
    drop(answer);
    settle().await;
    assert_eq!(call(&connections, &provider).await.unwrap(), "hi");
    assert_eq!(provider.dialled(), 2);
    settle().await;
    assert_eq!(connections.room.available_permits(), MAX_CONNECTIONS);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_still_sent_keeps_its_room() {
    let provider = Provider::new(&[&[OK, OK]]);
    let connections = Connections::new();
    let lease = lease(&connections, &provider).await;
    let long = Bytes::from(vec![b'x'; 1 << 20]);
    let mut answer = lease.begin(request(), RequestBody::full(long)).await.unwrap();
    assert_eq!(answer.body.whole(100).await.unwrap(), "hi");
    settle().await;
    assert_eq!(connections.room.available_permits(), MAX_CONNECTIONS - 1);
    tokio::time::sleep(2 * LEFTOVER).await;
    assert_eq!(connections.room.available_permits(), MAX_CONNECTIONS);
}
