//! `grpc.reflection.v1.ServerReflection`, and the same as `v1alpha`: what tools such as grpcurl learn contracts from.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use dubbors_core::{
    Body, Error, InboundStream, Invocation, Invoker, Outbound, OutboundStream, Response, Result,
    ServiceDescriptor, Services, StatusCode, WriteMessage,
};
use dubbors_serialization::{FileSchema, ProtobufArgs, ProtobufValue, Schema};

use super::SCHEMA;
use crate::reflection::{
    Answer, Ask, ExtensionNumbers, Failure, Files, NAMES, Reply, Request, Service, ServiceList,
};

/// The longest name that an error repeats, in characters.
const SHOWN: usize = 200;

/// The service.
pub(super) struct Reflection {
    contracts: Arc<Contracts>,
}

impl Reflection {
    /// Tells of `services`, and of those that every port has.
    pub(super) fn new(services: &Services) -> Self {
        Self { contracts: Arc::new(Contracts::of(services)) }
    }
}

impl Invoker for Reflection {
    async fn invoke(&self, call: &mut Invocation<'_>) -> Result<Response> {
        let requests = call.take_inbound()?;
        let answers = Answers { contracts: Arc::clone(&self.contracts), requests, sent: HashSet::new() };
        Ok(Response::of(Body::Outbound(OutboundStream::new(answers))))
    }
}

/// An answer to each request; the next one is read when the answer before was sent.
struct Answers {
    contracts: Arc<Contracts>,
    requests: InboundStream,
    /// Names of files that this caller has.
    sent: HashSet<String>,
}

impl Outbound for Answers {
    fn poll_message(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        write: &mut WriteMessage<'_>,
    ) -> Poll<Option<Result<()>>> {
        let next = ready!(self.requests.poll_message(cx));
        let this = &mut *self;
        Poll::Ready(next.map(|request| {
            let ProtobufValue(request) = request?.decode::<ProtobufValue<Request>>()?;
            let answer = match &request.ask {
                Some(ask) => this.contracts.answer(ask, &mut this.sent),
                None => Answer::Error(Failure {
                    code: number(StatusCode::InvalidArgument),
                    message: "the request asks for nothing".to_owned(),
                }),
            };
            let reply = Reply {
                valid_host: request.host.clone(),
                original_request: Some(request),
                answer: Some(answer),
            };
            write(&ProtobufArgs(&reply), None)
        }))
    }
}

fn number(code: StatusCode) -> i32 {
    i32::try_from(code.number()).unwrap_or_default()
}

/// What there is to tell.
struct Contracts {
    interfaces: BTreeSet<String>,
    /// Those of them whose types are Java's.
    without_schema: HashSet<String>,
    /// Services that were built together share one.
    schemas: Vec<Schema>,
}

impl Contracts {
    fn of(services: &Services) -> Self {
        let mut contracts =
            Self { interfaces: BTreeSet::new(), without_schema: HashSet::new(), schemas: Vec::new() };
        let mut sets: Vec<&[u8]> = Vec::new();
        let mut descriptors: Vec<&ServiceDescriptor> =
            services.iter().map(|service| &*service.descriptor).collect();
        // Where two sets know a file by the same name, the same one is told each time.
        descriptors.sort_by_key(|descriptor| descriptor.key());
        for descriptor in descriptors {
            let interface = descriptor.key().interface();
            contracts.interfaces.insert(interface.to_owned());
            match descriptor.schema() {
                Some(set) => sets.push(set),
                None => drop(contracts.without_schema.insert(interface.to_owned())),
            }
        }
        sets.push(SCHEMA);
        let names = NAMES.into_iter().chain(["grpc.health.v1.Health"]);
        contracts.interfaces.extend(names.map(str::to_owned));
        let mut known: HashSet<&[u8]> = HashSet::new();
        for set in sets.into_iter().filter(|set| known.insert(set)) {
            // A set that cannot be read is told of where its service is added.
            contracts.schemas.extend(Schema::parse(set));
        }
        contracts
    }

    fn answer(&self, ask: &Ask, sent: &mut HashSet<String>) -> Answer {
        let answer = match ask {
            Ask::FileByFilename(name) => {
                self.file(|schema| schema.file(name), || format!("file {}", shown(name)), sent)
            }
            Ask::FileContainingSymbol(symbol) => self
                .file(|schema| schema.file_containing(symbol), || format!("symbol {}", shown(symbol)), sent)
                .map_err(|error| self.explained(symbol, error)),
            Ask::FileContainingExtension(extension) => self.file(
                |schema| {
                    let number = u32::try_from(extension.number).ok()?;
                    schema.file_containing_extension(&extension.containing_type, number)
                },
                || format!("extension {} of {}", extension.number, shown(&extension.containing_type)),
                sent,
            ),
            Ask::AllExtensionNumbersOfType(name) => self.extension_numbers(name),
            Ask::ListServices(_) => Ok(Answer::Services(ServiceList {
                services: self.interfaces.iter().map(|name| Service { name: name.clone() }).collect(),
            })),
        };
        answer.unwrap_or_else(|error| {
            Answer::Error(Failure { code: number(error.status_code()), message: error.message().to_owned() })
        })
    }

    /// A file, then those among its imports that were not sent before.
    fn file(
        &self,
        find: impl Fn(&Schema) -> Option<FileSchema>,
        what: impl Fn() -> String,
        sent: &mut HashSet<String>,
    ) -> Result<Answer> {
        let file = self.schemas.iter().find_map(find).ok_or_else(|| not_found(&what()))?;
        let mut files: Vec<Bytes> = Vec::new();
        let mut queue = VecDeque::from([file]);
        while let Some(file) = queue.pop_front() {
            if sent.insert(file.name().to_owned()) || files.is_empty() {
                files.push(file.to_bytes());
                queue.extend(file.dependencies());
            }
        }
        Ok(Answer::Files(Files { files }))
    }

    fn extension_numbers(&self, name: &str) -> Result<Answer> {
        let mut found: Option<BTreeSet<u32>> = None;
        for numbers in self.schemas.iter().filter_map(|schema| schema.extension_numbers(name)) {
            found.get_or_insert_default().extend(numbers);
        }
        let found = found.ok_or_else(|| not_found(&format!("message {}", shown(name))))?;
        let numbers = found.into_iter().filter_map(|number| i32::try_from(number).ok()).collect();
        Ok(Answer::ExtensionNumbers(ExtensionNumbers { base_type_name: name.to_owned(), numbers }))
    }

    /// Why there is nothing to tell of a service that was listed.
    fn explained(&self, symbol: &str, error: Error) -> Error {
        let symbol = symbol.strip_prefix('.').unwrap_or(symbol);
        let service = symbol.rsplit_once('.').map(|(service, _method)| service);
        match [Some(symbol), service].into_iter().flatten().find(|name| self.without_schema.contains(*name)) {
            Some(name) => Error::status(
                StatusCode::NotFound,
                format!(
                    "{name} is a contract of Java types, without a .proto file: call it by Dubbo, or as JSON over HTTP"
                ),
            ),
            None => error,
        }
    }
}

fn not_found(what: &str) -> Error {
    Error::status(StatusCode::NotFound, format!("{what} is not known here"))
}

/// A peer's text, short and without control characters.
fn shown(text: &str) -> String {
    text.chars().take(SHOWN).flat_map(char::escape_debug).collect()
}
