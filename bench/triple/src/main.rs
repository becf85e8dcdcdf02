//! One side of a measure of `cargo xtask bench triple`, with one of the peers in Rust.

use std::process::ExitCode;

use dubbors_bench_load::program;
use dubbors_bench_triple::{Bare, Ours, Theirs};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done =
        match words.as_slice() {
            ["dubbors", rest @ ..] => program::<Ours>(rest),
            ["tonic", rest @ ..] => program::<Theirs>(rest),
            ["h2", rest @ ..] => program::<Bare>(rest),
            _ => Err("usage: dubbors-bench-triple dubbors|tonic|h2 ROLE; `cargo xtask bench triple` runs it"
                .into()),
        };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
