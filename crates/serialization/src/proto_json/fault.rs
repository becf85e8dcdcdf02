//! What is wrong, and where in the JSON.

use std::fmt;

use serde_json::Value as Json;

use crate::json_text::excerpt;

/// A message, and the place it belongs to, from the inside out.
#[derive(Debug)]
pub(super) struct Fault {
    message: String,
    places: Vec<Place>,
}

#[derive(Debug)]
enum Place {
    Field(String),
    Item(usize),
    Key(String),
}

pub(super) type Result<T> = std::result::Result<T, Box<Fault>>;

impl Fault {
    pub(super) fn new(message: impl Into<String>) -> Box<Self> {
        Box::new(Self { message: message.into(), places: Vec::new() })
    }

    pub(super) fn expected(wanted: impl fmt::Display, got: &Json) -> Box<Self> {
        Self::new(format!("expected {wanted}, got {}", excerpt(got)))
    }

    pub(super) fn too_deep() -> Box<Self> {
        Self::new("messages that are nested too deep")
    }

    pub(super) fn in_field(mut self: Box<Self>, name: &str) -> Box<Self> {
        self.places.push(Place::Field(name.to_owned()));
        self
    }

    pub(super) fn in_item(mut self: Box<Self>, at: usize) -> Box<Self> {
        self.places.push(Place::Item(at));
        self
    }

    pub(super) fn in_key(mut self: Box<Self>, key: &str) -> Box<Self> {
        self.places.push(Place::Key(key.chars().take(64).collect()));
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, place) in self.places.iter().rev().enumerate() {
            match place {
                Place::Field(name) if at == 0 => f.write_str(name)?,
                Place::Field(name) => write!(f, ".{name}")?,
                Place::Item(item) => write!(f, "[{item}]")?,
                Place::Key(key) => write!(f, "[{}]", Json::from(key.as_str()))?,
            }
        }
        if !self.places.is_empty() {
            f.write_str(": ")?;
        }
        f.write_str(&self.message)
    }
}
