//! Classes that are related: parents, families, objects that point at each other, exceptions.

use std::collections::HashMap;

use dubbors::hessian::{Decode, Decoder, Encode, Encoder, List, Object};
use dubbors::java::{Exception, JavaType};
use dubbors::{Result, Value, hessian};

use super::{exchange, failures};

/// Each method checks that its argument is one of the expected values, and returns it.
#[dubbors::service("org.dubbors.interop.Families")]
pub(crate) trait Families {
    async fn derived(&self, value: Derived) -> Result<Derived>;
    async fn point(&self, value: Point) -> Result<Point>;
    async fn shape(&self, value: Shape) -> Result<Shape>;
    async fn label(&self, value: Shape) -> Result<Shape>;
    async fn drawing(&self, value: Drawing) -> Result<Drawing>;
    async fn ring(&self, value: Ring) -> Result<Ring>;
    async fn sql_exception(&self, value: Exception) -> Result<Exception>;
    async fn parse_exception(&self, value: Exception) -> Result<Exception>;
    async fn resource_exception(&self, value: Exception) -> Result<Exception>;
    async fn chain_exception(&self, value: Exception) -> Result<Exception>;
    async fn order_exception(&self, value: Exception) -> Result<Exception>;
}

/// The parent of [`Derived`].
#[derive(Debug, Clone, Default, PartialEq, dubbors::Hessian)]
#[hessian(class = "org.dubbors.interop.Base")]
pub(crate) struct Base {
    name: Option<String>,
    level: i32,
}

/// Has a field of the same name as its parent. Java sends both, and reads the last into the child's.
#[derive(Debug, Clone, Default, PartialEq, dubbors::Hessian)]
#[hessian(class = "org.dubbors.interop.Derived")]
pub(crate) struct Derived {
    #[hessian(parent)]
    base: Base,
    name: Option<String>,
    extra: i32,
}

/// A record in Java.
#[derive(Debug, Clone, PartialEq, dubbors::Hessian)]
#[hessian(class = "org.dubbors.interop.Point")]
pub(crate) struct Point {
    x: i32,
    y: i64,
    name: Option<String>,
    rest: Vec<i32>,
}

/// A sealed interface in Java.
#[derive(Debug, Clone, PartialEq, dubbors::Hessian)]
#[hessian(class = "org.dubbors.interop.Shape")]
pub(crate) enum Shape {
    #[hessian(class = "org.dubbors.interop.Shape$Circle")]
    Circle {
        radius: f64,
    },
    #[hessian(class = "org.dubbors.interop.Shape$Square")]
    Square {
        side: i32,
        label: Option<String>,
    },
    Label(Label),
}

/// A record of the family.
#[derive(Debug, Clone, PartialEq, dubbors::Hessian)]
#[hessian(class = "org.dubbors.interop.Shape$Label")]
pub(crate) struct Label {
    text: String,
}

/// Fields of the family's type.
#[derive(Debug, Clone, Default, PartialEq, dubbors::Hessian)]
#[hessian(class = "org.dubbors.interop.Drawing")]
pub(crate) struct Drawing {
    main: Option<Shape>,
    shapes: Option<Vec<Shape>>,
    by_name: Option<HashMap<String, Shape>>,
}

/// Objects that point at each other, which typed values cannot hold.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ring(Value);

impl Encode for Ring {
    fn encode(&self, to: &mut Encoder) -> std::result::Result<(), hessian::Error> {
        self.0.encode(to)
    }
}

impl<'de> Decode<'de> for Ring {
    fn decode(from: &mut Decoder<'de>) -> std::result::Result<Self, hessian::Error> {
        Value::decode(from).map(Self)
    }
}

impl JavaType for Ring {
    const DESCRIPTOR: &'static str = "Lorg/dubbors/interop/Ring;";
}

exchange! {
    Families by FamiliesClient:
    inheritance {
        derived: Derived = [derived()],
            by |it: &Derived| (it.name.clone(), it.extra, it.base.level);
    }
    records {
        point: Point = [Point { x: 1, y: 5_000_000_000, name: Some("p".to_owned()), rest: vec![3] }];
    }
    sealed {
        shape: Shape = [Shape::Circle { radius: 1.5 }, square(7, Some("seven"))];
        label: Shape = [Shape::Label(Label { text: "text".to_owned() })];
        drawing: Drawing = [drawing(), Drawing::default()];
    }
    cycles {
        ring: Ring = [single(), pair()], by |it: &Ring| form(&it.0);
    }
    exceptions {
        sql_exception: Exception = [failures::sql()], by failures::seen;
        parse_exception: Exception = [failures::parse()], by failures::seen;
        resource_exception: Exception = [failures::resource()], by failures::seen;
        chain_exception: Exception = [failures::chain()], by failures::seen;
        order_exception: Exception = [failures::order()], by failures::seen;
    }
}

fn derived() -> Derived {
    let base = Base { name: Some("base".to_owned()), level: 1 };
    Derived { base, name: Some("derived".to_owned()), extra: 2 }
}

fn square(side: i32, label: Option<&str>) -> Shape {
    Shape::Square { side, label: label.map(str::to_owned) }
}

fn drawing() -> Drawing {
    Drawing {
        main: Some(Shape::Circle { radius: 0.25 }),
        shapes: Some(vec![square(1, None), Shape::Circle { radius: 2.0 }]),
        by_name: Some(HashMap::from([("a".to_owned(), square(3, Some("c")))])),
    }
}

fn object(name: &str, next: Value, all: Value) -> Value {
    let fields = [("name", name.into()), ("next", next), ("all", all)];
    Value::Object(Object::new("org.dubbors.interop.Ring", fields))
}

/// One that follows itself.
fn single() -> Ring {
    Ring(object("self", Value::Ref(0), Value::Null))
}

/// Two that follow each other; the list has the second twice.
fn pair() -> Ring {
    let right = object("right", Value::Ref(0), Value::Null);
    let all = List::new(vec![Value::Ref(0), Value::Ref(1), Value::Ref(1)]);
    Ring(object("left", right, Value::List(all)))
}

/// Names, and the number of the object where one comes again; as Java's `Ring` prints itself.
fn form(root: &Value) -> String {
    one(root, root, &mut Vec::new())
}

fn one<'v>(root: &'v Value, value: &'v Value, seen: &mut Vec<&'v Value>) -> String {
    let value = match value {
        Value::Ref(number) => root.resolve(*number).unwrap_or(&Value::Null),
        value => value,
    };
    if value.is_null() {
        return "null".to_owned();
    }
    if let Some(at) = seen.iter().position(|known| std::ptr::eq(*known, value)) {
        return format!("#{at}");
    }
    seen.push(value);
    let name = value.get("name").and_then(Value::as_str).unwrap_or_default();
    let next = value.get("next").map(|next| one(root, next, seen)).unwrap_or_default();
    let all = value.get("all").and_then(Value::items).unwrap_or_default();
    let all: String = all.iter().map(|item| format!(",{}", one(root, item, seen))).collect();
    format!("{name}({next}{all})")
}
