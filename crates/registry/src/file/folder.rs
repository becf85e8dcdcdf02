//! The folder of announcements, and the files that this process owns in it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use dubbors_core::{Error, Result};

/// The end of an announcement's name.
pub(super) const SUFFIX: &str = ".provider";
/// The end of the name of a file that is being written.
pub(super) const UNFINISHED: &str = ".new";

/// Where announcements are.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
}

/// An announcement of this process. Dropping it takes the announcement back.
#[derive(Debug)]
pub(super) struct Owned {
    path: PathBuf,
    /// Holds the lock.
    _file: File,
}

impl Owned {
    /// Whether somebody else removed the file.
    pub(super) fn is_lost(&self) -> bool {
        fs::symlink_metadata(&self.path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.path) {
            // The lock ends here in any case, so nobody takes the file for a provider.
            tracing::debug!(path = %self.path.display(), %error, "an announcement was not removed");
        }
    }
}

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file that says `url` and locks it. The name appears when the lock is held and the text complete.
    pub(super) fn announce(&self, url: &str) -> Result<Owned> {
        self.make()?;
        let name = format!("{}-{:016x}", std::process::id(), fastrand::u64(..));
        let unfinished = self.path.join(format!("{name}{UNFINISHED}"));
        let path = self.path.join(format!("{name}{SUFFIX}"));
        let write = || -> io::Result<File> {
            let mut file = OpenOptions::new().read(true).write(true).create_new(true).open(&unfinished)?;
            readable_by_all(&file)?;
            file.try_lock().map_err(io::Error::from)?;
            file.write_all(url.as_bytes())?;
            file.flush()?;
            fs::rename(&unfinished, &path)?;
            Ok(file)
        };
        match write() {
            Ok(file) => Ok(Owned { path, _file: file }),
            Err(error) => {
                let _ = fs::remove_file(&unfinished);
                Err(self.refused("announce a provider in", error))
            }
        }
    }

    /// Makes the folder, writable by every user; only the owner of a file may remove it (like `/tmp`).
    fn make(&self) -> Result<()> {
        match fs::symlink_metadata(&self.path) {
            Ok(found) if found.is_dir() => return Ok(()),
            Ok(_) => {
                return Err(Error::invalid(format!("{} is not a folder", self.path.display()))
                    .with_next("remove it, or name another folder: file:///folder"));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(self.refused("open", error)),
        }
        if let Some(parent) = self.path.parent() {
            fs::create_dir_all(parent).map_err(|error| self.refused("make", error))?;
        }
        match fs::create_dir(&self.path) {
            Ok(()) => open_to_all(&self.path).map_err(|error| self.refused("open to all users", error)),
            // Another process was faster.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(self.refused("make", error)),
        }
    }

    pub(super) fn refused(&self, what: &str, error: io::Error) -> Error {
        let next = match error.kind() {
            io::ErrorKind::PermissionDenied => {
                "check the rights of the folder, or name one of your own: file:///folder"
            }
            io::ErrorKind::StorageFull | io::ErrorKind::ReadOnlyFilesystem => {
                "name a folder on a disk that can be written to: file:///folder"
            }
            _ => "name another folder: file:///folder",
        };
        Error::unavailable(format!("cannot {what} the registry folder {}: {error}", self.path.display()))
            .with_next(next)
            .with_source(error)
    }
}

#[cfg(unix)]
fn open_to_all(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o1777))
}

#[cfg(unix)]
fn readable_by_all(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn open_to_all(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn readable_by_all(_: &File) -> io::Result<()> {
    Ok(())
}
