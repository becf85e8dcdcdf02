//! What the measuring programs say: lines of fields with tabs between.

use std::path::Path;
use std::process::{Command, Output};

use crate::Result;

/// How often callgrind repeats a case. It runs twice, this often and twice as often; the difference has no start-up.
const TIMES: u64 = 500;

/// What one operation costs.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    pub(crate) payload: String,
    pub(crate) codec: String,
    pub(crate) operation: String,
    /// The length of the encoded form.
    pub(crate) bytes: String,
    pub(crate) nanoseconds: f64,
    pub(crate) instructions: Option<f64>,
    pub(crate) allocations: Option<f64>,
}

/// Nanoseconds of all cases of a program that prints `payload codec operation bytes nanoseconds`, and its other lines,
/// which say what it cannot do.
pub(crate) fn times(what: &str, command: &mut Command) -> Result<(Vec<Figure>, Vec<String>)> {
    let (mut figures, mut notes) = (Vec::new(), Vec::new());
    for line in lines(what, command)? {
        match line.split('\t').collect::<Vec<_>>().as_slice() {
            [payload, codec, operation, bytes, nanoseconds] => figures.push(Figure {
                payload: (*payload).to_owned(),
                codec: (*codec).to_owned(),
                operation: (*operation).to_owned(),
                bytes: (*bytes).to_owned(),
                nanoseconds: number(what, nanoseconds)?,
                instructions: None,
                allocations: None,
            }),
            _ => notes.push(line),
        }
    }
    Ok((figures, notes))
}

/// Instructions of every case, counted by callgrind.
pub(crate) fn count_instructions(program: &Path, figures: &mut [Figure]) -> Result<()> {
    for figure in figures {
        let once = collected(program, figure, TIMES)?;
        let twice = collected(program, figure, TIMES * 2)?;
        figure.instructions = Some((twice - once) / TIMES as f64);
    }
    Ok(())
}

fn collected(program: &Path, figure: &Figure, times: u64) -> Result<f64> {
    let what = format!("callgrind of {} {} {}", figure.payload, figure.codec, figure.operation);
    let mut command = Command::new(program);
    command.args(["run", &figure.payload, &figure.codec, &figure.operation, &times.to_string()]);
    instructions(&what, &command)
}

/// The instructions of a whole run of a command, in user mode.
pub(crate) fn instructions(what: &str, command: &Command) -> Result<f64> {
    let mut counted = Command::new("valgrind");
    counted.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    counted.arg(command.get_program()).args(command.get_args());
    let said = String::from_utf8_lossy(&finished(what, &mut counted)?.stderr).into_owned();
    let count = said.lines().find_map(|line| line.split_once("Collected :")).map(|(_, count)| count.trim());
    number(what, count.ok_or_else(|| format!("{what}: no count in what it says:\n{said}"))?)
}

/// Allocations of every case, from a program that prints `payload codec operation allocations`.
pub(crate) fn count_allocations(program: &Path, figures: &mut [Figure]) -> Result<()> {
    let what = "counting allocations";
    for line in lines(what, &mut Command::new(program))? {
        let [payload, codec, operation, count] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
        let mut all = figures.iter_mut();
        let same = all.find(|it| it.payload == payload && it.codec == codec && it.operation == operation);
        if let Some(figure) = same {
            figure.allocations = Some(number(what, count)?);
        }
    }
    Ok(())
}

pub(crate) fn number(what: &str, text: &str) -> Result<f64> {
    text.parse().map_err(|_| format!("{what}: `{text}` is no number"))
}

pub(crate) fn lines(what: &str, command: &mut Command) -> Result<Vec<String>> {
    let output = finished(what, command)?;
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}

/// The output of a program that has to succeed.
fn finished(what: &str, command: &mut Command) -> Result<Output> {
    let output = command.output().map_err(|error| format!("{what}: {error}"))?;
    if output.status.success() {
        return Ok(output);
    }
    Err(format!("{what}: failed ({})\n{}", output.status, String::from_utf8_lossy(&output.stderr).trim()))
}
