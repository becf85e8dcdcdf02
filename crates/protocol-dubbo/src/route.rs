// hot path
//! From a received request to the service and method that it names.

use std::sync::Arc;

use bytes::Bytes;
use dubbors_core::{Attachments, Error, Lookup, MethodRef, Result, Service, Services};
use dubbors_hessian::{Decoder, Limits};

use crate::attachments::ROUTING;
use crate::request::{self, Head, Tail};
use crate::response;

/// How many different request heads one connection remembers.
const REMEMBERED: usize = 64;
/// How many service names an error lists.
const LISTED: usize = 20;
/// Longest head that is remembered, in bytes.
const LONGEST_HEAD: usize = 1024;

/// What one request head means.
#[derive(Debug, Clone)]
struct Route {
    head: Bytes,
    /// The attachments that named the service.
    routing: Bytes,
    service: Arc<Service>,
    method: MethodRef,
    arity: usize,
    attachments: bool,
}

/// A request whose target is known.
#[derive(Debug)]
pub(crate) struct Routed {
    /// The service.
    pub(crate) service: Arc<Service>,
    /// The method.
    pub(crate) method: MethodRef,
    /// Arguments and attachments.
    pub(crate) tail: Tail,
    /// Whether the caller reads attachments in the answer.
    pub(crate) attachments: bool,
}

/// The heads that one connection sent lately. Peers send the same few heads again and again, byte for byte, so a
/// comparison takes the place of decoding five strings and looking names up.
#[derive(Debug)]
pub(crate) struct Routes {
    services: Arc<Services>,
    limits: Limits,
    known: Vec<Route>,
    last: usize,
}

impl Routes {
    /// No heads seen yet.
    pub(crate) fn new(services: Arc<Services>, limits: Limits) -> Self {
        Self { services, limits, known: Vec::new(), last: 0 }
    }

    /// Finds out what `body` asks for.
    ///
    /// # Errors
    /// `Code::Unimplemented` with what exists, or `Code::Serialization` when the body cannot be read.
    pub(crate) fn route(&mut self, body: &Bytes) -> Result<Routed> {
        let limits = self.limits;
        if let Some(route) = self.remembered(body) {
            let mut tail = Tail::read(body, route.head.len(), route.arity, &route.routing, limits)?;
            // Known pairs named this service before; a later pair with such a key would overrule them.
            let is_same = tail.is_known && ROUTING.iter().all(|key| tail.attachments.get(key).is_none());
            if is_same || (!tail.is_known && agrees(&route.service, &tail.attachments)) {
                unload(&mut tail.attachments);
                return Ok(Routed {
                    service: Arc::clone(&route.service),
                    method: route.method,
                    tail,
                    attachments: route.attachments,
                });
            }
        }
        self.look_up(body)
    }

    fn remembered(&mut self, body: &Bytes) -> Option<&Route> {
        let hit = |route: &Route| body.starts_with(&route.head);
        if !self.known.get(self.last).is_some_and(hit) {
            self.last = self.known.iter().position(hit)?;
        }
        self.known.get(self.last)
    }

    #[cold]
    fn look_up(&mut self, body: &Bytes) -> Result<Routed> {
        let mut decoder = Decoder::with_limits(body, self.limits);
        let head = Head::read(&mut decoder).map_err(|error| error.context("Fail to decode request"))?;
        let end = decoder.position();
        let arity = request::arity(&head.descriptor)?;
        let mut tail = Tail::read(body, end, arity, &[], self.limits)
            .map_err(|error| error.context("Fail to decode request").context(&head.method))?;
        let (service, method) = self.find(&head, arity, &tail.attachments)?;
        let attachments = response::supports_attachments(&head.protocol);
        unload(&mut tail.attachments);
        if end <= LONGEST_HEAD && tail.routing.len() <= LONGEST_HEAD {
            let route = Route {
                head: Bytes::copy_from_slice(body.get(..end).unwrap_or_default()),
                routing: Bytes::copy_from_slice(body.get(tail.routing.clone()).unwrap_or_default()),
                service: Arc::clone(&service),
                method,
                arity,
                attachments,
            };
            // A route that disagreed with the attachments gives its place to the newer one.
            self.known.retain(|known| known.head != route.head);
            if self.known.len() == REMEMBERED {
                self.known.remove(0);
            }
            self.known.push(route);
        }
        Ok(Routed { service, method, tail, attachments })
    }

    fn find(
        &self,
        head: &Head<'_>,
        arity: usize,
        attachments: &Attachments,
    ) -> Result<(Arc<Service>, MethodRef)> {
        let path = attachments.get("path").unwrap_or(&head.path).trim_start_matches('/');
        let group = attachments.get("group").unwrap_or_default();
        let version = attachments.get("version").unwrap_or(&head.version);
        let interface = attachments.get("interface").unwrap_or(path);
        let mut found = self.services.find(path, group, version);
        if matches!(found, Lookup::Unknown) {
            found = self.services.find(interface, group, version);
        }
        let service = match found {
            Lookup::Found(service) => Arc::clone(service),
            Lookup::OtherVersion(others) => return Err(other_version(path, group, version, others)),
            Lookup::Unknown => {
                return Err(Error::unimplemented(format!(
                    "Service not found:{}, {}; this provider offers: {}",
                    shown(path),
                    shown(&head.method),
                    self.services.names(LISTED)
                )));
            }
        };
        let (name, descriptor) = (&*head.method, &*head.descriptor);
        let common = MethodRef::common()
            .find(|(_, method)| *method.name == *name && *method.descriptor == *descriptor)
            .map(|(common, _)| common);
        let own = || service.descriptor.find(name, descriptor, arity).map(|own| MethodRef::Own(own.index));
        let method = common.or_else(own).ok_or_else(|| unknown_method(&service, head))?;
        Ok((service, method))
    }
}

/// Whether the attachments of a request mean `service`; absent ones do.
fn agrees(service: &Service, attachments: &Attachments) -> bool {
    let key = service.descriptor.key();
    let path = attachments.get("path").unwrap_or(key.interface()).trim_start_matches('/');
    let version = attachments.get("version").unwrap_or(key.version());
    key.matches(path, attachments.get("group").unwrap_or_default(), version)
}

/// A peer's text, short and without control characters.
fn shown(text: &str) -> String {
    text.chars().take(128).flat_map(char::escape_debug).collect()
}

/// Takes away what only named the service.
fn unload(attachments: &mut Attachments) {
    for key in ROUTING {
        attachments.remove(key);
    }
}

#[cold]
fn other_version(path: &str, group: &str, version: &str, others: &[Arc<Service>]) -> Error {
    let mut names: Vec<_> =
        others.iter().take(LISTED).map(|service| service.descriptor.key().to_string()).collect();
    names.sort();
    let group = if group.is_empty() { String::new() } else { format!("{}/", shown(group)) };
    let version =
        if matches!(version, "" | "0.0.0") { String::new() } else { format!(":{}", shown(version)) };
    Error::unimplemented(format!(
        "Not found exported service: {group}{}{version} in [{}], may be version or group mismatch",
        shown(path),
        names.join(", ")
    ))
}

#[cold]
fn unknown_method(service: &Service, head: &Head<'_>) -> Error {
    let methods = service.descriptor.methods();
    let same_name: Vec<_> = methods
        .iter()
        .filter(|method| *method.name == *head.method)
        .map(|method| format!("{}({})", method.name, method.descriptor))
        .collect();
    let known = if same_name.is_empty() {
        let names: Vec<&str> = methods.iter().take(LISTED).map(|method| &*method.name).collect();
        format!("its methods: {}", names.join(", "))
    } else {
        format!("it has {}", same_name.join(", "))
    };
    Error::unimplemented(format!(
        "Service not found:{}, {}({}): No such method; {known}",
        service.descriptor.key().interface(),
        shown(&head.method),
        shown(&head.descriptor)
    ))
}
