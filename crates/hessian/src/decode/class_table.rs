//! The class definitions of a stream, and how their fields map to the fields of Rust types.

use std::borrow::Cow;
use std::sync::Arc;

use smallvec::SmallVec;

use super::Decoder;
use super::object::Shape;
use crate::class::ClassDef;
use crate::error::{Error, ErrorKind};

/// In a field order: a field of the wire that the Rust type does not have.
pub(super) const UNKNOWN: u16 = u16::MAX;

#[derive(Debug, Default)]
pub(super) struct ClassTable<'de> {
    classes: SmallVec<[WireClass<'de>; 2]>,
    /// The field names of all classes, one after the other.
    fields: SmallVec<[Cow<'de, str>; 16]>,
    /// The field orders of all classes, one after the other.
    orders: SmallVec<[u16; 32]>,
    /// Definitions that begin before this offset are in the table: reading them again through a reference adds nothing.
    frontier: usize,
}

#[derive(Debug)]
struct WireClass<'de> {
    name: Cow<'de, str>,
    first_field: u32,
    field_count: u32,
    /// For a Rust type that was read from this class: where its field order begins.
    order: SmallVec<[(&'static Shape, u32); 1]>,
    /// The same definition as a value; made when first wanted.
    shared: Option<Arc<ClassDef>>,
}

impl<'de> ClassTable<'de> {
    pub(super) fn len(&self) -> usize {
        self.classes.len()
    }

    fn get(&self, class: u32) -> Option<&WireClass<'de>> {
        self.classes.get(class as usize)
    }

    pub(super) fn name(&self, class: u32) -> Option<&str> {
        self.get(class).map(|class| class.name.as_ref())
    }

    pub(super) fn field_count(&self, class: u32) -> Option<u32> {
        self.get(class).map(|class| class.field_count)
    }

    pub(super) fn field(&self, class: u32, at: u32) -> Option<&str> {
        self.field_cow(class, at).map(AsRef::as_ref)
    }

    pub(super) fn field_cow(&self, class: u32, at: u32) -> Option<&Cow<'de, str>> {
        let class = self.get(class)?;
        if at >= class.field_count {
            return None;
        }
        self.fields.get((class.first_field + at) as usize)
    }

    /// The field of the Rust type for the field at `at` of the wire, through an order that `order` returned.
    #[inline]
    pub(super) fn target(&self, order: u32, at: u32) -> u16 {
        self.orders.get((order + at) as usize).copied().unwrap_or(UNKNOWN)
    }

    /// Where the field order of `shape` for `class` begins; computed once per stream.
    #[inline]
    pub(super) fn order(&mut self, class: u32, shape: &'static Shape) -> Option<u32> {
        let known = self.get(class)?.order.iter().find(|(known, _)| std::ptr::eq(*known, shape));
        match known {
            Some((_, order)) => Some(*order),
            None => self.new_order(class, shape),
        }
    }

    #[cold]
    fn new_order(&mut self, class: u32, shape: &'static Shape) -> Option<u32> {
        let order = u32::try_from(self.orders.len()).ok()?;
        let wire = self.classes.get_mut(class as usize)?;
        let first = wire.first_field as usize;
        let names = self.fields.get(first..first + wire.field_count as usize)?;
        // Peers mostly declare the fields in the order we would: look there first.
        self.orders.extend(names.iter().enumerate().map(|(at, name)| shape.find(name, at)));
        wire.order.push((shape, order));
        Some(order)
    }

    /// The definition as a value that outlives the stream.
    pub(super) fn shared(&mut self, class: u32) -> Option<Arc<ClassDef>> {
        let wire = self.classes.get_mut(class as usize)?;
        if let Some(shared) = &wire.shared {
            return Some(Arc::clone(shared));
        }
        let first = wire.first_field as usize;
        let names = self.fields.get(first..first + wire.field_count as usize)?;
        let shared = Arc::new(ClassDef::shared(wire.name.as_ref(), names.iter().map(AsRef::<str>::as_ref)));
        wire.shared = Some(Arc::clone(&shared));
        Some(shared)
    }
}

impl Decoder<'_> {
    /// Reads `C`, a name, a count and field names. Spec section 1: a definition is a prefix, not a value.
    pub(super) fn class_definition(&mut self) -> Result<(), Error> {
        let start = self.position;
        self.position += 1;
        let name = self.plain_string()?;
        let count = self.length()?;
        if count > self.limits.fields_per_class {
            return Err(self.over("fields_per_class", self.limits.fields_per_class));
        }
        self.charge_elements(count)?;
        if start < self.classes.frontier {
            return (0..count).try_for_each(|_| self.skip_string());
        }
        if self.classes.len() >= self.limits.classes {
            return Err(self.over("classes", self.limits.classes));
        }
        // Every name needs a byte at least: refuse before anything is kept.
        if count > self.remaining().len() {
            return Err(self.error(ErrorKind::UnexpectedEnd));
        }
        self.charge_memory(size_of::<WireClass<'_>>() + count * size_of::<Cow<'_, str>>())?;
        let first_field = self.classes.fields.len() as u32;
        for _ in 0..count {
            let field = self.plain_string()?;
            self.classes.fields.push(field);
        }
        self.classes.classes.push(WireClass {
            name,
            first_field,
            field_count: count as u32,
            order: SmallVec::new(),
            shared: None,
        });
        self.classes.frontier = self.position;
        Ok(())
    }

    /// The number of the class of an object whose tag is `tag`, which is not consumed yet.
    #[inline]
    pub(super) fn class_number(&mut self, tag: u8) -> Result<u32, Error> {
        self.position += 1;
        let number = match tag {
            0x60..=0x6f => i64::from(tag & 0x0f),
            _ => i64::from(self.plain_int()?),
        };
        match u32::try_from(number) {
            Ok(class) if (class as usize) < self.classes.len() => Ok(class),
            _ => Err(self.error(ErrorKind::BadClass { index: number, known: self.classes.len() })),
        }
    }
}
