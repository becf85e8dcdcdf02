//! Any bytes as a compressed message: no more comes out than is allowed; and what is compressed comes back.
#![no_main]

use bytes::Bytes;
use dubbors_core::StatusCode;
use dubbors_protocol_triple::fuzzing::{compress, decompress};
use libfuzzer_sys::fuzz_target;

const MAX: usize = 64 * 1024;

fuzz_target!(|bytes: &[u8]| {
    for name in ["gzip", "zstd"] {
        match decompress(name, Bytes::copy_from_slice(bytes), MAX) {
            Ok(plain) => assert!(plain.len() <= MAX),
            Err(error) => {
                assert!([StatusCode::Internal, StatusCode::ResourceExhausted].contains(&error.status_code()));
                assert!(
                    error.message().len() <= 256 && !error.message().contains(char::is_control),
                    "{error:?}"
                );
            }
        }
        let compressed = compress(name, bytes).expect("it can be compressed").freeze();
        assert_eq!(decompress(name, compressed.clone(), bytes.len()).expect("it was compressed"), bytes);
        if let Some(less) = bytes.len().checked_sub(1) {
            let error = decompress(name, compressed, less).expect_err("it is longer");
            assert_eq!(error.status_code(), StatusCode::ResourceExhausted);
        }
    }
});
