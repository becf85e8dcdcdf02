//! Objects as maps and back, as Java's `PojoUtils` does for generic calls.

use std::sync::Arc;

use dubbors_hessian::{Map, Object, Value};

/// The key that names an object's class.
const CLASS: &str = "class";

/// Objects of the JDK and of the Hessian library stay what they are: `BigDecimal`, times, exceptions.
fn is_plain(class: &str) -> bool {
    class.starts_with("java.") || class.starts_with("com.alibaba.com.caucho.")
}

/// Every object as a map with its class under `class`.
pub(super) fn generalize(value: Value) -> Value {
    match value {
        Value::Object(object) if !is_plain(object.class.name()) => {
            let mut entries = vec![(CLASS.into(), object.class.name().into())];
            let names: Vec<Value> = object.class.fields().map(Value::from).collect();
            entries.extend(names.into_iter().zip(object.fields.into_iter().map(generalize)));
            Value::Map(Map::new(entries))
        }
        other => inside(other, generalize),
    }
}

/// Every map with a text under `class` as an object of that class.
pub(super) fn realize(value: Value) -> Value {
    match value {
        Value::Map(map) if is_object(&map) => {
            let class = map.get(CLASS).and_then(Value::as_str).unwrap_or_default().to_owned();
            let fields = map.entries.into_iter().filter_map(|(key, value)| {
                let key = key.as_str()?;
                (key != CLASS).then(|| (Arc::<str>::from(key), realize(value)))
            });
            Value::Object(Object::new(class, fields.collect::<Vec<_>>()))
        }
        other => inside(other, realize),
    }
}

fn is_object(map: &Map) -> bool {
    map.get(CLASS).and_then(Value::as_str).is_some_and(|class| !class.is_empty())
        && map.entries.iter().all(|(key, _)| key.as_str().is_some())
}

/// The same value with `change` made to whatever it holds.
fn inside(value: Value, change: fn(Value) -> Value) -> Value {
    match value {
        Value::List(mut list) => {
            list.items = list.items.into_iter().map(change).collect();
            Value::List(list)
        }
        Value::Map(mut map) => {
            map.entries = map.entries.into_iter().map(|(key, value)| (change(key), change(value))).collect();
            Value::Map(map)
        }
        Value::Object(mut object) => {
            object.fields = object.fields.into_iter().map(change).collect();
            Value::Object(object)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_survives_as_a_map() {
        let inner = Value::Object(Object::new("com.x.Inner", [("n", Value::Int(1))]));
        let date = Value::Object(Object::new("java.math.BigDecimal", [("value", Value::from("1.5"))]));
        let outer = Value::Object(Object::new("com.x.Outer", [("inner", inner), ("price", date.clone())]));
        let general = generalize(outer.clone());
        let Value::Map(map) = &general else { panic!("{general:?}") };
        assert_eq!(map.get("class"), Some(&Value::from("com.x.Outer")));
        assert_eq!(map.get("price"), Some(&date));
        assert_eq!(realize(general), outer);
    }

    #[test]
    fn a_map_without_a_class_stays_a_map() {
        let map = Value::Map(Map::new(vec![(Value::Int(1), Value::from("class"))]));
        assert_eq!(realize(map.clone()), map);
    }
}
