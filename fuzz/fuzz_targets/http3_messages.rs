//! Any bytes as a request that a provider reads, and as an answer that a consumer reads: the same however they are split, and
//! messages can be written and read again.
#![no_main]

use bytes::Bytes;
use dubbors_fuzz::speaker::run;
use dubbors_protocol_triple::fuzzing::http3::{Side, read, write};
use libfuzzer_sys::fuzz_target;

async fn check(bytes: &[u8], size: usize) {
    for side in [Side::Provider, Side::Consumer] {
        let whole = read(side, [Bytes::copy_from_slice(bytes)]).await;
        let split = read(side, bytes.chunks(size).map(Bytes::copy_from_slice)).await;
        assert_eq!(split, whole);
        match whole {
            Ok(message) => {
                if let Some(written) = write(&message) {
                    assert_eq!(read(side, [written]).await.as_ref(), Ok(&message));
                }
            }
            Err(text) => assert!(text.len() <= 300 && !text.contains(char::is_control), "{text:?}"),
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((size, bytes)) = bytes.split_first() else { return };
    run(check(bytes, usize::from(*size).max(1)));
});
