//! What is deep, large, or means more than it says.

use dubbors_hessian::{List, Object};

use super::*;

#[test]
fn bodies_have_bounds() {
    let method = Method::new("m", "Ljava/lang/Object;", "V", 1);
    let deep = format!("{}{}", "[".repeat(101), "]".repeat(101));
    assert_eq!(refused(&method, &deep), "JSON that is nested deeper than 100");
    assert!(refused(&method, &"[".repeat(1_000_000)).contains("deeper"));
    assert!(refused(&method, "{\"a\":1,\"a\":2}").contains("twice"));
    assert!(refused(&method, "1e999").contains("not JSON"));
    assert_eq!(refused(&method, "18446744073709551615"), "argument 1: number does not fit long");
}

#[test]
fn answers_have_bounds() {
    let json = |value: &Value, limits: JsonLimits| {
        let bytes = dubbors_hessian::to_bytes(value).unwrap();
        let mut into = BytesMut::new();
        ValueJson::new(limits).answer(&bytes, &mut into).map(|()| into)
    };
    let mut items = vec![Value::from(List::new(vec![1.into()]))];
    items.extend((1..40).map(|n| Value::from(List::new(vec![Value::Ref(n), Value::Ref(n)]))));
    let multiplied = Value::from(List::new(items));
    assert!(json(&multiplied, JsonLimits::DEFAULT).is_err());
    let itself = Value::from(Object::new("com.x.Node", [("next", Value::Ref(0))]));
    assert!(json(&itself, JsonLimits::DEFAULT).is_err());
    let deep = (0..101).fold(Value::Null, |inside, _| List::new(vec![inside]).into());
    assert!(json(&deep, JsonLimits::DEFAULT).is_err());
    let mut limits = JsonLimits::DEFAULT;
    limits.written = 100;
    assert!(json(&"x".repeat(101).into(), limits).is_err());
    assert!(ValueJson::default().answer(b"", &mut BytesMut::new()).is_err());
    assert!(ValueJson::default().answer(b"NN", &mut BytesMut::new()).is_err());
}
