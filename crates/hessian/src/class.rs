//! Class definitions: a Java class name and its field names in wire order.

use std::fmt;
use std::sync::Arc;

/// A class as Hessian defines it on the wire: a name and the names of the fields, in the order of their values.
///
/// Generated code keeps one in a `static`; [`ClassDef::shared`] makes one at run time. Cloning is cheap either way.
#[derive(Clone)]
pub struct ClassDef(Repr);

#[derive(Clone)]
enum Repr {
    Static { name: &'static str, fields: &'static [&'static str] },
    Shared { name: Arc<str>, fields: Arc<[Arc<str>]> },
}

impl ClassDef {
    /// A class known when the program is written: `static USER: ClassDef = ClassDef::new("com.x.User", &["name"]);`.
    pub const fn new(name: &'static str, fields: &'static [&'static str]) -> Self {
        Self(Repr::Static { name, fields })
    }

    /// A class known only at run time.
    pub fn shared<N, F>(name: N, fields: impl IntoIterator<Item = F>) -> Self
    where
        N: Into<Arc<str>>,
        F: Into<Arc<str>>,
    {
        Self(Repr::Shared { name: name.into(), fields: fields.into_iter().map(Into::into).collect() })
    }

    /// The Java class name, `com.x.User`.
    pub fn name(&self) -> &str {
        match &self.0 {
            Repr::Static { name, .. } => name,
            Repr::Shared { name, .. } => name,
        }
    }

    /// The name for texts that live as long as the program.
    pub(crate) fn static_name(&self) -> &'static str {
        match &self.0 {
            Repr::Static { name, .. } => name,
            Repr::Shared { .. } => "class",
        }
    }

    /// How many fields there are.
    pub fn len(&self) -> usize {
        match &self.0 {
            Repr::Static { fields, .. } => fields.len(),
            Repr::Shared { fields, .. } => fields.len(),
        }
    }

    /// True for a class without fields.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The name of the field at `index`.
    pub fn field(&self, index: usize) -> Option<&str> {
        match &self.0 {
            Repr::Static { fields, .. } => fields.get(index).copied(),
            Repr::Shared { fields, .. } => fields.get(index).map(AsRef::as_ref),
        }
    }

    /// The field names, in wire order.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|index| self.field(index).unwrap_or_default())
    }

    /// The position of the field `name`; the last one when the name occurs twice (a shadowed field, spec section 7.1).
    pub fn position(&self, name: &str) -> Option<usize> {
        (0..self.len()).rev().find(|index| self.field(*index) == Some(name))
    }

    /// A number that is equal for two definitions only if they are the same static or share their memory.
    pub(crate) fn address(&self) -> (usize, usize) {
        match &self.0 {
            Repr::Static { name, fields } => (name.as_ptr().addr(), fields.as_ptr().addr()),
            Repr::Shared { name, fields } => (name.as_ptr().addr(), fields.as_ptr().addr()),
        }
    }

    /// True when both are surely the same without looking at the names: same memory, same lengths.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.address() == other.address()
            && self.len() == other.len()
            && self.name().len() == other.name().len()
    }
}

impl PartialEq for ClassDef {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other) || (self.name() == other.name() && self.fields().eq(other.fields()))
    }
}

impl Eq for ClassDef {}

impl fmt::Debug for ClassDef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClassDef")
            .field("name", &self.name())
            .field("fields", &self.fields().collect::<Vec<_>>())
            .finish()
    }
}
