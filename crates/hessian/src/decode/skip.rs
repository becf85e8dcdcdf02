//! Passing over a value: no allocation, but class definitions, type names and reference numbers are kept.

use smallvec::SmallVec;

use super::Decoder;
use super::binary::is_binary;
use super::list::is_list;
use super::map::is_map;
use super::object::is_object;
use super::text::is_string;
use crate::class::ClassDef;
use crate::error::Error;

/// What is left of a container being skipped.
enum Left {
    Values(usize),
    UntilEnd,
    /// At a key.
    Entries,
    /// At the value of an entry.
    EntryValue,
}

impl Decoder<'_> {
    /// Passes over the next value.
    ///
    /// Everything later values depend on is kept, so decoding can go on after it. Text is not checked for more
    /// than the length of its characters.
    ///
    /// # Errors
    /// Malformed bytes; a limit.
    pub fn skip_value(&mut self) -> Result<(), Error> {
        let start = self.position;
        let mut open: SmallVec<[Left; 16]> = SmallVec::new();
        loop {
            if let Some(inside) = self.skip_one()? {
                if open.len().saturating_add(self.frames.len()) >= self.limits.depth {
                    return Err(self.over("depth", self.limits.depth));
                }
                open.push(inside);
            }
            if !self.skip_finished(&mut open)? {
                continue;
            }
            if self.following > 0 {
                // Reading the same bytes again and again is the only way to do more work than there are bytes.
                self.charge_memory(self.position.saturating_sub(start))?;
            }
            return Ok(());
        }
    }

    /// Closes what has no more values; true when nothing is open.
    fn skip_finished(&mut self, open: &mut SmallVec<[Left; 16]>) -> Result<bool, Error> {
        loop {
            match open.last_mut() {
                None => return Ok(true),
                Some(Left::Values(0)) => {}
                Some(Left::Values(left)) => {
                    *left = left.saturating_sub(1);
                    return Ok(false);
                }
                Some(inside @ Left::EntryValue) => {
                    *inside = Left::Entries;
                    return Ok(false);
                }
                Some(inside) => {
                    if !self.end_mark()? {
                        if matches!(inside, Left::Entries) {
                            *inside = Left::EntryValue;
                        }
                        return Ok(false);
                    }
                }
            }
            open.pop();
        }
    }

    /// Passes over a scalar, or the head of a container.
    fn skip_one(&mut self) -> Result<Option<Left>, Error> {
        self.charge_elements(1)?;
        let tag = self.peek_tag()?;
        if is_string(tag) {
            return self.skip_string().map(|()| None);
        }
        if self.number_after(tag)?.is_some() || self.date_after(tag)?.is_some() {
            return Ok(None);
        }
        if is_binary(tag) {
            return self.skip_binary().map(|()| None);
        }
        if is_object(tag) {
            self.register()?;
            let class = self.class_number(tag)?;
            return Ok(Some(Left::Values(self.classes.get(class).map_or(0, ClassDef::len))));
        }
        if is_list(tag) {
            self.register()?;
            return Ok(Some(match self.list_shape(tag)?.left {
                Some(items) => Left::Values(items),
                None => Left::UntilEnd,
            }));
        }
        if is_map(tag) {
            self.register()?;
            self.map_type(tag)?;
            return Ok(Some(Left::Entries));
        }
        match tag {
            b'N' | b'T' | b'F' => self.pass(1),
            b'Q' => {
                self.reference()?;
            }
            _ => return Err(self.unexpected(tag, "value")),
        }
        Ok(None)
    }
}
