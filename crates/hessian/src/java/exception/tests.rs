//! Exceptions of Java, of dubbo-go, and in circles.

use super::*;
use crate::{Encoder, ErrorKind, Object, from_bytes, to_bytes};

fn throwable(class: &str, message: &str, cause: Value) -> Value {
    // In the order in which Java writes them, with what JDK 17 puts into a frame.
    let frame = Object::new(
        "java.lang.StackTraceElement",
        [
            ("format", Value::from(1)),
            ("lineNumber", Value::from(12)),
            ("fileName", Value::from("A.java")),
            ("methodName", Value::from("run")),
            ("declaringClass", Value::from("c.A")),
            ("moduleVersion", Value::Null),
            ("moduleName", Value::Null),
            ("classLoaderName", Value::from("app")),
        ],
    );
    let empty = crate::List::typed("java.util.Collections$EmptyList", Vec::new());
    Object::new(
        class,
        [
            ("suppressedExceptions", Value::from(empty)),
            ("stackTrace", crate::List::typed("[java.lang.StackTraceElement", vec![frame.into()]).into()),
            ("cause", cause),
            ("detailMessage", Value::from(message)),
            ("code", Value::from(2)),
        ],
    )
    .into()
}

#[test]
fn java_without_a_cause_points_to_itself() {
    let bytes = to_bytes(&throwable("c.RpcException", "no", Value::Ref(0))).unwrap();
    let exception: Exception = from_bytes(&bytes).unwrap();
    assert_eq!(exception.to_string(), "c.RpcException: no");
    assert_eq!(exception.cause, None);
    assert_eq!(exception.field("code"), Some(&Value::Int(2)));
    assert_eq!(exception.stack_trace[0].to_string(), "c.A.run(A.java:12)");
    assert!(exception.suppressed.is_empty());
}

#[test]
fn causes_are_read_and_circles_cut() {
    let inner = throwable("c.Inner", "inner", Value::Ref(0));
    let exception: Exception = from_bytes(&to_bytes(&throwable("c.Outer", "outer", inner)).unwrap()).unwrap();
    let cause = exception.cause.as_deref().unwrap();
    assert_eq!((cause.class.as_str(), &cause.cause), ("c.Inner", &None));
    assert_eq!(std::error::Error::source(&exception).unwrap().to_string(), "c.Inner: inner");
    // Decoding goes on after it.
    let mut to = Encoder::new();
    throwable("c.Outer", "outer", throwable("c.Inner", "inner", Value::Ref(3))).encode(&mut to).unwrap();
    to.int(7);
    let bytes = to.into_inner();
    let mut from = crate::Decoder::new(&bytes);
    from.decode::<Exception>().unwrap();
    assert_eq!(from.int().unwrap(), 7);
}

#[test]
fn what_is_written_can_be_read() {
    let exception = Exception {
        stack_trace: vec![
            StackFrame { class: "c.A".into(), method: "run".into(), file: None, line: -2 },
            StackFrame { class: "c.B".into(), method: "go".into(), file: Some("B.java".into()), line: 3 },
        ],
        suppressed: vec![Exception::new("java.io.IOException", "closed")],
        ..Exception::new("org.apache.dubbo.rpc.RpcException", "refused")
    }
    .with_cause(Exception { message: None, ..Exception::new("java.lang.RuntimeException", "") })
    .with_field("code", 2);
    let bytes = to_bytes(&exception).unwrap();
    assert_eq!(from_bytes::<Exception>(&bytes).unwrap(), exception);
    // The four fields by which a reader knows a throwable.
    let value: Value = from_bytes(&bytes).unwrap();
    for name in STANDARD {
        assert!(value.get(name).is_some(), "{name}");
    }
    assert_eq!(value.get("stackTrace").unwrap().class(), Some("[java.lang.StackTraceElement"));
    assert_eq!(exception.stack_trace[0].to_string(), "c.A.run(Native Method)");
    assert!(to_bytes(&Exception::default()).is_err());
}

#[test]
fn dubbo_go_sends_nulls_and_a_version() {
    let value = Value::from(Object::new(
        "java.lang.Throwable",
        [
            ("serialVersionUID", Value::from(-3_042_686_055_658_047_285_i64)),
            ("detailMessage", Value::from("boom")),
            ("suppressedExceptions", Value::Null),
            ("stackTrace", Value::Null),
            ("cause", Value::Null),
        ],
    ));
    let exception: Exception = from_bytes(&to_bytes(&value).unwrap()).unwrap();
    assert_eq!(exception, Exception::new("java.lang.Throwable", "boom"));
}

#[test]
fn a_long_chain_ends_at_the_depth_limit() {
    let mut chain = Value::Null;
    for _ in 0..120 {
        chain = Object::new("c.E", [("cause", chain)]).into();
    }
    let exception: Exception = from_bytes(&to_bytes(&chain).unwrap()).unwrap();
    let depth = std::iter::successors(Some(&exception), |exception| exception.cause.as_deref()).count();
    assert_eq!(depth, 120);
}

#[test]
fn a_chain_of_causes_takes_little_of_the_stack() {
    let work = || {
        let deep = |count| [b"C\x01x\x91\x05cause", &b"\x60".repeat(count)[..], b"N"].concat();
        let exception: Exception = from_bytes(&deep(255)).unwrap();
        // Written, the innermost one has lists inside of it too.
        assert_eq!(from_bytes::<Exception>(&to_bytes(&exception).unwrap()).unwrap(), exception);
        assert!(from_bytes::<Exception>(&deep(1_000_000)).is_err());
        let suppressed = b"\x60\x79".repeat(1_000_000);
        let suppressed = [b"C\x01x\x91\x14suppressedExceptions", &suppressed[..]].concat();
        assert!(from_bytes::<Exception>(&suppressed).is_err());
    };
    std::thread::Builder::new().stack_size(256 * 1024).spawn(work).unwrap().join().unwrap();
}

/// A name is sent once and copied into each exception, which takes a byte or two.
#[test]
fn long_names_are_charged_for_each_exception() {
    let name = "x".repeat(60_000);
    let fields = |field: &str| {
        let last =
            Value::from(Object::new(&name, [("suppressedExceptions", Value::Null), (field, Value::Null)]));
        let all = Value::from(vec![last; 10_000]);
        to_bytes(&Value::from(Object::new(&name, [("suppressedExceptions", all), (field, Value::Null)])))
            .unwrap()
    };
    for field in ["a", &name] {
        let bytes = fields(field);
        assert!(bytes.len() < 300_000, "{}", bytes.len());
        let error = from_bytes::<Exception>(&bytes).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Limit { name: "memory", .. }), "{error}");
    }
}

#[test]
fn a_field_that_every_exception_has_is_not_added() {
    let error = to_bytes(&Exception::new("c.E", "m").with_field("cause", "x")).unwrap_err();
    assert_eq!(error.to_string(), "cause is a field that every exception has; set it as such");
}

#[test]
fn a_frame_that_is_null_is_left_out() {
    let frames = crate::List::typed("[java.lang.StackTraceElement", vec![Value::Null]);
    let bytes = to_bytes(&Value::from(Object::new("c.E", [("stackTrace", Value::from(frames))]))).unwrap();
    assert_eq!(from_bytes::<Exception>(&bytes).unwrap().stack_trace, []);
}
