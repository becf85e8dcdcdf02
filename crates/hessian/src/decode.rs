//! The decoder: Hessian bytes in, values out. Reads slices, trusts no declared length, keeps its tables per stream.

mod binary;
mod class_table;
mod joiner;
mod layout;
mod list;
mod map;
mod number;
mod object;
mod place;
mod recent;
mod reference;
mod skip;
mod text;
mod texts;
mod tree;

use std::borrow::Cow;

use smallvec::SmallVec;

use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::value::TypeName as SharedName;
use class_table::ClassTable;
use place::Frame;

pub use list::ListHead;
pub use map::MapHead;
pub use object::{ObjectHead, Shape};
pub use texts::TextBytes;

/// A value that can be read from Hessian; `'de` is the lifetime of the bytes it may borrow from.
pub trait Decode<'de>: Sized {
    /// Reads the value.
    ///
    /// # Errors
    /// Malformed bytes, a value of another kind, an exceeded limit.
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error>;

    /// Reads a list of such values; `u8` and `i8` read a `byte[]` instead.
    #[doc(hidden)]
    fn decode_vec(from: &mut Decoder<'de>) -> Result<Vec<Self>, Error> {
        from.items()
    }

    /// Reads a Java array of such values; `char` reads a string.
    #[doc(hidden)]
    fn decode_array(from: &mut Decoder<'de>) -> Result<Vec<Self>, Error> {
        Self::decode_vec(from)
    }

    /// What an object field of this type is when the sender's class has no such field; `None` makes that an error.
    #[doc(hidden)]
    fn when_missing() -> Option<Self> {
        None
    }
}

/// A value that can be read from Hessian and borrows nothing from the bytes.
pub trait DecodeOwned: for<'de> Decode<'de> {}

impl<T: for<'de> Decode<'de>> DecodeOwned for T {}

/// Reads one stream of Hessian values from a slice.
///
/// References are followed where they occur: [`list_begin`](Self::list_begin), [`map_begin`](Self::map_begin) and
/// [`object_begin`](Self::object_begin) continue at the object a reference points to and come back when it ends. An
/// object that contains itself is an error there; [`Value`](crate::Value) can hold it.
///
/// ```
/// let mut from = dubbors_hessian::Decoder::new(&[0x7a, 0x91, 0x01, b'a']);
/// let mut list = from.list_begin()?.expect("not null");
/// assert!(from.list_next(&mut list)?);
/// assert_eq!(from.int()?, 1);
/// assert!(from.list_next(&mut list)?);
/// assert_eq!(from.string()?, "a");
/// assert!(!from.list_next(&mut list)?);
/// assert!(from.is_at_end());
/// # Ok::<(), dubbors_hessian::Error>(())
/// ```
#[derive(Debug)]
pub struct Decoder<'de> {
    input: &'de [u8],
    position: usize,
    limits: Limits,
    memory_left: usize,
    elements_left: usize,
    classes: ClassTable,
    types: TypeTable<'de>,
    /// Where each counted object begins.
    objects: SmallVec<[u32; 16]>,
    /// The number that the next object gets; less than `objects.len()` while a reference is followed.
    next_object: u32,
    /// What is open: the place of the value being read.
    frames: SmallVec<[Frame; 8]>,
    /// Which item or field of the innermost container is being read; counts from 1, zero before the first.
    count: u32,
    /// How many references are being followed.
    following: u32,
    /// Whether a text is read where something else is expected, and how bytes stand in it.
    texts: Option<TextBytes>,
}

/// Type names of lists and maps, in order of appearance.
#[derive(Debug, Default)]
struct TypeTable<'de> {
    names: SmallVec<[TypeName<'de>; 2]>,
    /// Names that begin before this offset are in the table.
    frontier: usize,
}

#[derive(Debug)]
struct TypeName<'de> {
    /// Where it begins.
    offset: usize,
    name: Cow<'de, str>,
    /// The same for values that outlive the stream; made when first wanted.
    shared: Option<SharedName>,
}

impl<'de> Decoder<'de> {
    /// A decoder with the default limits.
    pub fn new(input: &'de [u8]) -> Self {
        Self::with_limits(input, Limits::DEFAULT)
    }

    /// A decoder with other limits; a depth above 256 counts as 256, see [`Limits::with_depth`].
    pub fn with_limits(input: &'de [u8], limits: Limits) -> Self {
        // Whatever they say: what is deeper could not be dropped on a small stack.
        let limits = limits.with_depth(limits.depth);
        Self {
            input,
            position: 0,
            memory_left: limits.memory,
            elements_left: limits.elements,
            limits,
            classes: ClassTable::default(),
            types: TypeTable::default(),
            objects: SmallVec::new(),
            next_object: 0,
            frames: SmallVec::new(),
            count: 0,
            following: 0,
            texts: None,
        }
    }

    /// The bounds in force.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The offset of the next byte.
    pub fn position(&self) -> usize {
        self.position
    }

    /// The bytes not read yet.
    pub fn remaining(&self) -> &'de [u8] {
        self.input.get(self.position..).unwrap_or_default()
    }

    /// True when every byte is read.
    pub fn is_at_end(&self) -> bool {
        self.position >= self.input.len()
    }

    /// Succeeds when every byte is read.
    ///
    /// # Errors
    /// [`ErrorKind::TrailingBytes`].
    pub fn finish(&self) -> Result<(), Error> {
        if self.is_at_end() { Ok(()) } else { Err(self.error(ErrorKind::TrailingBytes)) }
    }

    /// Advances over `len` bytes that the caller understood by itself, such as a block equal to one seen before.
    /// They must hold no class definition, object, list or map.
    ///
    /// # Errors
    /// [`ErrorKind::UnexpectedEnd`].
    pub fn advance(&mut self, len: usize) -> Result<(), Error> {
        self.take(len).map(|_| ())
    }

    /// The first byte of the next value; class definitions before it are taken in.
    ///
    /// # Errors
    /// The end of the input; a malformed class definition.
    #[inline]
    pub fn peek_tag(&mut self) -> Result<u8, Error> {
        match self.input.get(self.position) {
            Some(b'C') => self.peek_after_definitions(),
            Some(tag) => Ok(*tag),
            None => Err(self.error(ErrorKind::UnexpectedEnd)),
        }
    }

    #[cold]
    fn peek_after_definitions(&mut self) -> Result<u8, Error> {
        loop {
            match self.input.get(self.position) {
                Some(b'C') => self.class_definition()?,
                Some(tag) => return Ok(*tag),
                None => return Err(self.error(ErrorKind::UnexpectedEnd)),
            }
        }
    }

    /// Reads null if it is next: true when it was.
    ///
    /// # Errors
    /// As [`Decoder::peek_tag`].
    #[inline]
    pub fn null(&mut self) -> Result<bool, Error> {
        let null = self.peek_tag()? == b'N';
        self.pass(usize::from(null));
        Ok(null)
    }

    /// True when a list or array is next, itself or through a reference.
    pub(crate) fn is_list_next(&mut self) -> Result<bool, Error> {
        let tag = self.peek_tag()?;
        Ok(tag == b'Q' || list::is_list(tag))
    }

    /// True when a date is next.
    pub(crate) fn is_date_next(&mut self) -> Result<bool, Error> {
        Ok(matches!(self.peek_tag()?, 0x4a | 0x4b))
    }

    /// True when a string, number or boolean is next.
    pub(crate) fn is_text_or_number_next(&mut self) -> Result<bool, Error> {
        let tag = self.peek_tag()?;
        Ok(text::is_string(tag) || number::is_number(tag))
    }

    /// Reads any value of type `T`.
    ///
    /// # Errors
    /// Those of `T`.
    pub fn decode<T: Decode<'de>>(&mut self) -> Result<T, Error> {
        T::decode(self)
    }

    /// An error at this place, for hand-written implementations of `Decode`.
    #[cold]
    pub fn error(&self, kind: ErrorKind) -> Error {
        Error::at(kind, self.position, self.path())
    }

    #[cold]
    fn unexpected(&self, tag: u8, wanted: &'static str) -> Error {
        self.error(match tag {
            b'N' => ErrorKind::UnexpectedNull { wanted },
            _ => ErrorKind::UnexpectedTag { tag, wanted },
        })
    }

    #[cold]
    fn over(&self, name: &'static str, limit: usize) -> Error {
        self.error(ErrorKind::Limit { name, limit })
    }

    /// Goes on by `len` bytes that were seen.
    #[inline]
    fn pass(&mut self, len: usize) {
        // A slice is never longer than half of what a usize counts.
        self.position = self.position.wrapping_add(len);
    }

    /// The next `len` bytes.
    #[inline]
    fn take(&mut self, len: usize) -> Result<&'de [u8], Error> {
        match self.remaining().get(..len) {
            Some(bytes) => {
                self.pass(len);
                Ok(bytes)
            }
            None => Err(self.error(ErrorKind::UnexpectedEnd)),
        }
    }

    #[inline]
    fn take_array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        match self.remaining().first_chunk::<N>() {
            Some(bytes) => {
                self.pass(N);
                Ok(*bytes)
            }
            None => Err(self.error(ErrorKind::UnexpectedEnd)),
        }
    }

    #[inline]
    fn take_u8(&mut self) -> Result<usize, Error> {
        let [byte] = self.take_array()?;
        Ok(usize::from(byte))
    }

    #[inline]
    fn take_u16(&mut self) -> Result<usize, Error> {
        self.take_array().map(|bytes| usize::from(u16::from_be_bytes(bytes)))
    }

    /// Takes `bytes` from the memory budget.
    #[inline]
    pub(crate) fn charge_memory(&mut self, bytes: usize) -> Result<(), Error> {
        match self.memory_left.checked_sub(bytes) {
            Some(left) => {
                self.memory_left = left;
                Ok(())
            }
            None => Err(self.over("memory", self.limits.memory)),
        }
    }

    /// Takes `count` from the budget of elements.
    #[inline]
    fn charge_elements(&mut self, count: usize) -> Result<(), Error> {
        match self.elements_left.checked_sub(count) {
            Some(left) => {
                self.elements_left = left;
                Ok(())
            }
            None => Err(self.over("elements", self.limits.elements)),
        }
    }
}

#[cfg(test)]
mod tests;
