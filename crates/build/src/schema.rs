//! What was read, as descriptors.

use std::collections::BTreeMap;

use prost::Message;
use prost_types::FileDescriptorProto;
use protox::prost_reflect::{DescriptorPool, DynamicMessage, ReflectMessage};

use crate::Error;

/// All files, by their names.
pub(crate) struct Schema {
    files: BTreeMap<String, File>,
}

struct File {
    /// With comments.
    proto: FileDescriptorProto,
    /// Without comments and places, with options that only the writer of the file knows.
    encoded: Vec<u8>,
}

/// A `google.protobuf.FileDescriptorSet` whose files nobody looks into.
#[derive(Clone, PartialEq, Message)]
struct FileSet {
    #[prost(bytes = "vec", repeated, tag = "1")]
    files: Vec<Vec<u8>>,
}

impl Schema {
    /// From an encoded `google.protobuf.FileDescriptorSet`.
    ///
    /// # Errors
    /// A compiler that wrote what does not hold together.
    pub(crate) fn decode(set: &[u8]) -> Result<Self, Error> {
        let wrong =
            |error: &dyn std::fmt::Display| Error::new(format!("the compiler's result is wrong: {error}"));
        let pool = DescriptorPool::decode(set).map_err(|error| wrong(&error))?;
        let form = FileDescriptorProto::default().descriptor();
        let mut files = BTreeMap::new();
        for file in pool.files() {
            let bytes = file.encode_to_vec();
            let mut plain =
                DynamicMessage::decode(form.clone(), bytes.as_slice()).map_err(|error| wrong(&error))?;
            plain.clear_field_by_name("source_code_info");
            let proto = file.file_descriptor_proto().clone();
            files.insert(file.name().to_owned(), File { proto, encoded: plain.encode_to_vec() });
        }
        Ok(Self { files })
    }

    /// The files, by the order of their names.
    pub(crate) fn files(&self) -> impl Iterator<Item = &FileDescriptorProto> {
        self.files.values().map(|file| &file.proto)
    }

    /// The names of the packages, sorted.
    pub(crate) fn packages(&self) -> Vec<&str> {
        let mut packages: Vec<&str> = self.files().map(FileDescriptorProto::package).collect();
        packages.sort_unstable();
        packages.dedup();
        packages
    }

    /// The names of the files of `package`, sorted.
    pub(crate) fn files_of(&self, package: &str) -> Vec<&str> {
        self.files().filter(|file| file.package() == package).map(FileDescriptorProto::name).collect()
    }

    /// The files of `package` with all that they import, as an encoded `google.protobuf.FileDescriptorSet`. What a file
    /// imports stands in front of it; beyond that only names decide the order.
    pub(crate) fn set_of(&self, package: &str) -> Vec<u8> {
        let mut found = Vec::new();
        for name in self.files_of(package) {
            self.collect(name, &mut found);
        }
        FileSet { files: found.into_iter().map(|file| file.encoded.clone()).collect() }.encode_to_vec()
    }

    /// Adds the file with `name` to `found`, after what it imports. Imports have no cycles.
    fn collect<'a>(&'a self, name: &str, found: &mut Vec<&'a File>) {
        let Some(file) = self.files.get(name) else { return };
        if found.iter().any(|other| other.proto.name() == name) {
            return;
        }
        let mut imports: Vec<&str> = file.proto.dependency.iter().map(String::as_str).collect();
        imports.sort_unstable();
        for import in imports {
            self.collect(import, found);
        }
        found.push(file);
    }
}
