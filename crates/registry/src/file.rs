//! Discovery between the processes of one machine, with no server: `file://` or `file:///some/folder`.
//!
//! Each announcement is one small file that holds the provider's URL. Its process keeps an exclusive lock on it, which
//! the system takes away when the process ends, however it ends; whoever meets an unlocked file knows that the provider
//! is gone, and removes it. Watchers look at the folder several times a second.
//!
//! The default folder is `dubbors-registry` in the system's folder for temporary files. It is shared by all users of
//! the machine, as `/tmp` is: everybody may announce, only the owner of a file may remove it, and so anybody on the
//! machine can announce a provider. Name a folder of your own where that is not wanted.

mod folder;
mod scan;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use dubbors_core::{Error, Instance, Registry, Result, ServiceKey, Url, Watch, WatchSender};
use tokio::task::AbortHandle;

use crate::interface::matches;
use folder::{Folder, Owned};
use scan::Scan;

/// How often watchers look at the folder.
const POLL: Duration = Duration::from_millis(200);
/// The name of the default folder.
const DEFAULT_FOLDER: &str = "dubbors-registry";

/// A registry in a folder.
#[derive(Debug)]
pub struct FileRegistry {
    folder: Arc<Folder>,
    owned: Mutex<HashMap<(ServiceKey, Instance), Owned>>,
    shared: Arc<Shared>,
    poller: Mutex<Option<AbortHandle>>,
}

/// What the poller and its registry share.
#[derive(Debug)]
struct Shared {
    scan: Mutex<Scan>,
    watchers: Mutex<Vec<(ServiceKey, WatchSender<Vec<Instance>>)>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// Looks at the folder and tells every watcher. Blocks.
    fn refresh(&self) -> Result<()> {
        let mut scan = lock(&self.scan);
        scan.run()?;
        let mut watchers = lock(&self.watchers);
        watchers.retain(|(_, sender)| sender.is_watched());
        for (wanted, sender) in watchers.iter() {
            sender.send_if_changed(find(&scan, wanted));
        }
        Ok(())
    }
}

/// The providers of `wanted`, sorted, so that two looks at the same files give the same list.
fn find(scan: &Scan, wanted: &ServiceKey) -> Vec<Instance> {
    let mut found: Vec<&Instance> =
        scan.instances().filter(|instance| matches(wanted, &instance.service_key())).collect();
    found.sort_by_key(|instance| (instance.address(), instance.to_url().to_string()));
    found.dedup();
    found.into_iter().cloned().collect()
}

impl FileRegistry {
    /// The registry in `folder`, which is made when something is announced.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        let folder = Arc::new(Folder::new(folder));
        let shared = Shared { scan: Mutex::new(Scan::new(Arc::clone(&folder))), watchers: Mutex::default() };
        Self { folder, owned: Mutex::default(), shared: Arc::new(shared), poller: Mutex::default() }
    }

    /// The registry that a URL names: by its path, or the default one.
    ///
    /// # Errors
    /// `Code::Invalid` when the URL has a host: `file://folder` is not `file:///folder`.
    pub(crate) fn from_url(url: &Url) -> Result<Self> {
        if !url.host().is_empty() {
            return Err(Error::invalid(format!("file://{} names a host, not a folder", url.authority()))
                .with_next("write file:///folder, or file:// for the folder that all processes share"));
        }
        Ok(Self::new(match url.path() {
            "" => std::env::temp_dir().join(DEFAULT_FOLDER),
            path => PathBuf::from(format!("/{path}")),
        }))
    }

    /// Runs `work` where blocking hurts nobody.
    async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        match tokio::task::spawn_blocking(work).await {
            Ok(result) => result,
            Err(error) => Err(Error::internal(format!("the file registry's work was lost: {error}"))),
        }
    }

    fn poll(&self) {
        let mut poller = lock(&self.poller);
        if poller.as_ref().is_some_and(|poller| !poller.is_finished()) {
            return;
        }
        let shared = Arc::clone(&self.shared);
        *poller = Some(tokio::spawn(poll(shared)).abort_handle());
    }

    fn withdraw_all(&self) {
        let owned = std::mem::take(&mut *lock(&self.owned));
        drop(owned);
    }
}

/// Looks at the folder until nobody watches any more.
async fn poll(shared: Arc<Shared>) {
    let mut failing = false;
    loop {
        tokio::time::sleep(POLL).await;
        let one = Arc::clone(&shared);
        match FileRegistry::blocking(move || one.refresh()).await {
            Ok(()) => failing = false,
            // Known providers are kept: a folder that cannot be read says nothing about them.
            Err(error) if !std::mem::replace(&mut failing, true) => {
                tracing::warn!(%error, "cannot look for providers, keeping the known ones");
            }
            Err(_) => {}
        }
        if lock(&shared.watchers).is_empty() {
            return;
        }
    }
}

impl Registry for FileRegistry {
    async fn register(&self, service: &ServiceKey, instance: &Instance) -> Result<()> {
        let key = (service.clone(), instance.clone());
        if lock(&self.owned).contains_key(&key) {
            return Ok(());
        }
        let (folder, url) = (Arc::clone(&self.folder), instance.to_url().to_string());
        let owned = Self::blocking(move || folder.announce(&url)).await?;
        lock(&self.owned).entry(key).or_insert(owned);
        Ok(())
    }

    async fn unregister(&self, service: &ServiceKey, instance: &Instance) -> Result<()> {
        let owned = lock(&self.owned).remove(&(service.clone(), instance.clone()));
        drop(owned);
        Ok(())
    }

    async fn watch(&self, service: &ServiceKey) -> Result<Watch<Vec<Instance>>> {
        let (shared, wanted) = (Arc::clone(&self.shared), service.clone());
        let watch = Self::blocking(move || {
            let mut scan = lock(&shared.scan);
            scan.run()?;
            let mut watchers = lock(&shared.watchers);
            if let Some((_, sender)) =
                watchers.iter().find(|(known, sender)| *known == wanted && sender.is_watched())
            {
                sender.send_if_changed(find(&scan, &wanted));
                return Ok(sender.subscribe());
            }
            let (sender, watch) = Watch::channel(find(&scan, &wanted));
            watchers.push((wanted, sender));
            Ok(watch)
        })
        .await?;
        self.poll();
        Ok(watch)
    }

    async fn services(&self) -> Result<Vec<ServiceKey>> {
        let shared = Arc::clone(&self.shared);
        Self::blocking(move || {
            let mut scan = lock(&shared.scan);
            scan.run()?;
            let mut keys: Vec<ServiceKey> = scan.instances().map(Instance::service_key).collect();
            keys.sort();
            keys.dedup();
            Ok(keys)
        })
        .await
    }

    async fn close(&self) {
        self.withdraw_all();
        lock(&self.shared.watchers).clear();
    }
}

impl Drop for FileRegistry {
    fn drop(&mut self) {
        self.withdraw_all();
        if let Some(poller) = lock(&self.poller).take() {
            poller.abort();
        }
    }
}
