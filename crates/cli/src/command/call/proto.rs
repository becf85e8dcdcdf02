//! A call of a service of a `.proto` file: messages as JSON, one by one or in streams.

use dubbors::json::{MethodSchema, Schema, ServiceSchema};
use dubbors::{Error, GenericProtobuf, Origin, Streaming, context};

use super::super::place::{self, Place};
use super::{Asked, details, messages, trying_the_next, was_not_sent};
use crate::output::{self, Failure};

/// Calls the first of `places` that can be reached.
pub(super) async fn run(asked: &Asked<'_>, schema: &Schema, places: &[Place]) -> Result<(), Failure> {
    let outcome = call(asked, schema, places).await;
    outcome.map_err(|failure| match failure {
        Failure::Error(error) => {
            let details = details::texts(&error, schema);
            Failure::Status { error, details }
        }
        other => other,
    })
}

async fn call(asked: &Asked<'_>, schema: &Schema, places: &[Place]) -> Result<(), Failure> {
    let mut left = places.iter().peekable();
    while let Some(place) = left.next() {
        let service = connect(asked, schema, place).await?;
        let method = service.method(asked.method)?;
        let given = messages::open(&asked.call.args, method.is_client_streaming())?;
        let begun = context::scope(async {
            asked.attach()?;
            service.stream(method.name(), given).await
        });
        match begun.await {
            Ok(answers) => {
                let printed = print(asked, &method, answers).await;
                return printed.map_err(|error| explained(error, &method, asked, place).into());
            }
            // What was read from a file or from standard input is gone.
            Err(error)
                if left.peek().is_some()
                    && was_not_sent(&error)
                    && messages::is_at_hand(&asked.call.args) =>
            {
                trying_the_next(&error);
            }
            Err(error) => {
                tell(asked, error.headers(), error.attachments());
                return Err(explained(error, &method, asked, place).into());
            }
        }
    }
    Err(Error::invalid("no URL to call").into())
}

async fn connect(asked: &Asked<'_>, schema: &Schema, place: &Place) -> Result<GenericProtobuf, Error> {
    let call = asked.call;
    let refer = asked.dubbo.generic_protobuf(schema, asked.service).url(&place.url).check(false);
    let mut refer = place::refer(refer, asked.timeout(), place.tls(&call.tls)?);
    if let Some(timeout) = call.timeout {
        // A stream ends in time only where that is said of the very method.
        for method in schema.service(asked.service).iter().flat_map(ServiceSchema::methods) {
            refer = refer.setting(format!("{}.timeout", method.name()), timeout.as_millis().to_string());
        }
    }
    if let Some(group) = &call.group {
        refer = refer.group(group);
    }
    if let Some(version) = &call.version {
        refer = refer.version(version);
    }
    refer.connect().await
}

/// Prints answers as they come: one whole, many one a line.
async fn print(
    asked: &Asked<'_>,
    method: &MethodSchema,
    mut answers: Streaming<String>,
) -> Result<(), Error> {
    let in_lines = asked.call.json || method.is_server_streaming();
    let mut headers_told = !asked.verbose;
    loop {
        let next = answers.next().await;
        if !headers_told {
            headers_told = true;
            output::attachments(&answers.headers());
        }
        match next {
            Some(Ok(json)) if in_lines => output::line(&json),
            Some(Ok(json)) => output::line(&pretty(json)),
            Some(Err(error)) => {
                tell(asked, None, error.attachments());
                return Err(error);
            }
            None => break,
        }
    }
    if asked.verbose {
        output::attachments(&answers.trailers());
    }
    Ok(())
}

fn pretty(json: String) -> String {
    serde_json::from_str::<serde_json::Value>(&json).map_or(json, |value| format!("{value:#}"))
}

fn tell(asked: &Asked<'_>, headers: Option<&dubbors::Attachments>, trailers: Option<&dubbors::Attachments>) {
    if asked.verbose {
        [headers, trailers].into_iter().flatten().for_each(output::attachments);
    }
}

/// Where to see what a message has, when it was written wrong here.
fn explained(error: Error, method: &MethodSchema, asked: &Asked<'_>, place: &Place) -> Error {
    if error.origin() != Origin::Local || error.code() != dubbors::Code::Invalid || error.next().is_some() {
        return error;
    }
    let from = asked.call.contract.typed().unwrap_or_else(|| place.url.clone());
    error.with_next(format!("see what it takes: dubbors describe {from} {}.{}", asked.service, method.name()))
}
