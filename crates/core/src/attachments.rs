//! Key-value pairs that travel beside the arguments and beside the answer.

use std::fmt;

use bytes::Bytes;
use bytestring::ByteString;
use dubbors_hessian::Value;
use smallvec::SmallVec;

/// A short text that is either static or a slice of a received buffer, so that reading one allocates nothing.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Text(ByteString);

impl Text {
    /// A text known at build time.
    #[must_use]
    pub const fn from_static(text: &'static str) -> Self {
        Self(ByteString::from_static(text))
    }

    /// A slice of a received buffer, or `None` when it is not UTF-8.
    #[must_use]
    pub fn from_utf8(bytes: Bytes) -> Option<Self> {
        ByteString::try_from(bytes).ok().map(Self)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(ByteString::from(text))
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(ByteString::from(text))
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

/// An ordered list of pairs. A key normally stands once; headers of HTTP may give it several values. Look-up is a linear
/// search. An empty one is a null pointer, since calls and answers are moved often and many carry nothing; the first pair
/// makes room for three.
///
/// Dubbo peers normally send text. A value that is not text (Go and Java may send any object) is kept beside it.
#[derive(Clone, Default)]
pub struct Attachments(Option<Box<Pairs>>);

#[derive(Clone, Debug, Default)]
struct Pairs {
    texts: SmallVec<[(Text, Text); 3]>,
    objects: Vec<(Text, Value)>,
}

impl Attachments {
    /// No pairs.
    #[must_use]
    pub const fn new() -> Self {
        Self(None)
    }

    fn texts(&self) -> &[(Text, Text)] {
        self.0.as_ref().map_or(&[], |pairs| &pairs.texts)
    }

    fn values(&self) -> &[(Text, Value)] {
        self.0.as_ref().map_or(&[], |pairs| &pairs.objects)
    }

    fn pairs(&mut self) -> &mut Pairs {
        self.0.get_or_insert_default()
    }

    /// The text under `key`; the first one where there are several.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.texts().iter().find(|(k, _)| *k.as_str() == *key).map(|(_, v)| v.as_str())
    }

    /// All texts under `key`, in order.
    pub fn get_all(&self, key: &str) -> impl Iterator<Item = &str> {
        self.texts().iter().filter(move |(k, _)| *k.as_str() == *key).map(|(_, v)| v.as_str())
    }

    /// The value under `key` that is not text; the first one where there are several.
    #[must_use]
    pub fn object(&self, key: &str) -> Option<&Value> {
        self.values().iter().find(|(k, _)| *k.as_str() == *key).map(|(_, v)| v)
    }

    /// Sets `key`, replacing what was there, text or not.
    pub fn set(&mut self, key: impl Into<Text>, value: impl Into<Text>) {
        let (key, value) = (key.into(), value.into());
        let Pairs { texts, objects } = self.pairs();
        objects.retain(|(k, _)| *k != key);
        let Some(at) = texts.iter().position(|(k, _)| *k == key) else {
            return texts.push((key, value));
        };
        let mut behind = 0..;
        texts.retain(|(k, _)| behind.next() <= Some(at) || *k != key);
        if let Some(pair) = texts.get_mut(at) {
            pair.1 = value;
        }
    }

    /// Adds a text under `key` to those that are there.
    pub fn append(&mut self, key: impl Into<Text>, value: impl Into<Text>) {
        self.pairs().texts.push((key.into(), value.into()));
    }

    /// Adds a value that is not text under `key` to those that are there.
    pub fn append_object(&mut self, key: impl Into<Text>, value: Value) {
        self.pairs().objects.push((key.into(), value));
    }

    /// Sets `key` to a value that is not text, replacing what was there.
    pub fn set_object(&mut self, key: impl Into<Text>, value: Value) {
        let key = key.into();
        self.remove(key.as_str());
        self.pairs().objects.push((key, value));
    }

    /// Removes `key` and answers its text.
    pub fn remove(&mut self, key: &str) -> Option<Text> {
        let Pairs { texts, objects } = self.0.as_deref_mut()?;
        objects.retain(|(k, _)| *k.as_str() != *key);
        let at = texts.iter().position(|(k, _)| *k.as_str() == *key)?;
        let removed = texts.remove(at).1;
        texts.retain(|(k, _)| *k.as_str() != *key);
        Some(removed)
    }

    /// Keeps the text pairs for which `keep` answers true.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &str) -> bool) {
        if let Some(pairs) = &mut self.0 {
            pairs.texts.retain(|(k, v)| keep(k.as_str(), v.as_str()));
        }
    }

    /// The text pairs in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.texts().iter().map(|(k, v)| (k.as_str(), v.as_str()))
    }

    /// The pairs whose value is not text, in order.
    pub fn objects(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.values().iter().map(|(k, v)| (k.as_str(), v))
    }

    /// Copies every pair of `other` into this, replacing equal keys.
    pub fn extend(&mut self, other: &Self) {
        let Some(more) = &other.0 else { return };
        if self.is_empty() {
            self.0 = Some(more.clone());
            return;
        }
        for key in more.texts.iter().map(|(key, _)| key).chain(more.objects.iter().map(|(key, _)| key)) {
            self.remove(key.as_str());
        }
        let own = self.pairs();
        own.texts.extend(more.texts.iter().cloned());
        own.objects.extend(more.objects.iter().cloned());
    }

    /// How many pairs there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts().len() + self.values().len()
    }

    /// Whether there are no pairs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl fmt::Debug for Attachments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts = self.texts().iter().map(|(key, value)| (key, value as &dyn fmt::Debug));
        let objects = self.values().iter().map(|(key, value)| (key, value as &dyn fmt::Debug));
        f.debug_map().entries(texts.chain(objects)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_unique_whatever_its_kind() {
        let mut attachments = Attachments::new();
        attachments.set("a", "1");
        attachments.set("a", "2");
        attachments.set_object("a", Value::Int(3));
        assert_eq!(attachments.get("a"), None);
        assert_eq!(attachments.object("a"), Some(&Value::Int(3)));
        assert_eq!(attachments.len(), 1);
        attachments.set("a", "4");
        assert_eq!((attachments.get("a"), attachments.object("a")), (Some("4"), None));
        assert_eq!(attachments.len(), 1);
    }

    #[test]
    fn a_key_may_have_several_texts() {
        let mut attachments = Attachments::new();
        for (key, value) in [("a", "1"), ("b", "2"), ("a", "3")] {
            attachments.append(key, value);
        }
        assert_eq!(attachments.get("a"), Some("1"));
        assert_eq!(attachments.get_all("a").collect::<Vec<_>>(), ["1", "3"]);
        let mut other = Attachments::new();
        other.set("b", "0");
        other.extend(&attachments);
        assert_eq!(other.iter().collect::<Vec<_>>(), [("a", "1"), ("b", "2"), ("a", "3")]);
        attachments.set("a", "4");
        assert_eq!(attachments.iter().collect::<Vec<_>>(), [("a", "4"), ("b", "2")]);
        assert_eq!(attachments.remove("a").unwrap().as_str(), "4");
        assert_eq!(attachments.len(), 1);
    }

    #[test]
    fn text_refuses_bytes_that_are_not_utf8() {
        assert_eq!(Text::from_utf8(Bytes::from_static(b"\xff")), None);
    }
}
