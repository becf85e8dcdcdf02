//! `ls`: the services of a registry.

use dubbors::ServiceKey;
use serde_json::json;

use crate::args::Ls;
use crate::output::{self, Failure};

pub(crate) async fn run(ls: Ls) -> Result<(), Failure> {
    let rows = super::as_consumer(&ls.registries, async |dubbo| {
        let mut rows = Vec::new();
        for service in dubbo.services().await? {
            let providers = dubbo.providers(&service).await?.len();
            rows.push((service, providers));
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
