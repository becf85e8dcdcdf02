//! Where the contract of a `.proto` file comes from: a file, or the server that is called.

use std::time::Duration;

use dubbors::json::Schema;
use dubbors::{Code, Dubbo, Error, Origin, Reflection, StatusCode, context};

use super::place::{self, Place};
use crate::args::{ContractArgs, Headers, TlsArgs};
use crate::output::Failure;

/// How many services an error names.
const NAMED: usize = 8;

/// The contract in the files that were named, if any were.
pub(crate) fn of_files(args: &ContractArgs) -> Result<Option<Schema>, Failure> {
    if let Some(file) = &args.descriptor_set {
        let place = file.display();
        let set = std::fs::read(file)
            .map_err(|error| Error::invalid(format!("cannot read {place}: {error}")).with_source(error))?;
        let schema = Schema::parse(&set).map_err(|error| {
            let next =
                format!("write it with: protoc --include_imports --descriptor_set_out={place} x.proto");
            error.context(place).with_next(next)
        })?;
        return Ok(Some(schema));
    }
    of_sources(args)
}

#[cfg(feature = "proto")]
fn of_sources(args: &ContractArgs) -> Result<Option<Schema>, Failure> {
    use dubbors::protobuf::prost::Message;

    if args.proto.is_empty() {
        return Ok(None);
    }
    let mut imports = args.imports.clone();
    if imports.is_empty() {
        imports.extend(args.proto.iter().map(|file| match file.parent() {
            Some(folder) if folder != "" => folder.to_owned(),
            _ => ".".into(),
        }));
    }
    let set = protox::compile(&args.proto, imports).map_err(|error| {
        // Its text in one line is the message alone; the other form draws the place.
        let text = format!("{error:?}");
        Failure::usage(text.trim_end().to_owned(), "see --proto and -I in: dubbors call --help")
    })?;
    Ok(Some(Schema::parse(&set.encode_to_vec())?))
}

#[cfg(not(feature = "proto"))]
fn of_sources(_: &ContractArgs) -> Result<Option<Schema>, Failure> {
    Ok(None)
}

/// A server that is asked what it provides.
pub(crate) struct Server<'a> {
    reflection: Reflection,
    place: &'a Place,
    headers: &'a Headers,
}

impl<'a> Server<'a> {
    /// Prepares to ask; nothing is sent yet.
    pub(crate) async fn at(
        dubbo: &Dubbo,
        place: &'a Place,
        tls: &TlsArgs,
        headers: &'a Headers,
        timeout: Duration,
    ) -> Result<Self, Error> {
        let refer = place::refer(dubbo.reflection(&place.url), timeout, place.tls(tls)?);
        Ok(Self { reflection: refer.connect().await?, place, headers })
    }

    /// The names of all services.
    pub(crate) async fn services(&self) -> Result<Vec<String>, Error> {
        let services = context::scope(async {
            self.headers.attach()?;
            self.reflection.services().await
        });
        services.await.map_err(without_reflection)
    }

    /// What the server says of `name`, as it says it.
    pub(crate) async fn told(&self, name: &str) -> Result<Schema, Error> {
        context::scope(async {
            self.headers.attach()?;
            self.reflection.schema(name).await
        })
        .await
    }

    /// The contract of `name`, which a server at a `grpc://` URL has to tell.
    pub(crate) async fn contract(&self, name: &str) -> Result<Schema, Error> {
        let error = match self.told(name).await.map_err(without_reflection) {
            Err(error) if error.status_code() == StatusCode::NotFound => error,
            done => return done,
        };
        let Ok(services) = self.services().await else { return Err(error) };
        if services.iter().any(|service| service == name) {
            // It knows the service and says why it does not tell more.
            return Err(error.with_next(
                "where its types are Java's, call it with tri:// in place of grpc://, else name its contract: \
                 --descriptor-set FILE",
            ));
        }
        let url = &self.place.url;
        let more = if services.len() > NAMED { ", ..." } else { "" };
        let known: Vec<String> = services.into_iter().take(NAMED).collect();
        let text = format!("{url} has no {name}; its services: {}{more}", known.join(", "));
        Err(Error::new(Code::NoProvider, text).with_next(format!("see what there is with: dubbors ls {url}")))
    }
}

/// Whether a server answered, but not with a contract: it has no reflection, or the types are Java's.
pub(crate) fn is_untold(error: &Error) -> bool {
    error.origin() == Origin::Remote
}

/// What to do when a server has no reflection.
fn without_reflection(error: Error) -> Error {
    if error.origin() != Origin::Remote || error.code() != Code::Unimplemented {
        return error;
    }
    if cfg!(feature = "proto") {
        error.with_next("name its contract: --proto FILE, or --descriptor-set FILE")
    } else {
        error.with_next("name its contract: --descriptor-set FILE")
    }
}
