//! A set of endpoint indexes.

use smallvec::SmallVec;

/// A set of indexes below a fixed count; 256 fit without allocating.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidates {
    bits: SmallVec<[u64; 4]>,
    count: usize,
}

impl Candidates {
    /// All indexes below `count`.
    #[must_use]
    pub fn all(count: usize) -> Self {
        let mut bits: SmallVec<[u64; 4]> = SmallVec::from_elem(u64::MAX, count.div_ceil(64));
        if let Some(last) = bits.last_mut()
            && !count.is_multiple_of(64)
        {
            *last = (1 << (count % 64)) - 1;
        }
        Self { bits, count }
    }

    /// No index, with room for those below `count`.
    #[must_use]
    pub fn none(count: usize) -> Self {
        Self { bits: SmallVec::from_elem(0, count.div_ceil(64)), count }
    }

    /// The number of endpoints that the set is about, whether in it or not.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// How many indexes are in the set.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bits.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether no index is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bits.iter().all(|word| *word == 0)
    }

    /// Whether every index is in the set.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.len() == self.count
    }

    /// Whether `index` is in the set.
    #[must_use]
    pub fn contains(&self, index: usize) -> bool {
        self.bits.get(index / 64).is_some_and(|word| word & (1 << (index % 64)) != 0)
    }

    /// Adds `index`; indexes at or above the count are ignored.
    pub fn insert(&mut self, index: usize) {
        if index < self.count
            && let Some(word) = self.bits.get_mut(index / 64)
        {
            *word |= 1 << (index % 64);
        }
    }

    /// Removes `index`.
    pub fn remove(&mut self, index: usize) {
        if let Some(word) = self.bits.get_mut(index / 64) {
            *word &= !(1 << (index % 64));
        }
    }

    /// Keeps what is in `other` too.
    pub fn intersect(&mut self, other: &Self) {
        for (at, word) in self.bits.iter_mut().enumerate() {
            *word &= other.bits.get(at).copied().unwrap_or(0);
        }
    }

    /// The indexes, rising. Walks the set bits only.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.bits.iter().enumerate().flat_map(|(at, &word)| {
            let mut left = word;
            std::iter::from_fn(move || {
                if left == 0 {
                    return None;
                }
                let bit = left.trailing_zeros() as usize;
                left &= left - 1;
                Some(at * 64 + bit)
            })
        })
    }

    /// The `n`-th index of the set, counted from zero.
    #[must_use]
    pub fn nth(&self, n: usize) -> Option<usize> {
        let mut left = n;
        for (at, &word) in self.bits.iter().enumerate() {
            let ones = word.count_ones() as usize;
            if left >= ones {
                left -= ones;
                continue;
            }
            let mut word = word;
            for _ in 0..left {
                word &= word - 1;
            }
            return Some(at * 64 + word.trailing_zeros() as usize);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn behaves_like_a_sorted_set(count in 0usize..300, picks in proptest::collection::vec(0usize..300, 0..40)) {
            let mut set = Candidates::all(count);
            let mut model: std::collections::BTreeSet<usize> = (0..count).collect();
            for pick in picks {
                set.remove(pick);
                model.remove(&pick);
            }
            prop_assert_eq!(set.iter().collect::<Vec<_>>(), model.iter().copied().collect::<Vec<_>>());
            prop_assert_eq!(set.len(), model.len());
            for n in 0..=model.len() {
                prop_assert_eq!(set.nth(n), model.iter().nth(n).copied());
            }
        }
    }
}
