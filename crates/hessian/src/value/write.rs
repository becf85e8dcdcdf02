//! Writing a value: the inverse of reading, reference for reference.

use super::Value;
use crate::encode::{Encode, Encoder};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;

impl Encode for Value {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        let base = to.object_count();
        write(self, to, base, Limits::DEFAULT.depth)
    }
}

fn write(value: &Value, to: &mut Encoder, base: u32, depth: usize) -> Result<(), Error> {
    match value {
        Value::Null => to.null(),
        Value::Bool(value) => to.bool(*value),
        Value::Int(value) => to.int(*value),
        Value::Long(value) => to.long(*value),
        Value::Double(value) => to.double(*value),
        Value::Date(millis) => to.date_millis(*millis),
        Value::String(value) => to.string(value),
        Value::Binary(bytes) => to.binary(bytes),
        Value::Ref(index) => {
            let known = to.object_count().saturating_sub(base);
            if *index >= known {
                return Err(ErrorKind::BadReference { index: (*index).into(), known: known as usize }.into());
            }
            to.reference(base.saturating_add(*index));
        }
        Value::List(_) | Value::Map(_) | Value::Object(_) => return write_inside(value, to, base, depth),
    }
    Ok(())
}

fn write_inside(value: &Value, to: &mut Encoder, base: u32, depth: usize) -> Result<(), Error> {
    let Some(depth) = depth.checked_sub(1) else {
        return Err(ErrorKind::Limit { name: "depth", limit: Limits::DEFAULT.depth }.into());
    };
    match value {
        Value::List(list) => {
            to.list_begin(list.items.len(), list.class.as_deref());
            list.items.iter().try_for_each(|item| write(item, to, base, depth))?;
        }
        Value::Map(map) => {
            to.map_begin(map.class.as_deref());
            for (key, value) in &map.entries {
                write(key, to, base, depth)?;
                write(value, to, base, depth)?;
            }
            to.map_end();
        }
        Value::Object(object) => {
            if object.fields.len() != object.class.len() {
                return Err(Error::other("an object has another number of values than its class has fields"));
            }
            to.object_begin_shared(&object.class);
            object.fields.iter().try_for_each(|field| write(field, to, base, depth))?;
        }
        _ => {}
    }
    Ok(())
}
