//! Bytes that real Java wrote (`testdata/hessian`, made by the peers in `interop/java`): every value is read, and
//! written as Java wrote it.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use dubbors_hessian::java::{BigDecimal, Date, Exception, JavaArray};
use dubbors_hessian::{Decode, Decoder, Encode, Value, from_bytes, to_bytes};
use support::{RELEASES, golden};

#[test]
fn every_value_is_read_and_survives() {
    for release in RELEASES {
        let lines = golden(release);
        assert!(lines.len() > 200, "{release}: {}", lines.len());
        for (name, bytes) in lines {
            let mut decoder = Decoder::new(bytes);
            let value = decoder.value().unwrap_or_else(|error| panic!("{release} {name}: {error}"));
            decoder.finish().unwrap_or_else(|error| panic!("{release} {name}: {error}"));
            let mut skipper = Decoder::new(bytes);
            skipper.skip_value().unwrap();
            assert_eq!(skipper.position(), bytes.len(), "{release} {name}");
            let written = to_bytes(&value).unwrap();
            let again: Value = from_bytes(&written).unwrap();
            assert_eq!(to_bytes(&again).unwrap(), written, "{release} {name}");
        }
    }
}

/// What Java writes in a form of its own: binaries in chunks of its buffer's size, an iterator as a list with an end mark
/// in place of a length, the type of a second array or collection by its number, where its name again is as right, a
/// throwable's suppressed list shared with another. Both forms mean the same, and the test above reads them.
const OTHER_FORM: [&str; 18] = [
    "Enumeration",
    "InputStream",
    "Iterator",
    "bytes.4096",
    "bytes.8192",
    "bytes.9000",
    "cycle.pair",
    "exception.cause",
    "exception.execution",
    "exception.invocation",
    "exception.suppressed",
    "exception.uncheckedIO",
    "int[][]",
    "list.exceptions",
    "list.nested",
    "list.users",
    "shared.date",
    "shared.list",
];

#[test]
fn everything_else_is_written_as_java_writes_it() {
    for release in RELEASES {
        let mut others = golden(release).clone();
        others.retain(|_, bytes| {
            let value: Value = from_bytes(bytes).unwrap();
            to_bytes(&value).unwrap() != *bytes
        });
        let others: Vec<_> = others.keys().filter(|name| !OTHER_FORM.contains(&name.as_str())).collect();
        assert!(others.is_empty(), "{release}: {others:?}");
    }
}

fn check<T: Encode + for<'de> Decode<'de> + PartialEq + std::fmt::Debug>(name: &str, expected: &T) {
    for release in RELEASES {
        let lines = golden(release);
        let bytes = lines.get(name).unwrap_or_else(|| panic!("{release} has no {name}"));
        let read: T = from_bytes(bytes).unwrap_or_else(|error| panic!("{release} {name}: {error}"));
        assert_eq!(read, *expected, "{release} {name}");
    }
}

#[test]
fn typed_values_are_what_java_meant() {
    check("int.262144", &262_144);
    check("long.9223372036854775807", &i64::MAX);
    check("double.2147483.647", &2_147_483.647);
    check("float.0.1", &0.1f32);
    check("string.emoji", &"a😀é".to_owned());
    check("string.pairAcrossChunk", &format!("{}😀", "x".repeat(32767)));
    check("bytes.9000", &(0..9000u32).map(|at| at.to_le_bytes()[0]).collect::<Vec<u8>>());
    check("ArrayList.8", &(0..8).map(|at| format!("item{at}")).collect::<Vec<_>>());
    check("int[].3", &JavaArray(vec![1, -1, 70_000]));
    check("String[].3", &JavaArray(vec![Some("a".to_owned()), None, Some("c".to_owned())]));
    check("Date.1700000000123", &Date::from_millis(1_700_000_000_123));
    check("BigDecimal.-1.50", &BigDecimal::from("-1.50"));
}

#[test]
fn exceptions_carry_class_message_cause_and_stack() {
    for release in RELEASES {
        let lines = golden(release);
        let read = |name: &str| from_bytes::<Exception>(&lines[name]).unwrap();
        let checked = read("exception.checked");
        assert_eq!(checked.class, "org.dubbors.interop.CheckedException");
        assert_eq!(checked.message.as_deref(), Some("checked: boom"));
        assert_eq!(checked.field("code"), Some(&Value::Int(42)));
        assert_eq!(checked.stack_trace.len(), 1);
        let cause = read("exception.cause").cause.unwrap();
        assert_eq!(
            (cause.class.as_str(), cause.message.as_deref()),
            ("java.lang.IllegalArgumentException", Some("root"))
        );
        assert_eq!(read("exception.noMessage").message, None);
        assert_eq!(read("exception.suppressed").suppressed.len(), 1);
        assert!(read("exception.noStack").stack_trace.is_empty());
    }
}
