//! Reference numbers, type names, and following a reference. Spec section 5.
//!
//! Numbers are given in the order in which values begin. Following a reference means reading the object again from
//! where it began, with the number it had; the tables know by the offset what they hold already, so nothing is
//! registered twice.

use super::place::Inside;
use super::{Decoder, TypeName};
use crate::error::{Error, ErrorKind};
use crate::value::TypeName as SharedName;

/// Where to continue when an object read through a reference ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resume {
    position: usize,
    next_object: u32,
}

impl Decoder<'_> {
    /// Gives the object that begins at the current position its number.
    #[inline]
    pub(super) fn register(&mut self) -> Result<u32, Error> {
        let object = self.next_object;
        if object as usize == self.objects.len() {
            if self.objects.len() >= self.limits.references {
                return Err(self.over("references", self.limits.references));
            }
            let Ok(offset) = u32::try_from(self.position) else {
                return Err(self.over("memory", self.limits.memory));
            };
            self.objects.push(offset);
        }
        self.next_object = object.wrapping_add(1);
        Ok(object)
    }

    /// The number of a reference, without reading it; `None` when something else is next.
    pub(crate) fn peek_reference(&mut self) -> Result<Option<u32>, Error> {
        if self.peek_tag()? != b'Q' {
            return Ok(None);
        }
        let at = self.position;
        let object = self.reference()?;
        self.position = at;
        Ok(Some(object))
    }

    /// Reads `Q` and a number that was given already.
    pub(super) fn reference(&mut self) -> Result<u32, Error> {
        self.pass(1);
        let index = i64::from(self.plain_int()?);
        match u32::try_from(index) {
            Ok(object) if (object as usize) < self.objects.len() => Ok(object),
            _ => Err(self.error(ErrorKind::BadReference { index, known: self.objects.len() })),
        }
    }

    /// Continues at the object with this number; the tag there is returned.
    pub(super) fn follow(&mut self, object: u32) -> Result<(u8, Resume), Error> {
        let Some(offset) = self.objects.get(object as usize) else {
            return Err(
                self.error(ErrorKind::BadReference { index: object.into(), known: self.objects.len() })
            );
        };
        let resume = Resume { position: self.position, next_object: self.next_object };
        self.position = *offset as usize;
        self.next_object = object;
        self.following = self.following.saturating_add(1);
        let tag = self.peek_tag()?;
        Ok((tag, resume))
    }

    /// Reads a reference and continues at its object, unless that is being read already.
    pub(super) fn follow_reference(&mut self) -> Result<(u8, Resume), Error> {
        let object = self.reference()?;
        if self.is_open(object) {
            return Err(self.error(ErrorKind::Cycle { index: object }));
        }
        self.charge_elements(1)?;
        self.follow(object)
    }

    /// Comes back from a followed reference.
    pub(super) fn resume(&mut self, resume: Option<Resume>) {
        if let Some(resume) = resume {
            self.position = resume.position;
            self.next_object = resume.next_object;
            self.following = self.following.saturating_sub(1);
        }
    }

    /// Closes a container and comes back if a reference led to it.
    #[inline]
    pub(super) fn close(&mut self, resume: Option<Resume>) {
        self.leave();
        self.resume(resume);
    }

    /// Numbers and opens a container that begins at the current position.
    #[inline]
    pub(super) fn open(&mut self, inside: Inside) -> Result<(), Error> {
        let object = self.register()?;
        self.enter(object, inside)
    }

    /// Reads the type of a list or map: a new name or the number of an earlier one.
    pub(super) fn type_name(&mut self) -> Result<u32, Error> {
        let start = self.position;
        if matches!(self.remaining().first(), Some(0x00..=0x1f | 0x30..=0x33 | b'R' | b'S')) {
            if start < self.types.frontier {
                // Read again through a reference: the offset says which one it is.
                self.skip_string()?;
                self.charge_memory(self.position.saturating_sub(start))?;
                let known = self.types.names.binary_search_by_key(&start, |known| known.offset);
                return Ok(known.unwrap_or_default() as u32);
            }
            if self.types.names.len() >= self.limits.type_names {
                return Err(self.over("type_names", self.limits.type_names));
            }
            let name = self.plain_string()?;
            self.charge_memory(size_of::<TypeName<'_>>())?;
            self.types.frontier = self.position;
            self.types.names.push(TypeName { offset: start, name, shared: None });
            return Ok(self.types.names.len().saturating_sub(1) as u32);
        }
        let index = i64::from(self.plain_int()?);
        match u32::try_from(index) {
            Ok(at) if (at as usize) < self.types.names.len() => Ok(at),
            _ => Err(self.error(ErrorKind::BadType { index, known: self.types.names.len() })),
        }
    }

    /// A type name as a value that outlives the stream.
    pub(super) fn shared_type(&mut self, type_name: u32) -> Option<SharedName> {
        let known = self.types.names.get_mut(type_name as usize)?;
        Some(known.shared.get_or_insert_with(|| SharedName::from(known.name.as_ref())).clone())
    }
}
