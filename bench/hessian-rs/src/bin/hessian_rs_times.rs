//! Repeats and times the cases, with the system's own allocator.

use bench_hessian_rs::measure::{self, Failure};

fn main() -> Result<(), Failure> {
    let (cases, notes) = bench_hessian_rs::all();
    if std::env::args().nth(1).as_deref() == Some("times") {
        notes.iter().for_each(|note| println!("{note}"));
    }
    measure::main(cases)
}
