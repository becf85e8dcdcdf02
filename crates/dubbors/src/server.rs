//! The provider's side of a process: ports that serve, registries that know.

mod announcement;
mod listen;

use std::sync::Arc;
use std::time::Duration;

use dubbors_core::{
    AnyRegistry, Error, FilterScope, Health, Instance, Registry, Result, Scope, Service, ServiceDescriptor,
    Services, Side, Url, param,
};
use dubbors_transport::Port;

use crate::Served;
use crate::dubbo::Shared;
use announcement::announcement;
use listen::{Bound, DEFAULT_PROTOCOL};

/// The parameter that names a service's filters.
pub(crate) const FILTERS: &str = "service.filter";

/// What to start.
pub(crate) struct Plan {
    pub(crate) protocols: Vec<Url>,
    /// Nobody off this machine can find the services.
    pub(crate) local_only: bool,
    pub(crate) served: Vec<Served>,
}

/// Starts what `plan` says. Ports serve before anything is announced.
pub(crate) async fn start(shared: &Shared, plan: Plan) -> Result<Server> {
    let Plan { protocols, local_only, served } = plan;
    if served.is_empty() {
        for url in &protocols {
            tracing::warn!(protocol = %url.protocol(), "no service to provide, the port stays closed");
        }
        return Ok(Server::default());
    }
    let (services, contracts) = services(shared, served)?;
    all_are_carried(shared, &protocols, &contracts)?;
    let bound = listen::bind(shared, &protocols, local_only, &services).await?;
    let mut server = Server { health: services.health().clone(), bound, announced: Vec::new() };
    server.announce(shared, &contracts).await?;
    for url in server.urls() {
        tracing::info!(%url, services = contracts.len(), "providing");
    }
    Ok(server)
}

/// Checks that each contract can be called over one of `protocols` at least.
fn all_are_carried(shared: &Shared, protocols: &[Url], contracts: &[Contract]) -> Result<()> {
    let schemes: Vec<&str> = if protocols.is_empty() {
        vec![DEFAULT_PROTOCOL]
    } else {
        protocols.iter().map(Url::protocol).collect()
    };
    let schemes =
        schemes.into_iter().map(|scheme| shared.ext.protocols.get(scheme)).collect::<Result<Vec<_>>>()?;
    for (contract, _) in contracts {
        let mut refused = None;
        let is_carried = schemes.iter().any(|protocol| match protocol.carries(contract) {
            Ok(()) => true,
            Err(error) => {
                refused = Some(error);
                false
            }
        });
        if let Some(error) = refused.filter(|_| !is_carried) {
            return Err(error.with_next("add a port for it: Dubbo::builder().protocol(\"tri://:50051\")"));
        }
    }
    Ok(())
}

/// A contract and its service's settings, to be announced.
type Contract = (Arc<ServiceDescriptor>, Url);

/// The services of `served`, in order.
fn services(shared: &Shared, served: Vec<Served>) -> Result<(Arc<Services>, Vec<Contract>)> {
    let mut services = Vec::with_capacity(served.len());
    let mut contracts: Vec<Contract> = Vec::with_capacity(served.len());
    for one in served {
        let service = service(shared, one)?;
        let key = service.descriptor.key();
        if contracts.iter().any(|(other, _)| other.key() == key) {
            return Err(Error::invalid(format!("{key} is provided twice"))
                .with_next("give one of them another group or version: Served::new(..).version(\"2.0.0\")"));
        }
        contracts.push((Arc::clone(&service.descriptor), service.settings.clone()));
        services.push(service);
    }
    Ok((Services::new(services), contracts))
}

/// The services of `served` behind a port that somebody else has.
#[cfg(feature = "triple")]
pub(crate) fn without_port(shared: &Shared, served: Vec<Served>) -> Result<Arc<Services>> {
    let (services, _) = services(shared, served)?;
    Ok(services.with_settings(listen::port_params(shared, &[])?))
}

fn service(shared: &Shared, served: Served) -> Result<Service> {
    let descriptor = served.descriptor;
    let mut settings = Url::default();
    for (key, value) in shared.settings.iter().chain(&served.settings) {
        settings.set_param(key.as_str(), value.as_str());
    }
    let scope = FilterScope { service: &descriptor, application: &shared.application, settings: &settings };
    let named = settings.param(FILTERS).unwrap_or_default();
    let filters = shared
        .ext
        .filters(Side::Provider, Scope::Call, &scope, named)
        .map_err(|error| error.context(format_args!("service {}", descriptor.key())))?;
    Ok(Service { descriptor, invoker: served.invoker, filters, settings })
}

/// Running ports and what registries were told about them.
#[derive(Debug, Default)]
pub(crate) struct Server {
    health: Health,
    bound: Vec<Bound>,
    announced: Vec<(AnyRegistry, dubbors_core::ServiceKey, Instance)>,
}

impl Server {
    /// Announces every service, at every URL whose protocol carries it, in every registry.
    async fn announce(&mut self, shared: &Shared, contracts: &[(Arc<ServiceDescriptor>, Url)]) -> Result<()> {
        let check = shared.settings.iter().rev().find(|(key, _)| key == param::CHECK.key);
        let check = match check {
            Some((key, value)) => param::CHECK.of(&Url::default().with_param(key.as_str(), value.as_str()))?,
            None => param::CHECK.default,
        };
        for bound in &self.bound {
            let protocol = shared.ext.protocols.get(bound.announced.protocol())?;
            for (descriptor, settings) in contracts {
                if let Err(error) = protocol.carries(descriptor) {
                    tracing::info!(protocol = protocol.name(), %error, "not announced");
                    continue;
                }
                for (_, registry) in &shared.registries {
                    let instance = announcement(&shared.application, &bound.announced, descriptor, settings);
                    self.announced.push((registry.clone(), descriptor.key().clone(), instance));
                }
            }
        }
        let results = futures_util::future::join_all(
            self.announced
                .iter()
                .map(async |(registry, service, instance)| registry.register(service, instance).await),
        )
        .await;
        let mut first = None;
        for ((_, service, _), result) in self.announced.iter().zip(results) {
            match result {
                Ok(()) => {}
                Err(error) if check => {
                    first.get_or_insert(error.context(format_args!("cannot announce {service}")));
                }
                Err(error) => {
                    tracing::warn!(%service, %error, "not announced yet, trying again in the background");
                }
            }
        }
        match first {
            None => Ok(()),
            Some(error) => {
                self.unannounce().await;
                Err(error.with_next(
                    "start the registry, or set `check` to false to provide now and announce when it answers",
                ))
            }
        }
    }

    /// Where this can be called, as announced.
    pub(crate) fn urls(&self) -> Vec<String> {
        self.bound
            .iter()
            .map(|bound| format!("{}://{}", bound.announced.protocol(), bound.announced.authority()))
            .collect()
    }

    /// Whether the services can take calls.
    pub(crate) fn health(&self) -> &Health {
        &self.health
    }

    /// Tells health checks that this is the end, and waits up to `limit` until those who watch have heard it.
    pub(crate) async fn stop_serving(&self, limit: Duration) {
        self.health.stop();
        if tokio::time::timeout(limit, self.health.unwatched()).await.is_err() {
            tracing::debug!("somebody who watches the health does not read");
        }
    }

    /// How many announcements registries hold.
    pub(crate) fn announced(&self) -> usize {
        self.announced.len()
    }

    /// Takes every announcement back.
    pub(crate) async fn unannounce(&mut self) {
        let announced = std::mem::take(&mut self.announced);
        withdraw(announced).await;
    }

    /// Drains the ports for up to `limit`; gives the number of connections that had to be cut.
    pub(crate) async fn close(&mut self, limit: Duration) -> usize {
        let ports: Vec<Port> = self.bound.drain(..).filter_map(|bound| bound.port).collect();
        let closing = ports.into_iter().map(|port| port.shutdown(limit));
        futures_util::future::join_all(closing).await.into_iter().sum()
    }
}

async fn withdraw(announced: Vec<(AnyRegistry, dubbors_core::ServiceKey, Instance)>) {
    let withdrawn = announced.iter().map(async |(registry, service, instance)| {
        if let Err(error) = registry.unregister(service, instance).await {
            tracing::warn!(%service, %error, "the announcement was not taken back");
        }
    });
    futures_util::future::join_all(withdrawn).await;
}

impl Drop for Server {
    fn drop(&mut self) {
        let announced = std::mem::take(&mut self.announced);
        if announced.is_empty() {
            return;
        }
        // Without a runtime the registry's session ends with the process, which has the same effect.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(withdraw(announced));
        }
    }
}
