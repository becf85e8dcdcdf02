//! The encoder: values in, Hessian bytes out, appended to a buffer that may already hold a frame header.

mod classes;
mod number;
mod text;

use std::sync::Arc;

use bytes::BytesMut;

use crate::class::ClassDef;
use crate::error::Error;
use classes::{ClassTable, Known};

/// A value that can be written as Hessian.
pub trait Encode {
    /// Writes the value.
    ///
    /// # Errors
    /// Values that Hessian or the receiving side cannot express, such as an object whose field count differs from its class.
    fn encode(&self, to: &mut Encoder) -> Result<(), Error>;

    /// Writes several values as a `java.util.List`; `u8` and `i8` write a `byte[]` instead.
    #[doc(hidden)]
    fn encode_slice(items: &[Self], to: &mut Encoder) -> Result<(), Error>
    where
        Self: Sized,
    {
        to.list_begin(items.len(), None);
        items.iter().try_for_each(|item| item.encode(to))
    }

    /// Writes several values as a Java array of the wire type `type_name`; `byte[]` is a binary, `char[]` a string.
    #[doc(hidden)]
    fn encode_array(items: &[Self], type_name: &str, to: &mut Encoder) -> Result<(), Error>
    where
        Self: Sized,
    {
        to.list_begin(items.len(), Some(type_name));
        items.iter().try_for_each(|item| item.encode(to))
    }
}

/// Writes one stream of Hessian values.
///
/// A stream is what shares class definitions and reference numbers: a whole body in the dubbo protocol, one argument
/// in Triple. The encoder owns its buffer, so it has no lifetime and can be handed through `dyn Encode`.
///
/// ```
/// let mut to = dubbors_hessian::Encoder::new();
/// to.list_begin(2, None);
/// to.int(1);
/// to.string("a");
/// assert_eq!(to.into_inner()[..], [0x7a, 0x91, 0x01, b'a']);
/// ```
#[derive(Debug, Default)]
pub struct Encoder {
    buffer: BytesMut,
    classes: ClassTable,
    objects: u32,
    bare_constants: bool,
}

impl Encoder {
    /// An encoder with an empty buffer.
    pub fn new() -> Self {
        Self::default()
    }

    /// An encoder that appends after what is already in `buffer`.
    pub fn with_buffer(buffer: BytesMut) -> Self {
        Self { buffer, classes: ClassTable::default(), objects: 0, bare_constants: false }
    }

    /// The same encoder, which writes enum constants as bare names: what callers without the enum's class expect.
    #[must_use]
    pub fn with_bare_constants(mut self, bare: bool) -> Self {
        self.bare_constants = bare;
        self
    }

    /// Whether enum constants are written as bare names.
    pub fn has_bare_constants(&self) -> bool {
        self.bare_constants
    }

    /// The buffer, with everything written so far.
    pub fn into_inner(self) -> BytesMut {
        self.buffer
    }

    /// What the buffer holds.
    pub fn buffer(&self) -> &[u8] {
        &self.buffer
    }

    /// The length of the buffer, including what was in it before.
    pub fn len(&self) -> usize {
        self.buffer.len()
    }

    /// True when the buffer holds nothing.
    pub fn is_empty(&self) -> bool {
        self.buffer.is_empty()
    }

    /// Makes room for `additional` bytes at once.
    pub fn reserve(&mut self, additional: usize) {
        self.buffer.reserve(additional);
    }

    /// Forgets class definitions and reference numbers: the next value begins a stream of its own.
    pub fn begin_stream(&mut self) {
        self.classes = ClassTable::default();
        self.objects = 0;
    }

    /// How many lists, maps and objects began so far; the next one gets this number.
    pub fn object_count(&self) -> u32 {
        self.objects
    }

    /// Writes null.
    pub fn null(&mut self) {
        self.byte(b'N');
    }

    /// Writes a boolean.
    pub fn bool(&mut self, value: bool) {
        self.byte(if value { b'T' } else { b'F' });
    }

    /// Begins a list of `len` items, which follow as values; a list with a length has no end mark.
    ///
    /// `None` is a `java.util.ArrayList` to Java. The name of a type is always written out, never as a type
    /// reference, because not every reader keeps the same table (spec section 5).
    pub fn list_begin(&mut self, len: usize, type_name: Option<&str>) {
        self.count_object();
        match type_name {
            None if len <= 7 => self.byte(0x78 | len as u8),
            None => {
                self.byte(0x58);
                self.length(len);
            }
            Some(name) if len <= 7 => {
                self.byte(0x70 | len as u8);
                self.string(name);
            }
            Some(name) => {
                self.byte(b'V');
                self.string(name);
                self.length(len);
            }
        }
    }

    /// Begins a map; keys and values follow alternately, then [`Encoder::map_end`]. `None` is a `java.util.HashMap` to Java.
    pub fn map_begin(&mut self, type_name: Option<&str>) {
        self.count_object();
        match type_name {
            None => self.byte(b'H'),
            Some(name) => {
                self.byte(b'M');
                self.string(name);
            }
        }
    }

    /// Ends a map.
    pub fn map_end(&mut self) {
        self.byte(b'Z');
    }

    /// Begins an object; the values of its fields follow, in the order of `class`.
    ///
    /// The definition is written before the first instance in the stream.
    #[inline]
    pub fn object_begin(&mut self, class: &'static ClassDef) {
        let index = match self.classes.find(class) {
            Some(index) => index,
            None => self.define(Known::Static(class)),
        };
        self.object_of(index);
    }

    /// The same for a class made at run time.
    pub fn object_begin_shared(&mut self, class: &Arc<ClassDef>) {
        let index = match self.classes.find(class) {
            Some(index) => index,
            None => self.define(Known::Shared(Arc::clone(class))),
        };
        self.object_of(index);
    }

    /// Writes the definition, unless an equal one was written, and returns its number.
    fn define(&mut self, class: Known) -> u32 {
        let equal = self.classes.equal(&class);
        if equal.is_none() {
            self.raw(class.written(definition));
        }
        self.classes.insert(class, equal)
    }

    fn object_of(&mut self, class: u32) {
        self.count_object();
        if class <= 15 {
            self.byte(0x60 | class as u8);
        } else {
            self.byte(b'O');
            self.int(class.cast_signed());
        }
    }

    /// Writes a reference to the list, map or object that began as number `index` of this stream.
    pub fn reference(&mut self, index: u32) {
        self.byte(b'Q');
        self.int(i32::try_from(index).unwrap_or(i32::MAX));
    }

    /// Appends bytes that are Hessian already. They must hold no class definition, object, list, map or reference,
    /// because the tables of this encoder would not know them.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    fn byte(&mut self, byte: u8) {
        self.buffer.extend_from_slice(&[byte]);
    }

    fn length(&mut self, len: usize) {
        // Java's lists end at 2^31-1 items; a longer one cannot be held by the receiver whatever is written.
        self.int(i32::try_from(len).unwrap_or(i32::MAX));
    }

    fn count_object(&mut self) {
        self.objects = self.objects.saturating_add(1);
    }
}

/// The bytes of a class definition. Spec section 1.
pub(crate) fn definition(class: &ClassDef) -> Vec<u8> {
    let mut to = Encoder::new();
    to.byte(b'C');
    to.string(class.name());
    to.length(class.len());
    class.fields().for_each(|field| to.string(field));
    to.into_inner().to_vec()
}

#[cfg(test)]
mod tests;
