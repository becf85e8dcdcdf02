//! Maps, typed and untyped. Spec section 6.

use super::Decoder;
use super::place::Inside;
use super::reference::Resume;
use crate::error::Error;

/// An open map; [`Decoder::map_next`] walks through it.
#[derive(Debug)]
#[must_use = "a map that is begun must be read to its end"]
pub struct MapHead {
    type_name: Option<u32>,
    resume: Option<Resume>,
}

impl Decoder<'_> {
    /// Begins a map; `None` for null.
    ///
    /// # Errors
    /// Another kind of value; a reference to something else or to a map being read; a limit.
    pub fn map_begin(&mut self) -> Result<Option<MapHead>, Error> {
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
        if !is_map(tag) {
            return Err(self.unexpected(tag, "map"));
        }
        self.open_map(tag, resume).map(Some)
    }

    pub(super) fn open_map(&mut self, tag: u8, resume: Option<Resume>) -> Result<MapHead, Error> {
        self.open(Inside::Map)?;
        let type_name = self.map_type(tag)?;
        Ok(MapHead { type_name, resume })
    }

    /// Reads the head of a map whose tag is `tag`, after it was numbered.
    pub(super) fn map_type(&mut self, tag: u8) -> Result<Option<u32>, Error> {
        self.pass(1);
        if tag == b'M' { self.type_name().map(Some) } else { Ok(None) }
    }

    /// Goes to the next entry, of which key and value must then be read; false, and the map is closed, after the last.
    ///
    /// # Errors
    /// The end of the input; a limit.
    #[inline]
    pub fn map_next(&mut self, head: &mut MapHead) -> Result<bool, Error> {
        if self.end_mark()? {
            self.close(head.resume.take());
            return Ok(false);
        }
        self.charge_elements(2)?;
        self.step();
        Ok(true)
    }

    /// The Java class of a map; `None` for `java.util.HashMap`.
    pub fn map_type_name(&self, head: &MapHead) -> Option<&str> {
        self.type_text(head.type_name?)
    }
}

#[inline]
pub(super) fn is_map(tag: u8) -> bool {
    matches!(tag, b'H' | b'M')
}
