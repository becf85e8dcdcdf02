//! Frames of HTTP/2 as bytes, for chores that speak to a port without a client.

/// The preface, and settings that say nothing.
pub(crate) const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

/// The length of what stands before every frame's payload.
pub(crate) const HEAD_LEN: usize = 9;

/// A frame of up to 255 bytes.
pub(crate) fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u8::try_from(payload.len()).unwrap_or(u8::MAX);
    let mut bytes = vec![0, 0, length, kind, flags];
    bytes.extend_from_slice(&stream.to_be_bytes());
    bytes.extend_from_slice(payload);
    bytes
}

/// The head of a gRPC call that waits for its message.
pub(crate) fn head(stream: u32, path: &str) -> Vec<u8> {
    // POST and http by their numbers in the table, the rest as it is.
    let mut block = vec![0x83, 0x86];
    for (name, value) in
        [(":path", path), (":authority", "a"), ("content-type", "application/grpc"), ("te", "trailers")]
    {
        block.push(0);
        for text in [name, value] {
            block.push(u8::try_from(text.len()).unwrap_or(0));
            block.extend_from_slice(text.as_bytes());
        }
    }
    frame(1, 4, stream, &block)
}

/// The end of a stream that nobody wants any more.
pub(crate) fn reset(stream: u32) -> Vec<u8> {
    frame(3, 0, stream, &8_u32.to_be_bytes())
}
