//! Discovery between the processes of one machine, with no server: `file://` or `file:///some/folder`.
//!
//! Each announcement is one small file that holds the provider's URL. Its process keeps an exclusive lock on it, which
//! the system takes away when the process ends, however it ends; whoever meets an unlocked file knows that the provider
//! is gone, and removes it. Watchers look at the folder several times a second; a provider whose file was swept away, as
//! old temporary files are, writes it again.
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
    shared: Arc<Shared>,
}

/// What a registry and the task that tends it share.
#[derive(Debug)]
struct Shared {
    folder: Arc<Folder>,
    scan: Mutex<Scan>,
    watchers: Mutex<Vec<(ServiceKey, WatchSender<Vec<Instance>>)>>,
    /// What this process announces; `None` where the file is still to be written.
    announced: Mutex<HashMap<(ServiceKey, Instance), Option<Owned>>>,
    /// The task that tends this. It ends itself while holding this lock, so that nobody counts on a task that has
    /// already decided to end.
    task: Mutex<Option<AbortHandle>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// Looks at the folder and tells every watcher. Blocks.
    fn refresh(&self) -> Result<()> {
        lock(&self.watchers).retain(|(_, sender)| sender.is_watched());
        if lock(&self.watchers).is_empty() {
            return Ok(());
        }
        let mut scan = lock(&self.scan);
        scan.run()?;
        for (wanted, sender) in lock(&self.watchers).iter() {
            sender.send_if_changed(find(&scan, wanted));
        }
        Ok(())
    }

    /// Writes the file of an announcement, if it is still wanted and not there. Blocks.
    fn announce(&self, key: &(ServiceKey, Instance)) -> Result<()> {
        let owned = self.folder.announce(&key.1.to_url().to_string())?;
        if let Some(place @ None) = lock(&self.announced).get_mut(key) {
            *place = Some(owned);
        }
        Ok(())
    }

    /// Writes again what could not be written, or was swept away with other old temporary files. Blocks.
    fn repair(&self) -> Result<()> {
        let mut missing = Vec::new();
        for (key, owned) in lock(&self.announced).iter_mut() {
            if owned.as_ref().is_none_or(Owned::is_lost) {
                *owned = None;
                missing.push(key.clone());
            }
        }
        missing.iter().try_for_each(|key| self.announce(key))
    }

    /// Whether nobody needs the task any more; the caller must end then.
    fn is_idle(&self) -> bool {
        let mut task = lock(&self.task);
        let idle = lock(&self.watchers).is_empty() && lock(&self.announced).is_empty();
        if idle {
            *task = None;
        }
        idle
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
        let scan = Mutex::new(Scan::new(Arc::clone(&folder)));
        let (watchers, announced, task) = (Mutex::default(), Mutex::default(), Mutex::default());
        Self { shared: Arc::new(Shared { folder, scan, watchers, announced, task }) }
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

    /// Sees to it that the task runs. To be called after there is something to do for it.
    fn tend(&self) {
        let mut task = lock(&self.shared.task);
        if task.as_ref().is_none_or(AbortHandle::is_finished) {
            *task = Some(tokio::spawn(tend(Arc::clone(&self.shared))).abort_handle());
        }
    }
}

/// Keeps announcements and watchers up to date until there are none.
async fn tend(shared: Arc<Shared>) {
    let (mut mute, mut blind) = (false, false);
    while !shared.is_idle() {
        tokio::time::sleep(POLL).await;
        let one = Arc::clone(&shared);
        let work = FileRegistry::blocking(move || Ok((one.repair(), one.refresh())));
        let (repaired, refreshed) = work.await.unwrap_or_else(|lost| (Ok(()), Err(lost)));
        warn_once(&mut mute, repaired, "cannot announce, trying again");
        // A folder that cannot be read says nothing about the providers.
        warn_once(&mut blind, refreshed, "cannot look for providers, keeping the known ones");
    }
}

/// Warns of the first failure in a row.
fn warn_once(failing: &mut bool, result: Result<()>, what: &str) {
    match result {
        Ok(()) => *failing = false,
        Err(error) if !std::mem::replace(failing, true) => tracing::warn!(%error, "{what}"),
        Err(_) => {}
    }
}

impl Registry for FileRegistry {
    async fn register(&self, service: &ServiceKey, instance: &Instance) -> Result<()> {
        let key = (service.clone(), instance.clone());
        if lock(&self.shared.announced).entry(key.clone()).or_default().is_some() {
            return Ok(());
        }
        self.tend();
        let shared = Arc::clone(&self.shared);
        Self::blocking(move || shared.announce(&key)).await
    }

    async fn unregister(&self, service: &ServiceKey, instance: &Instance) -> Result<()> {
        let gone = lock(&self.shared.announced).remove(&(service.clone(), instance.clone()));
        match gone.flatten() {
            Some(owned) => {
                Self::blocking(move || {
                    drop(owned);
                    Ok(())
                })
                .await
            }
            None => Ok(()),
        }
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
        self.tend();
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
        lock(&self.shared.watchers).clear();
        let gone = std::mem::take(&mut *lock(&self.shared.announced));
        // Lost work drops its files all the same.
        let withdraw = move || {
            drop(gone);
            Ok(())
        };
        let _ = Self::blocking(withdraw).await;
    }
}

impl Drop for FileRegistry {
    fn drop(&mut self) {
        lock(&self.shared.announced).clear();
        if let Some(task) = lock(&self.shared.task).take() {
            task.abort();
        }
    }
}
