//! What a schema declares, as a person would write it into a `.proto` file.

use std::collections::{HashSet, VecDeque};
use std::fmt::Write;

use prost_reflect::{
    Cardinality, EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor,
    ServiceDescriptor, Syntax,
};

use super::Schema;

/// Types that everybody knows, and that JSON has a form of its own for.
const KNOWN: &str = "google.protobuf.";

impl Schema {
    /// The service, method, message or enum with this full name, and every type that it leads to, in the language of
    /// `.proto` files but for the names, which are full ones. Google's own types are left out. `None` when there is no
    /// such name.
    #[must_use]
    pub fn describe(&self, name: &str) -> Option<String> {
        let mut text = Text::default();
        if let Some(service) = self.pool.get_service_by_name(name) {
            text.service(&service);
        } else if let Some(message) = self.pool.get_message_by_name(name) {
            text.seen.insert(message.full_name().to_owned());
            text.message(&message);
        } else if let Some(found) = self.pool.get_enum_by_name(name) {
            text.enumeration(&found);
        } else {
            let (service, method) = name.rsplit_once('.')?;
            let service = self.pool.get_service_by_name(service)?;
            let method = service.methods().find(|known| known.name() == method)?;
            text.method(&method, "");
        }
        text.types();
        Some(text.written)
    }
}

#[derive(Default)]
struct Text {
    written: String,
    /// Types that are written, or will be.
    seen: HashSet<String>,
    left: VecDeque<Kind>,
}

impl Text {
    fn service(&mut self, service: &ServiceDescriptor) {
        self.line(&format!("service {} {{", service.full_name()));
        for method in service.methods() {
            self.method(&method, "  ");
        }
        self.line("}");
    }

    fn method(&mut self, method: &MethodDescriptor, indent: &str) {
        let stream = |is_stream| if is_stream { "stream " } else { "" };
        let (input, output) = (method.input(), method.output());
        self.line(&format!(
            "{indent}rpc {}({}{}) returns ({}{});",
            method.name(),
            stream(method.is_client_streaming()),
            input.full_name(),
            stream(method.is_server_streaming()),
            output.full_name()
        ));
        self.later(Kind::Message(input));
        self.later(Kind::Message(output));
    }

    /// Writes what is left, which may lead to more.
    fn types(&mut self) {
        while let Some(kind) = self.left.pop_front() {
            self.written.push('\n');
            match kind {
                Kind::Message(message) => self.message(&message),
                Kind::Enum(of) => self.enumeration(&of),
                _ => {}
            }
        }
    }

    fn message(&mut self, message: &MessageDescriptor) {
        if message.fields().len() == 0 {
            return self.line(&format!("message {} {{}}", message.full_name()));
        }
        self.line(&format!("message {} {{", message.full_name()));
        let in_oneof = |field: &FieldDescriptor| {
            field.containing_oneof().filter(|oneof| !oneof.is_synthetic()).is_some()
        };
        for field in message.fields().filter(|field| !in_oneof(field)) {
            self.field(&field, "  ");
        }
        for oneof in message.oneofs().filter(|oneof| !oneof.is_synthetic()) {
            self.line(&format!("  oneof {} {{", oneof.name()));
            for field in oneof.fields() {
                self.field(&field, "    ");
            }
            self.line("  }");
        }
        self.line("}");
    }

    fn field(&mut self, field: &FieldDescriptor, indent: &str) {
        let kind = field.kind();
        let declared = match &kind {
            Kind::Message(entry) if field.is_map() => {
                let (key, value) = (entry.map_entry_key_field().kind(), entry.map_entry_value_field().kind());
                let declared = format!("map<{}, {}>", name(&key), name(&value));
                self.later(value);
                declared
            }
            _ => format!("{}{}", label(field), name(&kind)),
        };
        self.line(&format!("{indent}{declared} {} = {};", field.name(), field.number()));
        if !field.is_map() {
            self.later(kind);
        }
    }

    fn enumeration(&mut self, of: &EnumDescriptor) {
        self.line(&format!("enum {} {{", of.full_name()));
        for value in of.values() {
            self.line(&format!("  {} = {};", value.name(), value.number()));
        }
        self.line("}");
    }

    fn line(&mut self, line: &str) {
        // Writing to a string does not fail.
        let _ = writeln!(self.written, "{line}");
    }

    fn later(&mut self, kind: Kind) {
        let full_name = match &kind {
            Kind::Message(message) => message.full_name(),
            Kind::Enum(of) => of.full_name(),
            _ => return,
        };
        if !full_name.starts_with(KNOWN) && self.seen.insert(full_name.to_owned()) {
            self.left.push_back(kind);
        }
    }
}

fn label(field: &FieldDescriptor) -> &'static str {
    if field.is_list() {
        "repeated "
    } else if field.cardinality() == Cardinality::Required {
        "required "
    } else if field.field_descriptor_proto().proto3_optional()
        || field.parent_file().syntax() == Syntax::Proto2 && field.containing_oneof().is_none()
    {
        "optional "
    } else {
        ""
    }
}

fn name(kind: &Kind) -> String {
    match kind {
        Kind::Message(message) => message.full_name().to_owned(),
        Kind::Enum(of) => of.full_name().to_owned(),
        scalar => format!("{scalar:?}"),
    }
}
