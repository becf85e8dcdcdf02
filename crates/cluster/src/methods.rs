//! The settings of each method: timeout, retries, load balance.

use std::sync::Arc;
use std::time::Duration;

use dubbors_core::param::{self, Param};
use dubbors_core::{Endpoint, Extensions, Instance, Method, MethodConfig, MethodKind, Result, Snapshot, Url};

use crate::derive::Inputs;

/// One entry for each method of the contract, and a last one for calls that belong to none.
pub(crate) fn resolve(
    inputs: &Inputs<'_>,
    endpoints: &[Arc<Endpoint>],
    previous: Option<&Snapshot>,
    ext: &Extensions,
) -> Result<Box<[MethodConfig]>> {
    let methods: Vec<Option<&Method>> = inputs.service.methods().iter().map(Some).chain([None]).collect();
    // The balancers of another contract remember another method's turn.
    let previous = previous.filter(|snapshot| snapshot.methods.len() == methods.len());
    let settings = Settings {
        consumer: inputs.settings,
        // Java asks the first provider of its list. The smallest address does not depend on a registry's order.
        provider: endpoints
            .iter()
            .map(|endpoint| endpoint.instance())
            .min_by_key(|instance| instance.address()),
    };
    let resolve_one = |(index, method): (usize, &Option<&Method>)| {
        let name = method.map(|method| &*method.name);
        let is_stream = method.is_some_and(|method| method.kind != MethodKind::Unary);
        let find = |name: &str| Ok((name.to_owned(), Arc::clone(ext.load_balances.get(name)?)));
        let (balance, factory) = match settings.first(name, param::LOADBALANCE.key, find)? {
            Some(found) => found,
            None => find(param::LOADBALANCE.default.as_str())?,
        };
        let load_balance = previous
            .and_then(|snapshot| snapshot.methods.get(index))
            .and_then(|method| method.load_balance.carry_over(&balance, endpoints))
            .unwrap_or_else(|| factory(endpoints));
        Ok(MethodConfig {
            timeout: if is_stream {
                settings.timeout_of_stream(name)?
            } else {
                Some(settings.read(&param::TIMEOUT, name)?).filter(|timeout| *timeout != Duration::MAX)
            },
            retries: settings.read(&param::RETRIES, name)?,
            load_balance,
        })
    };
    methods.iter().enumerate().map(resolve_one).collect()
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

    /// A stream has a time limit only where the consumer's settings give one to this very method, as in Java.
    fn timeout_of_stream(&self, method: Option<&str>) -> Result<Option<Duration>> {
        let Some(method) = method else { return Ok(None) };
        let key = param::TIMEOUT.key;
        let own = [format!("{method}.{key}"), format!("methods.{method}.{key}")];
        own.iter()
            .find_map(|own| self.consumer.params().get(own).map(|value| (own, value)))
            .map(|(own, value)| {
                let read = param::TIMEOUT.of(&Url::default().with_param(key, value.as_str()));
                read.map_err(|error| error.context(format_args!("setting `{own}`")))
            })
            .transpose()
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
