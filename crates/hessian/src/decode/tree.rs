//! Reading any value as a tree. Iterative: depth costs heap, not stack.

use std::sync::Arc;

use smallvec::SmallVec;

use super::list::is_list;
use super::map::is_map;
use super::object::is_object;
use super::place::Inside;
use super::reference::Resume;
use super::{Decode, Decoder};
use crate::class::ClassDef;
use crate::error::{Error, ErrorKind};
use crate::value::{List, Map, Object, TypeName, Value};

/// A container whose values are being read.
struct Open {
    content: Content,
    /// Where to go on after it, if a reference led to it.
    resume: Option<Resume>,
}

enum Content {
    List { class: Option<TypeName>, items: Vec<Value>, left: Option<usize> },
    Map { class: Option<TypeName>, entries: Vec<(Value, Value)>, key: Option<Value> },
    Object { class: Arc<ClassDef>, fields: Vec<Value>, left: usize },
}

/// What a value that has a number began with.
enum Begun {
    Inside(Open),
    Reference(Value),
}

/// The numbers of one root value: from numbers of the stream to numbers of the tree.
///
/// Both count in the same order, but the tree also holds copies of objects that began before the root; after each copy
/// the distance between the two grows.
struct Numbers {
    /// The number of the stream that the root's first object gets.
    base: u32,
    /// Objects of the root itself that began, as a number of the stream.
    own: u32,
    /// Objects in the tree.
    count: u32,
    /// From the first number on, the distance is the second.
    shifts: Vec<(u32, u32)>,
    /// Copies: number of the stream, number of the tree.
    copies: Option<Box<foldhash::HashMap<u32, u32>>>,
    /// How many references to outside the root are being followed.
    copying: u32,
}

impl Numbers {
    /// The number in the tree of an object that began in it already.
    fn local(&self, object: u32) -> Option<u32> {
        if object < self.base || object >= self.own {
            return self.copies.as_ref()?.get(&object).copied();
        }
        let at = self.shifts.partition_point(|(first, _)| *first <= object);
        let shift = at.checked_sub(1).and_then(|at| self.shifts.get(at)).map_or(0, |(_, shift)| *shift);
        Some(object.wrapping_sub(self.base).wrapping_add(shift))
    }

    /// Takes in an object that begins now.
    fn begin(&mut self, object: u32) {
        if self.copying > 0 {
            self.copies.get_or_insert_default().insert(object, self.count);
        } else {
            let shift = self.count.wrapping_sub(object.wrapping_sub(self.base));
            if shift != self.shifts.last().map_or(0, |(_, shift)| *shift) {
                self.shifts.push((object, shift));
            }
            self.own = object.wrapping_add(1);
        }
        self.count = self.count.wrapping_add(1);
    }
}

impl Decoder<'_> {
    /// Reads any value.
    ///
    /// # Errors
    /// Malformed bytes; a reference to something that did not begin; a limit.
    pub fn value(&mut self) -> Result<Value, Error> {
        let tag = self.peek_tag()?;
        self.charge_values(1)?;
        match self.leaf(tag)? {
            Some(value) => Ok(value),
            None => self.numbered_value(tag),
        }
    }

    /// Reads a container and what is inside it, or a reference.
    fn numbered_value(&mut self, tag: u8) -> Result<Value, Error> {
        let base = self.next_object;
        let mut numbers = Numbers { base, own: base, count: 0, shifts: Vec::new(), copies: None, copying: 0 };
        // Room that was made for values that have not arrived. Each of them takes a byte at least, so what is promised in
        // all is never more than the bytes that are left, whatever the containers inside each other declare.
        let mut promised = 0_usize;
        let mut open = match self.begin(tag, &mut numbers, &mut promised)? {
            Begun::Inside(open) => open,
            Begun::Reference(value) => return Ok(value),
        };
        let mut around: SmallVec<[Open; 4]> = SmallVec::new();
        loop {
            if let Some(tag) = self.fill(&mut open.content, &mut promised)? {
                match self.begin(tag, &mut numbers, &mut promised)? {
                    Begun::Inside(inside) => around.push(std::mem::replace(&mut open, inside)),
                    Begun::Reference(value) => open.content.put(value, self.remaining().len(), &mut promised),
                }
            } else {
                // What is full is a value of the container around it.
                if open.resume.is_some() {
                    numbers.copying = numbers.copying.saturating_sub(1);
                }
                self.close(open.resume.take());
                let value = open.content.finish();
                let Some(outer) = around.pop() else { return Ok(value) };
                open = outer;
                open.content.put(value, self.remaining().len(), &mut promised);
            }
        }
    }

    /// Reads values into `content` until it is full, or until one comes that has a number: its first byte.
    fn fill(&mut self, content: &mut Content, promised: &mut usize) -> Result<Option<u8>, Error> {
        match content {
            Content::List { left: Some(left), items: values, .. }
            | Content::Object { left, fields: values, .. } => {
                while let Some(after) = left.checked_sub(1) {
                    *left = after;
                    self.step();
                    let tag = self.peek_tag()?;
                    if values.len() == values.capacity() {
                        // Beyond what was paid for when the container began.
                        self.charge_values(1)?;
                    }
                    let Some(value) = self.leaf(tag)? else { return Ok(Some(tag)) };
                    *promised = promised.saturating_sub(1);
                    push(values, value, self.remaining().len());
                }
            }
            Content::List { left: None, items, .. } => {
                while !self.end_mark()? {
                    self.step();
                    let tag = self.peek_tag()?;
                    self.charge_values(1)?;
                    let Some(value) = self.leaf(tag)? else { return Ok(Some(tag)) };
                    push(items, value, self.remaining().len());
                }
            }
            Content::Map { .. } => {
                while content.is_at_value() || !self.end_mark()? {
                    if !content.is_at_value() {
                        self.step();
                    }
                    let tag = self.peek_tag()?;
                    self.charge_values(1)?;
                    let Some(value) = self.leaf(tag)? else { return Ok(Some(tag)) };
                    content.put(value, self.remaining().len(), promised);
                }
            }
        }
        Ok(None)
    }

    /// Room for as many of the declared values as can still come, which are paid for at once; more of them are an error.
    fn room(&mut self, declared: usize, promised: &mut usize) -> Result<Vec<Value>, Error> {
        let free = self.remaining().len().saturating_sub(*promised);
        // What is open was promised around it, and has begun. Behind a reference, the bytes are not those that are left.
        if declared > free.saturating_add(self.frames.len()) && self.following == 0 {
            return Err(self.error(ErrorKind::UnexpectedEnd));
        }
        let room = declared.min(free);
        self.charge_values(room)?;
        *promised = promised.saturating_add(room);
        Ok(Vec::with_capacity(room))
    }

    #[inline]
    fn charge_values(&mut self, count: usize) -> Result<(), Error> {
        self.charge_elements(count)?;
        self.charge_memory(count.saturating_mul(size_of::<Value>()))
    }

    /// Begins a container, or reads a reference.
    fn begin(&mut self, tag: u8, numbers: &mut Numbers, promised: &mut usize) -> Result<Begun, Error> {
        let mut tag = tag;
        let mut resume = None;
        if tag == b'Q' {
            let object = self.reference()?;
            if let Some(local) = numbers.local(object) {
                return Ok(Begun::Reference(Value::Ref(local)));
            }
            if object >= numbers.base && numbers.copying == 0 {
                return Err(
                    self.error(ErrorKind::BadReference { index: object.into(), known: numbers.own as usize })
                );
            }
            let (target, back) = self.follow(object)?;
            numbers.copying = numbers.copying.saturating_add(1);
            tag = target;
            resume = Some(back);
        } else if numbers.copying > 0
            && let Some(local) = numbers.local(self.next_object)
        {
            // Reached again from an object around it that is being copied too: it stays one object.
            self.skip_value()?;
            return Ok(Begun::Reference(Value::Ref(local)));
        }
        let object = self.register()?;
        let content = if is_object(tag) {
            let class = self.class_number(tag)?;
            self.enter(object, Inside::Class(class))?;
            let Some(class) = self.classes.shared(class) else {
                return Err(self.unexpected(tag, "object"));
            };
            let left = class.len();
            Content::Object { class, fields: self.room(left, promised)?, left }
        } else if is_list(tag) {
            self.enter(object, Inside::List)?;
            let shape = self.list_shape(tag)?;
            let class = shape.type_name.and_then(|name| self.shared_type(name));
            let items = self.room(shape.left.unwrap_or_default(), promised)?;
            Content::List { class, items, left: shape.left }
        } else if is_map(tag) {
            self.enter(object, Inside::Map)?;
            let class = self.map_type(tag)?.and_then(|name| self.shared_type(name));
            Content::Map { class, entries: Vec::new(), key: None }
        } else {
            return Err(self.unexpected(tag, "value"));
        };
        numbers.begin(object);
        Ok(Begun::Inside(Open { content, resume }))
    }

    /// Reads a value that has nothing inside; `None` for one that has a number, of which nothing is read.
    #[inline]
    fn leaf(&mut self, tag: u8) -> Result<Option<Value>, Error> {
        let value = match tag {
            0x00..=0x1f | 0x30..=0x33 | b'R' | b'S' => Value::String(self.string()?.into_owned()),
            0x80..=0xd7 | b'I' => Value::Int(self.int()?),
            0xd8..=0xff | 0x38..=0x3f | 0x59 | b'L' => Value::Long(self.long()?),
            0x5b..=0x5f | b'D' => Value::Double(self.double()?),
            b'T' | b'F' => Value::Bool(self.bool()?),
            b'N' => {
                self.pass(1);
                Value::Null
            }
            0x4a | 0x4b => Value::Date(self.date_millis()?),
            0x20..=0x2f | 0x34..=0x37 | b'A' | b'B' => Value::Binary(self.binary()?.into_owned()),
            0x55..=0x58 | 0x60..=0x7f | b'H' | b'M' | b'O' | b'Q' => return Ok(None),
            _ => return Err(self.unexpected(tag, "value")),
        };
        Ok(Some(value))
    }
}

impl Content {
    /// Whether the key of an entry was read, but not its value.
    fn is_at_value(&self) -> bool {
        matches!(self, Self::Map { key: Some(_), .. })
    }

    /// `left` bytes follow.
    #[inline]
    fn put(&mut self, value: Value, left: usize, promised: &mut usize) {
        match self {
            Self::List { items, left: None, .. } => push(items, value, left),
            Self::List { items: values, .. } | Self::Object { fields: values, .. } => {
                *promised = promised.saturating_sub(1);
                push(values, value, left);
            }
            Self::Map { entries, key, .. } => match key.take() {
                Some(key) => push(entries, (key, value), left),
                None => *key = Some(value),
            },
        }
    }

    fn finish(self) -> Value {
        match self {
            Self::List { class, items, .. } => Value::List(List { class, items: items.into_boxed_slice() }),
            Self::Map { class, entries, .. } => {
                Value::Map(Map { class, entries: entries.into_boxed_slice() })
            }
            Self::Object { class, fields, .. } => {
                Value::Object(Object { class, fields: fields.into_boxed_slice() })
            }
        }
    }
}

/// Makes room for no more than there are bytes to come: a value takes one at least.
fn push<T>(to: &mut Vec<T>, value: T, left: usize) {
    if to.len() == to.capacity() {
        to.reserve_exact(to.len().min(left).saturating_add(1));
    }
    to.push(value);
}

impl<'de> Decode<'de> for Value {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        from.value()
    }

    fn when_missing() -> Option<Self> {
        Some(Self::Null)
    }
}
