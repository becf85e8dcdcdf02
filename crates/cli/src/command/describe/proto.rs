//! Contracts of `.proto` files, as a server tells them or a file has them.

use dubbors::json::{MethodSchema, Schema, ServiceSchema};
use dubbors::{Dubbo, Error};
use serde_json::json;

use super::super::{contract, place};
use crate::args::Describe;
use crate::output::{self, Failure};

/// Describes what a server tells of `name`, or of all its services.
pub(super) async fn of_server(describe: &Describe, url: &str, name: Option<&str>) -> Result<(), Failure> {
    let place = place::of_grpc(url)?;
    let name = name.or(Some(place.path.as_str())).filter(|name| !name.is_empty());
    let dubbo = Dubbo::builder().application("dubbors-cli").without_registry().build().await?;
    let reflection = contract::reflection(&dubbo, &place, &describe.tls, describe.timeout).await?;
    let names = match name {
        // A method may be written as the path of its calls.
        Some(name) => vec![name.replace('/', ".")],
        None => reflection.services().await.map_err(contract::without_reflection)?,
    };
    let mut told = Vec::with_capacity(names.len());
    for one in names {
        match contract::of_server(&reflection, &place, &one).await {
            Ok(schema) => told.push((schema, one)),
            Err(error) if name.is_none() && contract::is_untold(&error) => output::note(error.message()),
            Err(error) => return Err(error.into()),
        }
    }
    print(describe, &told)
}

/// Describes what `schema` has of `name`.
pub(super) fn of_files(describe: &Describe, schema: Schema, name: &str) -> Result<(), Failure> {
    print(describe, &[(schema, name.replace('/', "."))])
}

fn print(describe: &Describe, told: &[(Schema, String)]) -> Result<(), Failure> {
    if describe.json {
        let services = told.iter().map(|(schema, name)| match schema.service(name) {
            Some(service) => Ok(as_json(&service)),
            None => Ok(json!({"name": name, "text": text(schema, name)?})),
        });
        let services = services.collect::<Result<Vec<_>, Failure>>()?;
        output::line(&format!("{:#}", json!(services)));
        return Ok(());
    }
    for (at, (schema, name)) in told.iter().enumerate() {
        let gap = if at == 0 { "" } else { "\n" };
        output::line(&format!("{gap}{}", text(schema, name)?.trim_end()));
    }
    Ok(())
}

fn text(schema: &Schema, name: &str) -> Result<String, Failure> {
    schema.describe(name).ok_or_else(|| {
        let known: Vec<String> = schema.services().map(|service| service.name().to_owned()).collect();
        let text = format!("there is no {name}; the services are {}", known.join(", "));
        Error::invalid(text).with_next("name a service, a method, a message or an enum").into()
    })
}

fn as_json(service: &ServiceSchema) -> serde_json::Value {
    let methods: Vec<_> = service.methods().map(|method| method_as_json(&method)).collect();
    json!({"service": service.name(), "file": service.file().name(), "methods": methods})
}

fn method_as_json(method: &MethodSchema) -> serde_json::Value {
    json!({
        "method": method.name(),
        "input": method.input().name(),
        "output": method.output().name(),
        "clientStreaming": method.is_client_streaming(),
        "serverStreaming": method.is_server_streaming(),
    })
}
