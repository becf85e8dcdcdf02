//! Input that means harm: names, lengths without bytes, depth, cycles, tables that grow, work that multiplies. Each test is
//! named after its row of the list of known failures.

mod again;
mod cycles;
mod depth;
mod lengths;
mod names;
mod short;
mod tables;
mod work;

use crate::java::Exception;
use crate::{Decoder, Encoder, ErrorKind, Limits, Value, from_bytes};

/// A thread with as little stack as the smallest runtime gives.
fn on_small_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(256 * 1024).spawn(work).unwrap().join().unwrap()
}

fn limit_of(bytes: &[u8], limits: Limits) -> &'static str {
    let error = Decoder::with_limits(bytes, limits).value().unwrap_err();
    match error.kind() {
        ErrorKind::Limit { name, .. } => name,
        _ => panic!("{error}"),
    }
}

/// Tries every way of reading; the result does not matter, only that there is one.
fn read_all_ways(bytes: &[u8]) {
    let _ = from_bytes::<Value>(bytes);
    let _ = from_bytes::<Vec<i32>>(bytes);
    let _ = from_bytes::<Vec<Vec<u8>>>(bytes);
    let _ = from_bytes::<Vec<Option<String>>>(bytes);
    let _ = from_bytes::<std::collections::HashMap<String, Value>>(bytes);
    let _ = from_bytes::<Exception>(bytes);
    let _ = from_bytes::<super::typed::Order>(bytes);
    let _ = Decoder::new(bytes).skip_value();
}

/// Each list holds the one before twice: 2^n leaves when followed blindly.
fn doubling(levels: u32) -> Vec<u8> {
    let mut to = Encoder::new();
    to.list_begin(levels as usize, None);
    to.list_begin(0, None);
    for level in 1..levels {
        to.list_begin(2, None);
        to.reference(level);
        to.reference(level);
    }
    to.into_inner().to_vec()
}

/// Numbers without a pattern, the same ones each time.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }
}
