//! The matrix as text and as JSON.

use std::fmt::Write;

use serde_json::{Value, json};

use super::Rows;
use super::cell::{Cell, Mode, Outcome};

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: usize,
}

pub(crate) fn count(results: &[(Cell, Rows)]) -> Count {
    let mut count = Count::default();
    for (_, outcome) in results.iter().flat_map(|(_, rows)| rows) {
        match outcome {
            Outcome::Pass => count.passed += 1,
            Outcome::Fail(_) => count.failed += 1,
            Outcome::Skip(_) => count.skipped += 1,
        }
    }
    count
}

/// A table for each protocol, whose rows are cases and whose columns are cells; what failed or was skipped follows with its
/// reason, and the count is last.
pub(crate) fn text(results: &[(Cell, Rows)]) -> String {
    let mut out = String::new();
    // The cells of a protocol stand together.
    for cells in results.chunk_by(|(left, _), (right, _)| left.scheme == right.scheme) {
        table(&mut out, cells);
    }
    for (word, wanted) in [("SKIP", false), ("FAIL", true)] {
        for (cell, rows) in results {
            for (name, outcome) in rows {
                match outcome {
                    Outcome::Skip(reason) if !wanted => push(&mut out, word, *cell, name, reason),
                    Outcome::Fail(reason) if wanted => push(&mut out, word, *cell, name, reason),
                    _ => {}
                }
            }
        }
    }
    let Count { passed, failed, skipped } = count(results);
    let _ = writeln!(out, "{passed} passed, {failed} failed, {skipped} skipped");
    out
}

fn table(out: &mut String, cells: &[(Cell, Rows)]) {
    let names = names(cells);
    let first = names.iter().map(|name| name.len()).max().unwrap_or(0).max("provider".len());
    line(out, first, "consumer", cells.iter().map(|(cell, _)| cell.consumer.name()));
    line(out, first, "provider", cells.iter().map(|(cell, _)| cell.provider.name()));
    let modes = cells.iter().map(|(cell, _)| if cell.mode == Mode::Direct { "direct" } else { "zk" });
    line(out, first, "found by", modes);
    line(out, first, "protocol", cells.iter().map(|(cell, _)| cell.scheme.name()));
    for name in &names {
        let columns = cells.iter().map(|(_, rows)| match find(rows, name) {
            Some(Outcome::Pass) => "ok",
            Some(Outcome::Fail(_)) => "FAIL",
            Some(Outcome::Skip(_)) => "skip",
            None => "",
        });
        line(out, first, name, columns);
    }
}

fn push(out: &mut String, word: &str, cell: Cell, name: &str, reason: &str) {
    let _ = writeln!(out, "{word} {cell} {name}: {reason}");
}

fn line<'t>(out: &mut String, first: usize, head: &str, columns: impl Iterator<Item = &'t str>) {
    let mut text = format!("{head:first$}");
    for column in columns {
        let _ = write!(text, "  {column:6}");
    }
    out.push_str(text.trim_end());
    out.push('\n');
}

/// All cases, in the order in which they first appear.
fn names(results: &[(Cell, Rows)]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in results.iter().flat_map(|(_, rows)| rows) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}

fn find<'r>(rows: &'r Rows, name: &str) -> Option<&'r Outcome> {
    rows.iter().find(|(other, _)| other == name).map(|(_, outcome)| outcome)
}

pub(crate) fn json(results: &[(Cell, Rows)]) -> Value {
    let cells: Vec<Value> = results
        .iter()
        .map(|(cell, rows)| {
            let rows: Vec<Value> = rows
                .iter()
                .map(|(name, outcome)| {
                    let (result, reason) = match outcome {
                        Outcome::Pass => ("PASS", ""),
                        Outcome::Fail(reason) => ("FAIL", reason.as_str()),
                        Outcome::Skip(reason) => ("SKIP", reason.as_str()),
                    };
                    json!({ "case": name, "result": result, "reason": reason })
                })
                .collect();
            json!({
                "consumer": cell.consumer.name(),
                "provider": cell.provider.name(),
                "protocol": cell.scheme.name(),
                "mode": if cell.mode == Mode::Direct { "direct" } else { "zookeeper" },
                "cases": rows,
            })
        })
        .collect();
    let Count { passed, failed, skipped } = count(results);
    json!({ "cells": cells, "passed": passed, "failed": failed, "skipped": skipped })
}

#[cfg(test)]
mod tests {
    use super::super::cell::Scheme;
    use super::super::peer::Peer;
    use super::*;

    #[test]
    fn the_table_lists_failures_and_ends_in_the_count() {
        let cell = |mode| Cell { provider: Peer::Go, consumer: Peer::Rust, scheme: Scheme::Dubbo, mode };
        let results = [
            (cell(Mode::Direct), vec![("void".to_owned(), Outcome::Pass)]),
            (
                cell(Mode::ZooKeeper),
                vec![
                    ("void".to_owned(), Outcome::Fail("late".to_owned())),
                    ("date".to_owned(), Outcome::Skip("no dates".to_owned())),
                ],
            ),
        ];
        let expected = "\
consumer  rust    rust
provider  go      go
found by  direct  zk
protocol  dubbo   dubbo
void      ok      FAIL
date              skip
SKIP rust-calls-go-zookeeper date: no dates
FAIL rust-calls-go-zookeeper void: late
1 passed, 1 failed, 1 skipped
";
        assert_eq!(text(&results), expected);
        assert_eq!(json(&results).get("failed"), Some(&Value::from(1)));
    }
}
