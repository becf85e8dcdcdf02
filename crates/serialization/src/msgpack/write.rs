//! Values to msgpack.

use bytes::{BufMut, BytesMut};
use dubbors_hessian::json::object_to_text;
use dubbors_hessian::{Limits, Object, Value};

use super::read::{Result, TIMESTAMP};

/// Appends a value, no more than `most` bytes and what is under way: few references can mean very many values.
pub(super) fn write(root: &Value, most: usize, out: &mut BytesMut) -> Result<()> {
    let most = out.len().saturating_add(most);
    Writer { root, numbered: Vec::new(), open: Vec::new(), most, out }.value(root)
}

struct Writer<'v, 'o> {
    root: &'v Value,
    /// Lists, maps and objects as references count them; filled when the first reference is met.
    numbered: Vec<&'v Value>,
    /// What is being written, from the outside in.
    open: Vec<&'v Value>,
    /// The length that the output may have.
    most: usize,
    out: &'o mut BytesMut,
}

impl<'v> Writer<'v, '_> {
    // What calls itself keeps little on the stack.
    fn value(&mut self, value: &'v Value) -> Result<()> {
        if self.out.len() > self.most {
            return Err("a value that is too long");
        }
        match value {
            Value::Null => self.out.put_u8(0xc0),
            Value::Bool(false) => self.out.put_u8(0xc2),
            Value::Bool(true) => self.out.put_u8(0xc3),
            Value::Int(value) => self.whole((*value).into()),
            Value::Long(value) => self.whole(*value),
            Value::Double(value) => {
                self.out.put_u8(0xcb);
                self.out.put_f64(*value);
            }
            Value::Date(millis) => self.date(*millis),
            Value::String(text) => self.text(text)?,
            Value::Binary(bytes) => self.binary(bytes)?,
            Value::Ref(index) => {
                let target = self.target(*index)?;
                self.inside(target)?;
            }
            Value::List(_) | Value::Map(_) | Value::Object(_) => self.inside(value)?,
        }
        Ok(())
    }

    fn target(&mut self, index: u32) -> Result<&'v Value> {
        if self.numbered.is_empty() {
            self.numbered = self.root.numbered().collect();
        }
        let target = usize::try_from(index).ok().and_then(|index| self.numbered.get(index).copied());
        target.ok_or("a reference to nothing")
    }

    fn inside(&mut self, value: &'v Value) -> Result<()> {
        let depth = self.open.len();
        if self.open.iter().any(|open| std::ptr::eq(*open, value)) {
            return Err("a value that holds itself");
        }
        if depth >= Limits::DEFAULT.depth {
            return Err("values that are nested too deep");
        }
        self.open.push(value);
        match value {
            Value::List(list) => {
                self.head(list.items.len(), 0x90, 0xdc)?;
                list.items.iter().try_for_each(|item| self.value(item))?;
            }
            Value::Map(map) => {
                self.head(map.entries.len(), 0x80, 0xde)?;
                for (key, value) in &map.entries {
                    self.value(key)?;
                    self.value(value)?;
                }
            }
            Value::Object(object) => self.object(object)?,
            _ => {}
        }
        self.open.truncate(depth);
        Ok(())
    }

    fn object(&mut self, object: &'v Object) -> Result<()> {
        if let Some(text) = object_to_text(object) {
            return self.text(&text);
        }
        self.head(object.iter().count(), 0x80, 0xde)?;
        for (name, field) in object.iter() {
            self.text(name)?;
            self.value(field)?;
        }
        Ok(())
    }

    /// As short as can be; with a sign where it takes more than seven bits, so that every reader takes it as it is meant.
    fn whole(&mut self, value: i64) {
        if let Ok(byte) = i8::try_from(value) {
            if byte < -32 {
                self.out.put_u8(0xd0);
            }
            self.out.put_i8(byte);
        } else if let Ok(short) = i16::try_from(value) {
            self.out.put_u8(0xd1);
            self.out.put_i16(short);
        } else if let Ok(int) = i32::try_from(value) {
            self.out.put_u8(0xd2);
            self.out.put_i32(int);
        } else {
            self.out.put_u8(0xd3);
            self.out.put_i64(value);
        }
    }

    fn date(&mut self, millis: i64) {
        let seconds = millis.div_euclid(1000);
        // Below 1000, so neither the product nor the cast loses anything.
        let nanos = millis.rem_euclid(1000).unsigned_abs().wrapping_mul(1_000_000);
        match u64::try_from(seconds) {
            Ok(seconds) if seconds >> 34 == 0 => {
                self.out.put_u8(0xd7);
                self.out.put_i8(TIMESTAMP);
                self.out.put_u64(nanos << 34 | seconds);
            }
            _ => {
                self.out.put_u8(0xc7);
                self.out.put_u8(12);
                self.out.put_i8(TIMESTAMP);
                self.out.put_u32(nanos as u32);
                self.out.put_i64(seconds);
            }
        }
    }

    /// Without str 8, which readers of old do not know.
    fn text(&mut self, text: &str) -> Result<()> {
        match u8::try_from(text.len()) {
            Ok(len) if len < 32 => self.out.put_u8(0xa0 | len),
            _ => self.len(text.len(), 0xda)?,
        }
        self.out.put_slice(text.as_bytes());
        Ok(())
    }

    fn binary(&mut self, bytes: &[u8]) -> Result<()> {
        match u8::try_from(bytes.len()) {
            Ok(len) => {
                self.out.put_u8(0xc4);
                self.out.put_u8(len);
            }
            Err(_) => self.len(bytes.len(), 0xc5)?,
        }
        self.out.put_slice(bytes);
        Ok(())
    }

    fn head(&mut self, len: usize, short: u8, long: u8) -> Result<()> {
        match u8::try_from(len) {
            Ok(len) if len < 16 => self.out.put_u8(short | len),
            _ => self.len(len, long)?,
        }
        Ok(())
    }

    /// A length in 16 bits behind `tag`, or in 32 behind the next one.
    fn len(&mut self, len: usize, tag: u8) -> Result<()> {
        if let Ok(len) = u16::try_from(len) {
            self.out.put_u8(tag);
            self.out.put_u16(len);
            return Ok(());
        }
        self.out.put_u8(tag.wrapping_add(1));
        self.out.put_u32(u32::try_from(len).map_err(|_| "a value that is too long")?);
        Ok(())
    }
}
