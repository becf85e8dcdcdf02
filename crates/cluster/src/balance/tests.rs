use dubbors_core::{Candidates, Endpoint, LoadBalance};

use super::*;
use crate::testing::{call, weighted};

/// How often each endpoint is chosen of `count` times.
fn shares(
    balance: &dyn LoadBalance,
    endpoints: &[Arc<Endpoint>],
    candidates: &Candidates,
    count: u32,
) -> Vec<u32> {
    fastrand::seed(7);
    let call = call(0);
    let mut shares = vec![0; endpoints.len()];
    for _ in 0..count {
        shares[balance.pick(&call, endpoints, candidates).unwrap()] += 1;
    }
    shares
}

fn balances(endpoints: &[Arc<Endpoint>]) -> [(&'static str, Arc<dyn LoadBalance>); 3] {
    [
        ("random", Arc::new(Random::new(endpoints))),
        ("roundrobin", Arc::new(RoundRobin::new(endpoints))),
        ("leastactive", Arc::new(LeastActive)),
    ]
}

/// Checks that every balancer gives each endpoint its share of `weights`, within 3 of 100 calls.
fn check(weights: &[u32], without: &[usize], expected: &[u32]) {
    let endpoints = weighted(weights);
    let mut candidates = Candidates::all(weights.len());
    without.iter().for_each(|index| candidates.remove(*index));
    for (name, balance) in balances(&endpoints) {
        let shares = shares(&*balance, &endpoints, &candidates, 10_000);
        for (index, (share, percent)) in shares.iter().zip(expected).enumerate() {
            assert!(
                share.abs_diff(percent * 100) <= 300,
                "{name}, endpoint {index}: {shares:?} of {weights:?}"
            );
        }
    }
}

#[test]
fn calls_are_shared_in_proportion_to_the_weights() {
    check(&[100], &[], &[100]);
    check(&[100, 100, 100, 100], &[], &[25, 25, 25, 25]);
    check(&[50, 30, 20], &[], &[50, 30, 20]);
    check(&[100, 0, 100], &[], &[50, 0, 50]);
    check(&[0, 0], &[], &[50, 50]);
}

#[test]
fn endpoints_that_are_no_candidates_get_nothing() {
    check(&[100, 100, 100], &[1], &[50, 0, 50]);
    check(&[50, 999, 50], &[1], &[50, 0, 50]);
    check(&[75, 100, 25], &[1], &[75, 0, 25]);
    check(&[0, 100, 0], &[1], &[50, 0, 50]);
    let endpoints = weighted(&[1, 2]);
    let mut none = Candidates::all(2);
    none.remove(0);
    none.remove(1);
    for (name, balance) in balances(&endpoints) {
        assert_eq!(balance.pick(&call(0), &endpoints, &none), None, "{name}");
    }
}

#[test]
fn new_weights_count_when_they_are_told() {
    let endpoints = weighted(&[100, 100]);
    let all = Candidates::all(2);
    for (name, balance) in balances(&endpoints) {
        endpoints[0].stats().set_weight(0);
        balance.weights_changed(&endpoints);
        assert_eq!(shares(&*balance, &endpoints, &all, 100), [0, 100], "{name}");
        endpoints[0].stats().set_weight(100);
    }
}

#[test]
fn round_robin_spreads_the_heavy_one() {
    let endpoints = weighted(&[5, 1, 1]);
    let balance = RoundRobin::new(&endpoints);
    let order: Vec<usize> =
        (0..7).map(|_| balance.pick(&call(0), &endpoints, &Candidates::all(3)).unwrap()).collect();
    assert_eq!(order, [0, 0, 1, 0, 2, 0, 0]);
}

#[test]
fn round_robin_goes_on_where_it_was() {
    let endpoints = weighted(&[2, 1]);
    let balance: Arc<dyn LoadBalance> = Arc::new(RoundRobin::new(&endpoints));
    let first = balance.pick(&call(0), &endpoints, &Candidates::all(2)).unwrap();
    let next = balance.carry_over("roundrobin", &endpoints).unwrap();
    let rest: Vec<usize> =
        (0..2).map(|_| next.pick(&call(0), &endpoints, &Candidates::all(2)).unwrap()).collect();
    assert_eq!((first, rest.as_slice()), (0, [1, 0].as_slice()));
    assert!(balance.carry_over("random", &endpoints).is_none());
}

#[test]
fn the_least_busy_comes_first() {
    let endpoints = weighted(&[1, 1000, 1]);
    let _busy = (endpoints[0].stats().begin(), endpoints[1].stats().begin());
    assert_eq!(LeastActive.pick(&call(0), &endpoints, &Candidates::all(3)), Some(2));
}
