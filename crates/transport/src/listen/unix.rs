//! Unix sockets.

use std::io::{ErrorKind, Result};
use std::path::Path;
use std::sync::Arc;

use dubbors_core::{BoxStream, Peer};
use tokio::net::UnixListener;

/// Removes its file when dropped.
#[derive(Debug)]
pub(super) struct Unix {
    listener: UnixListener,
    path: Arc<Path>,
    peer: Arc<Peer>,
}

impl Unix {
    pub(super) fn bind(path: &Arc<Path>) -> Result<Self> {
        let listener = match UnixListener::bind(path) {
            // A file without a listener is what a killed process left behind.
            Err(error) if error.kind() == ErrorKind::AddrInUse && is_abandoned(path) => {
                std::fs::remove_file(path)?;
                UnixListener::bind(path)?
            }
            bound => bound?,
        };
        // Every connection has the same two names, so they share one value.
        let local = format!("unix:{}", path.display());
        let peer = Arc::new(Peer::new("unix", local));
        Ok(Self { listener, path: path.clone(), peer })
    }

    pub(super) async fn accept(&mut self) -> Result<BoxStream> {
        let (stream, _) = self.listener.accept().await?;
        Ok(BoxStream::new(stream, self.peer.clone()))
    }
}

impl Drop for Unix {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

fn is_abandoned(path: &Path) -> bool {
    let tried = std::os::unix::net::UnixStream::connect(path);
    tried.is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused)
}
