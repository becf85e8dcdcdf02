//! Lists, sets and maps. Spec section 6: a `Vec` is a `java.util.List`, a set a `java.util.HashSet`, a map a `java.util.HashMap`;
//! those of `indexmap`, which keep their order, are `java.util.LinkedHashSet` and `java.util.LinkedHashMap`.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::hash::{BuildHasher, Hash};

use indexmap::{IndexMap, IndexSet};
use smallvec::SmallVec;

use crate::decode::{Decode, Decoder};
use crate::encode::{Encode, Encoder};
use crate::error::Error;
use crate::java::EnumSet;

const HASH_SET: &str = "java.util.HashSet";
const LINKED_HASH_SET: &str = "java.util.LinkedHashSet";
const LINKED_HASH_MAP: &str = "java.util.LinkedHashMap";

impl<T: Encode> Encode for [T] {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        T::encode_slice(self, to)
    }
}

impl<T: Encode, const N: usize> Encode for [T; N] {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        T::encode_slice(self, to)
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        T::encode_slice(self, to)
    }
}

impl<'de, T: Decode<'de>> Decode<'de> for Vec<T> {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        T::decode_vec(from)
    }
}

impl<A: smallvec::Array<Item: Encode>> Encode for SmallVec<A> {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        A::Item::encode_slice(self, to)
    }
}

impl<T: Encode> Encode for VecDeque<T> {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        list(to, None, self.iter())
    }
}

impl<'de, T: Decode<'de>> Decode<'de> for VecDeque<T> {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        from.items().map(Self::from)
    }
}

impl<T: Encode, S> Encode for HashSet<T, S> {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        list(to, Some(HASH_SET), self.iter())
    }
}

impl<T: Encode> Encode for BTreeSet<T> {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        list(to, Some(HASH_SET), self.iter())
    }
}

impl<T: Encode, S> Encode for IndexSet<T, S> {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        list(to, Some(LINKED_HASH_SET), self.iter())
    }
}

pub(crate) fn list<'a, T: Encode + 'a>(
    to: &mut Encoder,
    type_name: Option<&str>,
    mut items: impl ExactSizeIterator<Item = &'a T>,
) -> Result<(), Error> {
    to.list_begin(items.len(), type_name);
    items.try_for_each(|item| item.encode(to))
}

impl<'de, T: Decode<'de> + Eq + Hash, S: BuildHasher + Default> Decode<'de> for HashSet<T, S> {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        if EnumSet::<T>::is_next(from)? {
            return EnumSet::decode(from).map(|EnumSet(items)| items.into_iter().collect());
        }
        let Some(mut head) = from.list_begin()? else { return Err(from.null_found("set")) };
        let mut set = Self::with_capacity_and_hasher(from.trusted::<T>(head.declared()), S::default());
        while from.list_next(&mut head)? {
            from.charge_memory(size_of::<T>())?;
            set.insert(T::decode(from)?);
        }
        Ok(set)
    }
}

impl<'de, T: Decode<'de> + Eq + Hash, S: BuildHasher + Default> Decode<'de> for IndexSet<T, S> {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        set_items::<T>(from).map(|items| items.into_iter().collect())
    }
}

impl<'de, T: Decode<'de> + Ord> Decode<'de> for BTreeSet<T> {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        set_items::<T>(from).map(|items| items.into_iter().collect())
    }
}

/// The items of a set, which may be a `java.util.EnumSet`.
fn set_items<'de, T: Decode<'de>>(from: &mut Decoder<'de>) -> Result<Vec<T>, Error> {
    if EnumSet::<T>::is_next(from)? {
        EnumSet::decode(from).map(|EnumSet(items)| items)
    } else {
        from.items()
    }
}

impl<K: Encode, V: Encode, S> Encode for HashMap<K, V, S> {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        map(to, None, self.iter())
    }
}

impl<K: Encode, V: Encode> Encode for BTreeMap<K, V> {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        map(to, None, self.iter())
    }
}

impl<K: Encode, V: Encode, S> Encode for IndexMap<K, V, S> {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        map(to, Some(LINKED_HASH_MAP), self.iter())
    }
}

pub(crate) fn map<'a, K: Encode + 'a, V: Encode + 'a>(
    to: &mut Encoder,
    type_name: Option<&str>,
    entries: impl Iterator<Item = (&'a K, &'a V)>,
) -> Result<(), Error> {
    to.map_begin(type_name);
    for (key, value) in entries {
        key.encode(to)?;
        value.encode(to)?;
    }
    to.map_end();
    Ok(())
}

impl<'de, K: Decode<'de> + Eq + Hash, V: Decode<'de>, S: BuildHasher + Default> Decode<'de>
    for HashMap<K, V, S>
{
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        let mut map = Self::with_hasher(S::default());
        entries(from, &Room::table(size_of::<(K, V)>()), |key, value| {
            map.insert(key, value);
        })?;
        Ok(map)
    }
}

impl<'de, K: Decode<'de> + Eq + Hash, V: Decode<'de>, S: BuildHasher + Default> Decode<'de>
    for IndexMap<K, V, S>
{
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        let mut map = Self::with_hasher(S::default());
        let entry = size_of::<(u64, K, V)>().saturating_add(8);
        entries(from, &Room::table(entry), |key, value| {
            map.insert(key, value);
        })?;
        Ok(map)
    }
}

impl<'de, K: Decode<'de> + Ord, V: Decode<'de>> Decode<'de> for BTreeMap<K, V> {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        let mut map = Self::new();
        entries(from, &Room::nodes(size_of::<(K, V)>()), |key, value| {
            map.insert(key, value);
        })?;
        Ok(map)
    }
}

/// What the entries of a map take in memory: a table or a node is made for several of them, and grows by as much again.
struct Room {
    first: usize,
    each: usize,
}

impl Room {
    /// A table that begins with room for three and a byte for each place, and is filled by half at least.
    const fn table(entry: usize) -> Self {
        Self {
            first: entry.saturating_mul(4).saturating_add(32),
            each: entry.saturating_mul(2).saturating_add(4),
        }
    }

    /// Nodes of eleven, filled by half at least, with two words each.
    const fn nodes(entry: usize) -> Self {
        Self {
            first: entry.saturating_mul(11).saturating_add(16),
            each: entry.saturating_mul(2).saturating_add(4),
        }
    }
}

fn entries<'de, K: Decode<'de>, V: Decode<'de>>(
    from: &mut Decoder<'de>,
    room: &Room,
    mut put: impl FnMut(K, V),
) -> Result<(), Error> {
    let Some(mut head) = from.map_begin()? else { return Err(from.null_found("map")) };
    let mut cost = room.first;
    while from.map_next(&mut head)? {
        from.charge_memory(cost)?;
        cost = room.each;
        put(K::decode(from)?, V::decode(from)?);
    }
    Ok(())
}
