//! One port, with TLS and without.

use std::time::Duration;

use tokio::time::Instant;

use super::*;
use crate::memory;

/// Reads to the end. A stream that was reset ended as well.
async fn rest(stream: &mut BoxStream) -> Vec<u8> {
    let mut got = Vec::new();
    let reading = stream.read_to_end(&mut got);
    let _ = tokio::time::timeout(Duration::from_secs(60), reading).await.expect("it ends");
    got
}

#[tokio::test]
async fn a_port_with_tls_takes_nothing_else() {
    let authority = Authority::new("ours");
    let (hi, port) = port(Some(TlsServer::new(server(&authority.server())).unwrap())).await;
    for word in [&b"hi"[..], b"h", b"\xda\xbb", b"PRI * HTTP/2.0", b"\x16\x02", b"\x16\x03\x01\x00\x05\x02"] {
        let mut plain = dial_with(port.local_address(), None).await.unwrap();
        plain.write_all(word).await.unwrap();
        assert_eq!(rest(&mut plain).await, b"", "{word:?}");
    }
    assert_eq!(hi.served(), 0);
    let mut stream = dial(&port, trusting(&authority)).await.unwrap();
    assert_eq!(ask(&mut stream).await.unwrap(), "true None 0");
    // What is no protocol inside of TLS is closed as it is outside.
    let mut stream = dial(&port, trusting(&authority)).await.unwrap();
    stream.write_all(b"\x16\x03\x01\x00\x05\x01").await.unwrap();
    stream.flush().await.unwrap();
    assert_eq!(rest(&mut stream).await, b"");
    assert_eq!(hi.served(), 1);
}

#[tokio::test]
async fn plaintext_is_served_beside_tls_where_it_is_allowed_by_name() {
    let authority = Authority::new("ours");
    let settings = server(&authority.server()).allow_plaintext();
    let (_, port) = port(Some(TlsServer::new(settings).unwrap())).await;
    let mut plain = dial_with(port.local_address(), None).await.unwrap();
    assert_eq!(ask(&mut plain).await.unwrap(), "false None 0");
    let mut stream = dial(&port, trusting(&authority)).await.unwrap();
    assert_eq!(ask(&mut stream).await.unwrap(), "true None 0");
}

#[tokio::test]
async fn tls_to_a_plain_port_says_what_to_look_at() {
    let (hi, port) = port(None).await;
    let error = dial(&port, trusting(&Authority::new("ours"))).await.unwrap_err();
    assert!(error.message().contains("TLS: the other end closed the connection"), "{error}");
    assert!(error.next().is_some_and(|next| next.contains("`ssl-enabled`")), "{error}");
    assert_eq!(hi.served(), 0);
}

#[tokio::test]
async fn one_who_speaks_something_else_is_named() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = Address::Ip(listener.local_addr().unwrap());
    let client = TlsClient::new(trusting(&Authority::new("ours"))).unwrap();
    let other = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut hello = [0; 16];
        stream.read_exact(&mut hello).await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        stream
    };
    let (error, _stream) = tokio::join!(dial_with(&address, Some(client)), other);
    assert!(error.unwrap_err().message().ends_with("TLS: the other end does not speak TLS"));
}

#[tokio::test(start_paused = true)]
async fn whoever_stalls_is_dropped_in_time() {
    let authority = Authority::new("ours");
    let hi = Hi::default();
    let (connector, listener) = memory(64 * 1024);
    let tls = TlsServer::new(server(&authority.server())).unwrap();
    let settings = PortSettings { tls: Some(tls), ..PortSettings::default() };
    let protocols = vec![AnyProtocol::new(hi.clone())];
    let _port = Port::serve(listener, protocols, Services::new([]), settings).unwrap();
    let client = TlsClient::new(trusting(&authority).with_server_name("greeter.example")).unwrap();
    let address = Address::new("greeter.example", 1);

    let began = Instant::now();
    let mut stalled = Vec::new();
    // Silent; in the middle of the record's head; in the middle of the hello.
    for start in [&b""[..], b"\x16\x03\x01", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"] {
        let mut stream = connector.connect().await.unwrap();
        stream.write_all(start).await.unwrap();
        stalled.push(stream);
    }
    // After the handshake, without a word.
    stalled.push(client.secure(&address, connector.connect().await.unwrap()).await.unwrap());
    for stream in &mut stalled {
        rest(stream).await;
    }
    let elapsed = began.elapsed();
    assert!(elapsed >= Duration::from_secs(10) && elapsed < Duration::from_secs(11), "{elapsed:?}");
    assert_eq!(hi.served(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_port_that_stalls_is_given_up_in_time() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = Address::Ip(listener.local_addr().unwrap());
    let client = TlsClient::new(trusting(&Authority::new("ours"))).unwrap();
    let error = dial_with(&address, Some(client)).await.unwrap_err();
    assert!(error.message().ends_with("no answer within 3s"), "{error}");
}
