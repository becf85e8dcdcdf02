use crate::raw::{Raw, frame, head, string};
use crate::service::{Consumer, Provider};

#[tokio::test]
async fn bytes_of_other_protocols_close_the_connection_without_an_answer() {
    let provider = Provider::start("").await;
    for bytes in [&b"help\r\n"[..], b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00\x01", b"\xda\xbc"] {
        let mut raw = Raw::connect(&provider.address()).await;
        raw.send(bytes).await;
        assert!(raw.frame().await.is_none(), "{bytes:?}");
    }
    assert_eq!(Consumer::of(&provider, "").echo("on").await.unwrap(), "on");
}

#[tokio::test]
async fn garbage_behind_a_good_frame_closes_this_connection_only() {
    let provider = Provider::start("").await;
    let mut raw = Raw::connect(&provider.address()).await;
    raw.send(&frame(0xe2, 7, b"N")).await;
    let heartbeat = raw.frame().await.unwrap();
    assert_eq!((heartbeat.flag, heartbeat.status, heartbeat.id, &*heartbeat.body), (0x22, 20, 7, &b"N"[..]));
    raw.send(b"garbage and more garbage").await;
    assert!(raw.frame().await.is_none());
    assert_eq!(Consumer::of(&provider, "").echo("on").await.unwrap(), "on");
}

/// Every serialization id with every kind of frame: only hessian2 requests reach a service (S02).
#[tokio::test]
async fn other_serializations_are_refused_without_reading_the_body() {
    let provider = Provider::start("").await;
    let mut raw = Raw::connect(&provider.address()).await;
    let mut body = head("echo", "Ljava/lang/String;");
    body.extend_from_slice(b"\x02hiHZ");
    for id in (0..32u8).filter(|id| *id != 2) {
        raw.send(&frame(0xc0 | id, i64::from(id), &body)).await;
        let answer = raw.frame().await.unwrap();
        assert_eq!((answer.status, answer.id), (40, i64::from(id)));
        assert!(answer.text().contains(&format!("Unexpected serialization id:{id}")), "{}", answer.text());
        raw.send(&frame(0x80 | id, 1000, &body)).await;
    }
    raw.send(&frame(0xc2, 99, &body)).await;
    let answer = raw.frame().await.unwrap();
    assert_eq!((answer.status, answer.id), (20, 99));
}

/// Declared lengths of 2^31-1 with nothing behind them are an error of that caller (S08).
#[tokio::test]
async fn huge_declared_lengths_are_an_error_of_that_caller() {
    let provider = Provider::start("").await;
    let mut raw = Raw::connect(&provider.address()).await;
    let huge = b"\x49\x7f\xff\xff\xff";
    let mut bodies = Vec::new();
    for prefix in [&b"V\x04[int"[..], b"X", b"C\x03a.B", b"V\x07[string", b"O"] {
        let mut body = head("echo", "Ljava/lang/String;");
        body.extend_from_slice(prefix);
        body.extend_from_slice(huge);
        bodies.push(body);
    }
    let mut deep = head("echo", "Ljava/lang/String;");
    deep.extend(std::iter::repeat_n(0x79, 1_000_000));
    bodies.push(deep);
    for (id, body) in (0i64..).zip(&bodies) {
        raw.send(&frame(0xc2, id, body)).await;
        let answer = raw.frame().await.unwrap();
        assert_eq!((answer.status, answer.id), (40, id), "{}", answer.text());
        assert!(answer.body.len() < 1024);
    }
    assert_eq!(Consumer::of(&provider, "").echo("on").await.unwrap(), "on");
}

#[tokio::test]
async fn an_oversize_request_is_answered_and_skipped() {
    let provider = Provider::start("payload=1000").await;
    let mut raw = Raw::connect(&provider.address()).await;
    raw.send(&frame(0xc2, 1, &vec![0x79; 100_000])).await;
    assert_eq!(raw.frame().await.unwrap().status, 40);
    raw.send(&frame(0xe2, 2, b"N")).await;
    assert_eq!(raw.frame().await.unwrap().id, 2);
}

#[tokio::test]
async fn a_negative_length_closes_the_connection() {
    let provider = Provider::start("").await;
    let mut raw = Raw::connect(&provider.address()).await;
    let mut bytes = frame(0xc2, 1, b"");
    bytes[12..].copy_from_slice(&(-1i32).to_be_bytes());
    raw.send(&bytes).await;
    assert!(raw.frame().await.is_none());
}

#[tokio::test]
async fn bad_heads_arguments_and_attachments_are_status_40() {
    let provider = Provider::start("").await;
    let mut raw = Raw::connect(&provider.address()).await;
    let mut no_descriptor = Vec::new();
    for text in ["2.0.2", "demo.Test", "0.0.0", "echo"] {
        string(&mut no_descriptor, text);
    }
    let with = |tail: &[u8]| {
        let mut body = head("echo", "Ljava/lang/String;");
        body.extend_from_slice(tail);
        body
    };
    let cases = [
        no_descriptor,
        vec![],
        head("echo", "X"),
        head("echo", "Ljava/lang/String;"),
        with(b"\x02hi\x91"),
        with(b"\x02hiH\x01k"),
        with(b"\x05hi"),
        with(b"QIzzzz"),
    ];
    for (id, body) in (0i64..).zip(&cases) {
        raw.send(&frame(0xc2, id, body)).await;
        let answer = raw.frame().await.unwrap();
        assert_eq!((answer.status, answer.id), (40, id), "case {id}: {}", answer.text());
    }
}

/// A provider that lies to its consumer: unknown ids, duplicates, forged events (S07).
#[tokio::test]
async fn a_rogue_provider_cannot_confuse_a_consumer() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string().parse().unwrap();
    let rogue = tokio::spawn(async move {
        let mut raw = Raw(listener.accept().await.unwrap().0);
        let first = raw.frame().await.unwrap();
        let ok = |id, body: &[u8]| {
            let mut bytes = frame(0x02, id, body);
            bytes[3] = 20;
            bytes
        };
        raw.send(&ok(first.id + 1, b"\x91\x05wrong")).await;
        raw.send(&ok(-1, b"\x91\x05wrong")).await;
        raw.send(&frame(0xa2, 5, b"\x01R")).await;
        raw.send(&frame(0xa2, 5, b"\x03xyz")).await;
        raw.send(&frame(0xc2, 77, b"call you")).await;
        let refused = raw.frame().await.unwrap();
        assert_eq!((refused.id, refused.status), (77, 40));
        raw.send(&ok(first.id, b"\x91\x05right")).await;
        raw.send(&ok(first.id, b"\x91\x05twice")).await;
        let second = raw.frame().await.unwrap();
        assert_ne!(first.id, second.id);
        raw.send(&ok(first.id, b"\x91\x04late")).await;
        raw.send(&ok(second.id, b"\x91\x06second")).await;
        let third = raw.frame().await.unwrap();
        raw.send(&ok(third.id, b"\x97")).await;
        raw
    });
    let consumer = Consumer::at(address, "");
    assert_eq!(consumer.echo("a").await.unwrap(), "right");
    assert!(!consumer.is_ready(), "READONLY was heard");
    assert_eq!(consumer.echo("b").await.unwrap(), "second");
    assert!(consumer.echo("c").await.unwrap_err().message().contains("response tag 7"));
    rogue.await.unwrap();
}

/// A provider in memory, so that time can be stopped: its port, and what dials it.
fn in_memory(buffer: usize) -> (dubbors_transport::MemoryConnector, dubbors_transport::Port) {
    use dubbors_core::{AnyInvoker, AnyProtocol, Service, Services, Url};
    let (connector, listener) = dubbors_transport::memory(buffer);
    let service = Service {
        descriptor: crate::service::descriptor(),
        invoker: AnyInvoker::new(crate::service::TestService(std::sync::Arc::default())),
        filters: Box::new([]),
        settings: Url::default(),
    };
    let protocols = vec![AnyProtocol::new(dubbors_protocol_dubbo::Dubbo::new())];
    let port = dubbors_transport::Port::serve(
        listener,
        protocols,
        Services::new([service]),
        dubbors_transport::PortSettings::default(),
    );
    (connector, port.unwrap())
}

/// Asks for 64 KiB again and again and never reads: paused first, closed later, and what it costs is bounded.
#[tokio::test(start_paused = true)]
async fn a_consumer_that_never_reads_is_paused_and_closed() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let buffer = 16 * 1024;
    let (connector, _port) = in_memory(buffer);
    let mut rude = connector.connect().await.unwrap();
    let mut body = head("size", "I");
    body.extend_from_slice(b"\x49\x00\x01\x00\x00HZ");
    let ask = frame(0xc2, 1, &body);
    let mut asked = 0usize;
    while rude.write_all(&ask).await.is_ok() {
        asked += 1;
        assert!(asked < 10_000, "{asked} questions were taken, and 64 KiB owed for each");
    }
    // Another connection is served meanwhile.
    let mut polite = connector.connect().await.unwrap();
    polite.write_all(&frame(0xe2, 7, b"N")).await.unwrap();
    let mut answer = [0; 17];
    polite.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer[3], 20);
}

/// Half a frame and then silence costs one connection for as long as idle connections may live, and nobody else.
#[tokio::test(start_paused = true)]
async fn half_a_frame_is_closed_like_any_idle_connection() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let (connector, _port) = in_memory(4096);
    let mut slow = connector.connect().await.unwrap();
    let began = tokio::time::Instant::now();
    slow.write_all(&frame(0xc2, 1, &head("echo", "Ljava/lang/String;"))[..40]).await.unwrap();
    let mut rest = Vec::new();
    slow.read_to_end(&mut rest).await.unwrap();
    assert!(rest.is_empty());
    let minutes = began.elapsed().as_secs() / 60;
    assert!((1..=5).contains(&minutes), "closed after {:?}", began.elapsed());
}
