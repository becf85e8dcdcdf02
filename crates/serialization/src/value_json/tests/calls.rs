//! Bodies as arguments of typed services, and what they answer.

use std::collections::HashMap;

use dubbors_core::{Args, Invocation, Ref, ServiceKey};
use dubbors_hessian::java::{BigDecimal, Date, LocalDate};
use dubbors_hessian::{List, Object};

use super::*;

const NAMES: &[&str] = &["name", "count"];

fn one(descriptor: &'static str, name: &'static [&'static str]) -> Method {
    Method::new("m", descriptor, "V", 1).with_params(name)
}

fn two() -> Method {
    Method::new("m", "Ljava/lang/String;I", "V", 2).with_params(NAMES)
}

#[test]
fn no_parameters_take_nothing() {
    let method = Method::new("m", "", "V", 0);
    for body in ["", "  \n", "null", "[]", "{}"] {
        assert!(values(&method, body).is_empty(), "{body}");
    }
    assert_eq!(refused(&method, "[1]"), "m takes no arguments, got an array");
}

#[test]
fn one_parameter_is_the_body_or_in_it() {
    let text = one("Ljava/lang/String;", &["name"]);
    for body in [r#""Ada""#, r#"["Ada"]"#, r#"{"name":"Ada"}"#] {
        assert_eq!(values(&text, body), ["Ada".into()], "{body}");
    }
    assert_eq!(refused(&text, r#"{"nam":"Ada"}"#), "name: expected java.lang.String, got an object");
    assert_eq!(refused(&text, "7"), "name: expected java.lang.String, got 7");
    assert_eq!(refused(&text, ""), "m takes 1 argument(s), name: java.lang.String; got an empty body");

    let list = one("Ljava/util/List;", &["names"]);
    assert_eq!(values(&list, r#"["Ada"]"#), [List::new(vec!["Ada".into()]).into()]);
    assert_eq!(values(&list, "[]"), [List::new(vec![]).into()]);
    assert_eq!(values(&list, "null"), [Value::Null]);

    let map = one("Ljava/util/Map;", &["map"]);
    assert_eq!(values(&map, r#"{"map":1}"#), [Value::from_iter([("map", 1)])]);

    let user = one("Lcom/x/User;", &["user"]);
    let ann = Value::from(Object::new("com.x.User", [("name", "ann".into())]));
    for body in [r#"{"name":"ann"}"#, r#"[{"name":"ann"}]"#, r#"{"user":{"name":"ann"}}"#] {
        assert_eq!(values(&user, body), std::slice::from_ref(&ann), "{body}");
    }
}

#[test]
fn several_parameters_have_places_or_names() {
    let expected = [Value::from("Ada"), 7.into()];
    assert_eq!(values(&two(), r#"["Ada",7]"#), expected);
    assert_eq!(values(&two(), r#"{"count":7,"name":"Ada"}"#), expected);
    assert_eq!(values(&two(), r#"{"count":7}"#), [Value::Null, 7.into()]);
    let wanted = "m takes 2 argument(s), name: java.lang.String, count: int; got";
    assert_eq!(refused(&two(), r#"["Ada"]"#), format!("{wanted} 1 values"));
    assert_eq!(refused(&two(), r#""Ada""#), format!("{wanted} \"Ada\""));
    assert_eq!(refused(&two(), r#"{"nam":"Ada"}"#), format!("{wanted} one called nam"));
    assert_eq!(refused(&two(), r#"{"name":"Ada"}"#), "count: int cannot be null");
    assert_eq!(refused(&two(), r#"["Ada","7"]"#), "count: expected int, got \"7\"");
    let nameless = Method::new("m", "II", "V", 2);
    assert_eq!(
        refused(&nameless, "{}"),
        "m takes 2 argument(s), argument 1: int, argument 2: int; got an object"
    );
}

#[test]
fn types_guide_what_values_become() {
    let date = one("Ljava/time/LocalDate;", &["day"]);
    let payload = ValueJson::default().arguments(&date, br#""2024-02-29""#).unwrap();
    assert_eq!(payload.decode::<LocalDate>().unwrap(), LocalDate::new(2024, 2, 29).unwrap());
    let decimal = one("Ljava/math/BigDecimal;", &["price"]);
    for (body, text) in [("19.5", "19.5"), ("\"19.50\"", "19.50"), ("19", "19")] {
        let payload = ValueJson::default().arguments(&decimal, body.as_bytes()).unwrap();
        assert_eq!(payload.decode::<BigDecimal>().unwrap().as_str(), text);
    }
    let long = one("J", &["id"]);
    assert_eq!(values(&long, "\"9007199254740993\""), [9_007_199_254_740_993_i64.into()]);
    let bytes = one("[B", &["blob"]);
    assert_eq!(values(&bytes, "\"AQL/\""), [Value::Binary(vec![1, 2, 255])]);
    let payload = ValueJson::default().value("[I", b"[1,2]").unwrap();
    assert_eq!(payload.decode::<Vec<i32>>().unwrap(), [1, 2]);
}

/// As `#[derive(Hessian)]` writes it for a service.
#[derive(Debug, PartialEq, dubbors_macros::Hessian)]
#[hessian(class = "com.x.Order", crate = "dubbors_hessian")]
struct Order {
    id: i64,
    day: LocalDate,
    placed: Date,
    total: BigDecimal,
    blob: bytes::Bytes,
    lines: Vec<Line>,
    by_number: HashMap<i32, Line>,
    color: Color,
    note: Option<String>,
}

#[derive(Debug, PartialEq, dubbors_macros::Hessian)]
#[hessian(class = "com.x.Line", crate = "dubbors_hessian")]
struct Line {
    name: String,
}

#[derive(Debug, PartialEq, dubbors_macros::Hessian)]
#[hessian(class = "com.x.Color", crate = "dubbors_hessian")]
enum Color {
    #[hessian(rename = "RED")]
    Red,
}

const ORDER: &str = r#"{"id":9007199254740993,"day":"2024-02-29","placed":"1970-01-01T00:00:01Z","total":"19.90",
    "blob":"AQL/","lines":[{"name":"tea"}],"byNumber":{"7":{"name":"cup"}},"color":"RED","note":null}"#;

fn order(body: &str) -> dubbors_core::Result<Order> {
    let method = one("Lcom/x/Order;", &["order"]);
    ValueJson::default().arguments(&method, body.as_bytes())?.decode()
}

#[test]
fn what_is_inside_of_objects_has_the_types_of_the_service() {
    let read = order(ORDER).unwrap();
    assert_eq!(read.day, LocalDate::new(2024, 2, 29).unwrap());
    assert_eq!((read.placed, read.total.as_str(), &read.blob[..]), (Date(1000), "19.90", &[1, 2, 255][..]));
    assert_eq!((read.lines.len(), read.by_number[&7].name.as_str()), (1, "cup"));
    // Other ways to say the same, and a field that nobody knows.
    let other = ORDER.replace("9007199254740993", "\"9007199254740993\"").replace("\"19.90\"", "19.9");
    let other = other.replace("\"1970-01-01T00:00:01Z\"", "1000").replace("\"note\":null", "\"more\":[1]");
    let total = BigDecimal::from("19.9");
    assert_eq!(order(&other).unwrap(), Order { total, ..order(ORDER).unwrap() });
}

#[test]
fn what_is_wrong_inside_of_objects_is_named() {
    let error = order(&ORDER.replace("2024-02-29", "2024-02-30")).unwrap_err();
    assert!(error.message().starts_with("day: not the text of a LocalDate, such as 2024-02-29"), "{error}");
    let error = order(&ORDER.replace(r#"[{"name":"tea"}]"#, r#"[{"name":"tea"},{"name":[]}]"#)).unwrap_err();
    assert!(error.message().starts_with("lines[1].name: expected string, got "), "{error}");
}

#[test]
fn answers_are_json_that_needs_no_java() {
    let method = one("Lcom/x/Order;", &["order"]);
    let json = ValueJson::default();
    let payload = json.arguments(&method, ORDER.as_bytes()).unwrap();
    let order: Order = payload.clone().decode().unwrap();
    let key = ServiceKey::new("com.x.Orders");
    let call = Invocation::new(Ref::Borrowed(&key), Ref::Borrowed(&method), Args::Encoded(payload));
    // As a service answers: in the format of the call.
    let bytes = Payload::encode(&HessianArgs((&order,)), call.serialization().unwrap()).unwrap();
    let mut text = BytesMut::new();
    json.answer(bytes.bytes(), &mut text).unwrap();
    let expected: serde_json::Value = serde_json::from_str(ORDER).unwrap();
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&text).unwrap(), expected);
    assert_eq!(answer(&()), "null");
    assert_eq!(answer(&"é\n"), "\"é\\n\"");
    assert_eq!(answer(&Value::from_iter([(7, 1.5)])), r#"{"7":1.5}"#);
    assert_eq!(answer(&LocalDate::new(2024, 2, 29).unwrap()), "\"2024-02-29\"");
}

#[test]
fn what_a_consumer_writes_is_read_as_it_was_meant() {
    let json = ValueJson::default();
    let through = |method: &Method, arguments: &[Value], body: &str| {
        let payload = json.encode(arguments).unwrap();
        let mut into = BytesMut::new();
        json.request(method, payload.bytes(), &mut into).unwrap();
        assert_eq!(into, body);
        assert_eq!(values(method, body), arguments, "{body}");
    };
    through(&Method::new("m", "", "V", 0), &[], "[]");
    through(&two(), &["Ada".into(), 7.into()], r#"["Ada",7]"#);
    through(&two(), &[Value::Null, 7.into()], "[null,7]");
    let text = one("Ljava/lang/String;", &["name"]);
    through(&text, &["Ada".into()], r#""Ada""#);
    through(&text, &[Value::Null], "null");
    let list = one("Ljava/util/List;", &["names"]);
    through(&list, &[List::new(vec!["Ada".into()]).into()], r#"["Ada"]"#);
    // One field with the name of the parameter would be taken for the parameter.
    let user = one("Lcom/x/User;", &["name"]);
    let ann = || Value::from(Object::new("com.x.User", [("name", "ann".into())]));
    through(&user, &[ann()], r#"[{"name":"ann"}]"#);
    through(&one("Lcom/x/User;", &["user"]), &[ann()], r#"{"name":"ann"}"#);
    let map = one("Ljava/util/Map;", &["map"]);
    through(&map, &[Value::from_iter([("map", 1)])], r#"{"map":1}"#);
}
