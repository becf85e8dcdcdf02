//! curl: what one can do from a shell, JSON over HTTP/1.1 and HTTP/2, with nothing known but the paths.

use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use super::certificates::Certificates;
use super::install;
use super::place::Place;
use super::report::Report;
use super::service::{SERVICE, Service};
use crate::Result;

/// How long a call may take.
const CALL: Duration = Duration::from_secs(20);

/// One call and what must come of it.
struct Case {
    name: &'static str,
    /// What comes after the service's path.
    path: &'static str,
    options: &'static [&'static str],
    /// Sent as it is; `None` is a GET.
    body: Option<String>,
    status: &'static [&'static str],
    expect: fn(&Reply) -> Result<()>,
}

/// What curl printed with `-i`.
struct Reply {
    headers: String,
    body: String,
}

const JSON: &[&str] = &["-H", "content-type: application/json"];

pub(crate) fn run(place: &Place<'_>, report: &mut Report) -> Result<()> {
    let certificates = Certificates::make(place)?;
    let ways: [(&str, u8, &[&str], bool); 4] = [
        ("http1", 1, &["--http1.1"], false),
        ("http2", 2, &["--http2-prior-knowledge"], false),
        ("https1", 1, &["--http1.1"], true),
        ("https2", 2, &["--http2"], true),
    ];
    for (way, http, options, tls) in ways {
        let service = Service::start(place, http, tls.then_some(&certificates))?;
        for case in cases() {
            let mut command = install::curl()?;
            command.args(["-s", "-S", "-i", "--compressed", "--max-time", "15"]).args(options);
            if tls {
                command.arg("--cacert").arg(&certificates.authority);
            }
            let scheme = if tls { "https" } else { "http" };
            let url = format!("{scheme}://localhost:{}{SERVICE}{}", service.port, case.path);
            let name = format!("{way}/{}", case.name);
            let result = call(place, &name, command, &case, &url, http);
            report.case(name, result);
        }
    }
    Ok(())
}

fn call(place: &Place<'_>, name: &str, mut command: Command, case: &Case, url: &str, http: u8) -> Result<()> {
    // curl would rather not talk TLS to a name that resolves to ::1 first.
    command.args(["-4", url]).args(case.options);
    if let Some(body) = &case.body {
        command.args(["--data-binary", body]);
    }
    let output = place.output(name, command, CALL)?;
    output.good()?;
    let reply = Reply::read(&output.stdout)?;
    let version = if http == 2 { "HTTP/2 " } else { "HTTP/1.1 " };
    let status = reply.headers.strip_prefix(version).and_then(|rest| rest.get(..3)).unwrap_or_default();
    if !case.status.contains(&status) {
        let first = reply.headers.lines().next().unwrap_or_default();
        return Err(format!("{first}, not {version}{}; {}", case.status.join(" or "), reply.body));
    }
    (case.expect)(&reply)
}

fn cases() -> Vec<Case> {
    let case = |name, path, options, body: Option<Value>, status, expect| {
        let body = body.map(|body| body.to_string());
        Case { name, path, options, body, status, expect }
    };
    let data = |data: &str| json!({ "responseDefinition": { "responseData": data } });
    vec![
        case("unary", "/Unary", JSON, Some(data("dGVzdA==")), &["200"], |reply| {
            reply.has("content-type", "application/json")?;
            reply.json("/payload/data", &json!("dGVzdA=="))
        }),
        case("empty-body-of-json", "/Unary", JSON, Some(json!({})), &["200"], |reply| {
            reply.has("content-type", "application/json")
        }),
        case(
            "headers-and-trailers",
            "/Unary",
            JSON,
            Some(json!({ "responseDefinition": {
                "responseData": "dGVzdA==",
                "responseHeaders": [{ "name": "x-head", "value": ["a"] }],
                "responseTrailers": [{ "name": "x-tail", "value": ["b"] }],
            } })),
            &["200"],
            |reply| {
                reply.has("x-head", "a")?;
                reply.has("trailer-x-tail", "b")
            },
        ),
        case(
            "own-header-arrives",
            "/Unary",
            &["-H", "content-type: application/json", "-H", "x-mine: yes"],
            Some(data("")),
            &["200"],
            |reply| {
                if reply.body.to_lowercase().contains("x-mine") { Ok(()) } else { Err(reply.body.clone()) }
            },
        ),
        case(
            "error",
            "/Unary",
            JSON,
            Some(
                json!({ "responseDefinition": { "error": { "code": "CODE_NOT_FOUND", "message": "gone" } } }),
            ),
            &["404"],
            |reply| {
                reply.has("content-type", "application/json")?;
                reply.json("/code", &json!("not_found"))?;
                reply.json("/message", &json!("gone"))
            },
        ),
        case("no-such-method", "/NoSuch", JSON, Some(json!({})), &["404", "501"], |_| Ok(())),
        case("unimplemented", "/Unimplemented", JSON, Some(json!({})), &["501"], |reply| {
            reply.json("/code", &json!("unimplemented"))
        }),
        Case {
            name: "not-json",
            path: "/Unary",
            options: JSON,
            body: Some("{\"responseDefinition\":".to_owned()),
            status: &["400"],
            expect: |reply| reply.json("/code", &json!("invalid_argument")),
        },
        case("wrong-type-in-json", "/Unary", JSON, Some(json!({ "requestData": 7 })), &["400"], |reply| {
            reply.json("/code", &json!("invalid_argument"))
        }),
        case(
            "no-such-content-type",
            "/Unary",
            &["-H", "content-type: text/plain"],
            Some(json!({})),
            &["415"],
            |_| Ok(()),
        ),
        case(
            "get",
            "/IdempotentUnary?connect=v1&encoding=json&message=%7B%7D",
            &[],
            None,
            &["200"],
            |reply| reply.has("content-type", "application/json"),
        ),
        case(
            "get-with-base64",
            "/IdempotentUnary?connect=v1&encoding=json&base64=1&message=e30",
            &[],
            None,
            &["200"],
            |reply| reply.has("content-type", "application/json"),
        ),
        case(
            "get-of-what-has-effects",
            "/Unary?connect=v1&encoding=json&message=%7B%7D",
            &[],
            None,
            &["405"],
            |_| Ok(()),
        ),
        case(
            "put",
            "/Unary",
            &["-X", "PUT", "-H", "content-type: application/json"],
            Some(json!({})),
            &["405"],
            |_| Ok(()),
        ),
        case(
            "timeout",
            "/Unary",
            &["-H", "content-type: application/json", "-H", "connect-timeout-ms: 100"],
            Some(json!({ "responseDefinition": { "responseData": "", "responseDelayMs": 5000 } })),
            &["504"],
            |reply| reply.json("/code", &json!("deadline_exceeded")),
        ),
        case(
            "compressed",
            "/Unary",
            &["-H", "content-type: application/json", "-H", "accept-encoding: gzip"],
            Some(data(&"QUFB".repeat(20_000))),
            &["200"],
            |reply| {
                reply.has("content-encoding", "gzip")?;
                reply.json("/payload/data", &json!("QUFB".repeat(20_000)))
            },
        ),
        case(
            "preflight",
            "/Unary",
            &[
                "-X",
                "OPTIONS",
                "-H",
                "origin: http://example.com",
                "-H",
                "access-control-request-method: POST",
                "-H",
                "access-control-request-headers: content-type,connect-protocol-version",
            ],
            None,
            &["200", "204"],
            |reply| reply.names("access-control-allow-origin"),
        ),
    ]
}

impl Reply {
    fn read(text: &str) -> Result<Self> {
        let (headers, body) = text.split_once("\n\n").ok_or_else(|| format!("no reply: {text}"))?;
        Ok(Self { headers: headers.to_owned(), body: body.trim_end().to_owned() })
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find_map(|(this, value)| this.eq_ignore_ascii_case(name).then_some(value.trim()))
    }

    fn names(&self, name: &str) -> Result<()> {
        self.header(name).map(|_| ()).ok_or_else(|| format!("no {name} in\n{}", self.headers))
    }

    fn has(&self, name: &str, value: &str) -> Result<()> {
        match self.header(name) {
            // What follows a semicolon is a parameter.
            Some(found) if found.split(';').next() == Some(value) => Ok(()),
            found => Err(format!("{name} is {found:?}, not {value:?}")),
        }
    }

    fn json(&self, pointer: &str, value: &Value) -> Result<()> {
        let json: Value =
            serde_json::from_str(&self.body).map_err(|error| format!("no JSON ({error}): {}", self.body))?;
        match json.pointer(pointer) {
            Some(found) if found == value => Ok(()),
            found => Err(format!("{pointer} is {found:?}, not {value}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_read() -> Result<()> {
        let reply = Reply::read("HTTP/2 200 \nContent-Type: application/json; charset=utf-8\n\n{\"a\":1}\n")?;
        reply.has("content-type", "application/json")?;
        reply.json("/a", &json!(1))?;
        assert!(reply.json("/a", &json!(2)).is_err());
        assert!(reply.names("x").is_err());
        Ok(())
    }
}
