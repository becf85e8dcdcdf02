//! What the folder says now.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use dubbors_core::{Instance, Result, Url, url};

use super::folder::{Folder, SUFFIX, UNFINISHED};

/// The most announcements that are read.
const MAX_FILES: usize = 20_000;
/// A file without its lock that is older than this was left behind by a process that ended while it wrote.
const ABANDONED: Duration = Duration::from_secs(60);

/// The announcements that were alive at the last look. A file never changes, so its text is read once.
#[derive(Debug)]
pub(super) struct Scan {
    folder: Arc<Folder>,
    /// `None` for a file that cannot be used, of which was warned.
    known: HashMap<OsString, Option<Instance>>,
}

impl Scan {
    pub(super) fn new(folder: Arc<Folder>) -> Self {
        Self { folder, known: HashMap::new() }
    }

    pub(super) fn instances(&self) -> impl Iterator<Item = &Instance> {
        self.known.values().flatten()
    }

    /// Looks again.
    pub(super) fn run(&mut self) -> Result<()> {
        let entries = match fs::read_dir(self.folder.path()) {
            Ok(entries) => entries,
            // Nobody has announced anything yet.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.known.clear();
                return Ok(());
            }
            Err(error) => return Err(self.folder.refused("read", error)),
        };
        let mut alive = HashMap::with_capacity(self.known.len());
        for entry in entries.take(MAX_FILES) {
            let entry = entry.map_err(|error| self.folder.refused("read", error))?;
            let name = entry.file_name();
            let text = name.to_string_lossy();
            if text.ends_with(SUFFIX) {
                if let Some(instance) = self.look_at(&entry.path(), &name) {
                    alive.insert(name, instance);
                }
            } else if text.ends_with(UNFINISHED) {
                remove_if_abandoned(&entry.path());
            }
        }
        self.known = alive;
        Ok(())
    }

    /// The announcement in a file; `None` when its process is gone.
    fn look_at(&self, path: &Path, name: &OsString) -> Option<Option<Instance>> {
        // Only plain files: opening a pipe that somebody put here would wait for ever.
        if !fs::symlink_metadata(path).ok()?.is_file() {
            return None;
        }
        let mut file = File::open(path).ok()?;
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => {}
            Ok(()) => {
                // Only its owner may remove it from a folder shared by several users; others pass it over.
                let _ = fs::remove_file(path);
                return None;
            }
            Err(TryLockError::Error(error)) => {
                tracing::debug!(?path, %error, "cannot see whether the provider lives");
                return None;
            }
        }
        if let Some(known) = self.known.get(name) {
            return Some(known.clone());
        }
        let read = read(&mut file).inspect_err(|reason| {
            tracing::warn!(?path, %reason, "skipped an announcement that cannot be read");
        });
        Some(read.ok())
    }
}

fn read(file: &mut File) -> Result<Instance> {
    let mut bytes = Vec::new();
    let most = u64::try_from(url::MAX_LENGTH).unwrap_or(u64::MAX);
    let length = file.take(most + 1).read_to_end(&mut bytes);
    length.map_err(|error| dubbors_core::Error::unavailable(format!("reading failed: {error}")))?;
    let text = String::from_utf8(bytes).map_err(|_| dubbors_core::Error::invalid("the text is not UTF-8"))?;
    let url: Url = text.trim().parse()?;
    Instance::from_url(&url)
}

fn remove_if_abandoned(path: &Path) {
    let is_old = || {
        let modified = fs::symlink_metadata(path).ok()?.modified().ok()?;
        Some(modified.elapsed().ok()? > ABANDONED)
    };
    if is_old() != Some(true) {
        return;
    }
    if File::open(path).is_ok_and(|file| file.try_lock_shared().is_ok()) {
        let _ = fs::remove_file(path);
    }
}
