//! Java exceptions: any `Throwable`, known or not. Spec section 7.4.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::{StackFrame, exceptions};
use crate::class::ClassDef;
use crate::decode::{Decode, Decoder};
use crate::encode::{Encode, Encoder};
use crate::error::Error;
use crate::value::Value;

/// A Java exception: its class, message, stack trace, cause, and the fields its class adds.
///
/// Java lets a throwable without a cause point to itself; that, and any cause that leads back to an exception being
/// read, becomes `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exception {
    /// The Java class, `java.lang.IllegalStateException`. The receiver must have it and allow it.
    pub class: String,
    /// `getMessage()`.
    pub message: Option<String>,
    /// `getCause()`.
    pub cause: Option<Box<Exception>>,
    /// The innermost call first.
    pub stack_trace: Vec<StackFrame>,
    /// `getSuppressed()`.
    pub suppressed: Vec<Exception>,
    /// The fields that the class adds, such as `code` of Dubbo's `RpcException`.
    pub fields: Vec<(String, Value)>,
}

const STANDARD: [&str; 4] = ["suppressedExceptions", "stackTrace", "cause", "detailMessage"];

impl Exception {
    /// An exception of a class with a message.
    pub fn new(class: impl Into<String>, message: impl Into<String>) -> Self {
        Self { class: class.into(), message: Some(message.into()), ..Self::default() }
    }

    /// The same with a cause.
    #[must_use]
    pub fn with_cause(mut self, cause: Self) -> Self {
        self.cause = Some(Box::new(cause));
        self
    }

    /// The same with a field that its class adds; not one that every exception has, which would not be written.
    #[must_use]
    pub fn with_field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }

    /// The value of a field that the class adds.
    pub fn field(&self, name: &str) -> Option<&Value> {
        self.fields.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// True if it is of the class `name` or one that extends it, as Java's `instanceof`: an
    /// `java.io.FileNotFoundException` is a `java.io.IOException`. Known are the classes of Java's library and of Dubbo;
    /// of another class it is only known that it is a `java.lang.Throwable`.
    pub fn is(&self, name: &str) -> bool {
        exceptions::extends(&self.class, name)
    }
}

/// As Java prints it: `java.lang.IllegalStateException: message`.
impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.class)?;
        match &self.message {
            Some(message) => write!(f, ": {message}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Exception {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as _)
    }
}

/// Writes the four fields every `Throwable` has, in Java's order, then the class's own. A missing cause is null.
impl Encode for Exception {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        if self.class.is_empty() {
            return Err(Error::other("an exception needs the name of its Java class"));
        }
        if let Some((name, _)) = self.fields.iter().find(|(name, _)| STANDARD.contains(&name.as_str())) {
            return Err(Error::other(format!("{name} is a field that every exception has; set it as such")));
        }
        let names = STANDARD.into_iter().chain(self.fields.iter().map(|(name, _)| name.as_str()));
        to.object_begin_shared(&Arc::new(ClassDef::shared(&self.class, names)));
        self.suppressed.encode(to)?;
        to.list_begin(self.stack_trace.len(), Some("[java.lang.StackTraceElement"));
        self.stack_trace.iter().try_for_each(|frame| frame.encode(to))?;
        self.cause.encode(to)?;
        self.message.encode(to)?;
        self.fields.iter().try_for_each(|(_, value)| value.encode(to))
    }
}

impl<'de> Decode<'de> for Exception {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        let mut exception = Self::default();
        fill(&mut exception, from)?;
        Ok(exception)
    }
}

/// Reads an exception into its place: a chain of causes takes little of the stack.
fn fill(exception: &mut Exception, from: &mut Decoder<'_>) -> Result<(), Error> {
    let Some(mut head) = from.object_begin(None)? else { return Err(from.null_found("exception")) };
    // Each object has its own copy of what its class has but once.
    let class = from.object_class(&head).unwrap_or("java.util.HashMap").to_owned();
    from.charge_memory(class.len().saturating_add(size_of::<Exception>()))?;
    exception.class = class;
    while let Some(name) = from.next_field_name(&mut head)? {
        match name.as_ref() {
            "cause" => {
                exception.cause = None;
                if !is_none(from)? {
                    fill(exception.cause.insert(Box::default()), from)?;
                }
            }
            "suppressedExceptions" => {
                exception.suppressed.clear();
                fill_suppressed(&mut exception.suppressed, from)?;
            }
            _ => fill_field(exception, name, from)?,
        }
    }
    Ok(())
}

/// Reads a field without exceptions inside. What that takes of the stack is not taken for each cause.
#[inline(never)]
fn fill_field(exception: &mut Exception, name: Cow<'_, str>, from: &mut Decoder<'_>) -> Result<(), Error> {
    match name.as_ref() {
        "detailMessage" => exception.message = Option::decode(from)?,
        "stackTrace" => {
            let frames = Option::<Vec<Option<StackFrame>>>::decode(from)?.unwrap_or_default();
            exception.stack_trace = frames.into_iter().flatten().collect();
        }
        // Written by dubbo-go; says nothing.
        "serialVersionUID" => from.skip_value()?,
        _ => {
            let value = from.value()?;
            exception.fields.push((name.into_owned(), value));
        }
    }
    Ok(())
}

fn fill_suppressed(suppressed: &mut Vec<Exception>, from: &mut Decoder<'_>) -> Result<(), Error> {
    let Some(mut head) = from.list_begin()? else { return Ok(()) };
    while from.list_next(&mut head)? {
        if !is_none(from)? {
            suppressed.push(Exception::default());
            suppressed.last_mut().map_or(Ok(()), |exception| fill(exception, from))?;
        }
    }
    Ok(())
}

/// Passes over a null, and over a reference to an exception that is being read.
fn is_none(from: &mut Decoder<'_>) -> Result<bool, Error> {
    match from.peek_reference()? {
        Some(object) if from.is_open(object) => from.skip_value().map(|()| true),
        Some(_) => Ok(false),
        None => from.null(),
    }
}

#[cfg(test)]
mod tests;
