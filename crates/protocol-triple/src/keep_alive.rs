//! Asking a silent peer whether it is there.

use std::time::Duration;

use h2::{Ping, PingPong};
use tokio::time::Instant;

use crate::settings::PING_TIMEOUT;

/// Sends a PING after each interval in which that is wanted, and waits a while for its answer.
pub(crate) struct KeepAlive {
    pings: Option<PingPong>,
    interval: Duration,
    /// When to ask next, or when the answer is due.
    due: Instant,
    waiting: bool,
}

impl KeepAlive {
    /// Asks every `interval`; `Duration::MAX` for never.
    pub(crate) fn new(pings: Option<PingPong>, interval: Duration) -> Self {
        let due = Instant::now().checked_add(interval);
        Self {
            pings: pings.filter(|_| due.is_some()),
            interval,
            due: due.unwrap_or_else(Instant::now),
            waiting: false,
        }
    }

    /// Ends when the peer has not answered in time. Asks only while `is_wanted`.
    ///
    /// # Cancel safety
    /// Cancel safe: it goes on where it was.
    pub(crate) async fn dead(&mut self, is_wanted: impl Fn() -> bool) {
        let Some(pings) = &mut self.pings else { return std::future::pending().await };
        loop {
            if self.waiting {
                match tokio::time::timeout_at(self.due, std::future::poll_fn(|cx| pings.poll_pong(cx))).await
                {
                    Ok(Ok(_)) => {
                        self.waiting = false;
                        self.due = Instant::now() + self.interval;
                    }
                    // The connection is over, which its owner sees by itself.
                    Ok(Err(_)) => return std::future::pending().await,
                    Err(_) => return,
                }
            } else {
                tokio::time::sleep_until(self.due).await;
                if !is_wanted() {
                    self.due = Instant::now() + self.interval;
                    continue;
                }
                if pings.send_ping(Ping::opaque()).is_err() {
                    return std::future::pending().await;
                }
                self.waiting = true;
                self.due = Instant::now() + PING_TIMEOUT;
            }
        }
    }
}
