//! `describe`: who provides a service, as far as the registry knows, or what its `.proto` file says.

mod proto;

use dubbors::{Code, Error, Instance, ServiceKey};
use serde_json::json;

use super::contract;
use crate::args::Describe;
use crate::output::{self, Failure};

/// Parameters that are shown by themselves or say nothing to people.
const HIDDEN: [&str; 9] =
    ["anyhost", "category", "dynamic", "generic", "group", "interface", "methods", "side", "version"];

pub(crate) async fn run(describe: Describe) -> Result<(), Failure> {
    match describe.what.as_slice() {
        [url, name] => return proto::of_server(&describe, url, Some(name)).await,
        [url] if url.contains("://") => return proto::of_server(&describe, url, None).await,
        [name] => {
            if let Some(schema) = contract::of_files(&describe.contract)? {
                return proto::of_files(&describe, schema, name);
            }
            of_registry(&describe, name).await
        }
        // The definition of the arguments does not let it come to this.
        _ => Ok(()),
    }
}

async fn of_registry(describe: &Describe, name: &str) -> Result<(), Failure> {
    let asked = ServiceKey::parse(name);
    let is_plain = asked == ServiceKey::new(asked.interface());
    let found = super::as_consumer(&describe.registries, async |dubbo| {
        let mut found = Vec::new();
        for service in dubbo.services().await? {
            if service == asked || (is_plain && service.interface() == asked.interface()) {
                let providers = dubbo.providers(&service).await?;
                found.push((service, providers));
            }
        }
        if found.is_empty() {
            let error = Error::new(Code::NoProvider, format!("nobody provides {asked}"))
                .with_next("see what there is with: dubbors ls");
            return Err(super::with_names(dubbo, asked.interface(), error).await.into());
        }
        Ok(found)
    })
    .await?;
    if describe.json {
        let services: Vec<_> = found
            .iter()
            .map(|(service, providers)| {
                let providers: Vec<_> = providers
                    .iter()
                    .map(|one| json!({"url": place(one), "parameters": one.params()}))
                    .collect();
                json!({"service": service.to_string(), "providers": providers})
            })
            .collect();
        output::line(&format!("{:#}", json!(services)));
        return Ok(());
    }
    for (service, providers) in found {
        print(&service, &providers);
    }
    Ok(())
}

fn place(instance: &Instance) -> String {
    format!("{}://{}", instance.protocol(), instance.address())
}

fn print(service: &ServiceKey, providers: &[Instance]) {
    output::line(&service.to_string());
    for (name, value) in [("group", service.group()), ("version", service.version())] {
        if !value.is_empty() {
            output::line(&format!("  {name:9} {value}"));
        }
    }
    let mut methods: Vec<&str> =
        providers.iter().filter_map(|one| one.param("methods")).flat_map(|list| list.split(',')).collect();
    methods.sort_unstable();
    methods.dedup();
    output::line(&format!("  methods   {}", methods.join(", ")));
    for one in providers {
        output::line(&format!("  provider  {}", place(one)));
        for (key, value) in one.params().iter().filter(|(key, _)| !HIDDEN.contains(&key.as_str())) {
            output::line(&format!("    {key:13} {value}"));
        }
    }
}
