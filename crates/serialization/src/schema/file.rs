//! Files and what is declared in them, as reflection asks for it.

use std::fmt;

use bytes::Bytes;
use prost_reflect::{DescriptorPool, FileDescriptor};

use super::Schema;

/// A `.proto` file of a [`Schema`].
#[derive(Clone, PartialEq, Eq)]
pub struct FileSchema {
    file: FileDescriptor,
}

impl FileSchema {
    pub(super) fn new(file: FileDescriptor) -> Self {
        Self { file }
    }

    /// A file of Google's own types, such as `google/protobuf/timestamp.proto`, which everybody has.
    #[must_use]
    pub fn well_known(name: &str) -> Option<Self> {
        DescriptorPool::global().get_file_by_name(name).map(Self::new)
    }

    /// The name, such as `helloworld/greeter.proto`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.file.name()
    }

    /// The files that it imports.
    pub fn dependencies(&self) -> impl Iterator<Item = Self> + '_ {
        self.file.dependencies().map(Self::new)
    }

    /// The encoded `google.protobuf.FileDescriptorProto`.
    #[must_use]
    pub fn to_bytes(&self) -> Bytes {
        self.file.encode_to_vec().into()
    }
}

impl fmt::Debug for FileSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileSchema({})", self.name())
    }
}

impl Schema {
    /// The files, in the order of the set.
    pub fn files(&self) -> impl Iterator<Item = FileSchema> + '_ {
        self.pool.files().map(FileSchema::new)
    }

    /// The file with this name.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<FileSchema> {
        self.pool.get_file_by_name(name).map(FileSchema::new)
    }

    /// The file that declares a service, method, message, field, enum or extension, by its full name.
    #[must_use]
    pub fn file_containing(&self, symbol: &str) -> Option<FileSchema> {
        let symbol = symbol.strip_prefix('.').unwrap_or(symbol);
        if let Some(file) = self.file_of_type(symbol) {
            return Some(file);
        }
        let (parent, name) = symbol.rsplit_once('.')?;
        if let Some(service) = self.service(parent) {
            return service.method(name).map(|_| service.file());
        }
        if let Some(message) = self.pool.get_message_by_name(parent) {
            let is_there = message.get_field_by_name(name).is_some()
                || message.oneofs().any(|oneof| oneof.name() == name);
            return is_there.then(|| FileSchema::new(message.parent_file()));
        }
        // A constant of an enum is a sibling of the enum.
        let mut enums = self.pool.all_enums();
        let holder = enums.find(|holder| holder.values().any(|value| value.full_name() == symbol))?;
        Some(FileSchema::new(holder.parent_file()))
    }

    fn file_of_type(&self, name: &str) -> Option<FileSchema> {
        let file = if let Some(service) = self.pool.get_service_by_name(name) {
            service.parent_file()
        } else if let Some(message) = self.pool.get_message_by_name(name) {
            message.parent_file()
        } else if let Some(found) = self.pool.get_enum_by_name(name) {
            found.parent_file()
        } else {
            self.pool.get_extension_by_name(name)?.parent_file()
        };
        Some(FileSchema::new(file))
    }

    /// The file that declares the extension with this number of a message.
    #[must_use]
    pub fn file_containing_extension(&self, message: &str, number: u32) -> Option<FileSchema> {
        let extension = self.pool.get_message_by_name(message)?.get_extension(number)?;
        Some(FileSchema::new(extension.parent_file()))
    }

    /// The numbers of the extensions of a message; `None` for one that is not here.
    #[must_use]
    pub fn extension_numbers(&self, message: &str) -> Option<Vec<u32>> {
        let message = self.pool.get_message_by_name(message)?;
        let mut numbers: Vec<u32> = message.extensions().map(|extension| extension.number()).collect();
        numbers.sort_unstable();
        Some(numbers)
    }
}
