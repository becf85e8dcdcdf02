//! `java.util.BitSet`.

use super::super::JavaArray;
use crate::java::object::object;

/// A `java.util.BitSet`, as the words of 64 bits that Java's `toLongArray` gives: bit 0 is the lowest of the first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct BitSet(Vec<u64>);

/// Words of 64 bits, the lowest first; those at the end that have no bit set are cut off, as Java does.
impl From<Vec<u64>> for BitSet {
    fn from(mut words: Vec<u64>) -> Self {
        let zeros = words.iter().rev().take_while(|word| **word == 0).count();
        words.truncate(words.len().saturating_sub(zeros));
        Self(words)
    }
}

impl BitSet {
    /// The words, of which the last has a bit set.
    pub fn words(&self) -> &[u64] {
        &self.0
    }

    /// Whether a bit is set.
    pub fn contains(&self, bit: usize) -> bool {
        let word = self.0.get(bit / 64).copied().unwrap_or_default();
        word & mask(bit) != 0
    }

    /// The bits that are set, the lowest first.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        let bits = self.0.len().saturating_mul(64);
        (0..bits).filter(|bit| self.contains(*bit))
    }
}

fn mask(bit: usize) -> u64 {
    1_u64.wrapping_shl((bit % 64) as u32)
}

/// Takes room for the highest bit, as Java does: at most 512 MiB, as its bits are numbered in 32 bits.
impl FromIterator<u32> for BitSet {
    fn from_iter<I: IntoIterator<Item = u32>>(bits: I) -> Self {
        let mut words: Vec<u64> = Vec::new();
        for bit in bits {
            let bit = bit as usize;
            let len = (bit / 64).saturating_add(1);
            if words.len() < len {
                words.resize(len, 0);
            }
            if let Some(word) = words.get_mut(bit / 64) {
                *word |= mask(bit);
            }
        }
        Self(words)
    }
}

object! {
    BitSet, "Ljava/util/BitSet;", "com.alibaba.com.caucho.hessian.io.BitSetHandle",
    |it| {
        "words" => words: JavaArray<i64> = it.0.iter().map(|word| word.cast_signed()).collect::<JavaArray<i64>>(),
    } => Some(BitSet::from(words.0.into_iter().map(i64::cast_unsigned).collect::<Vec<_>>()))
}
