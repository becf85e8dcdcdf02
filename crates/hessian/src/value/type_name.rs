//! The names of lists' and maps' types.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// The Java type written before a list or map: `java.util.HashSet`, `[int`.
///
/// One word and shared: a value with many lists of a type holds its name once.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeName(Arc<Text>);

#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Text(Box<str>);

impl<T: Into<Box<str>>> From<T> for TypeName {
    fn from(name: T) -> Self {
        Self(Arc::new(Text(name.into())))
    }
}

impl Deref for TypeName {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0.0
    }
}

impl fmt::Display for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl fmt::Debug for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}
