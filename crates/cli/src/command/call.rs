//! `call`: one generic call.

use dubbors::{Code, Dubbo, Error, Generic, Origin, ServiceKey, Value, context};

use crate::args::Call;
use crate::json;
use crate::output::{self, Failure};

pub(crate) async fn run(mut call: Call) -> Result<(), Failure> {
    leading_url(&mut call)?;
    let (service, method) = split(&call.method)?;
    let args = arguments(&call)?;
    let answer = if call.url.is_empty() {
        super::as_consumer(&call.registries, async |dubbo| {
            match invoke(dubbo, &call, None, service, method, args).await {
                Ok(answer) => Ok(answer),
                Err(error) => Err(super::with_names(dubbo, service, error).await.into()),
            }
        })
        .await?
    } else {
        in_turn(&call, service, method, args).await?
    };
    let json = json::from_value(&answer);
    output::line(&if call.json { json.to_string() } else { format!("{json:#}") });
    Ok(())
}

/// A URL in front of the method is a `--url`.
fn leading_url(call: &mut Call) -> Result<(), Failure> {
    if !call.method.contains("://") {
        return Ok(());
    }
    if !call.registries.registry.is_empty() || call.args.is_empty() {
        return Err(Failure::usage(
            format!("after {} a service and a method are expected, and no registry", call.method),
            "dubbors call dubbo://10.0.0.7:20880 com.shop.Orders.find 42",
        ));
    }
    let method = call.args.remove(0);
    call.url.push(std::mem::replace(&mut call.method, method));
    Ok(())
}

/// Calls the first of the URLs that can be reached.
async fn in_turn(call: &Call, service: &str, method: &str, args: Vec<Value>) -> Result<Value, Error> {
    let dubbo = Dubbo::builder().application("dubbors-cli").without_registry().build().await?;
    let mut urls = call.url.iter().peekable();
    while let Some(url) = urls.next() {
        match invoke(&dubbo, call, Some(url), service, method, args.clone()).await {
            Err(error) if urls.peek().is_some() && was_not_sent(&error) => {
                output::note(&format!("{}; trying the next", error.message()));
            }
            other => return other,
        }
    }
    Err(Error::invalid("no URL to call"))
}

/// Whether no provider can have run the call, so that another one may.
fn was_not_sent(error: &Error) -> bool {
    (error.code(), error.origin()) == (Code::Unavailable, Origin::Local)
}

async fn invoke(
    dubbo: &Dubbo,
    call: &Call,
    url: Option<&String>,
    service: &str,
    method: &str,
    args: Vec<Value>,
) -> Result<Value, Error> {
    // One attempt: a call that is typed once shall run once.
    let mut refer = dubbo.generic(service).timeout(call.timeout).retries(0);
    if let Some(group) = &call.group {
        refer = refer.group(group);
    }
    if let Some(version) = &call.version {
        refer = refer.version(version);
    }
    if let Some(url) = url {
        // The call itself shows whether somebody is there.
        refer = refer.url(url).check(false);
    }
    let generic = refer.connect().await?;
    let mut others = None;
    loop {
        let error = match attempt(&generic, call, method, args.clone()).await {
            Err(error) if url.is_none() && was_not_sent(&error) => error,
            done => return done,
        };
        // The next attempt goes to another provider: this one is known not to be there.
        let left = match others {
            Some(left) => left,
            None => dubbo.providers(&key(call, service)).await?.len().saturating_sub(1),
        };
        let Some(left) = left.checked_sub(1) else { return Err(error) };
        others = Some(left);
        output::note(&format!("{}; trying the next", error.message()));
    }
}

fn key(call: &Call, service: &str) -> ServiceKey {
    ServiceKey::new(service)
        .with_group(call.group.as_deref().unwrap_or_default())
        .with_version(call.version.as_deref().unwrap_or_default())
}

async fn attempt(generic: &Generic, call: &Call, method: &str, args: Vec<Value>) -> Result<Value, Error> {
    let answer = context::scope(async {
        for (key, value) in &call.attach {
            context::attach(key, value)?;
        }
        match &call.types {
            Some(types) => {
                let types: Vec<String> = types.iter().map(|name| json::types::full_name(name)).collect();
                generic.invoke(method, &types, args).await
            }
            None => generic.invoke_by_name(method, args).await.map_err(|error| match error.next() {
                // Java's words for a method that the number of arguments does not tell from others.
                None if error.message().contains("Not unique method") => {
                    error.with_next("say which of them by its types: -t int,String")
                }
                _ => error,
            }),
        }
    });
    answer.await
}

/// `com.x.Service.method` into its parts.
fn split(text: &str) -> Result<(&str, &str), Failure> {
    let wrong = || {
        Failure::usage(
            format!("`{text}` does not name a service and a method"),
            "write interface and method with a dot between them: com.shop.Orders.find",
        )
    };
    let (service, method) = text.rsplit_once('.').ok_or_else(wrong)?;
    if service.is_empty() || method.is_empty() {
        return Err(wrong());
    }
    Ok((service, method))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn service_and_method_are_told_apart() {
        assert_eq!(split("com.x.Orders.find").unwrap(), ("com.x.Orders", "find"));
        for text in ["find", ".find", "com.x.Orders.", ""] {
            assert!(split(text).is_err(), "{text}");
        }
    }
}
