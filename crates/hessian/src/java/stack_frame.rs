//! `java.lang.StackTraceElement`. Spec section 7.4.

use std::fmt;

use crate::class::ClassDef;
use crate::decode::{Decode, Decoder, Shape};
use crate::encode::{Encode, Encoder};
use crate::error::Error;

/// The fields of JDK 8; later ones add some and read a sender without them.
static CLASS: ClassDef =
    ClassDef::new("java.lang.StackTraceElement", &["declaringClass", "methodName", "fileName", "lineNumber"]);
static SHAPE: Shape = Shape::new(&CLASS, &[]);

/// One line of a Java stack trace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct StackFrame {
    /// The class, `com.x.UserService`.
    pub class: String,
    /// The method.
    pub method: String,
    /// The source file, where known.
    pub file: Option<String>,
    /// The line; -2 is a native method, other negative numbers are unknown.
    pub line: i32,
}

/// As Java prints it: `com.x.UserService.find(UserService.java:17)`.
impl fmt::Display for StackFrame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}(", self.class, self.method)?;
        match (&self.file, self.line) {
            (_, -2) => f.write_str("Native Method)"),
            (Some(file), line @ 0..) => write!(f, "{file}:{line})"),
            (Some(file), _) => write!(f, "{file})"),
            (None, _) => f.write_str("Unknown Source)"),
        }
    }
}

impl Encode for StackFrame {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        to.object_begin(&CLASS);
        to.string(&self.class);
        to.string(&self.method);
        self.file.encode(to)?;
        to.int(self.line);
        Ok(())
    }
}

impl<'de> Decode<'de> for StackFrame {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        let Some(mut head) = from.object_begin(Some(&SHAPE))? else {
            return Err(from.null_found("StackTraceElement"));
        };
        let mut frame = Self { line: -1, ..Self::default() };
        while let Some(field) = from.next_field(&mut head)? {
            match field {
                0 => frame.class = Option::decode(from)?.unwrap_or_default(),
                1 => frame.method = Option::decode(from)?.unwrap_or_default(),
                2 => frame.file = Option::decode(from)?,
                _ => frame.line = from.int()?,
            }
        }
        Ok(frame)
    }
}
