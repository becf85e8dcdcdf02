//! Class definitions that this thread has read lately.
//!
//! A peer defines a class in the same bytes in every message. Reading them name by name, and making a [`ClassDef`] of
//! them, costs more than most objects; so a few are kept. What a hostile peer can do is to have others forgotten.

use std::cell::RefCell;
use std::sync::Arc;

use crate::class::ClassDef;

/// How many definitions a thread keeps; a new one takes the place of the oldest.
const KEPT: usize = 16;
/// Longer definitions are not kept.
pub(super) const MAX_BYTES: usize = 1024;

/// The bytes of a definition, and what they define.
type Entry = (Box<[u8]>, Arc<ClassDef>);

struct Recent {
    places: [Option<Entry>; KEPT],
    /// The place that is taken next.
    next: usize,
}

thread_local! {
    static RECENT: RefCell<Recent> = const { RefCell::new(Recent { places: [const { None }; KEPT], next: 0 }) };
}

/// The definition that `input` begins with, and its length; `None` if it is not kept.
pub(super) fn find(input: &[u8]) -> Option<(Arc<ClassDef>, usize)> {
    let found = RECENT.try_with(|recent| {
        let recent = recent.try_borrow().ok()?;
        let (bytes, class) = recent.places.iter().flatten().find(|(bytes, _)| input.starts_with(bytes))?;
        Some((Arc::clone(class), bytes.len()))
    });
    // Not at all while the thread ends.
    found.ok().flatten()
}

/// Keeps a definition that was read.
pub(super) fn keep(bytes: &[u8], class: &Arc<ClassDef>) {
    if bytes.len() > MAX_BYTES {
        return;
    }
    let _ = RECENT.try_with(|recent| {
        if let Ok(mut recent) = recent.try_borrow_mut() {
            let next = recent.next;
            if let Some(place) = recent.places.get_mut(next) {
                *place = Some((bytes.into(), Arc::clone(class)));
            }
            recent.next = next.wrapping_add(1) % KEPT;
        }
    });
}
