//! Any names as the nodes of a registry: those that are used survive being announced again.
#![no_main]

use dubbors_core::ServiceKey;
use dubbors_registry::interface::{NodeReader, provider_node};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let service = ServiceKey::new("a.B").with_group("*").with_version("*");
    let mut reader = NodeReader::new(service.clone(), "fuzz");
    for instance in reader.read(text.split('\n')) {
        let node = provider_node(&instance);
        let again = NodeReader::new(service.clone(), "fuzz").read([node.as_str()]);
        assert_eq!(again.len(), 1, "{node}");
        assert_eq!(again[0].address(), instance.address());
    }
});
