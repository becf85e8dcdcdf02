//! Messages that are not what their prefixes or headers say (S27).

use std::io::Write;

use crate::raw::{Answer, DATA, END_HEADERS, END_STREAM, HEADERS, Raw, block, frame, grpc, message};
use crate::service::Provider;

const LIMIT: usize = 65_536;

/// A call with other headers and a body of any form.
async fn ask(
    raw: &mut Raw,
    stream: u32,
    method: &str,
    headers: &[(&'static str, &str)],
    body: &[u8],
) -> Answer {
    let mut all = grpc(method);
    for (name, value) in headers {
        match all.iter_mut().find(|(known, _)| known == name) {
            Some(known) => known.1 = (*value).to_owned(),
            None => all.push((name, (*value).to_owned())),
        }
    }
    raw.send(&frame(HEADERS, END_HEADERS, stream, &block(&all))).await;
    let mut chunks = body.chunks(16_384).peekable();
    if body.is_empty() {
        raw.send(&frame(DATA, END_STREAM, stream, b"")).await;
    }
    while let Some(chunk) = chunks.next() {
        let flags = if chunks.peek().is_none() { END_STREAM } else { 0 };
        if !raw.send(&frame(DATA, flags, stream, chunk)).await {
            break;
        }
    }
    raw.answer(stream).await
}

fn prefix(flags: u8, length: u32) -> Vec<u8> {
    [&[flags][..], &length.to_be_bytes()].concat()
}

/// Every flag with every kind of length, for unary calls and streams: an error that says what is wrong, at once where the
/// prefix is enough, and the connection goes on.
#[tokio::test(start_paused = true)]
async fn s27_prefixes_of_all_kinds() {
    let (connector, _provider) = Provider::in_memory(64 * 1024, &format!("payload={LIMIT}"));
    let mut raw = Raw::open(&connector).await;
    let mut next = 1;
    let mut cases = 0;
    for content_type in ["application/grpc", "application/grpc-web", "application/connect+proto"] {
        for flags in [0, 1, 2, 4, 128, 255] {
            for (length, sent) in [
                (0, 0),
                (0, 1),
                (1, 0),
                (2, 2),
                (3, 2),
                (65_536, 65_536),
                (65_537, 65_537),
                (65_537, 0),
                (0x7fff_ffff, 10),
                (u32::MAX, 10),
            ] {
                let mut body = prefix(flags, length);
                if sent == 65_536 {
                    // A message of that size: `text` of as many bytes as fit.
                    body.extend_from_slice(b"\x0a\xfc\xff\x03");
                }
                let rest = 5 + sent - body.len();
                body.resize(5 + sent, 0x10);
                if sent == 2 {
                    body.truncate(5);
                    body.extend_from_slice(b"\x10\x01");
                }
                let answer = ask(&mut raw, next, "Echo", &[("content-type", content_type)], &body).await;
                next += 2;
                cases += 1;
                assert_eq!(answer.status(), "200", "{answer:?}");
                let told = format!("{} {}", answer.text(), answer.body());
                let code = outcome(&answer);
                let is_well = flags == 0 && length as usize == sent && sent <= LIMIT;
                let what = format!("{content_type} {flags} {length} {sent} ({rest}): {code} {told}");
                if is_well {
                    assert_eq!(code, "ok", "{what}");
                } else {
                    assert!(code != "ok" && code != "unknown" && !code.is_empty(), "{what}");
                }
                if length > 65_536 && flags == 0 {
                    assert_eq!(code, "resource_exhausted", "{what}");
                    assert!(told.contains(&length.to_string()) && told.contains("65536"), "{what}");
                }
            }
        }
    }
    raw.works(next).await;
    println!("{cases} prefixes");
}

/// The status of any flavor as Connect spells it.
fn outcome(answer: &Answer) -> String {
    let code = |number: u32| {
        dubbors_core::StatusCode::from_number(number).map_or("ok", |code| code.name()).to_owned()
    };
    if let Some(number) = answer.grpc_status() {
        return code(number);
    }
    let body = answer.body();
    if let Some((_, rest)) = body.split_once("grpc-status: ") {
        return code(rest.split("\r\n").next().unwrap().parse().unwrap());
    }
    match body.split_once("\"code\":\"") {
        Some((_, rest)) => rest.split('"').next().unwrap().to_owned(),
        None => "ok".to_owned(),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn compressed(body: &[u8]) -> Vec<u8> {
    let mut bytes = message(body);
    bytes[0] = 1;
    bytes
}

/// A few KiB that would become tens of MiB.
#[tokio::test(start_paused = true)]
async fn s27_bombs_end_at_the_limit() {
    let (connector, _provider) = Provider::in_memory(64 * 1024, &format!("payload={LIMIT}"));
    let mut raw = Raw::open(&connector).await;
    let zeros = vec![0; 8 << 20];
    let zstd = zstd::stream::encode_all(&zeros[..], 3).unwrap();
    let mut next = 1;
    for (name, bomb) in [("gzip", gzip(&zeros)), ("zstd", zstd)] {
        println!("{name}: 1:{}", zeros.len() / bomb.len());
        assert!(bomb.len() <= 65_536, "{}", bomb.len());
        for method in ["Echo", "Count"] {
            let headers = [("grpc-encoding", name)];
            let answer = ask(&mut raw, next, method, &headers, &compressed(&bomb)).await;
            assert_eq!(answer.grpc_status(), Some(8), "{name} {method}: {answer:?}");
            assert!(answer.text().contains("65536"), "{}", answer.text());
            next += 2;
        }
        // Connect compresses whole bodies.
        let headers = [("content-type", "application/proto"), ("content-encoding", name)];
        let answer = ask(&mut raw, next, "Echo", &headers, &bomb).await;
        assert_eq!(answer.status(), "429", "{name}: {answer:?}");
        next += 2;
        for (what, body) in
            [("cut", &bomb[..bomb.len() / 2]), ("none", b"no such thing")] as [(&str, &[u8]); 2]
        {
            let headers = [("grpc-encoding", name)];
            let answer = ask(&mut raw, next, "Echo", &headers, &compressed(body)).await;
            // Cut in the middle it is over the limit already.
            let expected = if what == "cut" { 8 } else { 13 };
            assert_eq!(answer.grpc_status(), Some(expected), "{name} {what}: {answer:?}");
            assert!(what == "cut" || answer.text().contains(name), "{answer:?}");
            next += 2;
        }
    }
    raw.works(next).await;
}

/// All subsets of the pseudo headers, each twice, and in the wrong place: errors of that stream alone.
#[tokio::test(start_paused = true)]
async fn s27_pseudo_headers_that_are_missing_or_double() {
    let (connector, _provider) = Provider::in_memory(64 * 1024, "");
    let pseudo = [
        (":method", "POST"),
        (":scheme", "http"),
        (":path", "/demo.Test/Echo"),
        (":authority", "victim"),
        ("host", "victim"),
    ];
    let mut cases = 0;
    for subset in 0..32_u32 {
        for double in 0..7 {
            // A connection for each: most are faults, and these are counted.
            let mut raw = Raw::open(&connector).await;
            let mut headers: Vec<(&str, String)> = Vec::new();
            for (at, (name, value)) in pseudo.iter().enumerate() {
                if subset & 1 << at != 0 {
                    headers.push((name, (*value).to_owned()));
                }
            }
            if let Some((name, value)) = pseudo.get(double) {
                headers.insert(0, (name, (*value).to_owned()));
            }
            headers.push(("content-type", "application/grpc".to_owned()));
            if double == 6 {
                // One at the end, where it must not be.
                headers.push((":protocol", "websocket".to_owned()));
            }
            let call =
                [frame(HEADERS, END_HEADERS, 1, &block(&headers)), frame(DATA, END_STREAM, 1, &message(b""))];
            raw.send(&call.concat()).await;
            let answer = raw.answer(1).await;
            cases += 1;
            let count = |name: &str| headers.iter().filter(|(known, _)| *known == name).count();
            let is_whole = [":method", ":scheme", ":path"].iter().all(|name| count(name) == 1);
            if answer.grpc_status() == Some(0) {
                assert!(is_whole && count(":authority") <= 1 && double != 6, "{headers:?}: {answer:?}");
            } else {
                assert!(
                    answer.reset.is_some()
                        || answer.status().starts_with('4')
                        || answer.grpc_status() == Some(12),
                    "{headers:?}: {answer:?}"
                );
            }
            raw.works(3).await;
        }
    }
    println!("{cases} heads");
}

/// Values that servers have died of.
#[tokio::test(start_paused = true)]
async fn s27_strange_values_of_known_headers() {
    let (connector, _provider) = Provider::in_memory(64 * 1024, "");
    for (name, value) in [
        ("te", "x"),
        ("te", "trailers, x"),
        (":scheme", ""),
        (":scheme", "x"),
        (":scheme", "a b"),
        (":scheme", "ftp"),
        (":authority", ""),
        (":authority", "a b"),
        (":authority", "user@host"),
        (":authority", "[::1"),
        (":authority", ":"),
        (":method", ""),
        (":method", "P OST"),
        (":method", "CONNECT"),
        (":method", "OPTIONS"),
        (":path", ""),
        (":path", "*"),
        (":path", "demo.Test/Echo"),
        (":path", "//demo.Test/Echo"),
        (":path", "http://victim/demo.Test/Echo"),
        (":path", "/demo.Test/Echo?x"),
        (":path", "/demo.Test/Echo#x"),
        ("content-type", ""),
        ("content-type", ";"),
        ("content-type", "application/grpc+"),
        ("content-length", "0"),
        ("content-length", "x"),
        ("content-length", "99999999999999999999"),
        ("Upper", "x"),
        ("", "x"),
        ("a b", "x"),
        ("a", "x\r\ny: z"),
        ("a", "x\0y"),
        ("transfer-encoding", "chunked"),
    ] {
        let mut raw = Raw::open(&connector).await;
        let mut headers = grpc("Echo");
        match headers.iter_mut().find(|(known, _)| *known == name) {
            Some(known) => known.1 = value.to_owned(),
            None => headers.push((name, value.to_owned())),
        }
        let call =
            [frame(HEADERS, END_HEADERS, 1, &block(&headers)), frame(DATA, END_STREAM, 1, &message(b""))];
        raw.send(&call.concat()).await;
        // An HPACK error ends the connection; anything else only the stream.
        let mut answer = None;
        while answer.is_none() && raw.frame().await.is_some() {
            answer = raw.done(1);
        }
        let Some(answer) = answer else {
            assert!(raw.goaway.is_some(), "{name}: {value}");
            println!("{name}: {value:?} ends the connection");
            continue;
        };
        println!("{name}: {value:?}: {} {:?} {:?}", answer.status(), answer.grpc_status(), answer.reset);
        raw.works(3).await;
    }
}
