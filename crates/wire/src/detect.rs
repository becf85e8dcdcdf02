//! Which protocol the first bytes of a connection speak.

/// The answer of one protocol to the first bytes of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detection {
    /// The bytes belong to this protocol.
    Yes,
    /// The bytes cannot belong to this protocol, whatever follows.
    No,
    /// Every byte so far fits, but there are too few to be sure.
    NeedMore,
}

/// A protocol that can be told by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// `dubbo://`: the magic `da bb`.
    Dubbo,
    /// HTTP/2 with prior knowledge: the connection preface.
    Http2,
    /// HTTP/1: a method word and a blank.
    Http1,
    /// A TLS client hello.
    Tls,
}

impl Protocol {
    /// Every protocol known here.
    pub const ALL: [Protocol; 4] = [Protocol::Dubbo, Protocol::Http2, Protocol::Http1, Protocol::Tls];

    /// Tells whether `prefix` belongs to this protocol.
    pub fn check(self, prefix: &[u8]) -> Detection {
        match self {
            Protocol::Dubbo => dubbo(prefix),
            Protocol::Http2 => http2(prefix),
            Protocol::Http1 => http1(prefix),
            Protocol::Tls => tls(prefix),
        }
    }
}

/// No check looks at more bytes than this.
pub const LONGEST_PREFIX: usize = HTTP2_PREFACE.len();

const HTTP2_PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

// The words Dubbo's own detector knows (spec section "Port unification"). The blank makes `GETX` a no.
const HTTP1_METHODS: [&[u8]; 8] =
    [b"GET ", b"HEAD ", b"POST ", b"PUT ", b"PATCH ", b"DELETE ", b"OPTIONS ", b"TRACE "];

/// Asks all known protocols at once.
///
/// `Ok(None)` means that more bytes are needed.
///
/// # Errors
/// [`Unrecognized`] when no protocol can begin with these bytes.
pub fn detect(prefix: &[u8]) -> Result<Option<Protocol>, Unrecognized> {
    let mut undecided = false;
    for protocol in Protocol::ALL {
        match protocol.check(prefix) {
            Detection::Yes => return Ok(Some(protocol)),
            Detection::NeedMore => undecided = true,
            Detection::No => {}
        }
    }
    if undecided { Ok(None) } else { Err(Unrecognized) }
}

/// No known protocol begins with these bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the first bytes belong to no known protocol")]
pub struct Unrecognized;

/// Checks for the dubbo magic.
pub fn dubbo(prefix: &[u8]) -> Detection {
    whole(&crate::dubbo::MAGIC, prefix)
}

/// Checks for the HTTP/2 connection preface (RFC 9113 section 3.4).
pub fn http2(prefix: &[u8]) -> Detection {
    whole(HTTP2_PREFACE, prefix)
}

/// Checks for an HTTP/1 method word.
pub fn http1(prefix: &[u8]) -> Detection {
    let mut answer = Detection::No;
    for word in HTTP1_METHODS {
        match whole(word, prefix) {
            Detection::Yes => return Detection::Yes,
            Detection::NeedMore => answer = Detection::NeedMore,
            Detection::No => {}
        }
    }
    answer
}

/// Checks for the record that carries a TLS client hello (RFC 8446 sections 4 and 5.1).
pub fn tls(prefix: &[u8]) -> Detection {
    // content type 22, version 3.0 to 3.4, length of two bytes, handshake type 1
    let fits = prefix.iter().take(6).enumerate().all(|(at, &byte)| match at {
        0 => byte == 22,
        1 => byte == 3,
        2 => byte <= 4,
        5 => byte == 1,
        _ => true,
    });
    match (fits, prefix.len() >= 6) {
        (false, _) => Detection::No,
        (true, true) => Detection::Yes,
        (true, false) => Detection::NeedMore,
    }
}

fn whole(expected: &[u8], prefix: &[u8]) -> Detection {
    if prefix.starts_with(expected) {
        Detection::Yes
    } else if expected.starts_with(prefix) {
        Detection::NeedMore
    } else {
        Detection::No
    }
}

#[cfg(test)]
mod tests;
