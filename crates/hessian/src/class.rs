//! Class definitions: a Java class name and its field names in wire order.

use std::fmt;
use std::sync::OnceLock;

use smallvec::SmallVec;

/// A class as Hessian defines it on the wire: a name and the names of the fields, in the order of their values.
///
/// Generated code keeps one in a `static`; [`ClassDef::shared`] makes one at run time, to be kept in an `Arc`.
pub struct ClassDef {
    names: Names,
    /// The definition as it is written; made when it is first wanted.
    written: OnceLock<Box<[u8]>>,
}

enum Names {
    Static {
        name: &'static str,
        fields: &'static [&'static str],
    },
    /// The name of the class and those of its fields in one text, and where each of them ends.
    Shared {
        text: String,
        ends: Ends,
    },
}

/// Most classes have few fields: no memory of its own for them.
type Ends = SmallVec<[u32; 14]>;

/// How long the name of a field is expected to be, to make room for several.
const FIELD_NAME: usize = 10;

/// A class whose names come one after the other.
pub(crate) struct Builder {
    text: String,
    ends: Ends,
}

impl Builder {
    #[inline]
    pub(crate) fn field(&mut self, name: &str) {
        self.text.push_str(name);
        // Names that fill four gigabytes are cut there; no stream can define them.
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    pub(crate) fn finish(self) -> ClassDef {
        let names = Names::Shared { text: self.text, ends: self.ends };
        ClassDef { names, written: OnceLock::new() }
    }
}

impl ClassDef {
    /// A class known when the program is written: `static USER: ClassDef = ClassDef::new("com.x.User", &["name"]);`.
    pub const fn new(name: &'static str, fields: &'static [&'static str]) -> Self {
        Self { names: Names::Static { name, fields }, written: OnceLock::new() }
    }

    /// A class known only at run time.
    pub fn shared<F: AsRef<str>>(name: impl AsRef<str>, fields: impl IntoIterator<Item = F>) -> Self {
        let fields = fields.into_iter();
        let mut class = Self::builder(name.as_ref(), fields.size_hint().0);
        fields.for_each(|field| class.field(field.as_ref()));
        class.finish()
    }

    /// The same, field by field; about `fields` of them.
    pub(crate) fn builder(name: &str, fields: usize) -> Builder {
        let expected = fields.saturating_mul(FIELD_NAME).saturating_add(name.len());
        let mut class = Builder {
            text: String::with_capacity(expected),
            ends: Ends::with_capacity(fields.saturating_add(1)),
        };
        class.field(name);
        class
    }

    /// The Java class name, `com.x.User`.
    pub fn name(&self) -> &str {
        match &self.names {
            Names::Static { name, .. } => name,
            Names::Shared { .. } => self.part(0).unwrap_or_default(),
        }
    }

    /// The name for texts that live as long as the program.
    pub(crate) fn static_name(&self) -> &'static str {
        match &self.names {
            Names::Static { name, .. } => name,
            Names::Shared { .. } => "class",
        }
    }

    /// How many fields there are.
    pub fn len(&self) -> usize {
        match &self.names {
            Names::Static { fields, .. } => fields.len(),
            Names::Shared { ends, .. } => ends.len().saturating_sub(1),
        }
    }

    /// True for a class without fields.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The name of the field at `index`.
    pub fn field(&self, index: usize) -> Option<&str> {
        match &self.names {
            Names::Static { fields, .. } => fields.get(index).copied(),
            Names::Shared { .. } => self.part(index.checked_add(1)?),
        }
    }

    /// The field names, in wire order.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        (0..self.len()).map(|index| self.field(index).unwrap_or_default())
    }

    /// The position of the field `name`; the last one when the name occurs twice (a shadowed field, spec section 7.1).
    pub fn position(&self, name: &str) -> Option<usize> {
        (0..self.len()).rev().find(|index| self.field(*index) == Some(name))
    }

    /// The bytes of the definition; `write` puts them together the first time.
    pub(crate) fn written(&self, write: impl FnOnce(&Self) -> Vec<u8>) -> &[u8] {
        self.written.get_or_init(|| write(self).into())
    }

    /// A name of a class made at run time: that of the class itself, then those of its fields.
    fn part(&self, index: usize) -> Option<&str> {
        let Names::Shared { text, ends } = &self.names else { return None };
        let before = index.checked_sub(1).map_or(Some(0), |before| ends.get(before).copied())?;
        text.get(before as usize..*ends.get(index)? as usize)
    }
}

impl PartialEq for ClassDef {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other) || (self.name() == other.name() && self.fields().eq(other.fields()))
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
