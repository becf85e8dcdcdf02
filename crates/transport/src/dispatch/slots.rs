//! A counted bound, and what one address may take of it.

use std::collections::HashMap;
use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use dubbors_core::Peer;

/// Addresses that are remembered before those whose connections are gone are looked for.
const SWEPT_FROM: usize = 64;

/// Of the last slots an address gets one while it holds fewer than this part of those that are free.
const FEW: usize = 8;

/// At most `limit` slots are taken at a time.
#[derive(Debug)]
pub(super) struct Slots {
    used: AtomicUsize,
    limit: usize,
    addresses: Mutex<Addresses>,
}

/// The addresses that have connections. There are no more of them than twice those.
#[derive(Debug)]
struct Addresses {
    known: HashMap<IpAddr, Weak<Share>>,
    swept_from: usize,
}

/// What one address, or whoever has none, takes of the slots.
#[derive(Debug)]
pub(super) struct Share {
    slots: Arc<Slots>,
    used: AtomicUsize,
    /// How much of all slots it may take when it is alone, in percent.
    percent: usize,
}

/// One taken slot; given back on drop.
#[derive(Debug)]
pub(super) struct Slot(Arc<Share>);

/// Why a request gets no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Full {
    /// So many requests run, on all connections together.
    Everyone(usize),
    /// The caller's address has its share.
    Address {
        /// Requests of the address that run.
        running: usize,
        /// The share, in percent.
        percent: usize,
    },
}

impl fmt::Display for Full {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everyone(limit) => {
                write!(
                    f,
                    "too many requests run at once on this provider: all of its {limit} places are taken"
                )
            }
            Self::Address { running, percent } => write!(
                f,
                "too many requests from one address run at once on this provider: {running}, which leaves others their \
                 part (the provider's setting `peer-share` is {percent} percent)"
            ),
        }
    }
}

impl Slots {
    pub(super) fn new(limit: usize) -> Arc<Self> {
        let addresses = Mutex::new(Addresses { known: HashMap::new(), swept_from: SWEPT_FROM });
        Arc::new(Self { used: AtomicUsize::new(0), limit, addresses })
    }

    /// For somebody who may take all.
    pub(super) fn whole(self: &Arc<Self>) -> Arc<Share> {
        Arc::new(Share { slots: Arc::clone(self), used: AtomicUsize::new(0), percent: 100 })
    }

    /// For a connection of `peer`: all connections of an address have one share. Whoever comes without an address of IP, by a
    /// socket of Unix or in memory, may take all; this machine's own addresses are addresses like others.
    pub(super) fn share(self: &Arc<Self>, peer: &Peer, percent: usize) -> Arc<Share> {
        let Some(address) = address(&peer.remote).filter(|_| percent < 100) else { return self.whole() };
        let mut addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(share) = addresses.known.get(&address).and_then(Weak::upgrade)
            && share.percent == percent
        {
            return share;
        }
        if addresses.known.len() >= addresses.swept_from {
            addresses.known.retain(|_, share| share.strong_count() > 0);
            addresses.swept_from = SWEPT_FROM.max(2 * addresses.known.len());
        }
        let share = Arc::new(Share { slots: Arc::clone(self), used: AtomicUsize::new(0), percent });
        addresses.known.insert(address, Arc::downgrade(&share));
        share
    }

    pub(super) fn used(&self) -> usize {
        self.used.load(Ordering::Acquire)
    }
}

impl Share {
    /// Takes a slot when one is free and the address may have it: up to its percentage of all, and of the last ones, which
    /// are as many as that leaves, only while it holds few beside what is free. So there is something left for the next
    /// address, however much others take.
    pub(super) fn take(self: &Arc<Self>) -> Result<Slot, Full> {
        let own = self.used.load(Ordering::Relaxed);
        let limit = self.slots.limit;
        let more = |used: usize| {
            let free = limit.saturating_sub(used);
            let is_within = own.saturating_mul(100) < limit.saturating_mul(self.percent);
            let is_plenty = free.saturating_mul(100) > limit.saturating_mul(100 - self.percent);
            let fits = own == 0 || (is_within && (is_plenty || own.saturating_mul(FEW) < free));
            (free > 0 && fits).then_some(used + 1)
        };
        match self.slots.used.fetch_update(Ordering::AcqRel, Ordering::Relaxed, more) {
            Ok(_) => {
                self.used.fetch_add(1, Ordering::Relaxed);
                Ok(Slot(Arc::clone(self)))
            }
            Err(used) if used >= limit => Err(Full::Everyone(limit)),
            Err(_) => Err(Full::Address { running: own, percent: self.percent }),
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.used.fetch_sub(1, Ordering::Relaxed);
        self.0.slots.used.fetch_sub(1, Ordering::AcqRel);
    }
}

/// The address of a peer. One host of IPv6 has a whole network of them, which counts as one.
fn address(remote: &str) -> Option<IpAddr> {
    match remote.parse::<SocketAddr>().ok()?.ip().to_canonical() {
        IpAddr::V6(ip) => Some(Ipv6Addr::from_bits(ip.to_bits() & !u128::from(u64::MAX)).into()),
        ip => Some(ip),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(remote: &str) -> Peer {
        Peer::new(remote, "here")
    }

    fn fill(share: &Arc<Share>) -> Vec<Slot> {
        std::iter::from_fn(|| share.take().ok()).collect()
    }

    #[test]
    fn an_address_leaves_places_for_others() {
        let slots = Slots::new(8192);
        let alone = slots.share(&peer("10.0.0.1:1"), 75);
        let first = fill(&alone);
        assert_eq!(first.len(), 6144);
        // Another connection of the same address has the same share.
        let again = slots.share(&peer("10.0.0.1:2"), 75);
        assert_eq!(again.take().unwrap_err(), Full::Address { running: 6144, percent: 75 });
        // When many take what they can get, the next one gets something.
        let mut held = vec![first];
        for other in 2..=20 {
            held.push(fill(&slots.share(&peer(&format!("10.0.0.{other}:1")), 75)));
            assert!(held.last().unwrap().len() > 20, "{other}");
        }
        println!("of 8192: {:?}", held.iter().map(Vec::len).collect::<Vec<_>>());
        held.clear();
        assert_eq!((slots.used(), fill(&again).len()), (0, 6144));
    }

    #[test]
    fn addresses_that_come_together_get_the_same() {
        let slots = Slots::new(8192);
        let shares: Vec<_> = (1..=8).map(|n| slots.share(&peer(&format!("10.0.0.{n}:1")), 75)).collect();
        let mut held: Vec<Vec<Slot>> = (0..8).map(|_| Vec::new()).collect();
        for _ in 0..8192 {
            for (share, held) in shares.iter().zip(&mut held) {
                held.extend(share.take());
            }
        }
        let counts: Vec<usize> = held.iter().map(Vec::len).collect();
        assert_eq!(counts, [768; 8]);
        assert_eq!(fill(&slots.share(&peer("10.0.0.9:1"), 75)).len(), 228);
    }

    #[test]
    fn few_places_and_whole_shares_are_all_taken() {
        for (limit, percent, most) in
            [(1, 75, 1), (2, 75, 2), (3, 75, 3), (4, 75, 3), (4, 100, 4), (100, 1, 1)]
        {
            let slots = Slots::new(limit);
            assert_eq!(fill(&slots.share(&peer("[::1]:1"), percent)).len(), most, "{percent} of {limit}");
        }
        for local in ["unix:/run/a", "memory"] {
            assert_eq!(fill(&Slots::new(9).share(&peer(local), 10)).len(), 9);
        }
        let slots = Slots::new(1);
        let _held = fill(&slots.share(&peer("10.0.0.1:1"), 75));
        assert_eq!(slots.share(&peer("10.0.0.2:1"), 75).take().unwrap_err(), Full::Everyone(1));
    }

    #[test]
    fn one_address_in_many_spellings() {
        for (a, b) in [("10.0.0.1:1", "[::ffff:10.0.0.1]:2"), ("[2001:db8::1]:1", "[2001:db8::ffff:0:0:2]:2")]
        {
            assert_eq!(address(a), address(b), "{a}");
        }
        assert_ne!(address("[2001:db8::1]:1"), address("[2001:db8:0:1::1]:1"));
        assert_ne!(address("10.0.0.1:1"), address("10.0.0.2:1"));
    }

    #[test]
    fn addresses_are_forgotten_with_their_connections() {
        let slots = Slots::new(10);
        for n in 0..10_000_u32 {
            let ip = std::net::Ipv4Addr::from_bits(n);
            drop(slots.share(&peer(&format!("{ip}:1")), 75));
        }
        assert!(slots.addresses.lock().unwrap().known.len() <= SWEPT_FROM);
    }
}
