//! Services that everyone expects of a gRPC server, beside those of the user: health and, where the port says so,
//! reflection. A service of the same name that the user provides takes their place.
//!
//! `proto/` has their contracts. Their messages are few enough to be written by hand. What reflection tells of the
//! contracts, and JSON needs, is `proto/builtin.bin`: the descriptors of these files, compiled once so that no build of a
//! user's program has to; a test compares them with the files.

mod health;
mod reflection;

use std::sync::Arc;

use dubbors_core::{
    AnyInvoker, Error, Invocation, Lookup, Result, Service, ServiceDescriptor, Services, param,
};
use dubbors_serialization::ProtobufValue;
use prost::Message;

/// A `google.protobuf.FileDescriptorSet` with the files of `proto/`.
pub(crate) const SCHEMA: &[u8] = include_bytes!("../../proto/builtin.bin");

/// The path of [`Routes::is_health_watch`](super::route::Routes::is_health_watch).
pub(crate) use health::WATCH as HEALTH_WATCH;

/// The services to add to `services`.
pub(super) fn services(services: &Services) -> Vec<Arc<Service>> {
    let mut added = Vec::new();
    let mut add = |descriptor: Arc<ServiceDescriptor>, invoker: AnyInvoker| {
        if let Lookup::Unknown = services.find(descriptor.key().interface(), "", "") {
            let settings = services.settings().clone();
            added.push(Arc::new(Service { descriptor, invoker, filters: Box::default(), settings }));
        }
    };
    add(health::descriptor(), AnyInvoker::new(health::HealthService::new(services.health().clone())));
    let reflection = param::REFLECTION.of(services.settings()).unwrap_or_else(|error| {
        tracing::error!(%error, "reflection stays off");
        false
    });
    if reflection {
        let reflection = AnyInvoker::new(reflection::Reflection::new(services));
        for name in crate::reflection::NAMES {
            add(crate::reflection::contract(name), reflection.clone());
        }
    }
    added
}

/// The request of a call with one message.
fn request<M: Message + Default>(call: &Invocation<'_>) -> Result<M> {
    let payload = call.payload().ok_or_else(|| Error::internal("the call came without a message"))?;
    let error = |error: Error| error.with_status(dubbors_core::StatusCode::InvalidArgument);
    Ok(payload.clone().decode::<ProtobufValue<M>>().map_err(error)?.0)
}

#[cfg(test)]
mod tests {
    use dubbors_core::{ServiceKey, Url};
    use prost::Message as _;

    use super::*;

    fn names(settings: &str, own: Option<&str>) -> Vec<String> {
        let own = own.map(|key| Service {
            descriptor: ServiceDescriptor::new(ServiceKey::parse(key), Vec::new()),
            invoker: AnyInvoker::new(health::HealthService::new(Default::default())),
            filters: Box::default(),
            settings: Url::default(),
        });
        let all = Services::new(own).with_settings(settings.parse().unwrap());
        services(&all).iter().map(|service| service.descriptor.key().to_string()).collect()
    }

    #[test]
    fn services_of_the_user_come_first_and_reflection_is_asked_for() {
        let [v1, v1alpha] = crate::reflection::NAMES;
        let health = "grpc.health.v1.Health";
        assert_eq!(names("tri://:1", None), [health]);
        assert_eq!(names("tri://:1?reflection=true", None), [health, v1, v1alpha]);
        assert_eq!(names("tri://:1?reflection=true", Some(&format!("g/{health}:2"))), [v1, v1alpha]);
        assert_eq!(names("tri://:1?reflection=true", Some(v1)), [health, v1alpha]);
    }

    /// `UPDATE_EXPECT=1 cargo test -p dubbors-protocol-triple` writes the file anew.
    #[test]
    fn the_descriptors_are_those_of_the_files() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("proto");
        let files = ["grpc/health/v1/health.proto", "grpc/reflection/v1/reflection.proto"];
        let files = files.into_iter().chain(["grpc/reflection/v1alpha/reflection.proto"]);
        let mut set = protox::compile(files.map(|file| root.join(file)), [&root]).unwrap();
        for file in &mut set.file {
            file.source_code_info = None;
        }
        let compiled = set.encode_to_vec();
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(root.join("builtin.bin"), &compiled).unwrap();
        }
        assert!(std::fs::read(root.join("builtin.bin")).unwrap() == compiled, "set UPDATE_EXPECT=1");
    }
}
