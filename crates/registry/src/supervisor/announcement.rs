//! One announcement, made again in every session.

use std::time::Duration;

use dubbors_core::{Backoff, Instance, ServiceKey};
use tokio::sync::watch;

use super::Session;
use super::connection::Follower;
use super::task::Task;

/// The longest waits between attempts within a session: first and last.
const RETRY: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// The task that keeps an announcement alive. Dropping it lets the announcement end with its session.
pub(super) struct Announcement {
    task: Task,
    confirmed: watch::Receiver<bool>,
}

/// Waits for the server's confirmation.
pub(super) struct Confirmation(watch::Receiver<bool>);

impl Confirmation {
    pub(super) async fn wait(&mut self) {
        if self.0.wait_for(|confirmed| *confirmed).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Announcement {
    /// Starts the task. `withdrawal` is one of the same announcement that is still under way; it would take back the
    /// new one as well, so it is stopped first.
    pub(super) fn start<S: Session>(
        follower: Follower<S>,
        (service, instance): (ServiceKey, Instance),
        withdrawal: Option<Task>,
    ) -> Self {
        let (sender, confirmed) = watch::channel(false);
        let task = Task::spawn(async move {
            if let Some(withdrawal) = withdrawal {
                withdrawal.stop().await;
            }
            keep(follower, service, instance, sender).await;
        });
        Self { task, confirmed }
    }

    pub(super) fn confirmation(&self) -> Confirmation {
        Confirmation(self.confirmed.clone())
    }

    /// Stops the task; the announcement ends with its session.
    pub(super) async fn stop(self) {
        self.task.stop().await;
    }

    /// Stops the task and takes the announcement back; tries until the server confirms or the session is over, which
    /// takes it back as well.
    pub(super) fn withdraw<S: Session>(
        self,
        mut follower: Follower<S>,
        (service, instance): (ServiceKey, Instance),
    ) -> impl Future<Output = ()> + Send + 'static {
        let present = follower.present();
        async move {
            // An announcement that is being written down now must not come after its withdrawal.
            self.stop().await;
            // Without a session the server has nothing of ours.
            let Some((session, generation)) = present else { return };
            let withdrawing = async {
                let mut backoff = Backoff::new(RETRY.0, RETRY.1);
                while let Err(error) = session.withdraw(&service, &instance).await {
                    tracing::debug!(%service, %error, "withdrawing failed, trying again");
                    tokio::time::sleep(backoff.next_wait()).await;
                }
            };
            tokio::select! {
                () = withdrawing => {}
                () = follower.over(generation) => {}
            }
        }
    }
}

async fn keep<S: Session>(
    mut follower: Follower<S>,
    service: ServiceKey,
    instance: Instance,
    confirmed: watch::Sender<bool>,
) {
    loop {
        let (session, generation) = follower.session().await;
        let failures = follower.clone();
        let announcing = async {
            let mut backoff = Backoff::new(RETRY.0, RETRY.1);
            while let Err(error) = session.announce(&service, &instance).await {
                if backoff.attempts() == 0 {
                    tracing::warn!(%service, %error, "announcing failed, trying again");
                }
                failures.failed(&error);
                tokio::time::sleep(backoff.next_wait()).await;
            }
            confirmed.send_replace(true);
            tracing::debug!(%service, address = %instance.address(), "announced");
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = announcing => {}
            () = follower.over(generation) => {}
        }
        confirmed.send_replace(false);
    }
}
