//! One watch, begun again in every session.

use std::time::Duration;

use dubbors_core::{Backoff, Instance, ServiceKey, Watch, WatchSender};
use tokio::sync::oneshot;

use super::Session;
use super::connection::Follower;
use crate::interface::NodeReader;

/// The longest waits between attempts within a session: first and last.
const RETRY: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));
/// Changes that come within this time after one are read together: many providers start at the same moment.
const SETTLE: Duration = Duration::from_millis(20);

/// A watch on the providers of `service`; completes when the first list is there. Dropping the future ends it.
pub(super) async fn start<S: Session>(
    follower: Follower<S>,
    service: ServiceKey,
    place: String,
) -> Watch<Vec<Instance>> {
    let reader = NodeReader::new(service.clone(), place);
    let (sender, watch) = Watch::channel(Vec::new());
    let (first, arrived) = oneshot::channel();
    tokio::spawn(async move {
        let mut first = Some(first);
        tokio::select! {
            () = async { sender.closed().await } => {}
            () = keep(follower, service, reader, &sender, &mut first) => {}
        }
    });
    // The task never drops its end without an answer while the watch is held here.
    let _ = arrived.await;
    watch
}

async fn keep<S: Session>(
    mut follower: Follower<S>,
    service: ServiceKey,
    mut reader: NodeReader,
    sender: &WatchSender<Vec<Instance>>,
    first: &mut Option<oneshot::Sender<()>>,
) {
    loop {
        let (session, generation) = follower.session().await;
        let failures = follower.clone();
        let listing = async {
            let mut backoff = Backoff::new(RETRY.0, RETRY.1);
            loop {
                match session.list(&service, &mut reader).await {
                    Ok((instances, changed)) => {
                        backoff.reset();
                        sender.send_if_changed(instances);
                        if let Some(first) = first.take() {
                            // Whoever asked may have lost patience.
                            let _ = first.send(());
                        }
                        changed.await;
                        tokio::time::sleep(SETTLE).await;
                    }
                    Err(error) => {
                        tracing::debug!(%service, %error, "listing providers failed, trying again");
                        failures.failed(&error);
                        tokio::time::sleep(backoff.next_wait()).await;
                    }
                }
            }
        };
        tokio::select! {
            () = listing => {}
            () = follower.over(generation) => {}
        }
    }
}
