//! Another writer of Hessian: the same values in all the forms that the format has, with the fields of classes in another
//! order, under older names, with fields that nobody knows, and without those that are null.

use std::sync::Arc;

use arbitrary::Unstructured;
use dubbors_hessian::{ClassDef, Object, Value, to_bytes};

/// What a field of a definition is written as.
#[derive(Clone, Copy)]
enum Field {
    Of(usize),
    Unknown,
}

pub struct Writer<'c, 'a> {
    to: Vec<u8>,
    /// What chooses among forms; when it ends, the first form is taken.
    choices: &'c mut Unstructured<'a>,
    aliases: Option<&'static [(&'static str, &'static str)]>,
    classes: Vec<(Arc<ClassDef>, Vec<Field>)>,
    types: Vec<String>,
}

impl<'c, 'a> Writer<'c, 'a> {
    /// A writer that chooses among forms only; with `aliases` also among orders and names of fields.
    pub fn new(
        choices: &'c mut Unstructured<'a>,
        aliases: Option<&'static [(&'static str, &'static str)]>,
    ) -> Self {
        Self { to: Vec::new(), choices, aliases, classes: Vec::new(), types: Vec::new() }
    }

    /// The bytes of `value`, which holds no references.
    pub fn write(mut self, value: &Value) -> Vec<u8> {
        self.value(value);
        self.to
    }

    fn choose(&mut self, among: usize) -> usize {
        self.choices.int_in_range(0..=among - 1).unwrap_or_default()
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Int(value) => self.int(*value),
            Value::Long(value) => self.long(*value),
            Value::Double(value) if self.choose(2) == 1 => {
                self.to.push(b'D');
                self.to.extend(value.to_be_bytes());
            }
            Value::Date(value) if self.choose(2) == 1 => {
                self.to.push(0x4a);
                self.to.extend(value.to_be_bytes());
            }
            Value::String(text) => self.string(text),
            Value::Binary(bytes) => self.binary(bytes),
            Value::List(list) => {
                let class = list.class.as_deref();
                match (class, self.choose(3)) {
                    (None, 0) => self.to.push(b'X'),
                    (None, 1) if list.items.len() < 8 => self.to.push(0x78 | list.items.len() as u8),
                    (None, _) => self.to.push(b'W'),
                    (Some(_), 0) => self.to.push(b'V'),
                    (Some(_), 1) if list.items.len() < 8 => self.to.push(0x70 | list.items.len() as u8),
                    (Some(_), _) => self.to.push(b'U'),
                }
                let tag = self.to.last().copied().unwrap_or_default();
                if let Some(class) = class {
                    self.type_name(class);
                }
                if matches!(tag, b'X' | b'V') {
                    self.int(list.items.len() as i32);
                }
                list.items.iter().for_each(|item| self.value(item));
                if matches!(tag, b'W' | b'U') {
                    self.to.push(b'Z');
                }
            }
            Value::Map(map) => {
                self.map_begin(map.class.as_deref());
                for (key, value) in &map.entries {
                    self.value(key);
                    self.value(value);
                }
                self.to.push(b'Z');
            }
            Value::Object(object) => self.object(object),
            Value::Null | Value::Bool(_) | Value::Double(_) | Value::Date(_) => {
                self.to.extend(&*to_bytes(value).expect("it has no inside"));
            }
            Value::Ref(_) => unreachable!("a contract's type writes no references"),
        }
    }

    fn map_begin(&mut self, class: Option<&str>) {
        match class {
            None => self.to.push(b'H'),
            Some(class) => {
                self.to.push(b'M');
                self.type_name(class);
            }
        }
    }

    fn type_name(&mut self, name: &str) {
        let known = self.types.iter().position(|known| known == name);
        match known {
            Some(known) if self.choose(2) == 1 => self.int(known as i32),
            _ => {
                self.types.push(name.to_owned());
                self.string(name);
            }
        }
    }

    fn object(&mut self, object: &Object) {
        let name = object.class.name().to_owned();
        // Some objects are maps to peers without their class; the class of a family tells what it is.
        if self.aliases.is_some() && !name.contains(".shape.") && self.choose(8) == 7 {
            let typed = self.choose(2) == 1;
            self.map_begin(typed.then_some(&*name));
            for (field, value) in object.iter() {
                self.string(field);
                self.value(value);
            }
            self.to.push(b'Z');
            return;
        }
        let known = self.classes.iter().position(|(known, _)| **known == *object.class);
        let number = known.unwrap_or_else(|| {
            let order = self.define(object);
            self.classes.push((Arc::clone(&object.class), order));
            self.classes.len() - 1
        });
        if number < 16 && self.choose(2) == 0 {
            self.to.push(0x60 | number as u8);
        } else {
            self.to.push(b'O');
            self.int(number as i32);
        }
        for field in self.classes[number].1.clone() {
            match field {
                Field::Of(field) => self.value(&object.fields[field]),
                Field::Unknown => {
                    let values: [&[u8]; 5] = [b"N", b"\x01x", b"\x79\x90", b"H\x90\x91Z", b"p\x01t"];
                    let chosen = self.choose(values.len());
                    self.to.extend(values[chosen]);
                    if chosen == 4 {
                        self.types.push("t".to_owned());
                    }
                }
            }
        }
    }

    fn define(&mut self, object: &Object) -> Vec<Field> {
        let mut order: Vec<Field> = (0..object.class.len()).map(Field::Of).collect();
        if self.aliases.is_some() && self.choose(8) > 0 {
            for at in (1..order.len()).rev() {
                let other = self.choose(at + 1);
                order.swap(at, other);
            }
            for _ in 0..self.choose(3) {
                let at = self.choose(order.len() + 1);
                order.insert(at, Field::Unknown);
            }
        }
        self.to.push(b'C');
        self.string(object.class.name());
        self.int(order.len() as i32);
        for (at, field) in order.iter().enumerate() {
            match field {
                Field::Unknown => self.string(&format!("unknown{at}")),
                Field::Of(field) => {
                    let name = object.class.field(*field).unwrap_or_default();
                    let alias = self.aliases.and_then(|all| all.iter().find(|(known, _)| *known == name));
                    match alias {
                        // Of an enum's constant, `name` has no other.
                        Some((_, alias)) if object.class.len() > 1 && self.choose(4) == 3 => {
                            self.string(alias)
                        }
                        _ => self.string(name),
                    }
                }
            }
        }
        order
    }

    fn int(&mut self, value: i32) {
        if self.choose(3) == 2 {
            self.to.push(b'I');
            self.to.extend(value.to_be_bytes());
        } else {
            self.to.extend(&*to_bytes(&value).expect("an int"));
        }
    }

    fn long(&mut self, value: i64) {
        match (self.choose(3), i32::try_from(value)) {
            (1, Ok(value)) => {
                self.to.push(0x59);
                self.to.extend(value.to_be_bytes());
            }
            (2, _) => {
                self.to.push(b'L');
                self.to.extend(value.to_be_bytes());
            }
            _ => self.to.extend(&*to_bytes(&value).expect("a long")),
        }
    }

    fn binary(&mut self, bytes: &[u8]) {
        let (first, rest) = bytes.split_at(self.choose(bytes.len().min(0xffff) + 1));
        match self.choose(3) {
            1 if rest.len() <= 0xffff => {
                self.to.push(b'A');
                self.to.extend((first.len() as u16).to_be_bytes());
                self.to.extend(first);
                self.to.push(b'B');
                self.to.extend((rest.len() as u16).to_be_bytes());
                self.to.extend(rest);
            }
            2 if bytes.len() < 1024 => {
                self.to.extend([0x34 | (bytes.len() >> 8) as u8, bytes.len() as u8]);
                self.to.extend(bytes);
            }
            _ => self.to.extend(&*to_bytes(bytes).expect("bytes")),
        }
    }

    fn string(&mut self, text: &str) {
        let units: Vec<u16> = text.encode_utf16().collect();
        match self.choose(4) {
            1 if units.len() <= 0xffff => {
                self.to.push(b'S');
                self.to.extend((units.len() as u16).to_be_bytes());
                self.units(&units);
            }
            2 if units.len() < 1024 => {
                self.to.extend([0x30 | (units.len() >> 8) as u8, units.len() as u8]);
                self.units(&units);
            }
            3 if units.len() <= 0xffff => {
                let (first, rest) = units.split_at(self.choose(units.len() + 1));
                self.to.push(b'R');
                self.to.extend((first.len() as u16).to_be_bytes());
                self.units(first);
                self.to.push(b'S');
                self.to.extend((rest.len() as u16).to_be_bytes());
                self.units(rest);
            }
            _ => self.to.extend(&*to_bytes(text).expect("a text")),
        }
    }

    /// Each unit by itself, also the two of a pair.
    fn units(&mut self, units: &[u16]) {
        for unit in units {
            let low = |shift: u16| 0x80 | (unit >> shift & 0x3f) as u8;
            match unit {
                0..0x80 => self.to.push(*unit as u8),
                0x80..0x800 => self.to.extend([0xc0 | (unit >> 6) as u8, low(0)]),
                _ => self.to.extend([0xe0 | (unit >> 12) as u8, low(6), low(0)]),
            }
        }
    }
}
