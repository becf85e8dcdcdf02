//! From a registry's list of providers, or a list of URLs, to a directory that stays up to date.

mod direct;
mod watching;

use std::sync::Arc;

use dubbors_cluster::Inputs;
use dubbors_core::{
    Code, Directory, Error, FilterScope, Instance, Registry, Result, Scope, ServiceDescriptor, Side,
    Snapshot, Url, param,
};

use crate::clock;
use crate::dubbo::Shared;
use crate::reference::Reference;

pub(crate) use watching::Watching;
use watching::{Source, Sources};

/// The parameter that names a consumer's filters.
pub(crate) const FILTERS: &str = "reference.filter";

/// Finds providers of `descriptor`'s service at `urls`, or in the registries when there are none.
pub(crate) async fn connect(
    shared: &Arc<Shared>,
    descriptor: Arc<ServiceDescriptor>,
    urls: &[String],
    settings: Url,
) -> Result<Reference> {
    let check = param::CHECK.of(&settings)?;
    let cluster = param::CLUSTER.of(&settings)?;
    let cluster = shared.ext.clusters.get(cluster.as_str())?;
    let scope = FilterScope { service: &descriptor, application: &shared.application, settings: &settings };
    let named = settings.param(FILTERS).unwrap_or_default();
    let filters = shared.ext.filters(Side::Consumer, Scope::Call, &scope, named)?;

    let mut view = View { shared: Arc::clone(shared), descriptor, settings, place: String::new() };
    if !urls.is_empty() {
        let instances = direct::instances(urls, view.descriptor.key())?;
        view.place = format!("looked at {}", urls.join(", "));
        let directory = Arc::new(Directory::new(view.derive(&instances, None)?));
        let invoker = cluster(Arc::clone(&directory));
        let reference = Reference::new(view.descriptor, filters, invoker, directory, None);
        if check {
            reference.probe().await.map_err(|error| {
                error.context(format_args!("checking {} failed", reference.descriptor().key()))
            })?;
        }
        return Ok(reference);
    }

    let sources = watch(shared, &view, check).await?;
    view.place = format!("looked in {}", shared.places());
    let first = view.derive(&sources.instances(), None)?;
    if check && first.endpoints.is_empty() {
        return Err(nobody(shared, &view, &first).await);
    }
    let directory = Arc::new(Directory::new(first));
    let invoker = cluster(Arc::clone(&directory));
    let descriptor = Arc::clone(&view.descriptor);
    let watching = Watching::start(sources, view, Arc::clone(&directory));
    Ok(Reference::new(descriptor, filters, invoker, directory, Some(watching)))
}

/// Begins to watch every registry. Without `check` an unreachable one is tried again in the background.
async fn watch(shared: &Shared, view: &View, check: bool) -> Result<Sources> {
    if shared.registries.is_empty() {
        return Err(Error::invalid(format!("there is nowhere to look for {}", view.descriptor.key()))
            .with_next("name a registry in the builder, or the provider's address with `url`"));
    }
    let key = view.descriptor.key();
    let asked = shared.registries.iter().map(async |(_, registry)| registry.watch(key).await);
    let mut sources = Sources::default();
    for ((place, registry), answer) in
        shared.registries.iter().zip(futures_util::future::join_all(asked).await)
    {
        match answer {
            Ok(watch) => sources.add(Source::Live(watch)),
            Err(error) if check => {
                return Err(error.context(format_args!("cannot look for {key} in {place}")));
            }
            Err(error) => {
                tracing::warn!(service = %key, registry = %place, %error, "cannot watch the registry yet, trying again");
                sources.add(Source::Pending(registry.clone()));
            }
        }
    }
    Ok(sources)
}

/// The error of a service that nobody provides, with what the registries do have.
async fn nobody(shared: &Shared, view: &View, first: &Snapshot) -> Error {
    let key = view.descriptor.key();
    let error = Error::new(Code::NoProvider, format!("no provider of {key}: {}", first.explanation));
    let mut others = shared.services().await.unwrap_or_default();
    others.retain(|other| other.interface() == key.interface());
    if others.is_empty() {
        return error
            .with_next("start a provider, or set `check` to false to wait for one in the background");
    }
    let others: Vec<String> = others.iter().take(10).map(ToString::to_string).collect();
    error.with_next(format!("ask for what is provided (group/interface:version): {}", others.join(", ")))
}

/// Turns lists of instances into snapshots for one reference.
#[derive(Debug)]
pub(crate) struct View {
    shared: Arc<Shared>,
    descriptor: Arc<ServiceDescriptor>,
    settings: Url,
    /// Where providers were looked for: a part of a sentence.
    place: String,
}

impl View {
    fn derive(&self, instances: &[Instance], previous: Option<&Snapshot>) -> Result<Snapshot> {
        let inputs = Inputs {
            service: &self.descriptor,
            instances,
            settings: &self.settings,
            application: &self.shared.application,
            explanation: &self.place,
            now_millis: clock::now_millis(),
        };
        dubbors_cluster::derive(&inputs, previous, &self.shared.ext)
    }
}
