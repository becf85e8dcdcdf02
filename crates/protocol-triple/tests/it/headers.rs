//! Header blocks that do not end, that are small and become large, or that would leave the two tables apart (S22, S25).

use std::time::Duration;

use crate::hpack;
use crate::raw::{
    CONTINUATION, DATA, END_HEADERS, END_STREAM, ENHANCE_YOUR_CALM, HEADERS, PROTOCOL_ERROR, Raw, block,
    frame, grpc, message, rest,
};
use crate::service::Provider;

/// A header block without an end, however little its parts hold.
#[tokio::test(start_paused = true)]
async fn s22_continuation_without_end_is_stopped_after_16_frames() {
    for (name, first, part) in [
        ("5 bytes", grpc("Echo"), &b"\0\x01a\x01b"[..]),
        ("0 bytes", grpc("Echo"), b""),
        ("0 bytes behind nothing", Vec::new(), b""),
        ("half a field", grpc("Echo"), b"\0"),
        ("16 KiB", grpc("Echo"), &[0x82; 16_384]),
    ] {
        let (connector, _provider) = Provider::in_memory(4096, "");
        let mut victim = Raw::open(&connector).await;
        let mut bad = Raw::open(&connector).await;
        bad.send(&frame(HEADERS, 0, 1, &block(&first))).await;
        let mut sent = 0;
        while sent < 1000 && bad.goaway.is_none() && bad.send(&frame(CONTINUATION, 0, 1, part)).await {
            sent += 1;
            rest().await;
            bad.sort_arrived();
        }
        println!("{name}: {sent} frames");
        assert!(sent <= 16, "{name}: {sent} frames");
        assert!(bad.ended().await.is_some(), "{name}");
        victim.works(1).await;
    }
}

/// A field of 4 KiB that is told once and then meant again and again.
#[tokio::test(start_paused = true)]
async fn s25_a_list_is_measured_as_it_is_decoded() {
    let (connector, _provider) = Provider::in_memory(64 * 1024, "");
    let mut victim = Raw::open(&connector).await;
    let mut bad = Raw::open(&connector).await;
    let call = |first: bool, times: usize| {
        let mut bytes = block(&grpc("Echo"));
        if first {
            hpack::indexed_literal(&mut bytes, b"x", &[b'y'; 4000]);
        }
        (0..times).for_each(|_| hpack::reference(&mut bytes, 62));
        bytes
    };
    // 28 KiB are well, 40 are not, and the connection goes on.
    let body = frame(DATA, END_STREAM, 1, &message(b""));
    bad.send(&[frame(HEADERS, END_HEADERS, 1, &call(true, 6)), body].concat()).await;
    assert_eq!(bad.answer(1).await.grpc_status(), Some(0));
    bad.send(&frame(HEADERS, END_HEADERS, 3, &call(false, 10))).await;
    let answer = bad.answer(3).await;
    assert_eq!((answer.status(), answer.ended), ("431", true), "{answer:?}");
    bad.works(5).await;
    // 48 MiB of a frame of 12 KiB.
    bad.send(&frame(HEADERS, END_HEADERS, 7, &call(false, 12_000))).await;
    assert_eq!(bad.ended().await.map(|goaway| goaway.code), Some(ENHANCE_YOUR_CALM));
    victim.works(1).await;
}

/// What a refused block puts into the table is there for the next one.
#[tokio::test(start_paused = true)]
async fn s25_the_table_stays_in_step_after_blocks_that_are_refused() {
    let (connector, _provider) = Provider::in_memory(64 * 1024, "");
    let mut raw = Raw::open(&connector).await;
    let mut refused = 0;
    for round in 0..400_u32 {
        // Over the limit or malformed, and a path for the table in the middle of it.
        let mut bytes = block(&grpc("Hang"));
        let path = if round % 3 == 0 { "/demo.Test/Echo" } else { "/demo.Test/Nothing" };
        match round % 2 {
            0 => hpack::literal(&mut bytes, b"x", &[b'y'; 33_000]),
            _ => hpack::literal(&mut bytes, b"connection", b"close"),
        }
        hpack::indexed_literal(&mut bytes, b":path", path.as_bytes());
        let id = 1 + 4 * round;
        for (at, part) in bytes.chunks(16_384).enumerate() {
            let kind = if at == 0 { HEADERS } else { CONTINUATION };
            let end = if (at + 1) * 16_384 >= bytes.len() { END_HEADERS } else { 0 };
            raw.send(&frame(kind, end, id, part)).await;
        }
        let answer = raw.answer(id).await;
        assert!(answer.status() == "431" || answer.reset == Some(PROTOCOL_ERROR), "{answer:?}");
        refused += 1;
        // The same path out of the table.
        let mut bytes = Vec::new();
        let headers = grpc("");
        for (name, value) in headers.iter().filter(|(name, _)| *name != ":path" && name.starts_with(':')) {
            hpack::literal(&mut bytes, name.as_bytes(), value.as_bytes());
        }
        hpack::reference(&mut bytes, 62);
        hpack::literal(&mut bytes, b"content-type", b"application/grpc");
        let data = frame(DATA, END_STREAM, id + 2, &message(b""));
        raw.send(&[frame(HEADERS, END_HEADERS, id + 2, &bytes), data].concat()).await;
        let expected = if round % 3 == 0 { 0 } else { 12 };
        let answer = raw.answer(id + 2).await;
        assert_eq!(answer.grpc_status(), Some(expected), "round {round}: {answer:?}");
        tokio::time::sleep(Duration::from_millis(110)).await;
    }
    assert_eq!(refused, 400);
}

/// Base64 that is none is left out, and the call is made.
#[tokio::test(start_paused = true)]
async fn s25_bad_base64_is_no_reason_to_fail() {
    let (connector, _provider) = Provider::in_memory(64 * 1024, "");
    let mut raw = Raw::open(&connector).await;
    for (at, value) in ["!!!!", "A", "AAAA=", "=", ",", ",,,", "AA==AA==", "\u{ff}"].into_iter().enumerate() {
        let id = 1 + 2 * u32::try_from(at).unwrap();
        let mut headers = grpc("Echo");
        headers.push(("x-bin", value.to_owned()));
        headers.push(("grpc-status-details-bin", value.to_owned()));
        let data = frame(DATA, END_STREAM, id, &message(b""));
        raw.send(&[frame(HEADERS, END_HEADERS, id, &block(&headers)), data].concat()).await;
        assert_eq!(raw.answer(id).await.grpc_status(), Some(0), "{value}");
    }
}

/// Heads of many kibibytes, cookies and tokens, with every call for as long as one likes: they are no flood.
#[tokio::test(start_paused = true)]
async fn s25_large_heads_are_calls_like_others() {
    for (size, calls) in [(8, 1500), (30, 200)] {
        let (connector, _provider) = Provider::in_memory(64 * 1024, "");
        let mut raw = Raw::open(&connector).await;
        let ids: Vec<u32> = (0..calls).map(|at| 1 + 2 * at).collect();
        for together in ids.chunks(100) {
            for id in together {
                let mut headers = grpc("Echo");
                headers.push(("cookie", format!("{id}{}", "x".repeat(size * 1024))));
                let head = block(&headers);
                let mut parts = head.chunks(16_384).enumerate().peekable();
                while let Some((at, part)) = parts.next() {
                    let flags = if parts.peek().is_none() { END_HEADERS } else { 0 };
                    raw.send(&frame(if at == 0 { HEADERS } else { CONTINUATION }, flags, *id, part)).await;
                }
                raw.send(&frame(DATA, END_STREAM, *id, &message(b""))).await;
            }
            for id in together {
                let answer = raw.answer(*id).await;
                assert_eq!(answer.grpc_status(), Some(0), "{size} KiB, {id}: {answer:?}");
            }
        }
        assert_eq!(raw.goaway, None);
    }
}
