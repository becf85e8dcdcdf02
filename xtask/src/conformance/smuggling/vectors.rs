//! Requests that two readers of HTTP/1.1 might cut at different places.

/// What is hidden in a request: it is answered by itself where it is taken for one.
pub(super) const SMUGGLED: &str = "smuggled";

/// A name, and the bytes of one connection.
pub(super) struct Vector {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// Ways to write the one header that says where a body ends.
const ENCODINGS: [&str; 34] = [
    "Transfer-Encoding: chunked",
    "transfer-encoding: CHUNKED",
    "Transfer-Encoding : chunked",
    " Transfer-Encoding: chunked",
    "\tTransfer-Encoding: chunked",
    "Transfer-Encoding:chunked",
    "Transfer-Encoding:\tchunked",
    "Transfer-Encoding: \u{b}chunked",
    "Transfer-Encoding: \u{c}chunked",
    "Transfer-Encoding: chunked\u{b}",
    "Transfer-Encoding: chunked\0",
    "Transfer-Encoding\0: chunked",
    "Transfer-Encoding: xchunked",
    "Transfer-Encoding: \"chunked\"",
    "Transfer-Encoding: 'chunked'",
    "Transfer_Encoding: chunked",
    "Transfer-Encoding: identity",
    "Transfer-Encoding: chunked, identity",
    "Transfer-Encoding: identity, chunked",
    "Transfer-Encoding: gzip, chunked",
    "Transfer-Encoding: chunked, chunked",
    "Transfer-Encoding: chunked chunked",
    "Transfer-Encoding: ,chunked",
    "Transfer-Encoding: chunked,",
    "Transfer-Encoding: chunked;q=1",
    "Transfer-Encoding:\r\n chunked",
    "Transfer-Encoding: chun\r\n ked",
    "Transfer-Encoding: x\r\nTransfer-Encoding: chunked",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
    "X: y\nTransfer-Encoding: chunked",
    "X: y\rTransfer-Encoding: chunked",
    "X: y\r\n\tTransfer-Encoding: chunked",
    "Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked",
    "Connection: Content-Length\r\nTransfer-Encoding: chunked",
];

/// Ways to write a length; `N` is the true one, `L` what ends before the hidden request.
const LENGTHS: [&str; 24] = [
    "Content-Length: L\r\nContent-Length: N",
    "Content-Length: N\r\nContent-Length: L",
    "Content-Length: L, N",
    "Content-Length: N, L",
    "Content-Length: N, N",
    "Content-Length: +N",
    "Content-Length: -N",
    "Content-Length: 0xN",
    "Content-Length: 0N",
    "Content-Length: N ",
    "Content-Length: \tN",
    "Content-Length: N\0",
    "Content-Length: N;",
    "Content-Length: N.0",
    "Content-Length: Ne0",
    "Content-Length: L\r\n N",
    "Content-Length:\r\n N",
    "Content-Length : N",
    " Content-Length: N",
    "Content_Length: N",
    "Content-Length: 1844674407370955161N",
    "Content-Length: ",
    "X: y\nContent-Length: N",
    "Connection: Content-Length\r\nContent-Length: N",
];

/// Ways to write a chunked body; `H` is the hidden request, `S` its size in hexadecimal.
const CHUNKS: [&str; 24] = [
    "0\r\n\r\nH",
    "0\n\nH",
    "0\r\n\nH",
    "0\n\r\nH",
    "0\rX\r\n\r\nH",
    "00000000000000000000\r\n\r\nH",
    "0 \r\n\r\nH",
    "0;\r\n\r\nH",
    "0;a=b\r\n\r\nH",
    "0;a\nb\r\n\r\nH",
    "0;a\rb\r\n\r\nH",
    "0x0\r\n\r\nH",
    "-0\r\n\r\nH",
    "+0\r\n\r\nH",
    "0_0\r\n\r\nH",
    "1\r\nZ0\r\n\r\nH",
    "1\r\nZ\n0\n\nH",
    "10000000000000000\r\n\r\nH",
    "fffffffffffffffe\r\nH",
    "S;a=\"\r\n\r\n\"\r\nH\r\n0\r\n\r\n",
    "S;a\nb\r\nH\r\n0\r\n\r\n",
    "S\nH\n0\n\n",
    "0\r\nTransfer-Encoding: x\r\n\r\nH",
    "0\r\nContent-Length: 5\r\n\r\nH",
];

/// Whole requests; `H` is the hidden one.
const WHOLE: [(&str, &str); 22] = [
    (
        "an upgrade that is not",
        "GET /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nH",
    ),
    (
        "an upgrade to HTTP/2",
        "GET /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\nH",
    ),
    ("CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\nH"),
    ("GET with a body", "GET /x HTTP/1.1\r\nHost: a\r\nContent-Length: N\r\n\r\nH"),
    ("HEAD with a body", "HEAD /x HTTP/1.1\r\nHost: a\r\nContent-Length: N\r\n\r\nH"),
    ("DELETE with chunks", "DELETE /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nH"),
    ("HTTP/1.0 with chunks", "POST /x HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nH"),
    (
        "HTTP/1.0 with chunks and a length",
        "POST /x HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\nContent-Length: N\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nH",
    ),
    ("HTTP/1.2", "POST /x HTTP/1.2\r\nHost: a\r\nContent-Length: N\r\n\r\nH"),
    ("HTTP/1.11", "POST /x HTTP/1.11\r\nHost: a\r\nContent-Length: 0\r\n\r\nH"),
    ("HTTP/0.9", "GET /x\r\nH"),
    ("no version", "GET /x \r\nHost: a\r\n\r\nH"),
    ("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nH"),
    ("waits for a 100", "POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: N\r\n\r\nH"),
    (
        "waits for something else",
        "POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continuE, x\r\nContent-Length: 0\r\n\r\nH",
    ),
    ("bare line feeds", "POST /x HTTP/1.1\nHost: a\nContent-Length: N\n\nH"),
    ("a bare line feed behind the head", "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: N\r\n\nH"),
    ("a tab in the request line", "POST\t/x\tHTTP/1.1\r\nHost: a\r\nContent-Length: N\r\n\r\nH"),
    ("a header without a name", "POST /x HTTP/1.1\r\nHost: a\r\n: y\r\nContent-Length: N\r\n\r\nH"),
    ("a header without a colon", "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length N\r\nX: y\r\n\r\nH"),
    ("two hosts", "POST /x HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: N\r\n\r\nH"),
    ("an empty line in front", "\r\n\r\nPOST /x HTTP/1.1\r\nHost: a\r\nContent-Length: N\r\n\r\nH"),
];

/// A call whose answer repeats `marker`.
pub(super) fn call(marker: &str) -> String {
    format!(
        "POST /grpc.testing.TestService/UnaryCall HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n\
         x-grpc-test-echo-initial: {marker}\r\ncontent-length: 2\r\n\r\n{{}}"
    )
}

/// All of them, each with a whole request hidden and with one that would swallow the next.
pub(super) fn all() -> Vec<Vector> {
    let whole = call(SMUGGLED);
    let open = format!("GET /{SMUGGLED} HTTP/1.1\r\nhost: a\r\nx: ");
    let hidden = [("", whole.as_str()), (", open", open.as_str())];
    let mut all = Vec::new();
    for (kind, hidden) in hidden {
        let mut add = |name: String, text: String| {
            all.push(Vector { name: format!("{name}{kind}"), bytes: text.into_bytes() });
        };
        for encoding in ENCODINGS {
            let shown = encoding.escape_debug();
            let body = format!("0\r\n\r\n{hidden}");
            let head = "POST /x HTTP/1.1\r\nHost: a\r\n";
            add(
                format!("length or `{shown}`"),
                format!("{head}Content-Length: {}\r\n{encoding}\r\n\r\n{body}", body.len()),
            );
            let body = format!("{:x}\r\n{hidden}\r\n0\r\n\r\n", hidden.len());
            let short = format!("{:x}\r\n", hidden.len()).len();
            add(
                format!("`{shown}` or length"),
                format!("{head}{encoding}\r\nContent-Length: {short}\r\n\r\n{body}"),
            );
            add(format!("`{shown}` alone"), format!("{head}{encoding}\r\n\r\n0\r\n\r\n{hidden}"));
        }
        for length in LENGTHS {
            let line =
                length.replace('N', &hidden.len().to_string()).replace('L', "0").replace("0ength", "Length");
            add(
                format!("`{}`", length.escape_debug()),
                format!("POST /x HTTP/1.1\r\nHost: a\r\n{line}\r\n\r\n{hidden}"),
            );
        }
        for chunk in CHUNKS {
            let body = chunk.replace('S', &format!("{:x}", hidden.len())).replace('H', hidden);
            let head = "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
            add(format!("chunks `{}`", chunk.escape_debug()), format!("{head}{body}"));
        }
        for (name, text) in WHOLE {
            let text = text.replace("gth: N", &format!("gth: {}", hidden.len()));
            let text = text.strip_suffix('H').map_or_else(|| text.clone(), |text| format!("{text}{hidden}"));
            add(name.to_owned(), text);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_many_and_all_differ() {
        let all = all();
        let names: std::collections::HashSet<&str> = all.iter().map(|vector| &*vector.name).collect();
        let bytes: std::collections::HashSet<&[u8]> = all.iter().map(|vector| &*vector.bytes).collect();
        assert!(all.len() > 300 && names.len() == all.len(), "{} of {}", names.len(), all.len());
        assert!(bytes.len() > 300, "{}", bytes.len());
        assert!(all.iter().all(|vector| String::from_utf8_lossy(&vector.bytes).contains(SMUGGLED)));
    }
}
