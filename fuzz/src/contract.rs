//! The types of a contract: everything that `#[derive(Hessian)]` knows.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use arbitrary::{Arbitrary, Unstructured};
use dubbors::Hessian;
use dubbors::java::{Date, JavaArray, LinkedList};

/// Other names by which fields are found.
pub const ALIASES: &[(&str, &str)] =
    &[("name", "label"), ("author", "by"), ("children", "next"), ("size", "radius"), ("width", "w")];

#[derive(Arbitrary, Clone, Debug, PartialEq, Hessian)]
#[hessian(class = "f.Base")]
pub struct Base {
    pub id: i64,
    #[hessian(alias = "label")]
    pub name: Option<String>,
}

#[derive(Arbitrary, Clone, Debug, PartialEq, Hessian)]
#[hessian(class = "f.Stamp")]
pub struct Stamp {
    #[hessian(alias = "by")]
    pub author: String,
    pub at: f64,
}

#[derive(Arbitrary, Clone, Debug, PartialEq, Hessian)]
#[hessian(class = "f.Node")]
pub struct Node {
    #[hessian(parent)]
    pub base: Base,
    #[hessian(flatten)]
    pub stamp: Stamp,
    #[hessian(alias = "next")]
    pub children: Vec<Node>,
    pub color: Color,
    #[hessian(default)]
    pub data: Vec<u8>,
    #[hessian(default)]
    pub count: i32,
    pub map: BTreeMap<String, Option<Box<Node>>>,
    #[hessian(rename = "kind")]
    pub shape: Option<Shape>,
    pub twin: Option<Box<Node>>,
}

#[derive(Arbitrary, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hessian)]
#[hessian(class = "f.Color")]
pub enum Color {
    Red,
    DarkBlue,
    #[hessian(rename = "g\u{fc}n")]
    Green,
}

#[derive(Arbitrary, Clone, Debug, PartialEq, Hessian)]
#[hessian(class = "f.shape.Square")]
pub struct Square {
    #[hessian(alias = "w")]
    pub width: i32,
}

/// A family of classes.
#[derive(Arbitrary, Clone, Debug, PartialEq, Hessian)]
#[hessian(class = "f.shape.Shape")]
pub enum Shape {
    #[hessian(class = "f.shape.Circle")]
    Circle {
        #[hessian(alias = "radius")]
        size: f32,
        #[hessian(default)]
        note: String,
    },
    Square(Square),
    #[hessian(class = "f.shape.Group")]
    Group {
        #[hessian(flatten)]
        frame: Square,
        inside: Vec<Shape>,
    },
    #[hessian(class = "f.shape.Point")]
    Point,
}

#[derive(Arbitrary, Clone, Debug, PartialEq, Hessian)]
#[hessian(class = "f.Many")]
pub struct Many<T> {
    pub first: Option<T>,
    pub rest: Vec<T>,
    pub pairs: Vec<(T, Option<T>)>,
}

fn array<'a, T: Arbitrary<'a>>(from: &mut Unstructured<'a>) -> arbitrary::Result<JavaArray<T>> {
    Ok(JavaArray(from.arbitrary()?))
}

/// Every scalar, and collections of them.
#[derive(Arbitrary, Clone, Debug, PartialEq, Hessian)]
#[hessian(class = "f.Scalars", rename_all = "snake_case")]
pub struct Scalars {
    pub yes_or_no: bool,
    pub small: (i8, u8, i16),
    pub int: i32,
    pub long: i64,
    pub float: f32,
    pub double: f64,
    pub letter: char,
    pub text: String,
    #[arbitrary(with = |from: &mut Unstructured| from.arbitrary().map(Date::from_millis))]
    pub date: Date,
    pub bytes: Vec<i8>,
    pub set: BTreeSet<i64>,
    #[arbitrary(with = |from: &mut Unstructured| from.arbitrary::<std::collections::VecDeque<i32>>().map(Into::into))]
    pub linked: LinkedList<i32>,
    #[arbitrary(with = array)]
    pub letters: JavaArray<char>,
    #[arbitrary(with = array)]
    pub texts: JavaArray<Option<String>>,
    pub colors: BTreeMap<Color, Vec<Option<f64>>>,
    #[hessian(skip)]
    #[arbitrary(default)]
    pub cache: u32,
}

/// What is borrowed from the bytes where they allow it.
#[derive(Arbitrary, Clone, Debug, PartialEq, Hessian)]
#[hessian(class = "f.Borrowed")]
pub struct Borrowed<'a> {
    pub text: Cow<'a, str>,
    pub more: Vec<Option<Cow<'a, str>>>,
    pub map: BTreeMap<Cow<'a, str>, Cow<'a, str>>,
}
