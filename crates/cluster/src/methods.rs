//! The settings of each method: timeout, retries, load balance.

use std::sync::Arc;

use dubbors_core::param::{self, Param};
use dubbors_core::{Endpoint, Extensions, Instance, MethodConfig, Result, Snapshot, Url};

use crate::derive::Inputs;

/// One entry for each method of the contract, and a last one for calls that belong to none.
pub(crate) fn resolve(
    inputs: &Inputs<'_>,
    endpoints: &[Arc<Endpoint>],
    previous: Option<&Snapshot>,
    ext: &Extensions,
) -> Result<Box<[MethodConfig]>> {
    let names: Vec<Option<&str>> =
        inputs.service.methods().iter().map(|method| Some(&*method.name)).chain([None]).collect();
    // The balancers of another contract remember another method's turn.
    let previous = previous.filter(|snapshot| snapshot.methods.len() == names.len());
    let settings = Settings {
        consumer: inputs.settings,
        // Java asks the first provider of its list. The smallest address does not depend on a registry's order.
        provider: endpoints
            .iter()
            .map(|endpoint| endpoint.instance())
            .min_by_key(|instance| instance.address()),
    };
    let resolve_one = |(index, method): (usize, &Option<&str>)| {
        let find = |name: &str| Ok((name.to_owned(), Arc::clone(ext.load_balances.get(name)?)));
        let (name, factory) = match settings.first(*method, param::LOADBALANCE.key, find)? {
            Some(found) => found,
            None => find(param::LOADBALANCE.default.as_str())?,
        };
        let load_balance = previous
            .and_then(|snapshot| snapshot.methods.get(index))
            .and_then(|method| method.load_balance.carry_over(&name, endpoints))
            .unwrap_or_else(|| factory(endpoints));
        Ok(MethodConfig {
            timeout: settings.read(&param::TIMEOUT, *method)?,
            retries: settings.read(&param::RETRIES, *method)?,
            load_balance,
        })
    };
    names.iter().enumerate().map(resolve_one).collect()
}

/// Both sides' settings. A method's own value comes before the service's, and the consumer's before the provider's
/// (spec governance, section 6).
struct Settings<'a> {
    consumer: &'a Url,
    provider: Option<&'a Instance>,
}

impl Settings<'_> {
    fn read<T: Clone>(&self, param: &Param<T>, method: Option<&str>) -> Result<T> {
        let value =
            self.first(method, param.key, |value| param.of(&Url::default().with_param(param.key, value)))?;
        Ok(value.unwrap_or_else(|| param.default.clone()))
    }

    /// The first value that `read` accepts. What it refuses fails when the consumer wrote it, and is passed over when
    /// the provider did: a provider must not be able to stop its consumers.
    fn first<T>(
        &self,
        method: Option<&str>,
        key: &str,
        read: impl Fn(&str) -> Result<T>,
    ) -> Result<Option<T>> {
        let provider = self.provider.map(Instance::params);
        let spellings = [
            method.map(|method| [format!("{method}.{key}"), format!("methods.{method}.{key}")]),
            Some([key.to_owned(), format!("default.{key}")]),
        ];
        for spelling in spellings.iter().flatten() {
            let own =
                spelling.iter().find_map(|key| self.consumer.params().get(key).map(|value| (key, value)));
            if let Some((key, value)) = own {
                return read(value).map(Some).map_err(|error| error.context(format_args!("setting `{key}`")));
            }
            let theirs = spelling.iter().find_map(|key| provider?.get(key).map(|value| (key, value)));
            if let Some((key, value)) = theirs {
                match read(value) {
                    Ok(value) => return Ok(Some(value)),
                    Err(error) => tracing::debug!(%error, key, "a provider's setting is ignored"),
                }
            }
        }
        Ok(None)
    }
}
