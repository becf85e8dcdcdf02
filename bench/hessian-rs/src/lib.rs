//! The cases of `cargo xtask bench hessian` for hessian_rs, which has no typed values: a tree is written and read.

#[path = "../../src/hessian/count.rs"]
pub mod count;
#[path = "../../src/hessian/measure.rs"]
pub mod measure;
#[path = "../../src/hessian/text.rs"]
mod text;

use std::collections::HashMap;

use hessian_rs::Value;
use hessian_rs::ser::Serializer;
use hessian_rs::value::Definition;
use measure::{Case, Cases, Failure};

const CODEC: &str = "hessian_rs";

/// The cases it can do, and lines that say what it cannot.
pub fn all() -> (Vec<Case>, Vec<String>) {
    let (mut list, mut notes) = (Vec::new(), Vec::new());
    let mut note = |payload: &str, result: Result<(), Failure>| {
        notes.extend(result.err().map(|error| format!("cannot do {payload}: {error}")));
    };
    note("object", object(&mut Cases::new("object", &mut list)));
    for (payload, text) in text::texts() {
        let mut cases = Cases::new(payload, &mut list);
        let done = cases.both(
            CODEC,
            Value::String(text),
            |value, to: &mut Vec<u8>| Ok(Serializer::new(to).serialize_value(value).map_err(spoken)?),
            read,
        );
        note(payload, done);
    }
    notes.push(
        "writes an emoji as four bytes of UTF-8, not as Java's two surrogates of three bytes each".to_owned(),
    );
    (list, notes)
}

fn read(bytes: &[u8]) -> Result<Value, Failure> {
    hessian_rs::from_slice(bytes).map_err(|error| spoken(error).into())
}

fn spoken(error: hessian_rs::Error) -> String {
    error.to_string()
}

/// The object of `bench/src/hessian/payload.rs`. The tree has no objects to write, so their classes are begun by hand;
/// what is read is a tree with maps in their place.
fn object(cases: &mut Cases<'_>) -> Result<(), Failure> {
    let text = |text: &str| Value::String(text.to_owned());
    let counts = [("logins", 42), ("orders", 7), ("visits", 1234)];
    let user = [
        ("id", Value::Long(9_007_199_254_740_993)),
        ("name", text("Ann Example")),
        ("email", text("ann@example.com")),
        ("age", Value::Int(37)),
        ("level", Value::Int(1200)),
        ("balance", Value::Long(1_234_567)),
        ("score", Value::Double(97.25)),
        ("active", Value::Bool(true)),
        ("created", Value::Date(1_700_000_000_123)),
        ("tags", Value::List(["admin", "beta", "staff"].map(text).to_vec().into())),
        (
            "counts",
            Value::Map(HashMap::from(counts.map(|(key, count)| (text(key), Value::Int(count)))).into()),
        ),
    ];
    let address =
        [("street", text("12 Long Street")), ("city", text("Springfield")), ("zip", Value::Int(12345))];

    let mut user_class = class("org.dubbors.bench.User", &user);
    user_class.fields.push("address".to_owned());
    let address_class = class("org.dubbors.bench.Address", &address);
    let whole =
        |class: &Definition, fields: HashMap<Value, Value>| Value::Map((class.name.clone(), fields).into());
    let entries = |fields: &[(&str, Value)]| -> HashMap<Value, Value> {
        fields.iter().map(|(name, value)| (text(name), value.clone())).collect()
    };
    let mut fields = entries(&user);
    fields.insert(text("address"), whole(&address_class, entries(&address)));
    let tree = whole(&user_class, fields);

    let user = user.map(|(_, value)| value);
    let address = address.map(|(_, value)| value);
    cases.both(
        CODEC,
        tree,
        move |_, to: &mut Vec<u8>| {
            let mut to = Serializer::new(to);
            to.serialize_fields_with_definition(&user_class, &user).map_err(spoken)?;
            Ok(to.serialize_fields_with_definition(&address_class, &address).map_err(spoken)?)
        },
        read,
    )
}

fn class(name: &str, fields: &[(&str, Value)]) -> Definition {
    Definition { name: name.to_owned(), fields: fields.iter().map(|(name, _)| (*name).to_owned()).collect() }
}
