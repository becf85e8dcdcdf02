//! Any bytes as what headers and paths hold: what is read can be written and read again.
#![no_main]

use std::time::Duration;

use dubbors_wire::triple::{
    CONNECT_TIMEOUT, RpcPath, TimeoutError, binary_values, is_same_method, read_binary, read_grpc_timeout,
    read_message_text, read_millis, read_url_binary, write_binary, write_grpc_timeout, write_message_text,
    write_millis, write_url_binary,
};
use libfuzzer_sys::fuzz_target;

/// An error shows little of what it is about, and nothing that steers a terminal.
#[track_caller]
fn is_decent(error: &impl std::error::Error) {
    let text = error.to_string();
    assert!(text.len() <= 400 && !text.contains(char::is_control), "{text:?}");
}

fn timeouts(bytes: &[u8]) {
    let check = |read: Result<Duration, TimeoutError>| match read {
        Ok(timeout) => {
            let written = write_grpc_timeout(timeout);
            assert!(written.len() <= 9 && !written.starts_with('0'), "{written}");
            let again = read_grpc_timeout(written.as_bytes()).expect("what was written can be read");
            assert!(again <= timeout.max(Duration::from_nanos(1)));
            let written = write_millis(timeout);
            let again = read_millis(CONNECT_TIMEOUT, written.as_bytes()).expect("it can be read");
            assert!(again <= timeout.max(Duration::from_millis(1)) && !again.is_zero());
        }
        Err(error) => is_decent(&error),
    };
    check(read_grpc_timeout(bytes));
    check(read_millis(CONNECT_TIMEOUT, bytes));
}

fn message_text(bytes: &[u8], limit: usize) {
    let text = read_message_text(bytes);
    let written = write_message_text(&text, usize::MAX);
    assert!(written.bytes().all(|byte| (0x20..=0x7e).contains(&byte)));
    assert_eq!(read_message_text(written.as_bytes()), text);
    let cut = write_message_text(&text, limit);
    assert!(cut.len() <= limit && cut.trim() == cut);
    assert!(text.starts_with(&*read_message_text(cut.as_bytes())));
}

fn binary(bytes: &[u8]) {
    assert_eq!(read_binary(write_binary(bytes).as_bytes()).expect("it was written"), bytes);
    assert_eq!(read_url_binary(write_url_binary(bytes).as_bytes()).expect("it was written"), bytes);
    for read in [read_binary(bytes), read_url_binary(bytes)].into_iter().chain(binary_values(bytes)) {
        match read {
            Ok(read) => assert!(read.len() <= bytes.len()),
            Err(error) => is_decent(&error),
        }
    }
}

fn path(bytes: &[u8]) {
    let Ok(path) = std::str::from_utf8(bytes) else { return };
    match RpcPath::parse(path) {
        Ok(RpcPath { prefix, service, method }) => {
            let slash = if prefix.is_empty() { "" } else { "/" };
            assert_eq!(format!("{slash}{prefix}/{service}/{method}"), path);
            assert!(!service.is_empty() && !method.is_empty() && is_same_method(method, method));
        }
        Err(error) => is_decent(&error),
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((limit, bytes)) = bytes.split_first() else { return };
    timeouts(bytes);
    message_text(bytes, usize::from(*limit));
    binary(bytes);
    path(bytes);
});
