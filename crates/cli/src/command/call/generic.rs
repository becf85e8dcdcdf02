//! A generic call: a method by its name, arguments as values of Java's types.

use dubbors::{Error, Generic, Value, context};

use super::super::place::{self, Place};
use super::{Asked, trying_the_next, was_not_sent};
use crate::args::Call;
use crate::json;
use crate::output::{self, Failure};

/// Calls a provider that a registry knows, or the next one when it is not there.
pub(super) async fn by_registry(asked: &Asked<'_>) -> Result<(), Failure> {
    let args = arguments(asked.call)?;
    let answer = invoke(asked, None, args).await?;
    print(asked.call, &answer);
    Ok(())
}

/// Calls the first of the places that can be reached.
pub(super) async fn in_turn(asked: &Asked<'_>, places: &[Place]) -> Result<(), Failure> {
    let args = arguments(asked.call)?;
    let mut left = places.iter().peekable();
    while let Some(place) = left.next() {
        match invoke(asked, Some(place), args.clone()).await {
            Err(error) if left.peek().is_some() && was_not_sent(&error) => trying_the_next(&error),
            Err(error) => return Err(error.into()),
            Ok(answer) => {
                print(asked.call, &answer);
                return Ok(());
            }
        }
    }
    Err(Error::invalid("no URL to call").into())
}

fn print(call: &Call, answer: &Value) {
    let json = json::from_value(answer);
    output::line(&if call.json { json.to_string() } else { format!("{json:#}") });
}

async fn invoke(asked: &Asked<'_>, place: Option<&Place>, args: Vec<Value>) -> Result<Value, Error> {
    let Asked { dubbo, call, service, .. } = asked;
    let tls = match place {
        Some(place) => place.tls(&call.tls)?,
        None => place::tls(&call.tls, false)?,
    };
    // One attempt: a call that is typed once shall run once.
    let mut refer = place::refer(dubbo.generic(service), asked.timeout(), tls);
    if let Some(group) = &call.group {
        refer = refer.group(group);
    }
    if let Some(version) = &call.version {
        refer = refer.version(version);
    }
    if let Some(place) = place {
        // The call itself shows whether somebody is there.
        refer = refer.url(&place.url).check(false);
    }
    let generic = refer.connect().await?;
    let mut others = None;
    loop {
        let error = match attempt(&generic, asked, args.clone()).await {
            Err(error) if place.is_none() && was_not_sent(&error) => error,
            done => return done,
        };
        // The next attempt goes to another provider: this one is known not to be there.
        let left = match others {
            Some(left) => left,
            None => dubbo.providers(&asked.key()).await?.len().saturating_sub(1),
        };
        let Some(left) = left.checked_sub(1) else { return Err(error) };
        others = Some(left);
        trying_the_next(&error);
    }
}

async fn attempt(generic: &Generic, asked: &Asked<'_>, args: Vec<Value>) -> Result<Value, Error> {
    let answer = context::scope(async {
        asked.attach()?;
        let answer = match &asked.call.types {
            Some(types) => {
                let types: Vec<String> = types.iter().map(|name| json::types::full_name(name)).collect();
                generic.invoke(asked.method, &types, args).await
            }
            None => generic.invoke_by_name(asked.method, args).await.map_err(|error| match error.next() {
                // Java's words for a method that the number of arguments does not tell from others.
                None if error.message().contains("Not unique method") => {
                    error.with_next("say which of them by its types: -t int,String")
                }
                _ => error,
            }),
        };
        if asked.verbose {
            output::attachments(&context::reply_attachments());
        }
        answer
    });
    answer.await
}

fn arguments(call: &Call) -> Result<Vec<Value>, Failure> {
    if let Some(types) = call.types.as_ref().filter(|types| types.len() != call.args.len()) {
        return Err(Failure::usage(
            format!("{} type(s) but {} argument(s)", types.len(), call.args.len()),
            "give one type for each argument: -t int,String 7 '\"x\"'",
        ));
    }
    let mut values = Vec::with_capacity(call.args.len());
    for (index, text) in call.args.iter().enumerate() {
        let wanted = call.types.as_ref().and_then(|types| types.get(index)).map_or("", String::as_str);
        let wanted = json::types::full_name(wanted);
        let value =
            json::read(text, &wanted).and_then(|json| json::to_value(&json, &wanted)).map_err(|error| {
                Failure::usage(format!("argument {}: {error}", index + 1), "see dubbors call --help")
            })?;
        values.push(value);
    }
    Ok(values)
}
