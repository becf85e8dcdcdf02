//! h2spec, with its strict cases: HTTP/2 frame by frame, as a client that breaks the rules sees a server.

use std::time::Duration;

use super::certificates::Certificates;
use super::install::H2SPEC;
use super::place::Place;
use super::report::Report;
use super::service::{SERVICE, Service};
use crate::Result;

/// Cases that may fail, each with the sentence of the RFC that allows it.
const EXEMPT: [(&str, &str); 0] = [];

/// A GET of Connect. Its answer has a body, as many cases look at DATA, and takes a moment: only then do streams run at
/// the same time.
const CALL: &str = "IdempotentUnary?connect=v1&encoding=json&message=%7B%22responseDefinition%22%3A%7B%22responseData%22\
                    %3A%22aGVsbG8%3D%22%2C%22responseDelayMs%22%3A250%7D%7D";
/// How long a server may take to answer one case.
const CASE: &str = "3";
/// How long all may take.
const ALL: Duration = Duration::from_secs(540);

pub(crate) fn run(place: &Place<'_>, report: &mut Report) -> Result<()> {
    let certificates = Certificates::make(place)?;
    for &tls in place.transports() {
        judge(place, report, tls.then_some(&certificates))?;
    }
    Ok(())
}

fn judge(place: &Place<'_>, report: &mut Report, certificates: Option<&Certificates>) -> Result<()> {
    let transport = if certificates.is_some() { "tls" } else { "h2c" };
    let service = Service::start(place, 2, certificates)?;
    let file = place.logs.join(format!("{transport}.xml"));
    let mut command = H2SPEC.command(place)?;
    command.args(["-h", "127.0.0.1", "-p", &service.port.to_string(), "-P", &format!("{SERVICE}/{CALL}")]);
    command.args(["--strict", "-o", CASE, "-j"]).arg(&file);
    if certificates.is_some() {
        command.args(["-t", "-k"]);
    }
    let output = place.output(transport, command, ALL)?;
    let xml = std::fs::read_to_string(&file)
        .map_err(|error| format!("h2spec left no {}: {error}\n{}", file.display(), output.stdout))?;
    let cases = cases(&xml);
    if cases.is_empty() {
        return Err(format!("h2spec ran no case\n{}", output.stdout));
    }
    report.note(format!("{transport}: {} cases", cases.len()));
    for case in cases {
        let exempt = EXEMPT.iter().find(|(name, _)| *name == case.name);
        let name = format!("{transport}/{}", case.name);
        match (exempt, case.failure) {
            (Some((_, why)), Some(_)) => report.skip(name, *why),
            (Some(_), None) => report.fail(name, "passes, so it needs no exemption"),
            (None, failure) => report.case(name, failure.map_or(Ok(()), Err)),
        }
    }
    Ok(())
}

#[derive(Debug, PartialEq, Eq)]
struct Case {
    /// The section, a dot, and the title.
    name: String,
    failure: Option<String>,
}

/// Reads the cases of a JUnit file as h2spec writes it: one tag a line.
fn cases(xml: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut number = 0;
    let mut last = String::new();
    for line in xml.lines().map(str::trim) {
        if line.starts_with("<testcase ") {
            let section = attribute(line, "package");
            number = if section == last { number + 1 } else { 1 };
            let name = format!("{section}/{number} {}", attribute(line, "classname"));
            last = section;
            cases.push(Case { name, failure: None });
        }
        // The text of a failure may go over several lines.
        if ["<failure>", "<error>", "<skipped>"].iter().any(|tag| line.contains(tag))
            && let Some(case) = cases.last_mut()
        {
            case.failure = Some(String::new());
        }
        if let Some(failure) = cases.last_mut().and_then(|case| case.failure.as_mut())
            && !line.starts_with("<testcase ")
            && !line.starts_with("</testcase")
            && !line.starts_with("</testsuite")
            && !line.starts_with("<testsuite")
        {
            failure.push_str(&plain(line));
            failure.push('\n');
        }
    }
    cases
}

fn attribute(line: &str, name: &str) -> String {
    let start = format!(" {name}=\"");
    let value = line.split_once(&start).and_then(|(_, rest)| rest.split_once('"'));
    plain(value.map(|(value, _)| value).unwrap_or_default())
}

/// Without tags and with its special characters.
fn plain(text: &str) -> String {
    let mut out = text.to_owned();
    for tag in ["<failure>", "</failure>", "<error>", "</error>", "<skipped>", "</skipped>"] {
        out = out.replace(tag, "");
    }
    for (escape, character) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#xA;", "\n"),
        ("&#x9;", " "),
        ("&amp;", "&"),
    ] {
        out = out.replace(escape, character);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_are_read() {
        let xml = "\
<testsuites>
  <testsuite name=\"3.5. Preface\" package=\"http2/3.5\" failures=\"1\">
    <testcase package=\"http2/3.5\" classname=\"Sends preface\" time=\"0.1\"></testcase>
    <testcase package=\"http2/3.5\" classname=\"Sends &#39;x&#39;\" time=\"0.1\">
      <failure>The endpoint MUST&#xA;GOAWAY Frame (Error Code: PROTOCOL_ERROR)&#xA;Timeout</failure>
    </testcase>
  </testsuite>
  <testsuite name=\"1\" package=\"hpack/2\">
    <testcase package=\"hpack/2\" classname=\"y\" time=\"0.1\"></testcase>
  </testsuite>
</testsuites>";
        let cases = cases(xml);
        let names: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
        assert_eq!(names, ["http2/3.5/1 Sends preface", "http2/3.5/2 Sends 'x'", "hpack/2/1 y"]);
        let failures: Vec<bool> = cases.iter().map(|case| case.failure.is_some()).collect();
        assert_eq!(failures, [false, true, false]);
        let text = cases.get(1).and_then(|case| case.failure.clone()).unwrap_or_default();
        assert_eq!(text, "The endpoint MUST\nGOAWAY Frame (Error Code: PROTOCOL_ERROR)\nTimeout\n");
    }
}
