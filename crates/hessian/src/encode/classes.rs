//! Which class definitions a stream has seen.

use std::hash::{BuildHasher, Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use smallvec::SmallVec;

use crate::class::ClassDef;

/// Above this many known definitions, a hash map finds them.
const LINEAR: usize = 16;

/// A definition that stays where it is as long as the stream lasts.
#[derive(Debug)]
pub(super) enum Known {
    Static(&'static ClassDef),
    Shared(Arc<ClassDef>),
}

impl Deref for Known {
    type Target = ClassDef;

    fn deref(&self) -> &ClassDef {
        match self {
            Self::Static(class) => class,
            Self::Shared(class) => class,
        }
    }
}

/// Definitions and their numbers.
///
/// The same class can be known at several addresses: every one gets an entry, so that all later look-ups are pointer
/// compares.
#[derive(Debug, Default)]
pub(super) struct ClassTable {
    known: SmallVec<[(Known, u32); 4]>,
    /// `None` as long as there are few.
    by_address: Option<Box<foldhash::HashMap<usize, u32>>>,
    /// By the hash of what they say, where in `known` they are first; `None` as long as there are few.
    by_content: Option<Box<foldhash::HashMap<u64, usize>>>,
    next: u32,
}

impl ClassTable {
    /// The number of `class`; `None` if it did not occur at this address.
    #[inline]
    pub(super) fn find(&self, class: &ClassDef) -> Option<u32> {
        match &self.by_address {
            None => {
                let mut known = self.known.iter();
                known.find(|(known, _)| std::ptr::eq(&raw const **known, class)).map(|(_, index)| *index)
            }
            Some(by_address) => by_address.get(&(&raw const *class).addr()).copied(),
        }
    }

    /// The number of a class that says the same as `class`, at another address.
    #[inline]
    pub(super) fn equal(&self, class: &ClassDef) -> Option<u32> {
        let first = match &self.by_content {
            None => self.known.iter().find(|(known, _)| **known == *class),
            Some(by_content) => {
                let place = by_content.get(&content(by_content.hasher(), class))?;
                self.known.get(*place).filter(|(known, _)| **known == *class)
            }
        };
        first.map(|(_, index)| *index)
    }

    /// Takes in a class that [`find`](Self::find) does not know, and returns its number: that of an equal one, or the next.
    pub(super) fn insert(&mut self, class: Known, equal: Option<u32>) -> u32 {
        let index = equal.unwrap_or(self.next);
        if equal.is_none() {
            self.next = self.next.saturating_add(1);
        }
        self.known.push((class, index));
        if self.known.len() > LINEAR {
            self.note_known();
        }
        index
    }

    #[cold]
    fn note_known(&mut self) {
        let by_address = self.by_address.get_or_insert_default();
        let by_content = self.by_content.get_or_insert_default();
        for (place, (known, index)) in self.known.iter().enumerate().skip(by_address.len()) {
            by_address.insert((&raw const **known).addr(), *index);
            let content = content(by_content.hasher(), known);
            by_content.entry(content).or_insert(place);
        }
    }
}

/// A hash of what a class says.
fn content(hasher: &impl BuildHasher, class: &ClassDef) -> u64 {
    let mut hash = hasher.build_hasher();
    class.name().hash(&mut hash);
    class.fields().for_each(|field| field.hash(&mut hash));
    hash.finish()
}
