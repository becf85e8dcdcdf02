//! The class definitions of a stream, and how their fields map to the fields of Rust types.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use smallvec::SmallVec;

use super::Decoder;
use super::layout::Recognised;
use super::object::Shape;
use crate::class::ClassDef;
use crate::error::{Error, ErrorKind};

/// In a field order: a field of the wire that the Rust type does not have.
pub(super) const UNKNOWN: u16 = u16::MAX;

#[derive(Debug, Default)]
pub(super) struct ClassTable<'de> {
    classes: SmallVec<[WireClass<'de>; 4]>,
    /// The field names of all classes that were not recognised, one after the other.
    fields: Vec<Cow<'de, str>>,
    /// The field orders of all classes that need one, one after the other.
    orders: Vec<u16>,
    /// Definitions that begin before this offset are in the table: reading them again through a reference adds nothing.
    frontier: usize,
}

#[derive(Debug)]
struct WireClass<'de> {
    names: Names<'de>,
    field_count: u32,
    /// The Rust types that were read from this class, and the orders of their fields.
    orders: SmallVec<[(&'static Shape, Order); 1]>,
    /// The same definition as a value; made when first wanted.
    shared: Option<Arc<ClassDef>>,
}

#[derive(Debug)]
enum Names<'de> {
    /// A definition that a Rust type knows.
    Known(&'static ClassDef),
    Read {
        name: Cow<'de, str>,
        /// Where its fields begin among those of all classes.
        first_field: usize,
        /// Where the definition stands.
        place: Range<usize>,
    },
}

/// How the fields of the wire map to those of a Rust type.
#[derive(Clone, Copy, Debug)]
pub(super) enum Order {
    /// One to one.
    Same,
    /// As a definition that the type has kept says.
    Kept(&'static [u16]),
    /// As the orders of the stream say from here on.
    Own(usize),
}

impl<'de> ClassTable<'de> {
    pub(super) fn len(&self) -> usize {
        self.classes.len()
    }

    fn get(&self, class: u32) -> Option<&WireClass<'de>> {
        self.classes.get(class as usize)
    }

    pub(super) fn name(&self, class: u32) -> Option<&str> {
        self.get(class).map(|class| match &class.names {
            Names::Known(class) => class.name(),
            Names::Read { name, .. } => name.as_ref(),
        })
    }

    pub(super) fn field_count(&self, class: u32) -> Option<u32> {
        self.get(class).map(|class| class.field_count)
    }

    /// The name of the field at `at`.
    pub(super) fn field(&self, class: u32, at: u32) -> Option<Cow<'de, str>> {
        let wire = self.get(class).filter(|class| at < class.field_count)?;
        match &wire.names {
            Names::Known(class) => class.field(at as usize).map(Cow::Borrowed),
            Names::Read { first_field, .. } => {
                self.fields.get(first_field.checked_add(at as usize)?).cloned()
            }
        }
    }

    /// The field of the Rust type for the field at `at` of the wire, through an order that `order` returned.
    #[inline]
    pub(super) fn target(&self, order: Order, at: u32) -> u16 {
        let found = match order {
            Order::Same => return at as u16,
            Order::Kept(order) => order.get(at as usize),
            Order::Own(first) => self.orders.get(first.saturating_add(at as usize)),
        };
        found.copied().unwrap_or(UNKNOWN)
    }

    /// The field order of `shape` for `class`.
    #[inline]
    pub(super) fn order(&mut self, class: u32, shape: &'static Shape, input: &[u8]) -> Order {
        let mut known = self.get(class).map(|class| class.orders.iter()).into_iter().flatten();
        match known.find(|(known, _)| std::ptr::eq(*known, shape)) {
            Some((_, order)) => *order,
            None => self.new_order(class, shape, input),
        }
    }

    #[cold]
    fn new_order(&mut self, class: u32, shape: &'static Shape, input: &[u8]) -> Order {
        let order = self.orders.len();
        let Some(wire) = self.classes.get_mut(class as usize) else { return Order::Own(order) };
        wire.orders.push((shape, Order::Own(order)));
        match &wire.names {
            Names::Known(known) => {
                self.orders.extend(known.fields().enumerate().map(|(at, name)| shape.find(name, at)));
            }
            Names::Read { name, first_field, place } => {
                let fields = self.fields.iter().skip(*first_field).take(wire.field_count as usize);
                let fields = fields.map(AsRef::<str>::as_ref);
                // Peers mostly declare the fields in the order we would: look there first.
                self.orders.extend(fields.clone().enumerate().map(|(at, name)| shape.find(name, at)));
                let new = self.orders.get(order..).unwrap_or_default();
                shape.keep(input.get(place.clone()).unwrap_or_default(), name, fields, new);
            }
        }
        Order::Own(order)
    }

    /// The definition as a value that outlives the stream.
    pub(super) fn shared(&mut self, class: u32) -> Option<Arc<ClassDef>> {
        let wire = self.classes.get_mut(class as usize)?;
        if let Some(shared) = &wire.shared {
            return Some(Arc::clone(shared));
        }
        let shared = Arc::new(match &wire.names {
            Names::Known(class) => ClassDef::shared_of(class.name(), class.fields()),
            Names::Read { name, first_field, .. } => {
                let fields = self.fields.iter().skip(*first_field).take(wire.field_count as usize);
                ClassDef::shared_of(name, fields.map(AsRef::as_ref))
            }
        });
        wire.shared = Some(Arc::clone(&shared));
        Some(shared)
    }

    fn push(&mut self, names: Names<'de>, field_count: u32, order: Option<(&'static Shape, Order)>) {
        let orders = order.into_iter().collect();
        self.classes.push(WireClass { names, field_count, orders, shared: None });
    }
}

impl<'de> Decoder<'de> {
    /// Passes over a definition that `shape` knows, if one is next.
    #[inline]
    pub(super) fn known_definition(&mut self, shape: &'static Shape) -> Result<(), Error> {
        if self.remaining().first() != Some(&b'C') || self.position < self.classes.frontier {
            return Ok(());
        }
        let Some((found, len)) = shape.recognise(self.remaining()) else { return Ok(()) };
        let (class, order) = match found {
            Recognised::Own => (shape.class(), Order::Same),
            Recognised::Foreign(layout) => (&layout.class, Order::Kept(&layout.order)),
        };
        self.may_define(class.len())?;
        self.advance(len)?;
        self.classes.push(Names::Known(class), class.len() as u32, Some((shape, order)));
        self.classes.frontier = self.position;
        Ok(())
    }

    fn may_define(&mut self, fields: usize) -> Result<(), Error> {
        if fields > self.limits.fields_per_class {
            return Err(self.over("fields_per_class", self.limits.fields_per_class));
        }
        self.charge_elements(fields)?;
        if self.classes.len() >= self.limits.classes {
            return Err(self.over("classes", self.limits.classes));
        }
        self.charge_memory(size_of::<WireClass<'_>>())
    }

    /// Reads `C`, a name, a count and field names. Spec section 1: a definition is a prefix, not a value.
    pub(super) fn class_definition(&mut self) -> Result<(), Error> {
        let start = self.position;
        self.advance(1)?;
        let name = self.plain_string()?;
        let count = self.length()?;
        if start < self.classes.frontier {
            self.charge_elements(count)?;
            return (0..count).try_for_each(|_| self.skip_string());
        }
        self.may_define(count)?;
        // Every name needs a byte at least: refuse before anything is kept.
        if count > self.remaining().len() {
            return Err(self.error(ErrorKind::UnexpectedEnd));
        }
        self.charge_memory(count.saturating_mul(size_of::<Cow<'_, str>>()))?;
        let first_field = self.classes.fields.len();
        self.classes.fields.reserve(count);
        for _ in 0..count {
            let field = self.plain_string()?;
            self.classes.fields.push(field);
        }
        let names = Names::Read { name, first_field, place: start..self.position };
        self.classes.push(names, count as u32, None);
        self.classes.frontier = self.position;
        Ok(())
    }

    /// The number of the class of an object whose tag is `tag`, which is not consumed yet.
    #[inline]
    pub(super) fn class_number(&mut self, tag: u8) -> Result<u32, Error> {
        self.advance(1)?;
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
