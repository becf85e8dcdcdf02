//! Files as a server tells of them, one by one.

use std::collections::BTreeMap;

use bytes::Bytes;
use dubbors_core::{Error, Result};
use dubbors_serialization::FileSchema;
use prost::Message;

/// How many files a contract may have.
const MOST_FILES: usize = 4096;
/// How many bytes they may have together.
const MOST_BYTES: usize = 32 << 20;

/// What is needed of a `google.protobuf.FileDescriptorProto`.
#[derive(Clone, PartialEq, Message)]
struct Head {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(string, repeated, tag = "3")]
    imports: Vec<String>,
}

/// A `google.protobuf.FileDescriptorSet` of files as they came: an option that nobody here knows stays in them.
#[derive(Clone, PartialEq, Message)]
struct Set {
    #[prost(bytes = "bytes", repeated, tag = "1")]
    files: Vec<Bytes>,
}

/// Files by their names.
#[derive(Default)]
pub(super) struct Files {
    known: BTreeMap<String, (Head, Bytes)>,
    bytes: usize,
    /// Imports that were not looked at, with the file that has them.
    imports: Vec<(String, String)>,
}

impl Files {
    /// Adds files. One that is known already stays as it is.
    pub(super) fn add(&mut self, files: Vec<Bytes>) -> Result<()> {
        for bytes in files {
            let head = Head::decode(bytes.clone()).map_err(|error| {
                Error::serialization(format!("the server told of something that is no .proto file: {error}"))
            })?;
            if self.known.contains_key(&head.name) {
                continue;
            }
            self.bytes = self.bytes.saturating_add(bytes.len());
            if self.known.len() >= MOST_FILES || self.bytes > MOST_BYTES {
                return Err(Error::limit_exceeded(format!(
                    "the server tells of more than {MOST_FILES} files or {MOST_BYTES} bytes for one contract"
                )));
            }
            self.imports.extend(head.imports.iter().map(|import| (import.clone(), head.name.clone())));
            self.known.insert(head.name.clone(), (head, bytes));
        }
        Ok(())
    }

    /// Adds a file that everybody has.
    pub(super) fn add_well_known(&mut self, name: &str) -> Result<()> {
        let file = FileSchema::well_known(name).ok_or_else(|| Error::invalid("no such file"))?;
        self.add(vec![file.to_bytes()])
    }

    /// A file that another one imports and that is not there, and the other one.
    pub(super) fn missing(&mut self) -> Option<(&str, &str)> {
        while self.imports.last().is_some_and(|(import, _)| self.known.contains_key(import)) {
            self.imports.pop();
        }
        self.imports.last().map(|(import, importer)| (import.as_str(), importer.as_str()))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.known.contains_key(name)
    }

    /// All files, each behind those that it imports.
    pub(super) fn into_set(mut self) -> Vec<u8> {
        let mut files = Vec::with_capacity(self.known.len());
        let mut open: Vec<(Head, Bytes)> = Vec::new();
        while let Some((_, first)) = self.known.pop_first() {
            open.push(first);
            while let Some((head, _)) = open.last_mut() {
                // Files that are open or written are not in the table: a circle ends, and the reader of the set refuses it.
                match head.imports.pop() {
                    Some(import) => open.extend(self.known.remove(&import)),
                    None => files.extend(open.pop().map(|(_, bytes)| bytes)),
                }
            }
        }
        Set { files }.encode_to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, imports: &[&str]) -> Bytes {
        let imports = imports.iter().map(|import| (*import).to_owned()).collect();
        Head { name: name.to_owned(), imports }.encode_to_vec().into()
    }

    fn names(files: Files) -> Vec<String> {
        let set = Set::decode(files.into_set().as_slice()).unwrap();
        set.files.into_iter().map(|bytes| Head::decode(bytes).unwrap().name).collect()
    }

    #[test]
    fn imports_come_first_also_in_circles() {
        let mut files = Files::default();
        files.add(vec![file("a", &["c", "b"]), file("b", &["c"])]).unwrap();
        assert_eq!(files.missing().unwrap().0, "c");
        files.add(vec![file("c", &["google/protobuf/any.proto", "a"])]).unwrap();
        assert_eq!(files.missing(), Some(("google/protobuf/any.proto", "c")));
        files.add_well_known("google/protobuf/any.proto").unwrap();
        assert!(files.missing().is_none() && files.add_well_known("x.proto").is_err());
        assert_eq!(names(files), ["google/protobuf/any.proto", "c", "b", "a"]);
    }

    #[test]
    fn a_server_cannot_tell_without_end() {
        let mut files = Files::default();
        let error = (0..).find_map(|at| files.add(vec![file(&at.to_string(), &[])]).err()).unwrap();
        assert!(error.message().contains("4096 files"), "{error}");
        let error = Files::default().add(vec![Bytes::from_static(b"\xff")]).unwrap_err();
        assert!(error.message().contains("no .proto file"), "{error}");
    }
}
