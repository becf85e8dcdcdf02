//! Requests that are nearly right: the status that gRPC or Connect gives, a text that names what is wrong, and the
//! connection goes on.

use crate::raw::{
    Answer, DATA, END_HEADERS, END_STREAM, HEADERS, PREFACE, PROTOCOL_ERROR, Raw, SETTINGS, block, frame,
    grpc, message, setting,
};
use crate::service::Provider;

struct Case {
    name: &'static str,
    method: &'static str,
    headers: Vec<(&'static str, &'static str)>,
    body: Vec<u8>,
    /// gRPC's number, or HTTP's status for Connect.
    status: u32,
    /// Part of the text.
    names: &'static str,
}

async fn ask(raw: &mut Raw, id: u32, case: &Case) -> Answer {
    let mut headers = grpc(case.method);
    for (name, value) in &case.headers {
        match headers.iter_mut().find(|(known, _)| known == name) {
            Some(known) => known.1 = (*value).to_owned(),
            None => headers.push((name, (*value).to_owned())),
        }
    }
    let call =
        [frame(HEADERS, END_HEADERS, id, &block(&headers)), frame(DATA, END_STREAM, id, &case.body)].concat();
    raw.send(&call).await;
    raw.answer(id).await
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut add = |name, method, headers: &[(&'static str, &'static str)], body: &[u8], status, names| {
        cases.push(Case { name, method, headers: headers.to_vec(), body: body.to_vec(), status, names });
    };
    let empty = message(b"");
    // Time-outs.
    for value in ["", "5", "S", "-1S", "1.5S", "123456789S", "5s", "5 S", "\u{fc}S"] {
        add("grpc-timeout", "Echo", &[("grpc-timeout", value)], &empty, 3, "grpc-timeout");
    }
    add("no time", "Hang", &[("grpc-timeout", "0n")], &empty, 4, "deadline");
    // Compression.
    add("encoding", "Echo", &[("grpc-encoding", "br")], &empty, 12, "br");
    add("encodings", "Echo", &[("grpc-encoding", "gzip, zstd")], &empty, 12, "gzip");
    add("flag without encoding", "Echo", &[], b"\x01\0\0\0\0", 13, "compressed");
    // How many messages.
    add("no message", "Echo", &[], b"", 12, "no message");
    add("two messages", "Echo", &[], &empty.repeat(2), 12, "several");
    add("half a prefix", "Echo", &[], b"\0\0\0", 13, "prefix");
    add("half a message", "Echo", &[], b"\0\0\0\0\x05ab", 13, "message");
    add("half a message of a stream", "Count", &[], b"\0\0\0\0\x05ab", 13, "message");
    add("a stream's second message", "Count", &[], b"\0\0\0\0\0\xff\0\0\0\0", 13, "flags");
    // Paths.
    add("method", "Nothing", &[], &empty, 12, "Nothing");
    add("service", "", &[(":path", "/demo.Other/Echo")], &empty, 12, "demo.Other");
    add("no method", "", &[(":path", "/demo.Test")], &empty, 12, "/service/method");
    add("root", "", &[(":path", "/")], &empty, 12, "path");
    // Group and version.
    add("group", "Echo", &[("tri-service-group", "other")], &empty, 12, "other");
    add("version", "Echo", &[("tri-service-version", "9.9")], &empty, 12, "9.9");
    // JSON over gRPC.
    let json = |text: &str| message(text.as_bytes());
    let kind = ("content-type", "application/grpc+json");
    add("JSON: type", "Echo", &[kind], &json(r#"{"text": 5}"#), 3, "text");
    add("JSON: number", "Echo", &[kind], &json(r#"{"count": "many"}"#), 3, "count");
    add("JSON: range", "Echo", &[kind], &json(r#"{"count": 3000000000}"#), 3, "count");
    add("JSON: array", "Echo", &[kind], &json("[]"), 3, "");
    add("JSON: cut", "Echo", &[kind], &json(r#"{"text": "a"#), 3, "");
    add("JSON: nothing", "Echo", &[kind], &json(""), 3, "");
    add("JSON: UTF-8", "Echo", &[kind], &message(b"{\"text\": \"\xff\"}"), 3, "");
    // Connect.
    let kind = ("content-type", "application/json");
    add("Connect: type", "Echo", &[kind], br#"{"text": 5}"#, 400, "text");
    add("Connect: cut", "Echo", &[kind], br#"{"text""#, 400, "");
    add("Connect: nothing", "Echo", &[kind], b"", 400, "");
    add("Connect: timeout", "Echo", &[kind, ("connect-timeout-ms", "1e3")], b"{}", 400, "connect-timeout-ms");
    add("Connect: late", "Hang", &[kind, ("connect-timeout-ms", "0")], b"{}", 504, "deadline");
    add("Connect: encoding", "Echo", &[kind, ("content-encoding", "br")], b"{}", 501, "br");
    add("Connect: method", "Nothing", &[kind], b"{}", 404, "Nothing");
    add("Connect: not gzip", "Echo", &[kind, ("content-encoding", "gzip")], b"{}", 400, "gzip");
    add("Connect: stream", "Count", &[kind], b"{}", 415, "");
    // GET.
    let get = (":method", "GET");
    for (query, names) in [
        ("/demo.Test/Look", "encoding"),
        ("/demo.Test/Look?encoding=xml&message=", "encoding"),
        ("/demo.Test/Look?encoding=json", "message"),
        ("/demo.Test/Look?encoding=json&message=%7B", ""),
        ("/demo.Test/Look?encoding=proto&base64=1&message=!!", "Base64"),
        ("/demo.Test/Look?connect=v2&encoding=json&message={}", "connect"),
    ] {
        add("GET", "Look", &[get, (":path", query)], b"", 400, names);
    }
    add(
        "GET: compression",
        "Look",
        &[get, (":path", "/demo.Test/Look?encoding=json&message=&compression=x")],
        b"",
        501,
        "x",
    );
    add(
        "GET with side effects",
        "Echo",
        &[get, (":path", "/demo.Test/Echo?encoding=json&message={}")],
        b"",
        405,
        "",
    );
    add("PUT", "Echo", &[(":method", "PUT")], &empty, 405, "");
    // What the body is.
    for kind in
        ["text/plain", "", "application/grpc+xml", "application/json; charset=\"", "multipart/form-data"]
    {
        if !kind.starts_with("application/json") {
            add("content type", "Echo", &[("content-type", kind)], &empty, 415, "");
        }
    }
    add("text", "Echo", &[("content-type", "application/grpc-web-text")], b"!!!!", 3, "Base64");
    cases
}

#[tokio::test(start_paused = true)]
async fn bad_input_gets_its_status_and_loses_nothing_else() {
    let (connector, _provider) = Provider::in_memory(64 * 1024, "");
    let mut raw = Raw::open(&connector).await;
    // It is open all the time, and goes on at the end.
    raw.send(&crate::raw::head(1, "Count", 0)).await;
    let mut id = 3;
    let mut wrong = Vec::new();
    let all = cases();
    let count = all.len();
    for case in all {
        let answer = ask(&mut raw, id, &case).await;
        raw.works(id + 2).await;
        id += 4;
        let told = format!("{}{}", answer.text(), answer.body());
        let status = match answer.grpc_status() {
            Some(status) => status,
            None => match told.split_once("grpc-status: ") {
                Some((_, rest)) => rest.split("\r\n").next().unwrap().parse().unwrap(),
                None => answer.status().parse().unwrap_or_default(),
            },
        };
        let status = if case.name == "text" && status == 200 { web_text(&answer) } else { status };
        if status != case.status || (case.name != "text" && !told.contains(case.names)) {
            wrong.push(format!(
                "{} {:?}: {status}, expected {}: {told}",
                case.name, case.headers, case.status
            ));
        }
        assert!(told.len() <= 1024, "{}: {told}", case.name);
    }
    raw.send(&frame(DATA, END_STREAM, 1, &message(b"").repeat(3))).await;
    assert_eq!(raw.answer(1).await.data[5..], [0x10, 3]);
    println!("{count} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The status in trailers that are Base64.
fn web_text(answer: &Answer) -> u32 {
    use dubbors_wire::triple::read_binary;
    let text = String::from_utf8(read_binary(&answer.data).unwrap().to_vec());
    let text = text.unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    text.split_once("grpc-status: ")
        .and_then(|(_, rest)| rest.split("\r\n").next()?.parse().ok())
        .unwrap_or(0)
}

/// Settings that no RFC allows (RFC 9113, section 6.5.2; RFC 8441, section 3) end a connection before it asks anything.
#[tokio::test(start_paused = true)]
async fn settings_that_cannot_be_are_refused_at_once() {
    for (number, value, code) in [
        (2, 2, Some(PROTOCOL_ERROR)),
        (5, 16_383, Some(PROTOCOL_ERROR)),
        (8, 2, Some(PROTOCOL_ERROR)),
        (8, u32::MAX, Some(PROTOCOL_ERROR)),
        (8, 0, None),
        (8, 1, None),
        (0xdead, u32::MAX, None),
    ] {
        let (connector, _provider) = Provider::in_memory(4096, "");
        let mut raw = Raw::silent(&connector).await;
        let settings = [setting(1, 0), setting(number, value)].concat();
        raw.send(&[PREFACE, &frame(SETTINGS, 0, 0, &settings)].concat()).await;
        match code {
            None => raw.works(1).await,
            Some(_) => {
                let goaway = raw.ended().await;
                assert_eq!(goaway.map(|goaway| goaway.code), code, "{number}: {value}");
            }
        }
    }
}
