//! Frames, calls and any bytes to a whole provider: the connection ends, and nothing panics.
#![no_main]

use std::sync::Arc;
use std::time::Duration;

use arbitrary::Arbitrary;
use dubbors_core::{BoxStream, Peer, Protocol, Shutdown};
use dubbors_fuzz::frames::PREFACE;
use dubbors_fuzz::provider::{SERVICES, TRIPLE, head};
use dubbors_fuzz::speaker::{Sent, Speaker, run, say};
use libfuzzer_sys::fuzz_target;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const CLIENT: Speaker = Speaker {
    preface: PREFACE,
    settings_after: 0,
    head,
    http1: |kind| {
        let fields = head(kind);
        let (method, path, content_type) = (fields[0].1, fields[2].1, fields[4].1);
        format!("{method} {path} HTTP/1.1\r\nhost: a\r\ncontent-type: {content_type}\r\n")
    },
};

#[derive(Debug, Arbitrary)]
struct Input {
    sent: Sent,
    /// Whether answers are read.
    reads: bool,
}

fuzz_target!(|input: Input| {
    run(async {
        let (near, far) = tokio::io::duplex(64 * 1024);
        let peer = Arc::new(Peer::new("fuzz", "provider"));
        let serving = TRIPLE.accept(BoxStream::new(far, peer), SERVICES.clone(), Shutdown::never());
        let (mut read, mut write) = tokio::io::split(near);
        let client = async move {
            let drain = async move {
                let mut answer = Vec::new();
                if input.reads {
                    let _ = read.read_to_end(&mut answer).await;
                }
            };
            let send = async move {
                say(CLIENT.pieces(&input.sent), &mut write).await;
                let _ = write.shutdown().await;
            };
            tokio::join!(drain, send);
        };
        let both = async { tokio::join!(serving, client) };
        tokio::time::timeout(Duration::from_secs(3600), both).await.expect("the connection ends");
    });
});
