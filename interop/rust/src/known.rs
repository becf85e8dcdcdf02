//! What a peer cannot exchange, with the reason.

use std::collections::BTreeSet;

use crate::cases::Peer;
use crate::check::Outcome;

/// A provider, the methods of an exchange, and why they are not called there.
const KNOWN: &[(&str, &[&str], &str)] = &[
    (
        "java33",
        &["inet_address"],
        "3.3.6 does not let the classes inside an InetAddress through, and reads a HashMap",
    ),
    ("java33", &["enum_map"], "3.3.6 reads a HashMap where an EnumMap is, in its own bytes too"),
    ("java27", &["enum_map"], "2.7.23 reads a HashMap where an EnumMap is, in its own bytes too"),
    ("java27", &["inet_address", "inet_socket_address"], "2.7.23 sees no field in an InetAddress"),
    ("java27", &["long_adder"], "2.7.23 reads every LongAdder as 0"),
    ("java27", &["ordered_set"], "2.7.23 reads a HashSet where a Set is declared, whatever was written"),
    ("java27", &["point", "label"], "2.7.23 cannot set the fields of a record"),
    (
        "java27",
        &["parse_exception"],
        "2.7.23 makes a DateTimeParseException with nulls, which its constructor refuses",
    ),
    (
        "go",
        &["colors"],
        "dubbo-go-hessian2 does not write an array of enums: the value is left out of the answer",
    ),
    ("go", &["ordered_map"], "a map of Go has no order"),
    ("go", &["sql_exception", "sql"], "dubbo-go-hessian2 has no SQLException, and drops the fields of one"),
];

/// The same for whole cases of `dubbo://` when they run over `tri://`.
const NOT_OVER_TRIPLE: &[(&str, &str, &str)] = &[
    ("go", "nulls", "dubbo-go refuses a null argument over Triple"),
    ("go", "overloads", "dubbo-go has one method of a name over Triple"),
    ("go", "echo", "dubbo-go does not provide $echo over Triple"),
];

/// Why this peer cannot serve that case over `tri://`.
pub(crate) fn not_over_triple(peer: &Peer, case: &str) -> Option<&'static str> {
    let known = NOT_OVER_TRIPLE.iter().find(|(name, known, _)| peer.is(name) && *known == case);
    known.map(|(_, _, reason)| *reason)
}

/// What one case leaves out.
#[derive(Default)]
pub(crate) struct Skips {
    /// The method and the reason.
    pub(crate) left_out: Vec<(&'static str, &'static str)>,
    called: bool,
    case: Option<&'static str>,
}

impl Skips {
    /// Whether this method is not called, which is noted.
    pub(crate) fn leaves_out(&mut self, peer: &Peer, method: &'static str) -> bool {
        let known = KNOWN.iter().find(|(name, methods, _)| peer.is(name) && methods.contains(&method));
        match known {
            Some((_, _, reason)) => self.left_out.push((method, reason)),
            None => self.called = true,
        }
        known.is_some()
    }

    /// Leaves the whole case out.
    pub(crate) fn case(&mut self, reason: &'static str) -> Outcome {
        self.case = Some(reason);
        Ok(())
    }

    /// The reasons, when nothing at all was called.
    pub(crate) fn whole(&self) -> Option<String> {
        if let Some(reason) = self.case {
            return Some(reason.to_owned());
        }
        if self.called || self.left_out.is_empty() {
            return None;
        }
        let reasons: BTreeSet<&str> = self.left_out.iter().map(|(_, reason)| *reason).collect();
        Some(reasons.into_iter().collect::<Vec<_>>().join("; "))
    }
}
