//! Operations that can be repeated, and what repeating them costs.
//!
//! The program in `bench/hessian-rs/` includes this file, so it needs nothing but the standard library.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// Why a case cannot run.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// How long one timed round takes at least, and how many rounds there are; the fastest one counts.
const ROUND: Duration = Duration::from_millis(4);
const ROUNDS: usize = 40;

/// One operation of one codec on one payload.
pub struct Case {
    /// What is written or read.
    pub payload: &'static str,
    /// Who does it.
    pub codec: &'static str,
    /// `encode` or `decode`.
    pub operation: &'static str,
    /// The length of the encoded form.
    pub bytes: usize,
    /// Does it so many times.
    pub run: Box<dyn FnMut(u64) -> Result<(), Failure>>,
}

impl std::fmt::Debug for Case {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "{}/{}/{}", self.payload, self.codec, self.operation)
    }
}

/// A buffer that keeps its memory when it is cleared.
pub trait Buffer: Default + 'static {
    /// Empties it.
    fn clear(&mut self);
    /// What it holds.
    fn written(&self) -> &[u8];
}

impl Buffer for Vec<u8> {
    fn clear(&mut self) {
        self.clear();
    }
    fn written(&self) -> &[u8] {
        self
    }
}

/// The cases of one payload, as they are added.
#[derive(Debug)]
pub struct Cases<'a> {
    payload: &'static str,
    list: &'a mut Vec<Case>,
}

impl<'a> Cases<'a> {
    /// Adds cases of `payload` to `list`.
    pub fn new(payload: &'static str, list: &'a mut Vec<Case>) -> Self {
        Self { payload, list }
    }

    /// Writing and reading `value`; it has to come back as it was.
    ///
    /// # Errors
    /// Those of the codec, and a value that comes back changed.
    pub fn both<T: PartialEq + 'static, B: Buffer>(
        &mut self,
        codec: &'static str,
        value: T,
        encode: impl Fn(&T, &mut B) -> Result<(), Failure> + 'static,
        decode: impl Fn(&[u8]) -> Result<T, Failure> + 'static,
    ) -> Result<(), Failure> {
        let mut buffer = B::default();
        encode(&value, &mut buffer)?;
        let bytes = buffer.written().to_vec();
        if decode(&bytes)? != value {
            return Err(format!("{codec}: the {} comes back changed", self.payload).into());
        }
        self.add(codec, "encode", bytes.len(), move || {
            buffer.clear();
            encode(black_box(&value), &mut buffer)?;
            black_box(buffer.written());
            Ok(())
        });
        self.reading(codec, bytes, move |bytes| decode(bytes).map(|value| drop(black_box(value))));
        Ok(())
    }

    /// Reading `bytes`; `decode` drops what it read, which may borrow from them.
    pub fn reading(
        &mut self,
        codec: &'static str,
        bytes: Vec<u8>,
        decode: impl Fn(&[u8]) -> Result<(), Failure> + 'static,
    ) {
        self.add(codec, "decode", bytes.len(), move || decode(black_box(&bytes)));
    }

    /// Any operation.
    pub fn add(
        &mut self,
        codec: &'static str,
        operation: &'static str,
        bytes: usize,
        mut once: impl FnMut() -> Result<(), Failure> + 'static,
    ) {
        let run = Box::new(move |times| (0..times).try_for_each(|_| once()));
        self.list.push(Case { payload: self.payload, codec, operation, bytes, run });
    }
}

/// The program: `times` prints nanoseconds of every case, `run PAYLOAD CODEC OPERATION TIMES` repeats one of them.
/// Lines are fields with tabs between: payload, codec, operation, bytes, nanoseconds.
///
/// # Errors
/// Those of the cases, and a command that is neither.
// The lines are what the program is for.
#[allow(clippy::print_stdout)]
pub fn main(mut cases: Vec<Case>) -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["times"] => {
            for case in &mut cases {
                let nanoseconds = fastest(case)?;
                println!(
                    "{}\t{}\t{}\t{}\t{nanoseconds:.1}",
                    case.payload, case.codec, case.operation, case.bytes
                );
            }
            Ok(())
        }
        ["run", payload, codec, operation, times] => {
            let case = cases
                .iter_mut()
                .find(|it| it.payload == *payload && it.codec == *codec && it.operation == *operation);
            (case.ok_or("no such case")?.run)(times.parse()?)
        }
        _ => Err("usage: times | run PAYLOAD CODEC OPERATION TIMES".into()),
    }
}

/// Nanoseconds of one operation in the fastest round.
fn fastest(case: &mut Case) -> Result<f64, Failure> {
    let mut times = 16_u64;
    while timed(case, times)? < ROUND {
        times = times.saturating_mul(2);
    }
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        best = best.min(timed(case, times)?);
    }
    Ok(best.as_nanos() as f64 / times as f64)
}

fn timed(case: &mut Case, times: u64) -> Result<Duration, Failure> {
    let start = Instant::now();
    (case.run)(times)?;
    Ok(start.elapsed())
}
