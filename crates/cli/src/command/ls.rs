//! `ls`: the services of a registry, or of a server that tells of them.

use std::collections::BTreeSet;

use dubbors::{Dubbo, ServiceKey};
use serde_json::json;

use super::{contract, place};
use crate::args::Ls;
use crate::output::{self, Failure};

pub(crate) async fn run(ls: Ls) -> Result<(), Failure> {
    if let Some(url) = &ls.url {
        return of_server(&ls, url).await;
    }
    let rows = super::as_consumer(&ls.registries, async |dubbo| {
        let mut rows = Vec::new();
        for service in dubbo.services().await? {
            // One that serves several protocols is one.
            let providers = dubbo.providers(&service).await?;
            let places: BTreeSet<String> = providers.iter().map(|one| one.address().to_string()).collect();
            rows.push((service, places.len()));
        }
        Ok(rows)
    })
    .await?;
    if ls.json {
        let rows: Vec<_> = rows.iter().map(|(service, providers)| as_json(service, *providers)).collect();
        output::line(&format!("{:#}", json!(rows)));
        return Ok(());
    }
    if rows.is_empty() {
        output::line("no services; start one with: dubbors dev --demo");
    }
    let width = rows.iter().map(|(service, _)| service.to_string().len()).max().unwrap_or(0);
    for (service, providers) in rows {
        output::line(&format!("{:width$}  {providers} provider{}", service.to_string(), plural(providers)));
    }
    Ok(())
}

async fn of_server(ls: &Ls, url: &str) -> Result<(), Failure> {
    let place = place::of_grpc(url)?;
    let dubbo = Dubbo::builder().application("dubbors-cli").without_registry().build().await?;
    let reflection = contract::reflection(&dubbo, &place, &ls.tls, ls.timeout).await?;
    let services = reflection.services().await?;
    match ls.json {
        true => output::line(&format!("{:#}", json!(services))),
        false => services.iter().for_each(|service| output::line(service)),
    }
    Ok(())
}

fn as_json(service: &ServiceKey, providers: usize) -> serde_json::Value {
    json!({
        "service": service.to_string(),
        "interface": service.interface(),
        "group": service.group(),
        "version": service.version(),
        "providers": providers,
    })
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
