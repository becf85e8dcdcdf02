//! A value as text for people: bounded in depth and length, so that a log line cannot grow with what a peer sends.

use std::fmt::{self, Write as _};

use super::{List, Map, Object, Value};

const MAX_BYTES: usize = 4096;
const MAX_DEPTH: usize = 16;
const MAX_TEXT: usize = 256;
const MAX_ITEMS: usize = 64;

/// Writes until it is full.
struct Text {
    text: String,
    depth: usize,
}

impl Text {
    fn push(&mut self, args: fmt::Arguments<'_>) -> fmt::Result {
        if self.text.len() > MAX_BYTES {
            return Err(fmt::Error);
        }
        self.text.write_fmt(args)
    }

    fn value(&mut self, value: &Value) -> fmt::Result {
        match value {
            Value::Null => self.push(format_args!("null")),
            Value::Bool(value) => self.push(format_args!("{value}")),
            Value::Int(value) => self.push(format_args!("{value}")),
            Value::Long(value) => self.push(format_args!("{value}L")),
            Value::Double(value) => self.push(format_args!("{value:?}")),
            Value::Date(millis) => self.push(format_args!("Date({millis})")),
            Value::String(value) => {
                let end = value.char_indices().nth(MAX_TEXT).map_or(value.len(), |(at, _)| at);
                let (start, rest) = value.split_at(end);
                self.push(format_args!("{start:?}"))?;
                if rest.is_empty() { Ok(()) } else { self.push(format_args!("..{} bytes", rest.len())) }
            }
            Value::Binary(bytes) => self.push(format_args!("byte[{}]", bytes.len())),
            Value::Ref(index) => self.push(format_args!("#{index}")),
            Value::List(list) => self.list(list),
            Value::Map(map) => self.map(map),
            Value::Object(object) => self.object(object),
        }
    }

    fn list(&mut self, list: &List) -> fmt::Result {
        self.class(list.class.as_deref())?;
        self.inside('[', ']', list.items.iter(), |text, item| text.value(item))
    }

    fn map(&mut self, map: &Map) -> fmt::Result {
        self.class(map.class.as_deref())?;
        self.inside('{', '}', map.entries.iter(), |text, (key, value)| {
            text.value(key)?;
            text.push(format_args!(": "))?;
            text.value(value)
        })
    }

    fn object(&mut self, object: &Object) -> fmt::Result {
        self.class(Some(object.class.name()))?;
        self.inside('{', '}', object.iter(), |text, (name, value)| {
            text.push(format_args!("{}: ", name.escape_debug()))?;
            text.value(value)
        })
    }

    fn class(&mut self, class: Option<&str>) -> fmt::Result {
        match class {
            Some(class) => self.push(format_args!("{} ", class.escape_debug())),
            None => Ok(()),
        }
    }

    fn inside<T>(
        &mut self,
        open: char,
        close: char,
        items: impl Iterator<Item = T>,
        write: impl Fn(&mut Self, T) -> fmt::Result,
    ) -> fmt::Result {
        self.push(format_args!("{open}"))?;
        self.depth = self.depth.saturating_add(1);
        for (at, item) in items.enumerate() {
            if at == MAX_ITEMS || self.depth > MAX_DEPTH {
                self.push(format_args!(", .."))?;
                break;
            }
            if at > 0 {
                self.push(format_args!(", "))?;
            }
            write(self, item)?;
        }
        self.depth = self.depth.saturating_sub(1);
        self.push(format_args!("{close}"))
    }
}

fn show(f: &mut fmt::Formatter<'_>, write: impl FnOnce(&mut Text) -> fmt::Result) -> fmt::Result {
    let mut text = Text { text: String::new(), depth: 0 };
    let cut = write(&mut text).is_err();
    f.write_str(&text.text)?;
    if cut { f.write_str(" ..") } else { Ok(()) }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show(f, |text| text.value(self))
    }
}

impl fmt::Debug for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show(f, |text| text.list(self))
    }
}

impl fmt::Debug for Map {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show(f, |text| text.map(self))
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show(f, |text| text.object(self))
    }
}
