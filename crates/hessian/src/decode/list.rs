//! Lists and arrays, in all their forms. Spec section 6.

use super::place::Inside;
use super::reference::Resume;
use super::{Decode, Decoder};
use crate::error::Error;

/// An open list; [`Decoder::list_next`] walks through it.
#[derive(Debug)]
#[must_use = "a list that is begun must be read to its end"]
pub struct ListHead {
    /// Items left; `None` when an end mark follows the last one.
    left: Option<usize>,
    type_name: Option<u32>,
    resume: Option<Resume>,
}

impl ListHead {
    /// How many items the sender declared to follow; never to be trusted for reserving memory.
    pub fn declared(&self) -> Option<usize> {
        self.left
    }
}

/// How a list is written.
pub(super) struct ListShape {
    pub(super) left: Option<usize>,
    pub(super) type_name: Option<u32>,
}

impl<'de> Decoder<'de> {
    /// Begins a list, set or array; `None` for null. Its type does not matter: Java fills any of them from any list.
    ///
    /// # Errors
    /// Another kind of value; a reference to something else or to a list being read; a limit.
    pub fn list_begin(&mut self) -> Result<Option<ListHead>, Error> {
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
        if !is_list(tag) {
            return Err(self.unexpected(tag, "list"));
        }
        self.open(Inside::List)?;
        let shape = self.list_shape(tag)?;
        Ok(Some(ListHead { left: shape.left, type_name: shape.type_name, resume }))
    }

    /// Goes to the next item, which must then be read; false, and the list is closed, after the last.
    ///
    /// # Errors
    /// The end of the input; a limit.
    #[inline]
    pub fn list_next(&mut self, head: &mut ListHead) -> Result<bool, Error> {
        let more = match &mut head.left {
            Some(0) => false,
            Some(left) => {
                *left = left.wrapping_sub(1);
                true
            }
            None => !self.end_mark()?,
        };
        if more {
            self.charge_elements(1)?;
            self.step();
        } else {
            self.close(head.resume.take());
        }
        Ok(more)
    }

    /// The type of a list, such as `[int` or `java.util.HashSet`; `None` for `java.util.ArrayList`.
    pub fn list_type(&self, head: &ListHead) -> Option<&str> {
        self.type_text(head.type_name?)
    }

    pub(super) fn type_text(&self, type_name: u32) -> Option<&str> {
        self.types.names.get(type_name as usize).map(|known| known.name.as_ref())
    }

    /// Reads a whole list. Null is an error.
    pub(crate) fn items<T: Decode<'de>>(&mut self) -> Result<Vec<T>, Error> {
        let Some(mut head) = self.list_begin()? else {
            return Err(self.null_found("list"));
        };
        let mut items = Vec::with_capacity(self.trusted::<T>(head.declared()));
        while self.list_next(&mut head)? {
            self.charge_memory(size_of::<T>())?;
            if items.len() == items.capacity() {
                // Twice as much, but for no more than can come: an item takes a byte at least.
                items.reserve_exact(items.len().max(4).min(self.remaining().len()));
            }
            items.push(T::decode(self)?);
        }
        Ok(items)
    }

    /// How many of the declared items may be given room before they arrive: no more bytes than are left to read, and the
    /// less the deeper the list is, as the lists around it have theirs.
    pub(crate) fn trusted<T>(&self, declared: Option<usize>) -> usize {
        let each = size_of::<T>().saturating_mul(self.frames.len().max(1));
        let room = self.remaining().len().checked_div(each).unwrap_or(usize::MAX);
        declared.unwrap_or_default().min(room.max(4)).min(self.remaining().len())
    }

    /// Reads the head of a list whose tag is `tag`, after it was numbered.
    pub(super) fn list_shape(&mut self, tag: u8) -> Result<ListShape, Error> {
        self.pass(1);
        Ok(match tag {
            0x78..=0x7f => ListShape { left: Some(usize::from(tag & 7)), type_name: None },
            0x70..=0x77 => ListShape { type_name: Some(self.type_name()?), left: Some(usize::from(tag & 7)) },
            0x58 => ListShape { left: Some(self.length()?), type_name: None },
            b'V' => {
                let type_name = Some(self.type_name()?);
                ListShape { left: Some(self.length()?), type_name }
            }
            b'U' => ListShape { type_name: Some(self.type_name()?), left: None },
            _ => ListShape { left: None, type_name: None },
        })
    }

    /// Reads the end mark of a list or map if it is next.
    #[inline]
    pub(super) fn end_mark(&mut self) -> Result<bool, Error> {
        let end = self.peek_tag()? == b'Z';
        self.pass(usize::from(end));
        Ok(end)
    }
}

#[inline]
pub(super) fn is_list(tag: u8) -> bool {
    matches!(tag, 0x55..=0x58 | 0x70..=0x7f)
}
