//! A codec of another language in a process of its own. The form of its batches stands in `Serve.java`.

use std::io::{BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::Result;

#[derive(Debug)]
pub(crate) struct Peer {
    pub(crate) name: String,
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

/// What a peer has to say of a value.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) state: State,
    /// The value's text, or what went wrong.
    pub(crate) text: String,
    /// The value as the peer writes it.
    pub(crate) bytes: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    NotRead,
    Good,
    NotWritten,
}

impl Peer {
    pub(crate) fn start(name: &str, mut command: Command) -> Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|error| format!("{name}: {error}"))?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(to), Some(from)) => {
                Ok(Self { name: name.to_owned(), child, to, from: BufReader::new(from) })
            }
            _ => Err(format!("{name}: no pipes")),
        }
    }

    /// Has values read and written again.
    pub(crate) fn read<'a>(&mut self, values: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<Answer>> {
        let mut batch = vec![b'R'];
        values.into_iter().for_each(|value| push(&mut batch, value));
        self.ask(&batch)
    }

    /// The same for one value, which Caucho's servlet judges besides.
    pub(crate) fn judge(&mut self, name: &str, value: &[u8]) -> Result<Answer> {
        let mut batch = vec![b'J'];
        push(&mut batch, name.as_bytes());
        push(&mut batch, value);
        self.ask(&batch)?.pop().ok_or_else(|| format!("{}: no answer", self.name))
    }

    /// Values of the peer's own.
    pub(crate) fn generate(&mut self, seed: u64, count: u32) -> Result<Vec<Answer>> {
        let mut batch = vec![b'G'];
        batch.extend(seed.to_be_bytes());
        batch.extend(count.to_be_bytes());
        self.ask(&batch)
    }

    fn ask(&mut self, batch: &[u8]) -> Result<Vec<Answer>> {
        let place = |error: std::io::Error| format!("{}: {error}", self.name);
        let length = u32::try_from(batch.len()).map_err(|_| "a batch over 4 GiB".to_owned())?;
        self.to.write_all(&length.to_be_bytes()).map_err(place)?;
        self.to.write_all(batch).map_err(place)?;
        self.to.flush().map_err(place)?;
        let mut length = [0; 4];
        self.from.read_exact(&mut length).map_err(place)?;
        let mut answer = vec![0; u32::from_be_bytes(length) as usize];
        self.from.read_exact(&mut answer).map_err(place)?;
        answers(&answer).ok_or_else(|| format!("{}: an answer that is none", self.name))
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn push(batch: &mut Vec<u8>, bytes: &[u8]) {
    batch.extend((bytes.len() as u32).to_be_bytes());
    batch.extend(bytes);
}

fn answers(mut rest: &[u8]) -> Option<Vec<Answer>> {
    let mut answers = Vec::new();
    while let Some((state, after)) = rest.split_first() {
        rest = after;
        let state = match state {
            0 => State::NotRead,
            1 => State::Good,
            _ => State::NotWritten,
        };
        let text = String::from_utf8_lossy(part(&mut rest)?).into_owned();
        let bytes = part(&mut rest)?.to_vec();
        answers.push(Answer { state, text, bytes });
    }
    Some(answers)
}

fn part<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, after) = rest.split_first_chunk::<4>()?;
    let (part, after) = after.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    *rest = after;
    Some(part)
}
