//! Class definitions recognised by their bytes, so that the names in them are not read one by one.
//!
//! A peer writes the definition of a class the same way in every message. What a Rust type would write itself is known
//! from the start; a few other definitions are kept with the type as they come.

use std::sync::OnceLock;

use super::object::Shape;
use crate::class::ClassDef;
use crate::encode::definition;

/// How many definitions a type keeps besides its own: peers of several languages and releases.
const KEPT: usize = 4;
/// Longer definitions are not kept.
const MAX_BYTES: usize = 4096;

/// A definition that a peer wrote.
#[derive(Debug)]
pub(super) struct Layout {
    bytes: Box<[u8]>,
    pub(super) class: ClassDef,
    /// For each field the one of the Rust type, or `UNKNOWN`.
    pub(super) order: Box<[u16]>,
}

/// The definitions that a type keeps; once there, they stay.
#[derive(Debug)]
pub(super) struct Layouts([OnceLock<Layout>; KEPT]);

/// Which definition was recognised.
pub(super) enum Recognised {
    /// The type's own: the fields are in its order.
    Own,
    Foreign(&'static Layout),
}

impl Layouts {
    pub(super) const fn new() -> Self {
        Self([const { OnceLock::new() }; KEPT])
    }

    pub(super) fn all(&'static self) -> impl Iterator<Item = &'static Layout> {
        self.0.iter().map_while(OnceLock::get)
    }
}

impl Shape {
    /// The definition that `input` begins with, and its length.
    #[inline]
    pub(super) fn recognise(&'static self, input: &[u8]) -> Option<(Recognised, usize)> {
        let own = self.class().written(definition);
        if input.starts_with(own) {
            return Some((Recognised::Own, own.len()));
        }
        let layout = self.layouts.all().find(|layout| input.starts_with(&layout.bytes))?;
        Some((Recognised::Foreign(layout), layout.bytes.len()))
    }

    /// Keeps a definition that was read name by name, if it is one of an ordinary peer: with all fields of the type. That
    /// leaves a hostile one with little to gain: it could fill the places, and others would be read as if there were none.
    #[cold]
    pub(super) fn keep(&'static self, bytes: &[u8], class: &ClassDef, order: &[u16]) {
        let complete =
            (0..self.class().len()).all(|field| order.iter().any(|known| usize::from(*known) == field));
        let free = self.layouts.0.iter().find(|place| place.get().is_none());
        if let Some(place) = free
            && complete
            && bytes.len() <= MAX_BYTES
            && bytes.first() == Some(&b'C')
        {
            let class = ClassDef::shared(class.name(), class.fields());
            // Another thread may have been faster; then this definition gets the next place with the next message.
            let _ = place.set(Layout { bytes: bytes.into(), class, order: order.into() });
        }
    }
}
