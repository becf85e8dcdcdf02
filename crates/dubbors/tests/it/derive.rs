use dubbors::hessian::{self, Object, Value};

#[derive(Debug, Default, PartialEq, dubbors::Hessian)]
#[hessian(class = "com.x.Base")]
struct Base {
    id: i64,
    #[hessian(alias = "oldName")]
    name: Option<String>,
}

#[derive(Debug, Default, PartialEq, dubbors::Hessian)]
#[hessian(class = "com.x.Derived", rename_all = "snake_case")]
struct Derived<T> {
    #[hessian(parent)]
    base: Base,
    first_level: T,
    #[hessian(rename = "grade", alias = "level")]
    second: i32,
    #[hessian(default)]
    note: String,
    #[hessian(skip)]
    cache: u32,
    r#type: bool,
}

#[derive(Debug, PartialEq, dubbors::Hessian)]
#[hessian(class = "com.x.Nothing")]
struct Nothing;

#[derive(Debug, PartialEq, dubbors::Hessian)]
#[hessian(class = "com.x.Borrowed")]
struct Borrowed<'a> {
    text: std::borrow::Cow<'a, str>,
}

#[derive(Debug, PartialEq, dubbors::Hessian)]
#[hessian(class = "com.x.Level")]
enum Level {
    VeryLow,
    #[hessian(rename = "high", alias = "HIGH")]
    High,
}

fn derived() -> Derived<Vec<i32>> {
    Derived {
        base: Base { id: 7, name: None },
        first_level: vec![1],
        second: 2,
        note: "n".into(),
        cache: 9,
        r#type: true,
    }
}

#[test]
fn an_object_has_its_parents_fields_first() {
    let bytes = hessian::to_bytes(&derived()).unwrap();
    let value: Value = hessian::from_bytes(&bytes).unwrap();
    let Value::Object(object) = value else { panic!("{value:?}") };
    assert_eq!(object.class.name(), "com.x.Derived");
    assert_eq!(
        object.class.fields().collect::<Vec<_>>(),
        ["id", "name", "first_level", "grade", "note", "type"]
    );
    let back: Derived<Vec<i32>> = hessian::from_bytes(&bytes).unwrap();
    assert_eq!(back, Derived { cache: 0, ..derived() });
}

#[test]
fn other_orders_names_and_missing_fields_are_read() {
    let object = Object::new(
        "com.x.Derived",
        [
            ("level", Value::Int(3)),
            ("unknown", Value::from("x")),
            ("type", Value::Bool(false)),
            ("oldName", Value::from("old")),
            ("first_level", Value::Null),
            ("note", Value::Null),
            ("id", Value::Long(1)),
        ],
    );
    let bytes = hessian::to_bytes(&Value::Object(object)).unwrap();
    let back: Derived<Option<i32>> = hessian::from_bytes(&bytes).unwrap();
    assert_eq!((back.base.id, back.base.name.as_deref(), back.second), (1, Some("old"), 3));
    assert_eq!((back.first_level, back.note.as_str()), (None, ""));
    let missing = Object::new("com.x.Derived", [("id", Value::Long(1))]);
    let error =
        hessian::from_bytes::<Derived<Option<i32>>>(&hessian::to_bytes(&Value::Object(missing)).unwrap());
    assert!(error.unwrap_err().to_string().contains("grade"));
}

#[test]
fn constants_have_java_names() {
    for (level, name) in [(Level::VeryLow, "VERY_LOW"), (Level::High, "high")] {
        let bytes = hessian::to_bytes(&level).unwrap();
        let value: Value = hessian::from_bytes(&bytes).unwrap();
        assert_eq!(value, Value::Object(Object::enum_constant("com.x.Level", name)));
        assert_eq!(hessian::from_bytes::<Level>(&bytes).unwrap(), level);
    }
    let other = hessian::to_bytes(&Value::Object(Object::enum_constant("com.x.Level", "HIGH"))).unwrap();
    assert_eq!(hessian::from_bytes::<Level>(&other).unwrap(), Level::High);
    let unknown = hessian::to_bytes(&Value::Object(Object::enum_constant("com.x.Level", "LOW"))).unwrap();
    assert!(hessian::from_bytes::<Level>(&unknown).unwrap_err().to_string().contains("com.x.Level"));
}

#[test]
fn empty_and_borrowing_types_work() {
    let bytes = hessian::to_bytes(&Nothing).unwrap();
    assert_eq!(hessian::from_bytes::<Nothing>(&bytes).unwrap(), Nothing);
    let bytes = hessian::to_bytes(&Borrowed { text: "borrowed".into() }).unwrap();
    assert_eq!(hessian::from_bytes::<Borrowed<'_>>(&bytes).unwrap().text, "borrowed");
}

#[test]
fn jvm_descriptors_are_made_of_the_types() {
    use dubbors::codegen::{Client, JavaType};
    assert_eq!(<Derived<i32> as JavaType>::DESCRIPTOR, "Lcom/x/Derived;");
    let methods = crate::contract::DemoClient::descriptor().methods();
    let seen: Vec<String> = methods
        .iter()
        .map(|method| format!("{}({}){}", method.name, method.descriptor, method.returns))
        .collect();
    assert_eq!(
        seen,
        [
            "sayHello(Ljava/lang/String;)Ljava/lang/String;",
            "echoUser(Ldemo/User;)Ldemo/User;",
            "find(J)Ldemo/User;",
            "overload(Ljava/lang/String;)Ljava/lang/String;",
            "overload(I)Ljava/lang/String;",
            "sum(Ljava/util/List;Ljava/util/Map;)J",
            "fail(Ljava/lang/String;)V",
            "note(Ljava/lang/String;)V",
            "notes()I",
            "hang()V",
            "caller()Ljava/lang/String;",
        ]
    );
    assert!(methods.iter().any(|method| method.name == "sum" && method.idempotent));
    assert!(methods.iter().any(|method| method.name == "note" && method.one_way));
}
