//! `java.util.concurrent.atomic`: Rust's own atomics, and what Rust has no counterpart for.

use std::sync::atomic::{AtomicBool, AtomicI32, AtomicI64, Ordering};

use crate::class::ClassDef;
use crate::decode::{Decode, Decoder, Shape};
use crate::derive::{self, JavaType};
use crate::encode::{Encode, Encoder};
use crate::error::Error;
use crate::java::JavaArray;
use crate::java::object::object;

object! {
    AtomicI32, "Ljava/util/concurrent/atomic/AtomicInteger;", "java.util.concurrent.atomic.AtomicInteger",
    |it| { "value" => value: i32 = it.load(Ordering::Relaxed) } => Some(AtomicI32::new(value))
}

object! {
    AtomicI64, "Ljava/util/concurrent/atomic/AtomicLong;", "java.util.concurrent.atomic.AtomicLong",
    |it| { "value" => value: i64 = it.load(Ordering::Relaxed) } => Some(AtomicI64::new(value))
}

// Java keeps an int in it.
object! {
    AtomicBool, "Ljava/util/concurrent/atomic/AtomicBoolean;", "java.util.concurrent.atomic.AtomicBoolean",
    |it| { "value" => value: i32 = i32::from(it.load(Ordering::Relaxed)) } => Some(AtomicBool::new(value != 0))
}

/// A `java.util.concurrent.atomic.LongAdder`: its sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LongAdder(pub i64);

object! {
    LongAdder, "Ljava/util/concurrent/atomic/LongAdder;",
    "java.util.concurrent.atomic.LongAdder$SerializationProxy",
    |it| { "value" => value: i64 = it.0 } => Some(LongAdder(value))
}

/// A `java.util.concurrent.atomic.DoubleAdder`: its sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct DoubleAdder(pub f64);

object! {
    DoubleAdder, "Ljava/util/concurrent/atomic/DoubleAdder;",
    "java.util.concurrent.atomic.DoubleAdder$SerializationProxy",
    |it| { "value" => value: f64 = it.0 } => Some(DoubleAdder(value))
}

/// A `java.util.concurrent.atomic.AtomicIntegerArray`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct AtomicIntegerArray(pub JavaArray<i32>);

object! {
    AtomicIntegerArray, "Ljava/util/concurrent/atomic/AtomicIntegerArray;",
    "java.util.concurrent.atomic.AtomicIntegerArray",
    |it| { "array" => array: JavaArray<i32> = it.0 } => Some(AtomicIntegerArray(array))
}

/// A `java.util.concurrent.atomic.AtomicLongArray`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct AtomicLongArray(pub JavaArray<i64>);

object! {
    AtomicLongArray, "Ljava/util/concurrent/atomic/AtomicLongArray;",
    "java.util.concurrent.atomic.AtomicLongArray",
    |it| { "array" => array: JavaArray<i64> = it.0 } => Some(AtomicLongArray(array))
}

static REFERENCE: ClassDef = ClassDef::new("java.util.concurrent.atomic.AtomicReference", &["value"]);
static SHAPE: Shape = Shape::new(&REFERENCE, &[]);

/// A `java.util.concurrent.atomic.AtomicReference` to a value; `AtomicReference<Option<T>>` where it may be null.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct AtomicReference<T>(pub T);

impl<T: Encode> Encode for AtomicReference<T> {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        to.object_begin(&REFERENCE);
        self.0.encode(to)
    }
}

impl<'de, T: Decode<'de>> Decode<'de> for AtomicReference<T> {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        derive::only_field(from, &SHAPE, "AtomicReference").map(Self)
    }
}

impl<T> JavaType for AtomicReference<T> {
    const DESCRIPTOR: &'static str = "Ljava/util/concurrent/atomic/AtomicReference;";
}
