//! What came of a suite.

use std::fmt::{self, Display};
use std::time::Duration;

use serde_json::{Value, json};

use crate::Result;

/// The most characters of a reason: some programs print whole messages.
const LONGEST: usize = 1200;

/// The cases of one suite.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    suite: &'static str,
    passed: usize,
    failed: Vec<(String, String)>,
    skipped: Vec<(String, String)>,
    unavailable: bool,
    /// What one should know beside the figures.
    notes: Vec<String>,
    took: Duration,
}

impl Report {
    pub(crate) fn new(suite: &'static str) -> Self {
        Self {
            suite,
            passed: 0,
            failed: Vec::new(),
            skipped: Vec::new(),
            unavailable: false,
            notes: Vec::new(),
            took: Duration::ZERO,
        }
    }

    /// One case and its result.
    pub(crate) fn case(&mut self, name: impl Into<String>, result: Result<()>) {
        match result {
            Ok(()) => self.passed += 1,
            Err(reason) => self.fail(name, reason),
        }
    }

    /// So many cases that a tool has counted itself.
    pub(crate) fn pass(&mut self, count: usize) {
        self.passed += count;
    }

    pub(crate) fn fail(&mut self, name: impl Into<String>, reason: impl Into<String>) {
        let reason: String = reason.into();
        let cut = reason.char_indices().nth(LONGEST).map_or(reason.len(), |(at, _)| at);
        self.failed.push((name.into(), reason.get(..cut).unwrap_or_default().to_owned()));
    }

    pub(crate) fn skip(&mut self, name: impl Into<String>, reason: impl Into<String>) {
        self.skipped.push((name.into(), reason.into()));
    }

    /// The whole suite cannot run on a machine like this.
    pub(crate) fn unavailable(&mut self, reason: impl Into<String>) {
        self.skip("all", reason);
        self.unavailable = true;
    }

    pub(crate) fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    pub(crate) fn took(&mut self, time: Duration) {
        self.took = time;
    }

    /// A suite of which nothing ran is no good either, unless nothing could.
    pub(crate) fn is_good(&self) -> bool {
        self.failed.is_empty() && (self.passed > 0 || self.unavailable)
    }

    fn last_line(&self) -> String {
        let mut line = format!("{}: {} passed, {} failed", self.suite, self.passed, self.failed.len());
        if !self.skipped.is_empty() {
            line.push_str(&format!(", {} skipped", self.skipped.len()));
        }
        line
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for note in &self.notes {
            writeln!(f, "{}: {note}", self.suite)?;
        }
        for (word, cases) in [("SKIP", &self.skipped), ("FAIL", &self.failed)] {
            for (name, reason) in cases {
                writeln!(f, "{word} {} {name}: {}", self.suite, reason.trim().replace('\n', "\n    "))?;
            }
        }
        writeln!(f, "{}: took {:.0?}", self.suite, self.took)?;
        writeln!(f, "{}", self.last_line())
    }
}

/// All suites as one object.
pub(crate) fn json(reports: &[Report]) -> Value {
    let cases = |cases: &[(String, String)]| -> Vec<Value> {
        cases.iter().map(|(name, reason)| json!({ "case": name, "reason": reason })).collect()
    };
    let suites: Vec<Value> = reports
        .iter()
        .map(|report| {
            json!({
                "suite": report.suite,
                "passed": report.passed,
                "failed": report.failed.len(),
                "skipped": report.skipped.len(),
                "failures": cases(&report.failed),
                "skips": cases(&report.skipped),
                "notes": report.notes,
                "seconds": report.took.as_secs(),
            })
        })
        .collect();
    json!({ "suites": suites })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suite_that_cannot_run_is_skipped() {
        let mut report = Report::new("x");
        report.unavailable("a browser");
        assert!(report.is_good());
        assert_eq!(
            report.to_string(),
            "SKIP x all: a browser\nx: took 0ns\nx: 0 passed, 0 failed, 1 skipped\n"
        );
    }

    #[test]
    fn a_report_names_failures_and_ends_in_the_count() {
        let mut report = Report::new("x");
        assert!(!report.is_good(), "nothing ran");
        report.case("a", Ok(()));
        report.pass(2);
        assert!(report.is_good());
        report.skip("b", "no such peer");
        report.case("c", Err("1 is not 2\nat all".to_owned()));
        assert!(!report.is_good());
        let expected = "\
SKIP x b: no such peer
FAIL x c: 1 is not 2
    at all
x: took 0ns
x: 3 passed, 1 failed, 1 skipped
";
        assert_eq!(report.to_string(), expected);
        let json = json(&[report]);
        assert_eq!(json.pointer("/suites/0/failures/0/case"), Some(&Value::from("c")));
    }
}
