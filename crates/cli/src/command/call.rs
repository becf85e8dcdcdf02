//! `call`: one generic call.

use dubbors::{Dubbo, Value, context};

use crate::args::Call;
use crate::json;
use crate::output::{self, Failure};

pub(crate) async fn run(call: Call) -> Result<(), Failure> {
    let (service, method) = split(&call.method)?;
    let args = arguments(&call)?;
    let answer = if call.url.is_empty() {
        super::as_consumer(&call.registries, async |dubbo| invoke(dubbo, &call, service, method, args).await)
            .await?
    } else {
        let dubbo = Dubbo::builder().application("dubbors-cli").without_registry().build().await?;
        invoke(&dubbo, &call, service, method, args).await?
    };
    output::line(&json::pretty(&answer));
    Ok(())
}

async fn invoke(
    dubbo: &Dubbo,
    call: &Call,
    service: &str,
    method: &str,
    args: Vec<Value>,
) -> Result<Value, Failure> {
    // One attempt: a call that is typed once shall run once.
    let mut refer = dubbo.generic(service).timeout(call.timeout).retries(0);
    for url in &call.url {
        refer = refer.url(url);
    }
    if let Some(group) = &call.group {
        refer = refer.group(group);
    }
    if let Some(version) = &call.version {
        refer = refer.version(version);
    }
    if !call.url.is_empty() {
        // The call itself shows whether somebody is there.
        refer = refer.check(false);
    }
    let generic = refer.connect().await?;
    let answer = context::scope(async {
        for (key, value) in &call.attach {
            context::attach(key, value)?;
        }
        match &call.types {
            Some(types) => {
                let types: Vec<String> = types.iter().map(|name| json::types::full_name(name)).collect();
                generic.invoke(method, &types, args).await
            }
            None => generic.invoke_by_name(method, args).await,
        }
    });
    Ok(answer.await?)
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
        let value = json::read(text)
            .and_then(|json| json::to_value(&json, &json::types::full_name(wanted)))
            .map_err(|error| {
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
