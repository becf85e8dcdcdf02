//! What the built-in compiler complains about, with the place, the line, and what to do.

use std::fmt::Write as _;
use std::fs;

use miette::Diagnostic;

use crate::Error;
use crate::inputs::Inputs;

/// The text for what kept `inputs` from being compiled.
pub(crate) fn explain(error: &protox::Error, inputs: &Inputs) -> Error {
    let name = error.file().unwrap_or_default();
    let place = inputs.place(name);
    let source = place.as_ref().and_then(|place| fs::read_to_string(place).ok()).unwrap_or_default();
    let shown = place.map_or_else(|| name.to_owned(), |place| place.display().to_string());
    let mut text = String::new();
    problem(&mut text, error, &shown, &source);
    for more in error.related().into_iter().flatten() {
        text.push('\n');
        problem(&mut text, more, &shown, &source);
    }
    if let Some(help) = help(&text, inputs) {
        let _ = write!(text, "\n  = help: {help}");
    }
    Error::new(text)
}

fn problem(text: &mut String, problem: &dyn Diagnostic, file: &str, source: &str) {
    let mut labels = problem.labels().into_iter().flatten();
    match labels.next().and_then(|label| Some((Line::at(source, label.offset())?, label))) {
        Some((line, label)) => {
            let _ = write!(text, "{file}:{}:{}: {problem}", line.number, line.column);
            line.show(text, label.len(), label.label().unwrap_or_default());
        }
        None if file.is_empty() => {
            let _ = write!(text, "{problem}");
        }
        None => {
            // What is missing at the end has no place of its own.
            let at_end = problem.to_string().ends_with("end of file");
            let line = if at_end { format!(":{}", source.lines().count()) } else { String::new() };
            let _ = write!(text, "{file}{line}: {problem}");
        }
    }
    // The other places that belong to it, such as the first of two definitions.
    for label in labels {
        if let Some(line) = Line::at(source, label.offset()) {
            let _ = write!(text, "\n{file}:{}:{}:", line.number, line.column);
            line.show(text, label.len(), label.label().unwrap_or_default());
        }
    }
    if let Some(help) = problem.help() {
        let _ = write!(text, "\n  = help: {help}");
    }
}

/// What helps with the mistakes that the compiler only names.
fn help(text: &str, inputs: &Inputs) -> Option<String> {
    if text.contains("import '") && text.contains("' not found") {
        let folders: Vec<String> =
            inputs.includes.iter().map(|folder| folder.display().to_string()).collect();
        return Some(format!(
            "imports are looked for in {}; add another folder with dubbors_build::configure().include(\"..\")",
            folders.join(", ")
        ));
    }
    if text.contains("is not defined") {
        return Some(
            "import the file that defines it, and write its package in front when it is in another".into(),
        );
    }
    if text.contains("'edition'") {
        return Some(
            "editions are not supported: write syntax = \"proto3\"; or \"proto2\" in place of the edition"
                .into(),
        );
    }
    None
}

/// A line of a file, and a place in it.
struct Line<'a> {
    text: &'a str,
    /// From 1.
    number: usize,
    /// From 1, in characters.
    column: usize,
}

impl<'a> Line<'a> {
    fn at(source: &'a str, offset: usize) -> Option<Self> {
        let before = source.get(..offset)?;
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let text = source.get(start..)?.lines().next().unwrap_or_default();
        let column = before.get(start..)?.chars().count() + 1;
        Some(Self { text, number: before.matches('\n').count() + 1, column })
    }

    /// The line, and a mark of `bytes` under the place.
    fn show(&self, to: &mut String, bytes: usize, label: &str) {
        let number = self.number.to_string();
        let margin = " ".repeat(number.len());
        // Tabs are kept, so that the mark stands where the place does.
        let before = self.text.chars().take(self.column - 1);
        let pad: String = before.map(|letter| if letter == '\t' { '\t' } else { ' ' }).collect();
        let rest: String = self.text.chars().skip(self.column - 1).collect();
        let marked = rest.get(..bytes).unwrap_or(&rest).chars().count().max(1);
        let mark = "^".repeat(marked);
        let shown = format!("\n{margin} |\n{number} | {}\n{margin} | {pad}{mark} {label}", self.text);
        to.push_str(shown.trim_end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_shown() {
        let source = "ä = 1\n\tb = x;\n";
        let mut text = String::new();
        let line = Line::at(source, source.find('x').unwrap()).unwrap();
        line.show(&mut text, 1, "here");
        assert_eq!((line.number, line.column), (2, 6));
        assert_eq!(text, "\n  |\n2 | \tb = x;\n  | \t    ^ here");
        assert_eq!(Line::at(source, "ä".len()).unwrap().column, 2, "columns count characters");
    }
}
