//! Places that are put together on the way out, innermost first.

use std::fmt::Write as _;

use super::{Error, push_name};

/// How much of a place is kept, in bytes: the outer part, and room for what went wrong.
const MAX_PLACE: usize = 160;

/// One step into a value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place<'a> {
    /// An item of a list.
    Item(usize),
    /// An entry of a map.
    Entry(usize),
    /// A field of an object.
    Field(&'a str),
}

impl Error {
    /// The same error, found one step further inside.
    #[cold]
    pub(crate) fn inside(mut self, place: Place<'_>) -> Self {
        let mut path = String::new();
        // Writing to a String cannot fail.
        let _ = match place {
            Place::Item(at) => write!(path, "[{at}]"),
            Place::Entry(at) => write!(path, "{{{at}}}"),
            Place::Field(name) => {
                push_name(&mut path, name);
                Ok(())
            }
        };
        if !self.inner.path.is_empty() && !self.inner.path.starts_with(['[', '{']) {
            path.push('.');
        }
        path.push_str(&self.inner.path);
        if path.len() > MAX_PLACE {
            let end = (0..=MAX_PLACE).rev().find(|end| path.is_char_boundary(*end)).unwrap_or(0);
            path.truncate(end);
            path.push_str("..");
        }
        self.inner.path = path;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_from_the_outside_in() {
        let steps = [Place::Field("total"), Place::Item(3), Place::Entry(0), Place::Field("orders")];
        let error = steps.into_iter().fold(Error::other("wrong"), Error::inside);
        assert_eq!(error.path(), "orders{0}[3].total");
        assert_eq!(error.to_string(), "orders{0}[3].total: wrong");
    }

    #[test]
    fn a_deep_place_leaves_room_for_what_is_wrong() {
        let error = (0..1000).fold(Error::other("wrong"), |error, _| error.inside(Place::Field("näxt")));
        assert!(error.to_string().ends_with("..: wrong"), "{error}");
    }
}
