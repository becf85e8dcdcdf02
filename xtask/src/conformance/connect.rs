//! connectconformance: its client calls our server, our client calls its servers, over every protocol, HTTP version,
//! codec and compression that `interop/conformance/{server,client}.yaml` name. There is no list of known failures.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::Side;
use super::install::{CONNECTCONFORMANCE, REFERENCE_CLIENT, REFERENCE_SERVER};
use super::place::Place;
use super::report::Report;
use super::subject::{self, Subject, ours};
use crate::Result;

/// Lines of the configuration that say what takes long.
const LEFT_OUT: [&str; 4] = ["CODEC_JSON", "COMPRESSION_ZSTD", "supportsTls:", "supportsTlsClientCerts:"];
/// How long all cases of one side may take.
const ALL: Duration = Duration::from_secs(1500);

pub(crate) fn run(place: &Place<'_>, report: &mut Report) -> Result<()> {
    for (side, judged) in [("server", Side::Server), ("client", Side::Client)] {
        if !place.judges(judged) {
            continue;
        }
        let result = config(place, side).and_then(|config| judge(place, report, side, &config));
        if let Err(problem) = result {
            report.fail(side, problem);
        }
    }
    Ok(())
}

/// Judges a side by what `config` asks of it.
pub(crate) fn judge(place: &Place<'_>, report: &mut Report, side: &str, config: &Path) -> Result<()> {
    let judged = match place.subject {
        Subject::Ours => Command::new(ours(place.workspace, &format!("connect-{side}"))),
        Subject::Broken => subject::broken(),
        Subject::Reference if side == "server" => REFERENCE_SERVER.command(place)?,
        Subject::Reference => REFERENCE_CLIENT.command(place)?,
    };
    let mut command = CONNECTCONFORMANCE.command(place)?;
    command.args(["-v", "--mode", side, "--conf"]).arg(config);
    command.arg("--").arg(judged.get_program()).args(judged.get_args());
    let output = place.output(side, command, ALL)?;
    let said = format!("{}{}", output.stdout, output.stderr);
    let outcome =
        read(&said).ok_or_else(|| format!("connectconformance did not count its cases: {}", last(&said)))?;
    report.note(format!("{side}: {} cases", outcome.total()));
    report.pass(outcome.passed);
    for (name, reason) in &outcome.failures {
        report.fail(format!("{side}/{name}"), reason);
    }
    // What it counts and what it names must be the same.
    if outcome.failed != outcome.failures.len() {
        report.fail(side, format!("{} cases failed, {} were named", outcome.failed, outcome.failures.len()));
    }
    for _ in 0..outcome.not_run {
        report.fail(side, "could not be run: the program under test ended or did not answer");
    }
    if outcome.total() == 0 { Err("not one case ran".to_owned()) } else { Ok(()) }
}

/// What is asked of a side; with little time one encoding of each, without TLS.
fn config(place: &Place<'_>, side: &str) -> Result<PathBuf> {
    let file = format!("interop/conformance/{side}.yaml");
    if !place.quick {
        return Ok(place.workspace.path(&file));
    }
    let whole = place.workspace.read(&file)?;
    let less: Vec<&str> =
        whole.lines().filter(|line| !LEFT_OUT.iter().any(|name| line.contains(name))).collect();
    let less = format!("{}\n  supportsTls: false\n", less.join("\n"));
    let path = place.logs.join(format!("{side}.yaml"));
    std::fs::write(&path, less).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path)
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Outcome {
    passed: usize,
    failed: usize,
    not_run: usize,
    failures: Vec<(String, String)>,
}

impl Outcome {
    fn total(&self) -> usize {
        self.passed + self.failed + self.not_run
    }
}

/// Reads what connectconformance printed; `None` when it has not come to its end.
fn read(said: &str) -> Option<Outcome> {
    let mut outcome = Outcome::default();
    let mut counted = false;
    let mut open = false;
    for line in said.lines() {
        if let Some(name) = line.strip_prefix("FAILED: ") {
            outcome.failures.push((name.trim_end_matches(':').to_owned(), String::new()));
            open = true;
        } else if let Some((passed, failed)) = count(line) {
            (outcome.passed, outcome.failed) = (passed, failed);
            counted = true;
            open = false;
        } else if let Some(rest) = line.strip_prefix("Another ") {
            outcome.not_run = rest.split(' ').next().and_then(|number| number.parse().ok()).unwrap_or(1);
        } else if line.starts_with([' ', '\t']) && open {
            if let Some((_, reason)) = outcome.failures.last_mut() {
                reason.push_str(line.trim());
                reason.push('\n');
            }
        } else {
            open = false;
        }
    }
    counted.then_some(outcome)
}

/// `12 passed, 3 failed`
fn count(line: &str) -> Option<(usize, usize)> {
    let (passed, failed) = line.strip_suffix(" failed")?.split_once(" passed, ")?;
    Some((passed.parse().ok()?, failed.parse().ok()?))
}

fn last(said: &str) -> String {
    let lines: Vec<&str> = said.lines().collect();
    lines.iter().skip(lines.len().saturating_sub(5)).copied().collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_count_is_read() {
        let said = "\
Computed 44 config case permutations.
FAILED: Basic/HTTPVersion:1/unary/success:
\tactual response headers missing \"a\"
\texpected one
FAILED: Errors/unary:
\tno answer

Total cases: 7
4 passed, 2 failed
Another 1 could not be run due to client timing out or exiting prematurely.
";
        let failures = vec![
            (
                "Basic/HTTPVersion:1/unary/success".to_owned(),
                "actual response headers missing \"a\"\nexpected one\n".to_owned(),
            ),
            ("Errors/unary".to_owned(), "no answer\n".to_owned()),
        ];
        assert_eq!(read(said), Some(Outcome { passed: 4, failed: 2, not_run: 1, failures }));
        assert_eq!(read("Computed 44 config case permutations.\n"), None);
    }
}
