//! S01, S05 and S06: names from the wire create nothing, errors show nothing of what was sent, and what cannot be written is
//! one error.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Random;
use crate::decode::tests::typed::Order;
use crate::java::Exception;
use crate::{
    Decode, Decoder, Encode, Encoder, Error, List, MAX_ERROR_TEXT, Map, Object, TypeName, Value, from_bytes,
    to_bytes,
};

/// What Java refuses to create, and names of a kind that no list has.
fn names() -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/hessian/denied-classes.txt");
    let denied = std::fs::read_to_string(path).unwrap();
    let denied = denied.lines().filter(|line| !line.starts_with('#'));
    // Most of the names are packages.
    let mut names: Vec<String> =
        denied.flat_map(|name| [name.to_owned(), format!("{name}Evil"), format!("[{name}")]).collect();
    assert!(names.len() > 700, "{}", names.len());
    names.extend(
        [
            "",
            "[",
            "[[int",
            "[int",
            "java.lang.Class",
            "t.Order",
            "L;",
            "\u{0}",
            "../../etc/passwd",
            "${jndi:ldap://x}",
        ]
        .map(str::to_owned),
    );
    let mut random = Random(7);
    let letters: Vec<char> = "abcxyzIOC.$/[;\u{0}\u{e9}\u{4e2d}\u{1f600}".chars().collect();
    names.extend((0..10_000).map(|_| {
        let len = random.below(40);
        (0..len).map(|_| letters[random.below(letters.len())]).collect()
    }));
    names
}

#[test]
fn s01_any_class_name_is_inert_data() {
    for name in names() {
        let fields = || [("dataSourceName", Value::from("ldap://x")), ("autoCommit", Value::from(true))];
        let values: [Value; 5] = [
            Object::new(&name, fields()).into(),
            Map::typed(&*name, vec![(Value::from("class"), Value::from(&*name))]).into(),
            List::typed(&*name, vec![Value::from(1), Value::Null]).into(),
            Object::enum_constant(&name, &*name).into(),
            Object::new(&name, [("detailMessage", Value::from(&*name)), ("cause", Value::Ref(0))]).into(),
        ];
        for value in values {
            let bytes = to_bytes(&value).unwrap();
            let back: Value = from_bytes(&bytes).unwrap();
            assert_eq!(back, value);
            assert_eq!(back.class(), Some(&*name));
            // A name chooses no type: a contract's type is read of its own fields alone, and these are not there.
            from_bytes::<Order>(&bytes).unwrap_err();
            let _ = from_bytes::<Exception>(&bytes).map(|exception| assert_eq!(exception.class, name));
        }
    }
}

#[test]
fn s01_the_contract_chooses_the_type_and_not_the_name() {
    for name in
        ["java.lang.Runtime", "javax.naming.InitialContext", "com.sun.rowset.JdbcRowSetImpl", "t.Other"]
    {
        let fields = [("id", Value::from(4)), ("total", Value::from(1.5)), ("lines", Value::Null)];
        let bytes = to_bytes(&Value::from(Object::new(name, fields))).unwrap();
        assert_eq!(from_bytes::<Order>(&bytes).unwrap(), Order { id: 4, total: 1.5, lines: None });
    }
    let set = Value::from(List {
        class: Some(TypeName::from("java.lang.ProcessBuilder")),
        items: [1.into()].into(),
    });
    assert_eq!(from_bytes::<Vec<i32>>(&to_bytes(&set).unwrap()).unwrap(), [1]);
}

/// Counts how often it is shown.
struct Canary;

static SHOWN: AtomicUsize = AtomicUsize::new(0);

impl fmt::Debug for Canary {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        SHOWN.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

impl fmt::Display for Canary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl<'de> Decode<'de> for Canary {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        from.string().map(|_| Self)
    }
}

fn is_short_and_silent(error: &Error) {
    for text in [error.to_string(), format!("{error:?}")] {
        assert!(!text.contains("secret") && !text.contains('\u{7}'), "{text}");
    }
    assert!(error.to_string().len() <= MAX_ERROR_TEXT, "{error}");
}

#[test]
fn s05_a_failed_read_shows_nothing_of_what_was_read() {
    let texts: Vec<String> = (0..40).map(|at| format!("secret\u{7}{at}")).collect();
    let orders = Value::from(vec![Value::from(Object::new("t.Order", [("id", Value::from("secret"))]))]);
    let mut random = Random(3);
    for bytes in [to_bytes(&texts).unwrap(), to_bytes(&orders).unwrap()] {
        for _ in 0..5_000 {
            let mut damaged = bytes.to_vec();
            for _ in 0..random.below(3) {
                let at = random.below(damaged.len());
                damaged[at] = random.next() as u8;
            }
            damaged.truncate(random.below(damaged.len()));
            let _ = from_bytes::<Vec<Canary>>(&damaged).map_err(|error| is_short_and_silent(&error));
            let _ = from_bytes::<Vec<Order>>(&damaged).map_err(|error| is_short_and_silent(&error));
            let _ = from_bytes::<Vec<i64>>(&damaged).map_err(|error| is_short_and_silent(&error));
        }
    }
    assert_eq!(SHOWN.load(Ordering::Relaxed), 0);
}

#[test]
fn s05_errors_are_short_and_hold_no_data() {
    let long = "name\u{7}".repeat(100);
    let mut value = Value::from("secret");
    for _ in 0..50 {
        value = Object::new(long.as_str(), [(long.as_str(), value)]).into();
    }
    let bytes = to_bytes(&value).unwrap();
    for cut in (0..bytes.len()).step_by(97) {
        is_short_and_silent(&from_bytes::<Value>(&bytes[..cut]).unwrap_err());
    }
    is_short_and_silent(&from_bytes::<Vec<i32>>(&to_bytes(&vec!["secret"]).unwrap()).unwrap_err());
}

#[test]
fn s06_what_cannot_be_written_is_one_error() {
    let nameless = Exception { message: Some("secret".to_owned()), ..Exception::default() };
    let outer = Exception::new("c.Outer", "x").with_cause(nameless.clone());
    for exception in [nameless, outer] {
        let mut to = Encoder::new();
        is_short_and_silent(&exception.encode(&mut to).unwrap_err());
        // What was written before it failed is of no use, but the stream can begin again with what says so.
        let start = to.len();
        to.begin_stream();
        Exception::new("java.lang.RuntimeException", "not written").encode(&mut to).unwrap();
        let bytes = to.into_inner();
        let instead: Exception = from_bytes(&bytes[start..]).unwrap();
        assert_eq!(instead.class, "java.lang.RuntimeException");
    }
}
