// hot path
//! The calls of one connection that wait for their answers.

use tokio::sync::oneshot;

use crate::link::Answer;

/// Who waits for an answer.
pub(crate) type Waiter = oneshot::Sender<Answer>;

/// The most calls that may wait on one connection.
pub(crate) const MAX_PENDING: usize = 1 << 20;

/// A slab of waiters. A request id is slot and generation, so that a late answer never meets a newer call.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    slots: Vec<Slot>,
    free: Vec<u32>,
    waiting: usize,
}

#[derive(Debug)]
struct Slot {
    generation: u32,
    waiter: Option<Waiter>,
}

impl Pending {
    /// Keeps `waiter`; answers its slot and the request id, or gives it back when there are too many.
    pub(crate) fn insert(&mut self, waiter: Waiter) -> Result<(u32, i64), Waiter> {
        if self.waiting == MAX_PENDING {
            return Err(waiter);
        }
        let slot = match self.free.pop() {
            Some(slot) => slot,
            None => {
                let slot = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
                self.slots.push(Slot { generation: 0, waiter: None });
                slot
            }
        };
        let Some(entry) = self.slots.get_mut(slot as usize) else { return Err(waiter) };
        entry.generation = (entry.generation + 1) & 0x7fff_ffff;
        entry.waiter = Some(waiter);
        self.waiting += 1;
        Ok((slot, (i64::from(entry.generation) << 32) | i64::from(slot)))
    }

    /// The waiter of request `id` with its slot; `None` for an unknown, finished or foreign id.
    pub(crate) fn take(&mut self, id: i64) -> Option<(u32, Waiter)> {
        let slot = u32::try_from(id & 0xffff_ffff).ok()?;
        let entry = self.slots.get(slot as usize)?;
        if i64::from(entry.generation) != id >> 32 {
            return None;
        }
        self.take_slot(slot).map(|waiter| (slot, waiter))
    }

    /// The waiter in `slot`.
    pub(crate) fn take_slot(&mut self, slot: u32) -> Option<Waiter> {
        let waiter = self.slots.get_mut(slot as usize)?.waiter.take()?;
        self.free.push(slot);
        self.waiting -= 1;
        Some(waiter)
    }

    /// How many calls wait.
    pub(crate) fn len(&self) -> usize {
        self.waiting
    }

    /// Takes every waiter out.
    pub(crate) fn drain(&mut self) -> impl Iterator<Item = Waiter> + '_ {
        self.waiting = 0;
        self.free.clear();
        self.slots.drain(..).filter_map(|slot| slot.waiter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_used_once() {
        let mut pending = Pending::default();
        let (_, first) = pending.insert(oneshot::channel().0).unwrap();
        assert!(pending.take(first).is_some());
        assert!(pending.take(first).is_none(), "a duplicate answer");
        let (_, second) = pending.insert(oneshot::channel().0).unwrap();
        assert_eq!(first & 0xffff_ffff, second & 0xffff_ffff, "the slot is used again");
        assert!(pending.take(first).is_none(), "a late answer");
        assert!(pending.take(-1).is_none() && pending.take(i64::MIN).is_none());
        assert_eq!(pending.len(), 1);
        assert_eq!(pending.drain().count(), 1);
        assert_eq!(pending.len(), 0);
    }
}
