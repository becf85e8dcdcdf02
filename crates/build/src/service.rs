//! Services as traits with `#[service]`, which writes their clients and servers.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::rc::Rc;

use prost_build::{Method, Service, ServiceGenerator};
use prost_types::method_options::IdempotencyLevel;

use crate::Error;

/// Writes the traits.
pub(crate) struct Traits {
    pub(crate) crate_path: String,
    /// The names that were chosen, by the full name of the service.
    pub(crate) names: BTreeMap<String, String>,
    pub(crate) found: Rc<RefCell<Services>>,
}

/// What was met on the way, to be checked when all is there.
#[derive(Default)]
pub(crate) struct Services {
    found: Vec<Found>,
}

struct Found {
    package: String,
    /// `shop.Orders`.
    full_name: String,
    /// `Orders`.
    rust: String,
    /// Names on the wire, by those in Rust.
    methods: Vec<(String, String)>,
}

impl ServiceGenerator for Traits {
    fn generate(&mut self, service: Service, to: &mut String) {
        let full_name = match service.package.as_str() {
            "" => service.proto_name.clone(),
            package => format!("{package}.{}", service.proto_name),
        };
        let rust = self.names.get(&full_name).unwrap_or(&service.name).clone();
        self.write(&service, &full_name, &rust, to);
        self.found.borrow_mut().found.push(Found {
            package: service.package,
            full_name,
            rust,
            methods: service.methods.into_iter().map(|method| (method.name, method.proto_name)).collect(),
        });
    }
}

impl Traits {
    /// Writing to a string cannot fail.
    fn write(&self, service: &Service, full_name: &str, rust: &str, to: &mut String) {
        let krate = &self.crate_path;
        if service.comments.leading.is_empty() && service.comments.trailing.is_empty() {
            let _ = writeln!(to, "/// The service `{full_name}`.");
        }
        service.comments.append_with_indent(0, to);
        if service.options.deprecated() {
            to.push_str("#[deprecated]\n");
        }
        let path = if krate == "::dubbors" { String::new() } else { format!(", crate = \"{krate}\"") };
        let _ = writeln!(to, "#[{krate}::service(\"{full_name}\", protobuf = self::DESCRIPTOR_SET{path})]");
        let _ = writeln!(to, "pub trait {rust} {{");
        for method in &service.methods {
            self.write_method(method, to);
        }
        to.push_str("}\n");
    }

    fn write_method(&self, method: &Method, to: &mut String) {
        let krate = &self.crate_path;
        method.comments.append_with_indent(1, to);
        if method.options.deprecated() {
            to.push_str("    #[deprecated]\n");
        }
        let mark = match method.options.idempotency_level() {
            IdempotencyLevel::IdempotencyUnknown => "",
            IdempotencyLevel::NoSideEffects => ", no_side_effects",
            IdempotencyLevel::Idempotent => ", idempotent",
        };
        let stream = |is_stream: bool, ty: &str| {
            if is_stream { format!("{krate}::Streaming<{ty}>") } else { ty.to_owned() }
        };
        let param = if method.client_streaming { "requests" } else { "request" };
        let input = stream(method.client_streaming, &method.input_type);
        let output = stream(method.server_streaming, &method.output_type);
        let _ = writeln!(to, "    #[dubbors(name = \"{}\"{mark})]", method.proto_name);
        let _ = writeln!(
            to,
            "    async fn {}(&self, {param}: {input}) -> {krate}::Result<{output}>;",
            method.name
        );
    }
}

impl Services {
    /// Names that were chosen for services which are not there, and methods that are one in Rust.
    pub(crate) fn check_names(&self, chosen: &BTreeMap<String, String>) -> Result<(), Error> {
        for name in chosen.keys() {
            if !self.found.iter().any(|service| service.full_name == *name) {
                let known: Vec<&str> = self.found.iter().map(|service| service.full_name.as_str()).collect();
                return Err(Error::new(format!(
                    "service_name(\"{name}\", ..): there is no such service; there are: {}",
                    known.join(", ")
                )));
            }
        }
        for service in &self.found {
            let mut methods: BTreeMap<&str, &str> = BTreeMap::new();
            for (rust, name) in &service.methods {
                if let Some(other) = methods.insert(rust, name) {
                    return Err(Error::new(format!(
                        "service `{}`: the methods `{other}` and `{name}` are both `{rust}` in Rust; rename one of them",
                        service.full_name
                    )));
                }
            }
            if service.methods.is_empty() {
                return Err(Error::new(format!(
                    "service `{}` has no methods: nobody could call it; give it one, or leave it out",
                    service.full_name
                )));
            }
        }
        Ok(())
    }

    /// Names that services take from each other, or from the messages in `code`.
    pub(crate) fn check_clashes(&self, package: &str, code: &str) -> Result<(), Error> {
        let mut taken: BTreeMap<String, String> = types(code)
            .into_iter()
            .map(|name| (name.to_owned(), format!("the message or enum `{name}`")))
            .collect();
        for service in self.found.iter().filter(|service| service.package == package) {
            let Found { full_name, rust, .. } = service;
            for name in [rust.clone(), format!("{rust}Client"), format!("{rust}Server")] {
                if let Some(other) = taken.insert(name.clone(), format!("the service `{full_name}`")) {
                    return Err(Error::new(format!(
                        "the service `{full_name}` needs the name `{name}` in Rust, which {other} has\n  = help: call \
                         the service otherwise in Rust: \
                         dubbors_build::configure().service_name(\"{full_name}\", \"{rust}Service\")"
                    )));
                }
            }
        }
        Ok(())
    }
}

/// The types that stand in the package itself, not in a module of it: only their lines are not indented.
fn types(code: &str) -> BTreeSet<&str> {
    let named = |line: &'static str| {
        code.lines()
            .filter_map(move |text| text.strip_prefix(line))
            .filter_map(|rest| rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next())
    };
    named("pub struct ").chain(named("pub enum ")).collect()
}
