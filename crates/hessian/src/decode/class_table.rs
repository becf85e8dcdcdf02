//! The class definitions of a stream, and how their fields map to the fields of Rust types.

use std::ops::Range;
use std::sync::Arc;

use smallvec::SmallVec;

use super::Decoder;
use super::layout::Recognised;
use super::object::Shape;
use super::recent;
use crate::class::ClassDef;
use crate::error::{Error, ErrorKind};

/// In a field order: a field of the wire that the Rust type does not have.
pub(super) const UNKNOWN: u16 = u16::MAX;

#[derive(Debug, Default)]
pub(super) struct ClassTable {
    classes: SmallVec<[WireClass; 4]>,
    /// The field orders of all classes that need one, one after the other.
    orders: Vec<u16>,
    /// Definitions that begin before this offset are in the table: reading them again through a reference adds nothing.
    frontier: usize,
}

#[derive(Debug)]
struct WireClass {
    definition: Definition,
    /// The Rust types that were read from this class, and the orders of their fields.
    orders: SmallVec<[(&'static Shape, Order); 1]>,
}

#[derive(Debug)]
enum Definition {
    /// One that a Rust type knows.
    Known(&'static ClassDef),
    /// One that was read, and where it stands.
    Read(Arc<ClassDef>, Range<usize>),
    /// One that a Rust type knows, as a value that outlives the stream.
    Shared(Arc<ClassDef>),
}

impl WireClass {
    fn class(&self) -> &ClassDef {
        match &self.definition {
            Definition::Known(class) => class,
            Definition::Read(class, _) | Definition::Shared(class) => class,
        }
    }
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

impl ClassTable {
    pub(super) fn len(&self) -> usize {
        self.classes.len()
    }

    pub(super) fn get(&self, class: u32) -> Option<&ClassDef> {
        self.classes.get(class as usize).map(WireClass::class)
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
        let mut known =
            self.classes.get(class as usize).map(|class| class.orders.iter()).into_iter().flatten();
        match known.find(|(known, _)| std::ptr::eq(*known, shape)) {
            Some((_, order)) => *order,
            None => self.new_order(class, shape, input),
        }
    }

    #[cold]
    fn new_order(&mut self, class: u32, shape: &'static Shape, input: &[u8]) -> Order {
        let order = self.orders.len();
        if let Some(wire) = self.classes.get_mut(class as usize) {
            let class = wire.class();
            self.orders.extend(class.fields().enumerate().map(|(at, name)| shape.find_at(class, name, at)));
            wire.orders.push((shape, Order::Own(order)));
            if let Definition::Read(class, place) = &wire.definition {
                let new = self.orders.get(order..).unwrap_or_default();
                if let Some(bytes) = input.get(place.clone()) {
                    shape.keep(bytes, class, new);
                }
            }
        }
        Order::Own(order)
    }

    /// The definition as a value that outlives the stream.
    pub(super) fn shared(&mut self, class: u32) -> Option<Arc<ClassDef>> {
        let wire = self.classes.get_mut(class as usize)?;
        match &wire.definition {
            Definition::Read(class, _) | Definition::Shared(class) => Some(Arc::clone(class)),
            Definition::Known(class) => {
                let shared = Arc::new(ClassDef::shared(class.name(), class.fields()));
                wire.definition = Definition::Shared(Arc::clone(&shared));
                Some(shared)
            }
        }
    }

    fn push(&mut self, definition: Definition, order: Option<(&'static Shape, Order)>) {
        self.classes.push(WireClass { definition, orders: order.into_iter().collect() });
    }
}

impl Decoder<'_> {
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
        self.classes.push(Definition::Known(class), Some((shape, order)));
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
        self.charge_memory(size_of::<WireClass>())
    }

    /// Reads `C`, a name, a count and field names. Spec section 1: a definition is a prefix, not a value.
    pub(super) fn class_definition(&mut self) -> Result<(), Error> {
        let start = self.position;
        if start < self.classes.frontier {
            self.pass(1);
            self.skip_string()?;
            let count = self.length()?;
            self.charge_elements(count)?;
            (0..count).try_for_each(|_| self.skip_string())?;
            // Reading the same bytes again and again is the only way to do more work than there are bytes.
            return self.charge_memory(self.position.saturating_sub(start));
        }
        let class = match recent::find(self.remaining()) {
            Some((class, len)) if self.limits.string_bytes >= recent::MAX_BYTES => {
                self.may_define(class.len())?;
                self.charge_memory(len)?;
                self.pass(len);
                class
            }
            _ => {
                let class = Arc::new(self.new_class()?);
                recent::keep(self.input.get(start..self.position).unwrap_or_default(), &class);
                class
            }
        };
        self.classes.push(Definition::Read(class, start..self.position), None);
        self.classes.frontier = self.position;
        Ok(())
    }

    /// Reads a definition that is not known.
    fn new_class(&mut self) -> Result<ClassDef, Error> {
        self.pass(1);
        let name = self.plain_string()?;
        let count = self.length()?;
        self.may_define(count)?;
        // Every name needs a byte at least: refuse before anything is kept.
        if count > self.remaining().len() {
            return Err(self.error(ErrorKind::UnexpectedEnd));
        }
        self.charge_memory(count.saturating_mul(size_of::<u32>()))?;
        let mut class = ClassDef::builder(&name, count);
        for _ in 0..count {
            let field = self.plain_string()?;
            class.field(&field);
        }
        Ok(class.finish())
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
