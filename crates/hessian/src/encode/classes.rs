//! Which class definitions a stream has seen.

use smallvec::SmallVec;

use crate::class::ClassDef;

/// Above this many known definitions, a hash map finds them.
const LINEAR: usize = 16;

/// Definitions and their numbers.
///
/// The same class can be known at several addresses: every one gets an entry, so that all later look-ups are pointer
/// compares. The clones keep the memory alive, therefore an address cannot come to mean something else.
#[derive(Debug, Default)]
pub(super) struct ClassTable {
    known: SmallVec<[(ClassDef, u32); 4]>,
    by_address: foldhash::HashMap<(usize, usize), usize>,
    next: u32,
}

impl ClassTable {
    /// The number of `class`, and whether it is new.
    #[inline]
    pub(super) fn index_of(&mut self, class: &ClassDef) -> (u32, bool) {
        if self.known.len() <= LINEAR {
            for (known, index) in &self.known {
                if known.is_same(class) {
                    return (*index, false);
                }
            }
        } else if let Some((known, index)) =
            self.by_address.get(&class.address()).and_then(|at| self.known.get(*at))
            && known.is_same(class)
        {
            return (*index, false);
        }
        self.insert(class)
    }

    #[cold]
    fn insert(&mut self, class: &ClassDef) -> (u32, bool) {
        let equal = self.known.iter().find(|(known, _)| known == class).map(|(_, index)| *index);
        let (index, new) = match equal {
            Some(index) => (index, false),
            None => {
                let index = self.next;
                self.next = self.next.saturating_add(1);
                (index, true)
            }
        };
        self.known.push((class.clone(), index));
        if self.known.len() > LINEAR {
            for (at, (known, _)) in self.known.iter().enumerate().skip(self.by_address.len()) {
                self.by_address.entry(known.address()).or_insert(at);
            }
        }
        (index, new)
    }
}
