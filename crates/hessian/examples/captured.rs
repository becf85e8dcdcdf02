//! Reads messages that real Dubbo sent and prints what is in them:
//!
//! ```text
//! cargo run -p dubbors-hessian --example captured -- testdata/dubbo/java33.tsv user
//! ```
//!
//! The file has a message on each line: the call, who sent it, its bytes in hex. After a head of 16 bytes comes a stream
//! of Hessian values: of a request the version of Dubbo, the service, its version, the method, the descriptors of the
//! parameters, the arguments and the attachments; of an answer its kind, the result and the attachments.

// What it prints is what it is for, and a wrong argument may end it.
#![allow(clippy::print_stdout)]

use std::error::Error;

use dubbors_hessian::{Decoder, Value};

#[path = "../../../testdata/hex.rs"]
mod hex;

/// Before the values stand the magic number, flags, the status, the request's number and the length.
const HEAD: usize = 16;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(file), Some(call)) = (arguments.next(), arguments.next()) else {
        return Err("usage: captured FILE CALL".into());
    };
    let text = std::fs::read_to_string(&file).map_err(|error| format!("{file}: {error}"))?;
    let mut found = false;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        if let (Some(name), Some(sender), Some(hex)) = (columns.next(), columns.next(), columns.next())
            && name == call
        {
            println!("{sender}:");
            print(&hex::bytes(hex).ok_or_else(|| format!("{file}: {call}: not bytes in hex"))?)?;
            found = true;
        }
    }
    if found { Ok(()) } else { Err(format!("{file} has no call {call}").into()) }
}

/// All values of a message share class definitions and references: one decoder reads them all.
fn print(message: &[u8]) -> Result<(), Box<dyn Error>> {
    let body = message.get(HEAD..).ok_or("a message has a head of 16 bytes")?;
    let mut from = Decoder::new(body);
    while !from.is_at_end() {
        let value: Value = from.decode()?;
        println!("  {value:?}");
    }
    Ok(())
}
