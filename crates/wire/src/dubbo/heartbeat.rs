//! When a quiet connection gets a heartbeat, and when it is closed.

use std::time::{Duration, Instant};

/// Which end of a connection this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The end that dialled. It sends heartbeats.
    Consumer,
    /// The end that accepted. It answers heartbeats and sends none of its own.
    Provider,
}

/// What to do about a connection now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdleAction {
    /// Nothing; ask again at this instant.
    Wait(Instant),
    /// Send a heartbeat now and ask again.
    SendHeartbeat,
    /// The peer was silent for too long.
    Close,
}

/// The idle rule of one connection (spec section "Heartbeat, idle and reconnect timing").
///
/// A consumer sends a heartbeat after `interval` without a read, and again after every further `interval`; it closes
/// after `timeout` without a read. A provider closes after `timeout` without a read or a write.
#[derive(Debug, Clone)]
pub struct Idle {
    role: Role,
    interval: Duration,
    timeout: Duration,
    last_read: Instant,
    last_write: Instant,
    last_heartbeat: Instant,
}

impl Idle {
    /// Dubbo's default time between heartbeats.
    pub const DEFAULT_INTERVAL: Duration = Duration::from_secs(60);

    /// A connection opened at `now` that may be silent for three intervals, as in Java.
    pub fn new(role: Role, interval: Duration, now: Instant) -> Idle {
        Idle::with_timeout(role, interval, interval.saturating_mul(3), now)
    }

    /// A connection opened at `now` with a time-out of its own. Java refuses one under twice the interval.
    pub fn with_timeout(role: Role, interval: Duration, timeout: Duration, now: Instant) -> Idle {
        Idle { role, interval, timeout, last_read: now, last_write: now, last_heartbeat: now }
    }

    /// Notes that bytes came at `now`.
    pub fn on_read(&mut self, now: Instant) {
        self.last_read = now;
    }

    /// Notes that bytes left at `now`.
    pub fn on_write(&mut self, now: Instant) {
        self.last_write = now;
    }

    /// How long the peer has sent nothing.
    pub fn silence(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.last_read)
    }

    /// When [`check`](Idle::check) may have something to do; `None` for never.
    ///
    /// An instant beyond the clock's range counts as never.
    pub fn next_check(&self) -> Option<Instant> {
        match (self.role, self.close_at(), self.heartbeat_at()) {
            (Role::Consumer, Some(close), Some(beat)) => Some(close.min(beat)),
            (Role::Consumer, close, beat) => close.or(beat),
            (Role::Provider, close, _) => close,
        }
    }

    /// Says what to do at `now`. A heartbeat is asked for once per interval; the caller sends it.
    pub fn check(&mut self, now: Instant) -> IdleAction {
        if self.close_at().is_some_and(|at| at <= now) {
            return IdleAction::Close;
        }
        if self.role == Role::Consumer && self.heartbeat_at().is_some_and(|at| at <= now) {
            self.last_heartbeat = now;
            return IdleAction::SendHeartbeat;
        }
        // never comes back in practice: a year is further than any connection is watched
        const FAR: Duration = Duration::from_secs(365 * 24 * 3600);
        IdleAction::Wait(self.next_check().unwrap_or(now + FAR))
    }

    fn close_at(&self) -> Option<Instant> {
        let last = match self.role {
            Role::Consumer => self.last_read,
            Role::Provider => self.last_read.max(self.last_write),
        };
        last.checked_add(self.timeout)
    }

    fn heartbeat_at(&self) -> Option<Instant> {
        self.last_read.max(self.last_heartbeat).checked_add(self.interval)
    }
}

#[cfg(test)]
mod tests;
