//! Objects. The order of a class's fields is matched to the fields of a Rust type once per stream, not per object.

use std::borrow::Cow;

use super::Decoder;
use super::class_table::{Order, UNKNOWN};
use super::layout::Layouts;
use super::map::{MapHead, is_map};
use super::place::Inside;
use super::reference::Resume;
use crate::class::ClassDef;
use crate::error::{Error, ErrorKind};

/// What a Rust type expects of an object: its field names and other names they may come by. Generated code keeps one in a `static`.
#[derive(Debug)]
pub struct Shape {
    class: &'static ClassDef,
    aliases: &'static [(&'static str, u16)],
    /// Definitions of the class by peers that order the fields in another way.
    pub(super) layouts: Layouts,
}

impl Shape {
    /// The fields of `class`, each also found under the names that `aliases` gives for its position.
    pub const fn new(class: &'static ClassDef, aliases: &'static [(&'static str, u16)]) -> Self {
        Self { class, aliases, layouts: Layouts::new() }
    }

    /// The Java class.
    pub fn class(&self) -> &'static ClassDef {
        self.class
    }

    /// The field with this name; the last of two.
    fn find(&self, name: &str) -> u16 {
        let alias = || self.aliases.iter().find(|(alias, _)| *alias == name).map(|(_, field)| *field);
        self.class.position(name).map(|field| field as u16).or_else(alias).unwrap_or(UNKNOWN)
    }

    /// The first field that differs from the name in nothing but small letters and capitals.
    fn find_in_any_case(&self, name: &str) -> u16 {
        let is_same = |field: &str| field.eq_ignore_ascii_case(name);
        self.class.fields().position(is_same).map_or(UNKNOWN, |field| field as u16)
    }

    /// The same for the name that the sender declared at position `at` of `wire`. Of several fields with one name, as a
    /// class and its super class may have, the first belongs to the first; where some are missing, those of the super class.
    pub(super) fn find_at(&self, wire: &ClassDef, name: &str, at: usize) -> u16 {
        let ours = (0..self.class.len()).rev().filter(|field| self.class.field(*field) == Some(name));
        if ours.clone().nth(1).is_none() {
            // Mostly there is one at most.
            return self.find(name);
        }
        let after = wire.fields().skip(at.saturating_add(1)).filter(|later| *later == name).count();
        ours.clone().nth(after).or(ours.last()).map_or(UNKNOWN, |field| field as u16)
    }
}

/// An open object; [`Decoder::next_field`] or [`Decoder::next_field_name`] walks through it.
#[derive(Debug)]
#[must_use = "an object that is begun must be read to its end"]
pub struct ObjectHead {
    from: Source,
    shape: Option<&'static Shape>,
}

impl ObjectHead {
    /// Whether the fields come exactly as the shape has them, none read yet.
    #[inline]
    pub(crate) fn is_in_order(&self) -> bool {
        matches!(self.from, Source::Class { next: 0, order: Order::Same, .. } if self.shape.is_some())
    }
}

#[derive(Debug)]
enum Source {
    Class { class: u32, next: u32, count: u32, order: Order, resume: Option<Resume> },
    Map(MapHead),
}

impl<'de> Decoder<'de> {
    /// Begins an object; `None` for null. A map with string keys is taken too, its keys being the field names:
    /// generic calls and classes unknown to the sender arrive like that.
    ///
    /// With a `shape`, [`next_field`](Self::next_field) tells fields by their position in it.
    ///
    /// # Errors
    /// Another kind of value; a reference to something else or to an object being read; a limit.
    pub fn object_begin(&mut self, shape: Option<&'static Shape>) -> Result<Option<ObjectHead>, Error> {
        if let Some(shape) = shape {
            self.known_definition(shape)?;
        }
        let mut tag = self.peek_tag()?;
        if tag == b'N' {
            self.pass(1);
            return Ok(None);
        }
        let mut resume = None;
        if tag == b'Q' {
            let (target, back) = self.follow_reference()?;
            tag = target;
            resume = Some(back);
        }
        if is_map(tag) {
            let map = self.open_map(tag, resume)?;
            return Ok(Some(ObjectHead { from: Source::Map(map), shape }));
        }
        if !is_object(tag) {
            return Err(self.unexpected(tag, shape.map_or("object", |shape| shape.class().static_name())));
        }
        let object = self.register()?;
        let class = self.class_number(tag)?;
        self.enter(object, Inside::Class(class))?;
        let count = self.classes.get(class).map_or(0, ClassDef::len) as u32;
        self.charge_elements(count as usize)?;
        let order = match shape {
            Some(shape) => self.classes.order(class, shape, self.input),
            None => Order::Same,
        };
        Ok(Some(ObjectHead { from: Source::Class { class, next: 0, count, order, resume }, shape }))
    }

    /// Goes to the next field that the shape knows and returns its position there; its value must then be read.
    /// Other fields are skipped. `None`, and the object is closed, after the last.
    ///
    /// # Errors
    /// Malformed bytes in what is skipped; a limit.
    #[inline]
    pub fn next_field(&mut self, head: &mut ObjectHead) -> Result<Option<usize>, Error> {
        if let Source::Class { next, count, order, .. } = &mut head.from
            && *next < *count
        {
            let field = self.classes.target(*order, *next);
            if field != UNKNOWN {
                *next = next.wrapping_add(1);
                self.step();
                return Ok(Some(usize::from(field)));
            }
        }
        self.next_other_field(head)
    }

    /// The same for fields that are not known, and at the end.
    #[inline(never)]
    fn next_other_field(&mut self, head: &mut ObjectHead) -> Result<Option<usize>, Error> {
        loop {
            let Source::Class { next, count, order, resume, .. } = &mut head.from else {
                return self.next_key(head);
            };
            if *next >= *count {
                let resume = resume.take();
                self.close(resume);
                return Ok(None);
            }
            let field = self.classes.target(*order, *next);
            *next = next.wrapping_add(1);
            self.step();
            if field != UNKNOWN {
                return Ok(Some(usize::from(field)));
            }
            self.skip_value()?;
        }
    }

    /// The same for a map in place of an object.
    #[inline(never)]
    fn next_key(&mut self, head: &mut ObjectHead) -> Result<Option<usize>, Error> {
        while let Source::Map(map) = &mut head.from
            && self.map_next(map)?
        {
            let field = match (self.field_key()?, head.shape) {
                (Some(key), Some(shape)) => match shape.find(&key) {
                    UNKNOWN if self.texts.is_some() => shape.find_in_any_case(&key),
                    field => field,
                },
                _ => UNKNOWN,
            };
            if field != UNKNOWN {
                return Ok(Some(usize::from(field)));
            }
            self.skip_value()?;
        }
        Ok(None)
    }

    /// Closes an object whose fields were all read without [`next_field`](Self::next_field).
    #[inline]
    pub(crate) fn object_end(&mut self, head: ObjectHead) {
        if let Source::Class { resume, .. } = head.from {
            self.close(resume);
        }
    }

    /// Goes to the next field and returns its name; its value must then be read. `None`, and the object is closed,
    /// after the last.
    ///
    /// # Errors
    /// A limit; for a map, malformed bytes in a key.
    pub fn next_field_name(&mut self, head: &mut ObjectHead) -> Result<Option<Cow<'de, str>>, Error> {
        match &mut head.from {
            Source::Class { class, next, count, resume, .. } => {
                if *next >= *count {
                    let resume = resume.take();
                    self.close(resume);
                    return Ok(None);
                }
                let name = self.classes.get(*class).and_then(|class| class.field(*next as usize));
                let name = name.unwrap_or_default().to_owned();
                // A long name costs its length in each object that the class has.
                self.charge_memory(name.len())?;
                *next = next.wrapping_add(1);
                self.step();
                Ok(Some(name.into()))
            }
            Source::Map(map) => {
                if !self.map_next(map)? {
                    return Ok(None);
                }
                // A key that is no string has no name of a field: the empty one matches none.
                Ok(Some(self.field_key()?.unwrap_or_default()))
            }
        }
    }

    /// The Java class of an object; `None` for an untyped map.
    pub fn object_class(&self, head: &ObjectHead) -> Option<&str> {
        match &head.from {
            Source::Class { class, .. } => self.classes.get(*class).map(ClassDef::name),
            Source::Map(map) => self.map_type_name(map),
        }
    }

    /// The class of the object that is next, itself or through a reference, which is not read; `None` when something
    /// else is next.
    ///
    /// # Errors
    /// The end of the input; a class or a reference that does not exist.
    pub fn peek_class(&mut self) -> Result<Option<&str>, Error> {
        let mut tag = self.peek_tag()?;
        let back = self.position;
        if tag == b'Q' {
            let object = self.reference()?;
            // `reference` has seen that it is there.
            self.position = self.objects.get(object as usize).map_or(back, |offset| *offset as usize);
            tag = self.remaining().first().copied().unwrap_or_default();
        }
        let class = if is_object(tag) { self.class_number(tag).map(Some) } else { Ok(None) };
        self.position = back;
        Ok(class?.and_then(|class| self.classes.get(class)).map(ClassDef::name))
    }

    fn field_key(&mut self) -> Result<Option<Cow<'de, str>>, Error> {
        let tag = self.peek_tag()?;
        if super::text::is_string(tag) {
            return self.string().map(Some);
        }
        self.skip_value()?;
        Ok(None)
    }

    /// The error for a null where a value of type `wanted` is required; null was read already.
    #[cold]
    pub fn null_found(&self, wanted: &'static str) -> Error {
        self.error(ErrorKind::UnexpectedNull { wanted })
    }
}

#[inline]
pub(super) fn is_object(tag: u8) -> bool {
    matches!(tag, b'O' | 0x60..=0x6f)
}
