//! Keeping a directory up to date while its reference lives.

use std::sync::Arc;
use std::time::Duration;

use dubbors_core::{AnyRegistry, Backoff, Directory, Instance, Registry, ServiceKey, Watch};
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, JoinSet};

use super::View;
use crate::clock;

/// How often weights are looked at while a provider warms up.
const WARMUP_STEP: Duration = Duration::from_secs(1);
/// The longest waits between attempts to watch a registry that was not there: first and last.
const RETRY: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(10));

/// One registry as a source of instances.
pub(super) enum Source {
    /// It is watched.
    Live(Watch<Vec<Instance>>),
    /// It could not be watched yet.
    Pending(AnyRegistry),
}

/// All sources of one reference with what each of them says now.
#[derive(Default)]
pub(super) struct Sources {
    sources: Vec<Source>,
    lists: Vec<Arc<Vec<Instance>>>,
}

impl Sources {
    pub(super) fn add(&mut self, mut source: Source) {
        self.lists.push(match &mut source {
            Source::Live(watch) => watch.current(),
            Source::Pending(_) => Arc::default(),
        });
        self.sources.push(source);
    }

    pub(super) fn instances(&self) -> Vec<Instance> {
        joined(&self.lists)
    }
}

/// The lists in one; a provider that several registries know counts once.
fn joined(lists: &[Arc<Vec<Instance>>]) -> Vec<Instance> {
    let mut all: Vec<Instance> = Vec::new();
    for list in lists {
        let known = all.len();
        for instance in list.iter() {
            let before = all.get(..known).unwrap_or_default();
            let twice = before.iter().any(|other| {
                other.address() == instance.address() && other.protocol() == instance.protocol()
            });
            if !twice {
                all.push(instance.clone());
            }
        }
    }
    all
}

/// The task that follows the sources. Dropping this ends it.
#[derive(Debug)]
pub(crate) struct Watching(JoinHandle<()>);

impl Watching {
    pub(super) fn start(sources: Sources, view: View, directory: Arc<Directory>) -> Self {
        Self(tokio::spawn(follow(sources, view, directory)))
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn follow(sources: Sources, view: View, directory: Arc<Directory>) {
    let Sources { sources, mut lists } = sources;
    let (sender, mut changes) = mpsc::channel(1);
    let mut tasks = JoinSet::new();
    for (index, source) in sources.into_iter().enumerate() {
        tasks.spawn(forward(index, source, view.descriptor.key().clone(), sender.clone()));
    }
    drop(sender);
    let mut warming = dubbors_cluster::warmup::refresh(&directory.snapshot(), clock::now_millis());
    loop {
        tokio::select! {
            changed = changes.recv() => match changed {
                Some((index, list)) => {
                    if let Some(slot) = lists.get_mut(index) {
                        *slot = list;
                    }
                    match view.derive(&joined(&lists), Some(&directory.snapshot())) {
                        Ok(snapshot) => directory.replace(snapshot),
                        Err(error) => tracing::error!(
                            service = %view.descriptor.key(), %error, "the new list of providers cannot be used, keeping the old one"
                        ),
                    }
                    warming = true;
                }
                // No source is left that could say anything.
                None if !warming => return,
                None => tokio::time::sleep(WARMUP_STEP).await,
            },
            () = tokio::time::sleep(WARMUP_STEP), if warming => {}
        }
        if warming {
            warming = dubbors_cluster::warmup::refresh(&directory.snapshot(), clock::now_millis());
        }
    }
}

/// Sends every new list of one source until it or the receiver is gone.
async fn forward(
    index: usize,
    source: Source,
    service: ServiceKey,
    changes: mpsc::Sender<(usize, Arc<Vec<Instance>>)>,
) {
    let mut watch = match source {
        Source::Live(watch) => watch,
        Source::Pending(registry) => {
            let mut watch = until_watched(&registry, &service).await;
            if changes.send((index, watch.current())).await.is_err() {
                return;
            }
            watch
        }
    };
    while let Some(list) = watch.changed().await {
        if changes.send((index, list)).await.is_err() {
            return;
        }
    }
}

async fn until_watched(registry: &AnyRegistry, service: &ServiceKey) -> Watch<Vec<Instance>> {
    let mut backoff = Backoff::new(RETRY.0, RETRY.1);
    loop {
        match registry.watch(service).await {
            Ok(watch) => return watch,
            Err(error) => tracing::debug!(%service, %error, "the registry is still away"),
        }
        tokio::time::sleep(backoff.next_wait()).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dubbors_core::Address;

    #[test]
    fn a_provider_of_two_registries_counts_once() {
        let instance =
            |port, weight: &str| Instance::new(Address::new("h", port), "dubbo").with_param("weight", weight);
        let lists = [
            Arc::new(vec![instance(1, "10"), instance(2, "1")]),
            Arc::new(vec![instance(1, "20"), instance(3, "1")]),
        ];
        let joined = joined(&lists);
        let seen: Vec<(u16, u32)> = joined.iter().map(|i| (i.address().port(), i.weight())).collect();
        assert_eq!(seen, [(1, 10), (2, 1), (3, 1)]);
    }
}
