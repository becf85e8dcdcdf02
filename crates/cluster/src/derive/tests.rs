use dubbors_core::{Code, Directory, ServiceKey};

use super::*;
use crate::testing::{call, contract, extensions, instance};

/// Derives with these settings, written as `key=value&..`.
fn derive_with(settings: &str, instances: &[Instance], previous: Option<&Snapshot>) -> Result<Snapshot> {
    let inputs = Inputs {
        service: &contract(),
        instances,
        settings: &format!("consumer://h/a.B?{settings}").parse().unwrap(),
        application: "till",
        explanation: "looked here",
        now_millis: 1_700_000_000_000,
    };
    derive(&inputs, previous, &extensions())
}

fn ports(snapshot: &Snapshot) -> Vec<u16> {
    snapshot.endpoints.iter().map(|endpoint| endpoint.instance().address().port()).collect()
}

#[test]
fn endpoints_outlive_the_snapshot_while_their_instance_is_there() {
    let first = derive_with("", &[instance(1), instance(2)], None).unwrap();
    let second = derive_with("", &[instance(2), instance(3), instance(3)], Some(&first)).unwrap();
    assert_eq!((ports(&first), ports(&second)), (vec![1, 2], vec![2, 3]));
    assert!(Arc::ptr_eq(&first.endpoints[1], &second.endpoints[0]));
    let changed = derive_with("", &[instance(2).with_param("weight", "7")], Some(&second)).unwrap();
    assert!(!Arc::ptr_eq(&second.endpoints[0], &changed.endpoints[0]));
    assert_eq!(changed.endpoints[0].stats().weight(), 7);
}

#[test]
fn what_cannot_be_used_is_skipped_and_named() {
    let alien = Instance::new(dubbors_core::Address::new("10.0.0.9", 9), "corba");
    let snapshot = derive_with("", &[instance(666), alien, instance(1)], None).unwrap();
    assert_eq!(ports(&snapshot), [1]);
    for part in ["looked here", "skipped 2 of 3", "10.0.0.1:666", "cursed", "corba://10.0.0.9:9"] {
        assert!(snapshot.explanation.contains(part), "{}", snapshot.explanation);
    }
}

#[test]
fn a_methods_own_setting_comes_before_the_services_and_the_consumers_before_the_providers() {
    let provider = instance(1)
        .with_param("timeout", "1")
        .with_param("first.timeout", "2")
        .with_param("retries", "5")
        .with_param("second.retries", "many");
    for (settings, first, second, retries) in [
        ("", 2, 1, 5),
        ("timeout=3", 2, 3, 5),
        ("timeout=3&first.timeout=4&retries=0", 4, 3, 0),
        ("default.timeout=6", 2, 6, 5),
    ] {
        let snapshot = derive_with(settings, std::slice::from_ref(&provider), None).unwrap();
        let millis = |index: usize| snapshot.method(index).unwrap().timeout.unwrap().as_millis();
        assert_eq!((millis(0), millis(1), millis(usize::MAX)), (first, second, second), "{settings}");
        assert_eq!(snapshot.method(0).unwrap().retries, retries, "{settings}");
    }
}

#[test]
fn a_consumers_own_mistake_is_an_error() {
    for (settings, part) in [
        ("timeout=soon", "setting `timeout`"),
        ("second.retries=x", "setting `second.retries`"),
        ("loadbalance=fair", "unknown load balance `fair`"),
        ("reference.filter=x", "unknown filter `x`"),
    ] {
        let error = derive_with(settings, &[instance(1)], None).unwrap_err();
        assert_eq!(error.code(), Code::Invalid, "{settings}");
        assert!(error.to_string().contains(part), "{error}");
    }
    // A provider's is not.
    for timeout in ["soon", "0", "-1"] {
        let provider = instance(1).with_param("timeout", timeout).with_param("loadbalance", "fair");
        assert_eq!(
            derive_with("", &[provider], None).unwrap().method(0).unwrap().timeout.unwrap().as_millis(),
            1000
        );
    }
}

#[test]
fn a_snapshot_is_what_a_directory_selects_from() {
    let snapshot = derive_with("loadbalance=roundrobin", &[instance(1), instance(2)], None).unwrap();
    let directory = Directory::new(snapshot);
    let pick = |tried: &[Arc<dubbors_core::Endpoint>]| directory.select(&call(0), tried).unwrap();
    let first = pick(&[]);
    assert_ne!(first.instance(), pick(std::slice::from_ref(&first)).instance());
    assert_eq!(call(0).service(), &ServiceKey::new("a.B"));
}
