//! S12: keys that are chosen to fall together in a hash map.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};

use indexmap::IndexMap;

use crate::{Decode, Decoder, Encoder, Error, from_bytes};

thread_local! {
    static COMPARED: Cell<usize> = const { Cell::new(0) };
}

/// A key that counts how often it is compared.
#[derive(Debug, Eq)]
struct Key<T>(T);

impl<T: PartialEq> PartialEq for Key<T> {
    fn eq(&self, other: &Self) -> bool {
        COMPARED.set(COMPARED.get() + 1);
        self.0 == other.0
    }
}

impl<T: Hash> Hash for Key<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<'de, T: Decode<'de>> Decode<'de> for Key<T> {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        from.decode().map(Self)
    }
}

const KEYS: usize = 1 << 14;

/// Texts with one `hashCode` in Java: "Aa" and "BB" have the same, and so has each mix of them.
fn same_in_java() -> Vec<String> {
    let pairs = |at: usize| (0..14).map(move |bit| if at >> bit & 1 == 0 { "Aa" } else { "BB" });
    (0..KEYS).map(|at| pairs(at).collect()).collect()
}

fn java_hash(text: &str) -> i32 {
    text.encode_utf16().fold(0, |hash: i32, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)))
}

/// How often keys are compared while a map of them is read, in all collections that hash.
fn compared<T>(keys: &[T], write: impl Fn(&mut Encoder, &T)) -> usize
where
    T: for<'de> Decode<'de> + Hash + Eq,
{
    let (mut map, mut list) = (Encoder::new(), Encoder::new());
    map.map_begin(None);
    list.list_begin(keys.len(), None);
    for key in keys {
        write(&mut map, key);
        map.null();
        write(&mut list, key);
    }
    map.map_end();
    let (map, list) = (map.into_inner(), list.into_inner());
    COMPARED.set(0);
    assert_eq!(from_bytes::<HashMap<Key<T>, Option<bool>>>(&map).unwrap().len(), keys.len());
    assert_eq!(from_bytes::<IndexMap<Key<T>, Option<bool>>>(&map).unwrap().len(), keys.len());
    assert_eq!(from_bytes::<HashSet<Key<T>>>(&list).unwrap().len(), keys.len());
    COMPARED.get()
}

#[test]
fn s12_keys_that_fall_together_in_java_are_spread() {
    let keys = same_in_java();
    assert!(keys.iter().all(|key| java_hash(key) == java_hash(&keys[0])));
    let compares = compared(&keys, |to, key| to.string(key));
    // In one bucket they would be compared 3 * KEYS * KEYS / 2 times.
    assert!(compares < 3 * KEYS, "{compares}");
}

#[test]
fn s12_numbers_that_fall_together_in_a_plain_hash_are_spread() {
    // The low bits are the same, as is what FxHash makes of the high ones.
    for step in [1_i64 << 32, 1 << 48, 0x517c_c1b7_2722_0a95_u64.cast_signed()] {
        let keys: Vec<i64> = (0..KEYS as i64).map(|at| at.wrapping_mul(step)).collect();
        let mut unique = keys.clone();
        unique.sort_unstable();
        unique.dedup();
        let compares = compared(&unique, |to, key| to.long(*key));
        assert!(compares < 3 * KEYS, "{step:x}: {compares}");
    }
}

#[test]
fn s12_one_key_many_times_is_one_entry() {
    let mut map = Encoder::new();
    map.map_begin(None);
    for at in 0..KEYS {
        map.string("same");
        map.int(at as i32);
    }
    map.map_end();
    COMPARED.set(0);
    let read: HashMap<Key<String>, i32> = from_bytes(&map.into_inner()).unwrap();
    assert_eq!(read.into_values().collect::<Vec<_>>(), [KEYS as i32 - 1]);
    assert_eq!(COMPARED.get(), KEYS - 1);
}
