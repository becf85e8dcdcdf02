//! `google.protobuf.Any`: a message of a type that stands with it.

use prost::Message;
use prost_reflect::{DynamicMessage, MessageDescriptor, Value};
use serde_json::{Map as JsonMap, Value as Json};

use super::{descriptor, odd, set};
use crate::proto_json::fault::{Fault, Result};
use crate::proto_json::read::Reader;
use crate::proto_json::write::Writer;
use crate::proto_json::{known, weigh};

const TYPE: &str = "@type";
const EMPTY: &str = "google.protobuf.Empty";

pub(super) fn read(reader: Reader, of: &MessageDescriptor, json: &Json) -> Result<DynamicMessage> {
    let Json::Object(members) = json else {
        return Err(Fault::expected("an object with @type", json));
    };
    let mut any = DynamicMessage::new(of.clone());
    if members.is_empty() {
        return Ok(any);
    }
    let url = members.get(TYPE).and_then(Json::as_str);
    let url = url.ok_or_else(|| Fault::new("expected @type, the URL of the type, in an Any"))?;
    let inside = content(reader, &find(of, url)?, members)?;
    set(&mut any, 1, Value::String(url.to_owned()))?;
    set(&mut any, 2, Value::Bytes(inside.encode_to_vec().into()))?;
    Ok(any)
}

fn content(
    reader: Reader,
    of: &MessageDescriptor,
    members: &JsonMap<String, Json>,
) -> Result<DynamicMessage> {
    if !is_value(of) {
        return reader.fields(of, members, TYPE);
    }
    let mut others = members.keys().filter(|name| *name != TYPE && *name != "value");
    if reader.is_unknown_denied()
        && let Some(name) = others.next()
    {
        let name: String = name.chars().take(64).collect();
        let of = of.full_name();
        return Err(Fault::new(format!("{of} has its JSON under value and nothing under {name}")));
    }
    match members.get("value") {
        Some(value) => reader.message(of, value).map_err(|fault| fault.in_field("value")),
        // So do Java and Python write it.
        None if of.full_name() == EMPTY => Ok(DynamicMessage::new(of.clone())),
        None => Err(Fault::new(format!("expected the JSON of {} under value", of.full_name()))),
    }
}

/// Whether the content stands under `value` as it has no fields of its own.
fn is_value(of: &MessageDescriptor) -> bool {
    known::of(of.full_name()).is_some() || of.full_name() == EMPTY
}

fn find(any: &MessageDescriptor, url: &str) -> Result<MessageDescriptor> {
    let name = match url.rsplit_once('/') {
        Some((_, name)) if !name.is_empty() => name,
        _ => {
            let url: String = url.chars().take(64).collect();
            let example = "such as type.googleapis.com/google.protobuf.Duration";
            return Err(Fault::new(format!("{url} is not the URL of a type, {example}")));
        }
    };
    any.parent_pool().get_message_by_name(name).ok_or_else(|| {
        let name: String = name.chars().take(128).collect();
        Fault::new(format!("an Any holds a {name}, which is not in the schema"))
    })
}

pub(super) fn write(writer: &mut Writer<'_>, message: &DynamicMessage) -> Result<()> {
    let any = descriptor(message);
    let (Some(url), Some(bytes)) = (message.get_field_by_number(1), message.get_field_by_number(2)) else {
        return Err(odd(&any));
    };
    let (Some(url), Some(bytes)) = (url.as_str(), bytes.as_bytes()) else { return Err(odd(&any)) };
    if url.is_empty() && bytes.is_empty() {
        return writer.object(|_| Ok(()));
    }
    let of = find(&any, url)?;
    let inside = weigh::decode(&of, bytes, writer.memory())
        .map_err(|fault| Fault::new(format!("an Any does not hold what it says: {fault}")))?;
    writer.object(|writer| {
        writer.name(TYPE)?;
        writer.string(url)?;
        if is_value(&of) {
            writer.name("value")?;
            return writer.message(&inside);
        }
        writer.fields(&inside)
    })
}
