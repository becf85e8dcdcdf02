//! Where the contract of a `.proto` file comes from: a file, or the server that is called.

use std::time::Duration;

use dubbors::json::Schema;
use dubbors::{Code, Dubbo, Error, Origin, Reflection, StatusCode};

use super::place::{self, Place};
use crate::args::{ContractArgs, TlsArgs};
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

/// What `place` tells of itself.
pub(crate) async fn reflection(
    dubbo: &Dubbo,
    place: &Place,
    tls: &TlsArgs,
    timeout: Duration,
) -> Result<Reflection, Error> {
    place::refer(dubbo.reflection(&place.url), timeout, place.tls(tls)).connect().await
}

/// The contract of `name`, which a server at a `grpc://` URL has to tell.
pub(crate) async fn of_server(reflection: &Reflection, place: &Place, name: &str) -> Result<Schema, Error> {
    match reflection.schema(name).await {
        Err(error) if is_without_reflection(&error) => Err(without_reflection(error)),
        Err(error) if error.status_code() == StatusCode::NotFound => {
            let Ok(services) = reflection.services().await else { return Err(error) };
            if services.iter().any(|service| service == name) {
                // It knows the service and says why it does not tell more.
                return Err(error);
            }
            let more = if services.len() > NAMED { ", ..." } else { "" };
            let known: Vec<String> = services.into_iter().take(NAMED).collect();
            let text = format!("{} has no {name}; its services: {}{more}", place.url, known.join(", "));
            Err(Error::new(Code::NoProvider, text)
                .with_next(format!("see what there is with: dubbors ls {}", place.url)))
        }
        other => other,
    }
}

/// Whether a server that answers does not say what `.proto` file a service has.
pub(crate) fn is_untold(error: &Error) -> bool {
    error.origin() == Origin::Remote
        && matches!(error.status_code(), StatusCode::Unimplemented | StatusCode::NotFound)
}

fn is_without_reflection(error: &Error) -> bool {
    error.origin() == Origin::Remote && error.status_code() == StatusCode::Unimplemented
}

/// What to do when a server has no reflection.
pub(crate) fn without_reflection(error: Error) -> Error {
    if is_without_reflection(&error) {
        #[cfg(feature = "proto")]
        return error.with_next("name its contract: --proto FILE, or --descriptor-set FILE");
        #[cfg(not(feature = "proto"))]
        return error.with_next("name its contract: --descriptor-set FILE");
    }
    error
}
