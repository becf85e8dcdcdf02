//! Writing an object into a buffer that is there already takes no memory.

use dubbors_bench::allocations::Counting;
use dubbors_bench::hessian::{cases, count};

#[global_allocator]
static ALLOCATOR: &Counting = &stats_alloc::INSTRUMENTED_SYSTEM;

#[test]
fn a_typed_value_is_encoded_into_a_kept_buffer_without_allocations() {
    let mut seen = Vec::new();
    for mut case in cases::all().unwrap() {
        if case.codec == "ours typed" && case.operation == "encode" {
            // The fewest of several counts: the test's runner allocates too, in a thread of its own.
            let counts = (0..10).map(|_| count::allocations(&mut case).unwrap());
            assert_eq!(counts.fold(f64::MAX, f64::min), 0.0, "{case:?}");
            seen.push(case.payload);
        }
        if case.codec == "ours typed" && case.operation == "decode" {
            assert!(count::allocations(&mut case).unwrap() >= 1.0, "nothing was counted: {case:?}");
        }
    }
    assert_eq!(seen, ["object", "ascii", "chinese", "emoji"]);
}
