//! What references count.

use super::Value;

impl Value {
    /// The lists, maps and objects of this root value in the order in which they begin: what [`Value::Ref`] counts.
    pub fn numbered(&self) -> impl Iterator<Item = &Self> {
        let mut open = vec![self];
        std::iter::from_fn(move || {
            loop {
                let value = open.pop()?;
                match value {
                    Self::List(list) => open.extend(list.items.iter().rev()),
                    Self::Object(object) => open.extend(object.fields.iter().rev()),
                    Self::Map(map) => {
                        open.extend(map.entries.iter().rev().flat_map(|(key, value)| [value, key]));
                    }
                    _ => continue,
                }
                return Some(value);
            }
        })
    }
}
