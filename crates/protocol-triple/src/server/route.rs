// hot path
//! From a path to the method that it names.

use std::collections::HashMap;
use std::sync::Arc;

use dubbors_core::{Error, Method, MethodKind, MethodRef, Result, Service, Services, StatusCode};
use dubbors_serialization::{MethodSchema, Schema};
use dubbors_wire::triple::RpcPath;
use http::header::{HeaderMap, HeaderValue};
use smallvec::SmallVec;

use super::builtin;
use crate::format::{Codec, ProtoFormat};
use crate::header::{GROUP, VERSION};

/// How many names an error lists.
const LISTED: usize = 20;

/// What a path means: a service and its methods of one name.
#[derive(Debug)]
pub(crate) struct Route {
    /// The service.
    pub(crate) service: Arc<Service>,
    /// The only one, or overloads.
    methods: SmallVec<[MethodRef; 1]>,
    /// The messages of a protobuf contract.
    schema: Option<MethodSchema>,
}

impl Route {
    /// The method, when there is one of the name.
    pub(crate) fn only(&self) -> Option<&Method> {
        match *self.methods {
            [only] => only.of(&self.service.descriptor),
            _ => None,
        }
    }

    /// The methods of the name.
    pub(crate) fn methods(&self) -> impl Iterator<Item = &Method> {
        self.methods.iter().filter_map(|method| method.of(&self.service.descriptor))
    }

    /// How many messages go each way. Overloads are unary: Java has no others.
    pub(crate) fn kind(&self) -> MethodKind {
        self.only().map_or(MethodKind::Unary, |method| method.kind)
    }

    /// Whether GET may ask for it.
    pub(crate) fn has_no_side_effects(&self) -> bool {
        self.only().is_some_and(|method| method.no_side_effects)
    }

    /// The formats of requests and answers in `codec`, when the contract is protobuf.
    pub(crate) fn protobuf(&self, codec: Codec) -> Option<(ProtoFormat, ProtoFormat)> {
        let schema = self.schema.as_ref()?;
        Some(match codec {
            Codec::Proto => (ProtoFormat::Binary, ProtoFormat::Binary),
            Codec::Json => (ProtoFormat::Json(schema.input()), ProtoFormat::Json(schema.output())),
        })
    }
}

/// All routes of a port.
#[derive(Debug)]
pub(crate) struct Routes {
    /// Several services of one interface differ in group and version.
    by_path: HashMap<Box<str>, SmallVec<[Arc<Route>; 1]>>,
    services: Arc<Services>,
    /// Watches of health are served here, and not by a service of the user.
    has_watch: bool,
}

impl Routes {
    /// The routes to `services`.
    pub(crate) fn new(services: &Arc<Services>) -> Self {
        let mut routes = Self { by_path: HashMap::new(), services: Arc::clone(services), has_watch: false };
        let mut all: Vec<&Arc<Service>> = services.iter().collect();
        // A caller that names neither group nor version gets the same one every time.
        all.sort_by(|a, b| a.descriptor.key().cmp(b.descriptor.key()));
        for service in all {
            routes.add(service);
        }
        routes.has_watch = !routes.by_path.contains_key(builtin::HEALTH_WATCH);
        builtin::services(services).iter().for_each(|service| routes.add(service));
        routes
    }

    /// Whether `path` names a method, of whatever group and version.
    pub(crate) fn knows(&self, path: &str) -> bool {
        self.by_path.contains_key(path) || self.behind_prefix(path).is_ok()
    }

    /// Whether `path` is that of a watch of health, which does nothing but wait.
    pub(crate) fn is_health_watch(&self, path: &str) -> bool {
        path == builtin::HEALTH_WATCH && self.has_watch
    }

    fn add(&mut self, service: &Arc<Service>) {
        let interface = service.descriptor.key().interface();
        let schema = service.descriptor.schema().and_then(|set| match Schema::parse(set) {
            Ok(schema) => schema.service(interface),
            Err(error) => {
                tracing::error!(interface, %error, "the descriptor set of a service cannot be read");
                None
            }
        });
        let mut by_name: Vec<(&str, SmallVec<[MethodRef; 1]>)> = Vec::new();
        for method in service.descriptor.methods() {
            match by_name.iter_mut().find(|(name, _)| *name == method.name) {
                Some((_, methods)) => methods.push(MethodRef::Own(method.index)),
                None => by_name.push((&method.name, SmallVec::from_elem(MethodRef::Own(method.index), 1))),
            }
        }
        if service.descriptor.schema().is_none() {
            for (common, method) in MethodRef::common() {
                by_name.push((&method.name, SmallVec::from_elem(common, 1)));
            }
        }
        for (name, methods) in by_name {
            let schema = schema.as_ref().and_then(|schema| schema.method(name));
            let route = Arc::new(Route { service: Arc::clone(service), methods, schema });
            self.by_path.entry(format!("/{interface}/{name}").into()).or_default().push(Arc::clone(&route));
            // A method that is really called so comes before one whose other spelling it is.
            if let Some(other) = other_spelling(name)
                && service.descriptor.methods().iter().all(|method| method.name != other)
            {
                self.by_path.entry(format!("/{interface}/{other}").into()).or_default().push(route);
            }
        }
    }

    /// The route of a path, for a caller whose headers name group and version.
    ///
    /// # Errors
    /// Status `unimplemented` with what there is instead.
    pub(crate) fn find(&self, path: &str, headers: &HeaderMap) -> Result<&Arc<Route>> {
        let routes = match self.by_path.get(path) {
            Some(routes) => routes,
            None => self.behind_prefix(path)?,
        };
        let (group, version) = (headers.get(GROUP), headers.get(VERSION));
        if group.is_none() && version.is_none() {
            let plain = routes.iter().find(|route| {
                let key = route.service.descriptor.key();
                key.group().is_empty() && key.version().is_empty()
            });
            // gRPC knows neither, so that any will do.
            if let Some(route) = plain.or(routes.first()) {
                return Ok(route);
            }
        }
        let text = |value: Option<&HeaderValue>| {
            let bytes = value.map(HeaderValue::as_bytes).unwrap_or_default();
            std::str::from_utf8(bytes).unwrap_or("\u{fffd}").to_owned()
        };
        let (group, version) = (text(group), text(version));
        let named = routes.iter().find(|route| {
            let key = route.service.descriptor.key();
            key.matches(key.interface(), &group, &version)
        });
        named.ok_or_else(|| self.other_version(path, &group, &version, routes))
    }

    /// A path of more than two segments: what stands before the last two is none of ours.
    #[cold]
    fn behind_prefix(&self, path: &str) -> Result<&SmallVec<[Arc<Route>; 1]>> {
        let parsed = RpcPath::parse(path)
            .map_err(|error| Error::status(StatusCode::Unimplemented, error.to_string()))?;
        let plain = format!("/{}/{}", parsed.service, parsed.method);
        self.by_path.get(&*plain).ok_or_else(|| self.unknown(&parsed))
    }

    #[cold]
    fn unknown(&self, path: &RpcPath<'_>) -> Error {
        let of_service: Vec<&Arc<Service>> = self
            .services
            .iter()
            .filter(|service| service.descriptor.key().interface() == path.service)
            .collect();
        let text = match of_service.first() {
            None => format!(
                "service {} is not provided here; provided: {}",
                shown(path.service),
                self.services.names(LISTED)
            ),
            Some(service) => {
                let names: Vec<&str> =
                    service.descriptor.methods().iter().take(LISTED).map(|method| &*method.name).collect();
                format!(
                    "service {} has no method {}; its methods: {}",
                    shown(path.service),
                    shown(path.method),
                    names.join(", ")
                )
            }
        };
        Error::status(StatusCode::Unimplemented, text)
    }

    #[cold]
    fn other_version(&self, path: &str, group: &str, version: &str, routes: &[Arc<Route>]) -> Error {
        let names: Vec<String> =
            routes.iter().take(LISTED).map(|route| route.service.descriptor.key().to_string()).collect();
        Error::status(
            StatusCode::Unimplemented,
            format!(
                "{} is provided, but not with group `{}` and version `{}`; provided: {}",
                shown(path),
                shown(group),
                shown(version),
                names.join(", ")
            ),
        )
    }
}

/// A name with its first letter in the other case: Java begins methods with a small letter, Go with a capital one.
fn other_spelling(name: &str) -> Option<String> {
    let mut letters = name.chars();
    let first = letters.next().filter(char::is_ascii_alphabetic)?;
    let other =
        if first.is_ascii_lowercase() { first.to_ascii_uppercase() } else { first.to_ascii_lowercase() };
    Some(format!("{other}{}", letters.as_str()))
}

/// A peer's text, short and without control characters.
fn shown(text: &str) -> String {
    text.chars().take(128).flat_map(char::escape_debug).collect()
}
