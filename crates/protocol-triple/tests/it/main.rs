//! Hostile peers, and peers that are merely unusual, against whole connections: in memory, or over loopback sockets with
//! ports that the system chooses.

// A test fails by panicking, its helpers too.
#![allow(unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod crowded;
mod dials;
mod floods;
mod headers;
mod hpack;
mod http1;
#[cfg(feature = "http3")]
mod http3;
mod malformed;
mod messages;
mod paths;
mod ports;
mod raw;
mod resets;
mod rogue;
mod service;
mod shares;
mod slow;
mod stalls;

#[test]
fn the_code_of_huffman_is_read() {
    // RFC 7541, C.4.1 and C.6.1.
    assert_eq!(hpack::unhuff(b"\xf1\xe3\xc2\xe5\xf2\x3a\x6b\xa0\xab\x90\xf4\xff"), "www.example.com");
    assert_eq!(
        hpack::unhuff(&[
            0x9d, 0x29, 0xad, 0x17, 0x18, 0x63, 0xc7, 0x8f, 0x0b, 0x97, 0xc8, 0xe9, 0xae, 0x82, 0xae, 0x43,
            0xd3
        ]),
        "https://www.example.com"
    );
    let mut bytes = Vec::new();
    hpack::integer(&mut bytes, 0, 7, 300);
    assert_eq!(hpack::read_integer(&mut &*bytes, 7), 300);
}
