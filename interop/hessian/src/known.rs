//! Where a peer is known to differ, and why. Whatever is not here is a finding.

use dubbors_hessian::{Map, Value};

use crate::text::{Detail, text};

/// What a peer makes of our bytes.
struct Known {
    peer: &'static str,
    reason: &'static str,
    change: Change,
}

enum Change {
    /// Of the value itself; true if there was something to change.
    Value(fn(&mut Value) -> bool),
    /// Of its text, where a change of the value would move the numbers that references use.
    Text(fn(&Value, &str) -> String),
}

const KNOWN: [Known; 2] = [
    Known {
        peer: "go",
        reason: "a null value of a typed map: its entry is lost",
        change: Change::Value(null_entries),
    },
    Known {
        peer: "go",
        reason: "an empty list without a type for a slice of a type: it becomes nil",
        change: Change::Text(empty_children),
    },
];

/// Why a peer does not read its own bytes as what it has written: what stands in the text of all such values.
const OWN: [(&str, &str, &str); 2] = [
    (
        "go",
        "[]",
        "its own: an empty slice takes a number when it is read and none when it is written, references behind it are wrong",
    ),
    (
        "lite32",
        "java.util.UUID(",
        "its own: a UUID takes a number when it is written and none when it is read, references behind it are wrong",
    ),
];

/// The reason for which a peer may misread its own bytes.
pub(crate) fn own(peer: &str, text: &str) -> Option<&'static str> {
    OWN.iter().find(|(known, what, _)| *known == peer && text.contains(what)).map(|(_, _, reason)| *reason)
}

/// The text of a value as a peer reads it, and the reasons for which that is not the text of the value.
pub(crate) fn expected(peer: &str, value: &Value, detail: Detail) -> (String, Vec<&'static str>) {
    let (mut value, mut reasons) = (value.clone(), Vec::new());
    let known = || KNOWN.iter().filter(|known| known.peer == peer);
    for known in known() {
        if let Change::Value(change) = known.change
            && change(&mut value)
        {
            reasons.push(known.reason);
        }
    }
    let mut is = text(&value, detail);
    for known in known() {
        if let Change::Text(change) = known.change {
            let changed = change(&value, &is);
            if changed != is {
                reasons.push(known.reason);
                is = changed;
            }
        }
    }
    (is, reasons)
}

fn null_entries(value: &mut Value) -> bool {
    let mut changed = false;
    if let Value::Map(Map { class: Some(_), entries }) = value {
        changed = entries.iter().any(|(_, value)| value.is_null());
        let kept = std::mem::take(entries).into_iter().filter(|(_, value)| !value.is_null());
        *entries = kept.collect();
    }
    match value {
        Value::List(list) => list.items.iter_mut().for_each(|item| changed |= null_entries(item)),
        Value::Map(map) => map.entries.iter_mut().for_each(|(_, value)| changed |= null_entries(value)),
        Value::Object(object) => object.fields.iter_mut().for_each(|field| changed |= null_entries(field)),
        _ => {}
    }
    changed
}

fn empty_children(value: &Value, text: &str) -> String {
    if untyped_children(value) { text.replace("(children:[],", "(children:null,") } else { text.to_owned() }
}

fn untyped_children(value: &Value) -> bool {
    match value {
        Value::List(list) => list.items.iter().any(untyped_children),
        Value::Map(map) => map.entries.iter().any(|(_, value)| untyped_children(value)),
        Value::Object(object) => {
            let children = object.get("children").and_then(Value::as_list);
            children.is_some_and(|list| list.class.is_none()) || object.fields.iter().any(untyped_children)
        }
        _ => false,
    }
}

/// Names of vectors whose reading or writing by the peer differs, with the reason.
pub(crate) fn vector(set: &str, name: &str) -> Option<&'static str> {
    VECTORS
        .iter()
        .find(|(known, names, _)| *known == set && names.contains(&name))
        .map(|(_, _, reason)| *reason)
}

const VECTORS: &[(&str, &[&str], &str)] = &[
    (
        "values32",
        &["List.of.0", "List.of.2", "List.of.3", "List.copyOf", "Set.of.1", "Map.of.0", "Map.of.1", "toList"],
        "it writes the stand-in that Java serializes these with, and loses the items",
    ),
    (
        "values32",
        &["subList", "keySet", "values"],
        "it names a collection that cannot be serialized, where the text has the plain list",
    ),
];
