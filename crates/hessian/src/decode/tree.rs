//! Reading any value as a tree. Iterative: depth costs heap, not stack.

use std::sync::Arc;

use super::binary::is_binary;
use super::list::is_list;
use super::map::is_map;
use super::number::Number;
use super::object::is_object;
use super::place::Inside;
use super::reference::Resume;
use super::text::is_string;
use super::{Decode, Decoder};
use crate::class::ClassDef;
use crate::error::{Error, ErrorKind};
use crate::value::{List, Map, Object, TypeName, Value};

/// A container whose values are being read.
enum Open {
    List { class: Option<TypeName>, items: Vec<Value>, left: Option<usize>, resume: Option<Resume> },
    Map { class: Option<TypeName>, entries: Vec<(Value, Value)>, key: Option<Value>, resume: Option<Resume> },
    Object { class: Arc<ClassDef>, fields: Vec<Value>, resume: Option<Resume> },
}

/// What a value began with.
enum Begun {
    /// It is complete.
    Leaf(Value),
    Inside(Open),
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
    copies: foldhash::HashMap<u32, u32>,
    /// How many references to outside the root are being followed.
    copying: u32,
}

impl Numbers {
    /// The number in the tree of an object that began in it already.
    fn local(&self, object: u32) -> Option<u32> {
        if object < self.base || object >= self.own {
            return self.copies.get(&object).copied();
        }
        let at = self.shifts.partition_point(|(first, _)| *first <= object);
        let shift = at.checked_sub(1).and_then(|at| self.shifts.get(at)).map_or(0, |(_, shift)| *shift);
        Some(object - self.base + shift)
    }

    /// Takes in an object that begins now.
    fn begin(&mut self, object: u32) {
        if self.copying > 0 {
            self.copies.insert(object, self.count);
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
        let base = self.next_object;
        let mut numbers =
            Numbers { base, own: base, count: 0, shifts: Vec::new(), copies: Default::default(), copying: 0 };
        let mut stack: Vec<Open> = Vec::new();
        loop {
            let mut done = match self.begin_value(&mut numbers)? {
                Begun::Leaf(value) => Some(value),
                Begun::Inside(open) => {
                    stack.push(open);
                    None
                }
            };
            // Put the value where it belongs, then close what is full; each closed container is a value again.
            loop {
                let Some(open) = stack.last_mut() else {
                    match done {
                        Some(value) => return Ok(value),
                        None => break,
                    }
                };
                if let Some(value) = done.take() {
                    open.put(value, self.remaining().len());
                }
                if self.wants_more(open)? {
                    break;
                }
                done = stack.pop().map(|open| self.finish_value(open, &mut numbers));
            }
        }
    }

    /// True, and the place moved on, when another value belongs into `open`.
    fn wants_more(&mut self, open: &mut Open) -> Result<bool, Error> {
        match open {
            Open::List { left: Some(0), .. } => return Ok(false),
            Open::List { left: Some(left), .. } => *left -= 1,
            Open::Map { key: Some(_), .. } => return Ok(true),
            Open::List { left: None, .. } | Open::Map { .. } => {
                if self.end_mark()? {
                    return Ok(false);
                }
            }
            Open::Object { class, fields, .. } => {
                if fields.len() >= class.len() {
                    return Ok(false);
                }
            }
        }
        self.step();
        Ok(true)
    }

    fn finish_value(&mut self, open: Open, numbers: &mut Numbers) -> Value {
        let (value, resume) = match open {
            Open::List { class, items, resume, .. } => {
                (Value::List(List { class, items: items.into_boxed_slice() }), resume)
            }
            Open::Map { class, entries, resume, .. } => {
                (Value::Map(Map { class, entries: entries.into_boxed_slice() }), resume)
            }
            Open::Object { class, fields, resume } => {
                (Value::Object(Object { class, fields: fields.into_boxed_slice() }), resume)
            }
        };
        if resume.is_some() {
            numbers.copying = numbers.copying.saturating_sub(1);
        }
        self.close(resume);
        value
    }

    fn begin_value(&mut self, numbers: &mut Numbers) -> Result<Begun, Error> {
        self.charge_elements(1)?;
        self.charge_memory(size_of::<Value>())?;
        let mut tag = self.peek_tag()?;
        let mut resume = None;
        if tag == b'Q' {
            let object = self.reference()?;
            if let Some(local) = numbers.local(object) {
                return Ok(Begun::Leaf(Value::Ref(local)));
            }
            if object >= numbers.base && numbers.copying == 0 {
                return Err(
                    self.error(ErrorKind::BadReference { index: object.into(), known: numbers.own as usize })
                );
            }
            let (target, back) = self.follow(object)?;
            numbers.copying += 1;
            tag = target;
            resume = Some(back);
        } else if numbers.copying > 0
            && (is_object(tag) || is_list(tag) || is_map(tag))
            && let Some(local) = numbers.local(self.next_object)
        {
            // Reached again from an object around it that is being copied too: it stays one object.
            self.skip_value()?;
            return Ok(Begun::Leaf(Value::Ref(local)));
        }
        if is_object(tag) {
            let object = self.register()?;
            let class = self.class_number(tag)?;
            self.enter(object, Inside::Class(class))?;
            numbers.begin(object);
            let Some(class) = self.classes.shared(class) else {
                return Err(self.unexpected(tag, "object"));
            };
            let fields = Vec::with_capacity(self.trusted::<Value>(Some(class.len())));
            return Ok(Begun::Inside(Open::Object { class, fields, resume }));
        }
        if is_list(tag) {
            let object = self.register()?;
            self.enter(object, Inside::List)?;
            numbers.begin(object);
            let shape = self.list_shape(tag)?;
            let class = shape.type_name.and_then(|name| self.shared_type(name));
            let items = Vec::with_capacity(self.trusted::<Value>(shape.left));
            return Ok(Begun::Inside(Open::List { class, items, left: shape.left, resume }));
        }
        if is_map(tag) {
            let object = self.register()?;
            self.enter(object, Inside::Map)?;
            numbers.begin(object);
            let class = self.map_type(tag)?.and_then(|name| self.shared_type(name));
            return Ok(Begun::Inside(Open::Map { class, entries: Vec::new(), key: None, resume }));
        }
        self.leaf(tag).map(Begun::Leaf)
    }

    fn leaf(&mut self, tag: u8) -> Result<Value, Error> {
        if is_string(tag) {
            return self.string().map(|text| Value::String(text.into_owned()));
        }
        if let Some(number) = self.number_after(tag)? {
            return Ok(match number {
                Number::Int(value) => Value::Int(value),
                Number::Long(value) => Value::Long(value),
                Number::Double(value) => Value::Double(value),
            });
        }
        if let Some(millis) = self.date_after(tag)? {
            return Ok(Value::Date(millis));
        }
        if is_binary(tag) {
            return self.binary().map(|bytes| Value::Binary(bytes.into_owned()));
        }
        let value = match tag {
            b'N' => Value::Null,
            b'T' => Value::Bool(true),
            b'F' => Value::Bool(false),
            _ => return Err(self.unexpected(tag, "value")),
        };
        self.position += 1;
        Ok(value)
    }
}

impl Open {
    /// `left` bytes follow.
    fn put(&mut self, value: Value, left: usize) {
        match self {
            Self::List { items, .. } => push(items, value, left),
            Self::Object { fields, .. } => push(fields, value, left),
            Self::Map { entries, key, .. } => match key.take() {
                Some(key) => push(entries, (key, value), left),
                None => *key = Some(value),
            },
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
