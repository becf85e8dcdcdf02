//! What is open while decoding: it bounds the depth, finds cycles, and names the place of an error.

use std::fmt::Write as _;

use super::Decoder;
use crate::error::{Error, MAX_ERROR_TEXT, push_name};
use crate::limits::Limits;

/// A longer path is cut: what is wrong there has to be said too.
const MAX_PATH: usize = MAX_ERROR_TEXT / 2;

/// An open list, map or object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// Its reference number.
    pub(super) object: u32,
    pub(super) inside: Inside,
    /// Which item or field of the container around it this one is.
    pub(super) outer: u32,
}

/// What kind of container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    List,
    Map,
    /// An object of the class definition with this number.
    Class(u32),
}

impl Decoder<'_> {
    /// Opens a container.
    pub(super) fn enter(&mut self, object: u32, inside: Inside) -> Result<(), Error> {
        if self.frames.len() >= self.limits.depth {
            return Err(self.over("depth", self.limits.depth));
        }
        let outer = std::mem::take(&mut self.count);
        self.frames.push(Frame { object, inside, outer });
        Ok(())
    }

    /// An error if the innermost container lies deeper than this, which matters if it is less than what all may.
    #[inline]
    pub(crate) fn not_deeper_than(&self, depth: usize) -> Result<(), Error> {
        if depth < Limits::DEFAULT.depth && self.frames.len() > depth {
            return Err(self.over("depth", depth));
        }
        Ok(())
    }

    /// Goes on to the next item or field of the innermost container.
    #[inline]
    pub(crate) fn step(&mut self) {
        self.count = self.count.wrapping_add(1);
    }

    /// Closes the innermost container.
    #[inline]
    pub(super) fn leave(&mut self) {
        self.count = self.frames.pop().map_or(0, |frame| frame.outer);
    }

    /// True while the object with this number is being read.
    pub(crate) fn is_open(&self, object: u32) -> bool {
        self.frames.iter().any(|frame| frame.object == object)
    }

    /// The place of the value being read, like `orders[3].total`.
    pub(super) fn path(&self) -> String {
        let mut path = String::new();
        let inner = self.frames.iter().skip(1).map(|frame| frame.outer).chain([self.count]);
        for (frame, count) in self.frames.iter().zip(inner) {
            if path.len() > MAX_PATH {
                path.push_str("..");
                break;
            }
            let Some(at) = count.checked_sub(1) else { continue };
            match frame.inside {
                Inside::List => {
                    // Writing to a String cannot fail.
                    let _ = write!(path, "[{at}]");
                }
                Inside::Map => match self.key_said(frame.object, at) {
                    Some(key) => push_field(&mut path, &key),
                    None => {
                        let _ = write!(path, "{{{at}}}");
                    }
                },
                Inside::Class(class) => {
                    let field = self.classes.get(class).and_then(|class| class.field(at as usize));
                    push_field(&mut path, field.unwrap_or("?"));
                }
            }
        }
        path
    }
}

fn push_field(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    push_name(path, name);
}
