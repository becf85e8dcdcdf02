use super::*;

const INTERVAL: Duration = Duration::from_secs(60);

fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}

#[test]
fn a_silent_provider_is_asked_twice_and_then_dropped() {
    let start = Instant::now();
    let mut idle = Idle::new(Role::Consumer, INTERVAL, start);
    assert_eq!(idle.next_check(), Some(start + secs(60)));
    assert_eq!(idle.check(start + secs(59)), IdleAction::Wait(start + secs(60)));
    assert_eq!(idle.check(start + secs(60)), IdleAction::SendHeartbeat);
    assert_eq!(idle.check(start + secs(60)), IdleAction::Wait(start + secs(120)));
    assert_eq!(idle.check(start + secs(120)), IdleAction::SendHeartbeat);
    assert_eq!(idle.check(start + secs(179)), IdleAction::Wait(start + secs(180)));
    assert_eq!(idle.check(start + secs(180)), IdleAction::Close);
    assert_eq!(idle.silence(start + secs(180)), secs(180));
}

#[test]
fn reads_put_the_heartbeat_off_and_writes_do_not() {
    let start = Instant::now();
    let mut idle = Idle::new(Role::Consumer, INTERVAL, start);
    idle.on_read(start + secs(30));
    idle.on_write(start + secs(80));
    assert_eq!(idle.next_check(), Some(start + secs(90)));
    assert_eq!(idle.check(start + secs(90)), IdleAction::SendHeartbeat);
    // the reply
    idle.on_read(start + secs(91));
    assert_eq!(idle.check(start + secs(91)), IdleAction::Wait(start + secs(151)));
}

#[test]
fn a_provider_sends_nothing_and_counts_both_directions() {
    let start = Instant::now();
    let mut idle = Idle::new(Role::Provider, INTERVAL, start);
    assert_eq!(idle.check(start + secs(100)), IdleAction::Wait(start + secs(180)));
    idle.on_write(start + secs(100));
    assert_eq!(idle.check(start + secs(200)), IdleAction::Wait(start + secs(280)));
    idle.on_read(start + secs(210));
    assert_eq!(idle.check(start + secs(389)), IdleAction::Wait(start + secs(390)));
    assert_eq!(idle.check(start + secs(390)), IdleAction::Close);
}

#[test]
fn an_endless_interval_means_never() {
    let start = Instant::now();
    for role in [Role::Consumer, Role::Provider] {
        let mut idle = Idle::new(role, Duration::MAX, start);
        assert_eq!(idle.next_check(), None);
        assert!(matches!(idle.check(start + secs(1_000_000)), IdleAction::Wait(_)));
    }
}
