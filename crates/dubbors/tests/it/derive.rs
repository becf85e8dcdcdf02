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

#[derive(Debug, Default, PartialEq, dubbors::Hessian)]
#[hessian(class = "com.x.Shadow")]
struct Shadow {
    #[hessian(parent)]
    base: Base,
    name: Option<String>,
}

#[test]
fn a_field_that_hides_one_of_its_parent_is_the_one_that_is_read() {
    let read = |names: &[(&'static str, &str)]| {
        let fields = names.iter().map(|(name, value)| (*name, Value::from(*value)));
        let object = Value::Object(Object::new("com.x.Shadow", fields.chain([("id", Value::Long(1))])));
        let read: Shadow = hessian::from_bytes(&hessian::to_bytes(&object).unwrap()).unwrap();
        (read.base.name, read.name)
    };
    let text = |text: &str| Some(text.to_owned());
    // Only one, as dubbo-go has it, wherever it stands; Java sends both, the parent's first.
    assert_eq!(read(&[("name", "child")]), (None, text("child")));
    assert_eq!(read(&[("x", ""), ("name", "child")]), (None, text("child")));
    assert_eq!(read(&[("name", "parent"), ("name", "child")]), (text("parent"), text("child")));
    assert_eq!(read(&[("x", ""), ("name", "parent"), ("name", "child")]), (text("parent"), text("child")));
    let own = Shadow { base: Base { id: 1, name: text("parent") }, name: text("child") };
    assert_eq!(hessian::from_bytes(&hessian::to_bytes(&own).unwrap()), Ok(own));
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

#[derive(Debug, Clone, PartialEq, dubbors::Hessian)]
#[hessian(class = "com.x.Square")]
struct Square {
    side: i32,
}

#[derive(Debug, Clone, PartialEq, dubbors::Hessian)]
#[hessian(class = "com.x.Shape")]
enum Shape {
    #[hessian(class = "com.x.Circle")]
    Circle {
        #[hessian(rename = "r", alias = "radius")]
        size: f64,
        #[hessian(default)]
        note: String,
        #[hessian(skip)]
        cache: u8,
    },
    Square(Square),
    #[hessian(class = "com.x.Group")]
    Group {
        #[hessian(flatten)]
        frame: Square,
        inside: Vec<Shape>,
    },
    #[hessian(class = "com.x.Point")]
    Point,
}

fn shapes() -> Vec<Shape> {
    let circle = Shape::Circle { size: 1.5, note: "n".into(), cache: 0 };
    let group = Shape::Group { frame: Square { side: 9 }, inside: vec![Shape::Point, circle.clone()] };
    vec![circle, Shape::Square(Square { side: 2 }), Shape::Point, group]
}

#[test]
fn each_variant_with_data_is_a_class_of_its_own() {
    let bytes = hessian::to_bytes(&shapes()).unwrap();
    let value: Value = hessian::from_bytes(&bytes).unwrap();
    let classes: Vec<_> = value.items().unwrap().iter().map(|item| item.class().unwrap()).collect();
    assert_eq!(classes, ["com.x.Circle", "com.x.Square", "com.x.Point", "com.x.Group"]);
    let group = value.items().unwrap()[3].as_object().unwrap();
    assert_eq!(group.class.fields().collect::<Vec<_>>(), ["side", "inside"]);
    assert_eq!(hessian::from_bytes::<Vec<Shape>>(&bytes).unwrap(), shapes());
    let other = Object::new("com.x.Circle", [("radius", Value::from(2)), ("new", Value::Null)]);
    let bytes = hessian::to_bytes(&Value::Object(other)).unwrap();
    let circle = Shape::Circle { size: 2.0, note: String::new(), cache: 0 };
    assert_eq!(hessian::from_bytes::<Shape>(&bytes).unwrap(), circle);
    assert_eq!(<Shape as dubbors::codegen::JavaType>::DESCRIPTOR, "Lcom/x/Shape;");
}

#[test]
fn a_shared_object_of_a_family_is_read_through_its_reference() {
    let square = Value::from(Object::new("com.x.Square", [("side", Value::from(2))]));
    let bytes = hessian::to_bytes(&Value::from(vec![square, Value::Ref(1)])).unwrap();
    let twice = vec![Shape::Square(Square { side: 2 }); 2];
    assert_eq!(hessian::from_bytes::<Vec<Shape>>(&bytes).unwrap(), twice);
}

#[test]
fn what_is_none_of_the_family_is_an_error_with_its_place() {
    let fails = |value: Value| {
        hessian::from_bytes::<Vec<Shape>>(&hessian::to_bytes(&value).unwrap()).unwrap_err().to_string()
    };
    let other = Value::from(Object::new("com.x.Line", [("side", Value::from(2))]));
    assert_eq!(
        fails(Value::from(vec![Value::from(Object::new("com.x.Point", [("", Value::Null); 0])), other])),
        "[1]: expected one of the classes of com.x.Shape, got another class at byte 34"
    );
    assert_eq!(fails(Value::from(vec![Value::from("x")])), "[0]: expected com.x.Shape, got String at byte 1");
    let null = "[0]: expected com.x.Shape, got null (use Option for a value that may be null) at byte 1";
    assert_eq!(fails(Value::from(vec![Value::Null])), null);
}

#[derive(Debug, Default, PartialEq, dubbors::Hessian)]
#[hessian(class = "com.x.Stamp")]
struct Stamp {
    #[hessian(alias = "by")]
    author: String,
    at: i64,
}

#[derive(Debug, Default, PartialEq, dubbors::Hessian)]
#[hessian(class = "com.x.Page")]
struct Page {
    title: String,
    #[hessian(flatten)]
    stamp: Stamp,
    #[hessian(parent)]
    base: Base,
    #[hessian(flatten)]
    square: Flat,
}

#[derive(Debug, Default, PartialEq, dubbors::Hessian)]
#[hessian(class = "com.x.Flat")]
struct Flat {
    #[hessian(alias = "w")]
    width: i32,
}

#[test]
fn flattened_structs_give_their_fields() {
    let page = Page {
        title: "t".into(),
        stamp: Stamp { author: "a".into(), at: 5 },
        base: Base { id: 1, name: Some("n".into()) },
        square: Flat { width: 3 },
    };
    let bytes = hessian::to_bytes(&page).unwrap();
    let value: Value = hessian::from_bytes(&bytes).unwrap();
    let names: Vec<_> = value.as_object().unwrap().class.fields().collect();
    assert_eq!(names, ["id", "name", "author", "at", "width", "title"]);
    assert_eq!(hessian::from_bytes::<Page>(&bytes).unwrap(), page);
    let fields = [("w", Value::from(3)), ("title", Value::from("t")), ("at", Value::from(5))];
    let fields = fields.into_iter().chain([("by", Value::from("a")), ("id", Value::from(1))]);
    let other = Object::new("com.x.Page", fields.chain([("oldName", Value::from("n"))]));
    assert_eq!(
        hessian::from_bytes::<Page>(&hessian::to_bytes(&Value::Object(other)).unwrap()).unwrap(),
        page
    );
}

mod visibility {
    use dubbors::Hessian;

    /// A class may be more visible than what its fields are of.
    #[derive(Clone, Debug, PartialEq, Hessian)]
    #[hessian(class = "com.x.Outer")]
    pub struct Outer<T> {
        inner: Inner,
        more: Vec<T>,
    }

    #[derive(Clone, Debug, PartialEq, Hessian)]
    #[hessian(class = "com.x.Inner")]
    struct Inner {
        value: i32,
    }

    #[test]
    fn a_field_may_be_of_a_private_class() {
        let sent = Outer { inner: Inner { value: 7 }, more: vec![1_i64] };
        let bytes = dubbors::hessian::to_bytes(&sent).unwrap();
        assert_eq!(dubbors::hessian::from_bytes::<Outer<i64>>(&bytes).unwrap(), sent);
    }
}

#[test]
fn fields_of_a_variant_may_have_any_name() {
    #[derive(Debug, PartialEq, dubbors::Hessian)]
    #[hessian(class = "com.x.Step")]
    enum Step {
        #[hessian(class = "com.x.Move")]
        Move { from: i32, to: i32, r#type: i32 },
    }

    let step = Step::Move { from: 1, to: 2, r#type: 3 };
    assert_eq!(hessian::from_bytes::<Step>(&hessian::to_bytes(&step).unwrap()), Ok(step));
}
