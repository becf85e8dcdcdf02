use super::*;
use crate::testing::{endpoint, instance};

const MINUTE: i64 = 60_000;

#[test]
fn a_weight_grows_over_the_warm_up() {
    let ten = Duration::from_secs(600);
    for (full, uptime, expected) in [
        (100, 0, 100),
        (100, -1, 1),
        (100, 1, 1),
        (100, MINUTE, 10),
        (100, 5 * MINUTE, 50),
        (100, 10 * MINUTE, 100),
        (100, 99 * MINUTE, 100),
        (5, MINUTE, 1),
        (0, MINUTE, 0),
    ] {
        assert_eq!(weight(full, uptime, ten), expected, "weight {full} after {uptime} ms");
    }
}

fn after(params: &[(&str, &str)], now_millis: i64) -> (u32, bool) {
    let instance =
        params.iter().fold(instance(1), |instance, (key, value)| instance.with_param(*key, *value));
    let endpoint = Arc::new(Endpoint::new(instance, dubbors_core::AnyInvoker::new(Nobody), Box::default()));
    let warming = update(&endpoint, now_millis);
    (endpoint.stats().weight(), warming)
}

struct Nobody;

impl dubbors_core::Invoker for Nobody {
    async fn invoke(
        &self,
        _: &mut dubbors_core::Invocation<'_>,
    ) -> dubbors_core::Result<dubbors_core::Response> {
        Err(dubbors_core::Error::internal("nobody is called here"))
    }
}

#[test]
fn java_counts_in_milliseconds_and_go_in_seconds() {
    let start = 1_700_000_000_000;
    assert_eq!(after(&[("timestamp", "1700000000000")], start + 5 * MINUTE), (50, true));
    assert_eq!(after(&[("timestamp", "1700000000")], start + 5 * MINUTE), (50, true));
    assert_eq!(after(&[("timestamp", "1700000000"), ("warmup", "60")], start + MINUTE / 2), (50, true));
    assert_eq!(after(&[("timestamp", "1700000000000"), ("warmup", "60000")], start + MINUTE), (100, false));
    for timestamp in ["soon", "-1", "0", ""] {
        assert_eq!(after(&[("timestamp", timestamp)], start), (100, false), "{timestamp}");
    }
    assert_eq!(after(&[], start), (100, false));
    assert!(!update(&endpoint(1, vec![]), start));
}
