//! From what registries and settings say to the snapshot that calls use.

use std::sync::Arc;

use dubbors_core::{Extensions, Instance, Result, ServiceDescriptor, Snapshot, Url};

use crate::{endpoints, methods, warmup};

/// The most skipped providers that an explanation names.
const MAX_NAMED: usize = 8;
/// The longest text about one skipped provider, in characters.
const MAX_REASON: usize = 300;

/// Everything that a snapshot depends on.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// The contract, under the group and version that the consumer asks for.
    pub service: &'a Arc<ServiceDescriptor>,
    /// The providers that the registries know, in their order.
    pub instances: &'a [Instance],
    /// The consumer's resolved settings, with those of single methods as `method.key`.
    pub settings: &'a Url,
    /// The application of this process, empty when it has no name.
    pub application: &'a str,
    /// Where providers were looked for: the sentence that an error shows when there are none.
    pub explanation: &'a str,
    /// The time since 1970 in milliseconds, for warm-up.
    pub now_millis: i64,
}

/// Derives a snapshot.
///
/// Endpoints of `previous` whose instance is still there are kept with their connections and counters, and so is the
/// memory of the balancers. They keep the settings that they were made with; to change those, derive without
/// `previous`. An instance that cannot be used (unknown protocol, wrong parameter) is skipped: the explanation names
/// it, and one warning is logged when that changes.
///
/// # Errors
/// `Code::Invalid` when a setting of the consumer itself is wrong; the snapshot in use then stays as it is.
pub fn derive(inputs: &Inputs<'_>, previous: Option<&Snapshot>, ext: &Extensions) -> Result<Snapshot> {
    let built = endpoints::build(inputs, previous, ext)?;
    for endpoint in &built.endpoints {
        warmup::update(endpoint, inputs.now_millis);
    }
    let methods = methods::resolve(inputs, &built.endpoints, previous, ext)?;
    let explanation = match summary(&built.skipped, inputs.instances.len()) {
        None => inputs.explanation.to_owned(),
        Some(summary) => {
            let explanation = match inputs.explanation {
                "" => summary.clone(),
                text => format!("{text}; {summary}"),
            };
            if previous.is_none_or(|previous| *previous.explanation != *explanation) {
                tracing::warn!(service = %inputs.service.key(), "{summary}");
            }
            explanation
        }
    };
    Ok(Snapshot {
        endpoints: built.endpoints,
        routers: Box::default(),
        methods,
        explanation: explanation.into(),
    })
}

/// A sentence about the providers that were skipped.
fn summary(skipped: &[String], count: usize) -> Option<String> {
    if skipped.is_empty() {
        return None;
    }
    let named: Vec<String> =
        skipped.iter().take(MAX_NAMED).map(|reason| reason.chars().take(MAX_REASON).collect()).collect();
    let more = match skipped.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some(format!("skipped {} of {count} providers: {}{more}", skipped.len(), named.join("; ")))
}

#[cfg(test)]
mod tests;
