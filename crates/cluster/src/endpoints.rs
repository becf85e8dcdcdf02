//! Endpoints that survive from one snapshot to the next.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use dubbors_core::{Endpoint, Extensions, FilterScope, Instance, Result, Scope, Side, Snapshot, Target};

use crate::derive::Inputs;
use crate::merge::merge;

/// The parameter that names a consumer's filters (Java's `REFERENCE_FILTER_KEY`).
const REFERENCE_FILTER: &str = "reference.filter";

/// The endpoints of a snapshot, and why other instances have none.
#[derive(Debug)]
pub(crate) struct Built {
    pub(crate) endpoints: Box<[Arc<Endpoint>]>,
    pub(crate) skipped: Vec<String>,
}

/// One endpoint for each different instance, taken from `previous` where it has an equal one.
pub(crate) fn build(inputs: &Inputs<'_>, previous: Option<&Snapshot>, ext: &Extensions) -> Result<Built> {
    let named = inputs.settings.param(REFERENCE_FILTER).unwrap_or_default();
    // A wrong list of filters is the consumer's own mistake: it fails here and not once for each provider.
    let scope =
        FilterScope { service: inputs.service, application: inputs.application, settings: inputs.settings };
    ext.filters(Side::Consumer, Scope::Attempt, &scope, named)?;

    let known: HashMap<&Instance, &Arc<Endpoint>> = previous
        .into_iter()
        .flat_map(|snapshot| snapshot.endpoints.iter())
        .map(|endpoint| (endpoint.instance(), endpoint))
        .collect();
    let mut seen = HashSet::with_capacity(inputs.instances.len());
    let mut endpoints = Vec::with_capacity(inputs.instances.len());
    let mut skipped = Vec::new();
    for instance in inputs.instances {
        if !seen.insert(instance) {
            continue;
        }
        if let Some(endpoint) = known.get(instance) {
            endpoints.push(Arc::clone(endpoint));
            continue;
        }
        match connect(inputs, instance, named, ext) {
            Ok(endpoint) => endpoints.push(Arc::new(endpoint)),
            Err(error) => {
                skipped.push(format!("{}://{}: {error}", instance.protocol(), instance.address()));
            }
        }
    }
    Ok(Built { endpoints: endpoints.into(), skipped })
}

/// An endpoint for an instance that was not there before. Nothing is sent yet.
fn connect(inputs: &Inputs<'_>, instance: &Instance, named: &str, ext: &Extensions) -> Result<Endpoint> {
    let settings = merge(inputs.settings, instance);
    let scope = FilterScope { service: inputs.service, application: inputs.application, settings: &settings };
    let filters = ext.filters(Side::Consumer, Scope::Attempt, &scope, named)?;
    let target = Target { instance, service: inputs.service, settings: &settings };
    let invoker = ext.protocols.get(instance.protocol())?.refer(&target)?;
    Ok(Endpoint::new(instance.clone(), invoker, filters))
}
