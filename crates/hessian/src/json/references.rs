//! References of lossless JSON: by `@id` in the text, by number in a value.

use crate::error::{Error, Place};
use crate::value::Value;

/// The references of one value.
#[derive(Default)]
pub(super) struct References {
    /// How many lists, maps and objects began.
    count: u32,
    /// Their number by `@id`.
    numbers: foldhash::HashMap<u32, u32>,
    /// What the references lead to. Until all is read, [`Value::Ref`] holds a place in here.
    targets: Vec<Target>,
}

#[derive(Clone, Copy)]
enum Target {
    Id(u32),
    /// A number that belongs to nothing, as it is.
    Dangling(u32),
}

impl References {
    /// A list, map or object begins.
    pub(super) fn begin(&mut self, id: Option<u32>) -> Result<(), Error> {
        if let Some(id) = id
            && self.numbers.insert(id, self.count).is_some()
        {
            return Err(Error::other(format!("@id {id} is there twice")));
        }
        self.count = self.count.saturating_add(1);
        Ok(())
    }

    /// A reference.
    pub(super) fn refer(&mut self, index: u32, dangling: bool) -> Result<Value, Error> {
        let Ok(place) = u32::try_from(self.targets.len()) else {
            return Err(Error::other("too many references"));
        };
        self.targets.push(if dangling { Target::Dangling(index) } else { Target::Id(index) });
        Ok(Value::Ref(place))
    }

    /// Gives all references their numbers.
    pub(super) fn settle(&self, value: &mut Value) -> Result<(), Error> {
        if self.targets.is_empty() { Ok(()) } else { self.settle_in(value) }
    }

    fn settle_in(&self, value: &mut Value) -> Result<(), Error> {
        match value {
            Value::Ref(place) => *place = self.number(*place)?,
            Value::List(list) => {
                for (at, item) in list.items.iter_mut().enumerate() {
                    self.settle_in(item).map_err(|error| error.inside(Place::Item(at)))?;
                }
            }
            Value::Map(map) => {
                for (at, (key, value)) in map.entries.iter_mut().enumerate() {
                    let both = self.settle_in(key).and_then(|()| self.settle_in(value));
                    both.map_err(|error| error.inside(Place::Entry(at)))?;
                }
            }
            Value::Object(object) => {
                for (at, field) in object.fields.iter_mut().enumerate() {
                    let name = || object.class.field(at).unwrap_or("?");
                    self.settle_in(field).map_err(|error| error.inside(Place::Field(name())))?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn number(&self, place: u32) -> Result<u32, Error> {
        match usize::try_from(place).ok().and_then(|place| self.targets.get(place)) {
            Some(Target::Dangling(index)) if *index >= self.count => Ok(*index),
            Some(Target::Dangling(index)) => {
                Err(Error::other(format!("@dangling {index} is a number that belongs to something")))
            }
            Some(Target::Id(id)) => match self.numbers.get(id) {
                Some(number) => Ok(*number),
                None => Err(Error::other(format!("@ref {id}, but nothing has this @id"))),
            },
            None => Err(Error::other("a reference that was not read")),
        }
    }
}
