//! msgpack to values. Declared lengths reserve no more than what the bytes behind them could fill.

use dubbors_hessian::{Limits, List, Map, Value};

pub(super) type Result<T> = std::result::Result<T, &'static str>;

const ENDS: &str = "the bytes end early";

/// The one value that `bytes` are.
pub(super) fn read(bytes: &[u8]) -> Result<Value> {
    let limits = Limits::for_payload(bytes.len());
    let mut reader = Reader { bytes, memory: limits.memory.max(bytes.len().saturating_mul(64)) };
    let value = reader.value(limits.depth)?;
    if reader.bytes.is_empty() { Ok(value) } else { Err("there are bytes behind the value") }
}

struct Reader<'b> {
    bytes: &'b [u8],
    /// Bytes that values may still take.
    memory: usize,
}

impl<'b> Reader<'b> {
    // What calls itself keeps little on the stack.
    fn value(&mut self, depth: usize) -> Result<Value> {
        let [tag] = self.array()?;
        Ok(match tag {
            0x00..=0x7f => Value::Int(tag.into()),
            0xe0..=0xff => Value::Int(tag.cast_signed().into()),
            0xc0 => Value::Null,
            0xc2 => Value::Bool(false),
            0xc3 => Value::Bool(true),
            0xcc => Value::Int(u8::from_be_bytes(self.array()?).into()),
            0xcd => Value::Int(u16::from_be_bytes(self.array()?).into()),
            0xce => whole(u32::from_be_bytes(self.array()?).into()),
            0xcf => i64::try_from(u64::from_be_bytes(self.array()?))
                .map(whole)
                .map_err(|_| "a whole number that does not fit long")?,
            0xd0 => Value::Int(i8::from_be_bytes(self.array()?).into()),
            0xd1 => Value::Int(i16::from_be_bytes(self.array()?).into()),
            0xd2 => Value::Int(i32::from_be_bytes(self.array()?)),
            0xd3 => whole(i64::from_be_bytes(self.array()?)),
            0xca => Value::Double(f32::from_be_bytes(self.array()?).into()),
            0xcb => Value::Double(f64::from_be_bytes(self.array()?)),
            0xa0..=0xbf => self.text(usize::from(tag & 0x1f))?,
            0xd9 => self.len8().and_then(|len| self.text(len))?,
            0xda => self.len16().and_then(|len| self.text(len))?,
            0xdb => self.len32().and_then(|len| self.text(len))?,
            0xc4 => self.len8().and_then(|len| self.binary(len))?,
            0xc5 => self.len16().and_then(|len| self.binary(len))?,
            0xc6 => self.len32().and_then(|len| self.binary(len))?,
            0x90..=0x9f => self.list(usize::from(tag & 0x0f), depth)?,
            0xdc => self.len16().and_then(|len| self.list(len, depth))?,
            0xdd => self.len32().and_then(|len| self.list(len, depth))?,
            0x80..=0x8f => self.map(usize::from(tag & 0x0f), depth)?,
            0xde => self.len16().and_then(|len| self.map(len, depth))?,
            0xdf => self.len32().and_then(|len| self.map(len, depth))?,
            0xd4 => self.extension(1)?,
            0xd5 => self.extension(2)?,
            0xd6 => self.extension(4)?,
            0xd7 => self.extension(8)?,
            0xd8 => self.extension(16)?,
            0xc7 => self.len8().and_then(|len| self.extension(len))?,
            0xc8 => self.len16().and_then(|len| self.extension(len))?,
            0xc9 => self.len32().and_then(|len| self.extension(len))?,
            0xc1 => return Err("a byte that msgpack does not have"),
        })
    }

    fn list(&mut self, len: usize, depth: usize) -> Result<Value> {
        let depth = deeper(depth)?;
        let mut items = self.room(len, 1, size_of::<Value>())?;
        for _ in 0..len {
            items.push(self.value(depth)?);
        }
        Ok(Value::List(List::new(items)))
    }

    fn map(&mut self, len: usize, depth: usize) -> Result<Value> {
        let depth = deeper(depth)?;
        let mut entries = self.room(len, 2, size_of::<(Value, Value)>())?;
        for _ in 0..len {
            let key = self.value(depth)?;
            entries.push((key, self.value(depth)?));
        }
        Ok(Value::Map(Map::new(entries)))
    }

    /// A list for `len` items, if as many can follow, each of `least` bytes.
    fn room<T>(&mut self, len: usize, least: usize, size: usize) -> Result<Vec<T>> {
        if len.saturating_mul(least) > self.bytes.len() {
            return Err(ENDS);
        }
        self.memory =
            self.memory.checked_sub(len.saturating_mul(size)).ok_or("values that take too much memory")?;
        Ok(Vec::with_capacity(len))
    }

    /// A str, which was the only kind of bytes once.
    fn text(&mut self, len: usize) -> Result<Value> {
        let bytes = self.take(len)?;
        Ok(match std::str::from_utf8(bytes) {
            Ok(text) => Value::String(text.to_owned()),
            Err(_) => Value::Binary(bytes.to_vec()),
        })
    }

    fn binary(&mut self, len: usize) -> Result<Value> {
        self.take(len).map(|bytes| Value::Binary(bytes.to_vec()))
    }

    fn extension(&mut self, len: usize) -> Result<Value> {
        let [kind] = self.array()?;
        let bytes = self.take(len)?;
        if kind.cast_signed() != TIMESTAMP {
            return Err("an extension that is no timestamp");
        }
        let millis = match bytes.len() {
            4 => bytes.try_into().ok().and_then(|bytes| millis(u32::from_be_bytes(bytes).into(), 0)),
            8 => bytes.try_into().ok().and_then(|bytes| {
                let both = u64::from_be_bytes(bytes);
                millis((both & 0x3_ffff_ffff).try_into().ok()?, both >> 34)
            }),
            12 => bytes.split_first_chunk().and_then(|(nanos, seconds)| {
                let seconds = i64::from_be_bytes(seconds.try_into().ok()?);
                millis(seconds, u32::from_be_bytes(*nanos).into())
            }),
            _ => None,
        };
        millis.map(Value::Date).ok_or("a timestamp that is none")
    }

    fn len8(&mut self) -> Result<usize> {
        self.array().map(|[len]| usize::from(len))
    }

    fn len16(&mut self) -> Result<usize> {
        self.array().map(|bytes| usize::from(u16::from_be_bytes(bytes)))
    }

    fn len32(&mut self) -> Result<usize> {
        self.array().and_then(|bytes| usize::try_from(u32::from_be_bytes(bytes)).map_err(|_| ENDS))
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (bytes, rest) = self.bytes.split_first_chunk::<N>().ok_or(ENDS)?;
        self.bytes = rest;
        Ok(*bytes)
    }

    fn take(&mut self, len: usize) -> Result<&'b [u8]> {
        let (bytes, rest) = self.bytes.split_at_checked(len).ok_or(ENDS)?;
        self.bytes = rest;
        Ok(bytes)
    }
}

/// The number of the extension.
pub(super) const TIMESTAMP: i8 = -1;

fn deeper(depth: usize) -> Result<usize> {
    depth.checked_sub(1).ok_or("values that are nested too deep")
}

fn whole(value: i64) -> Value {
    i32::try_from(value).map_or(Value::Long(value), Value::Int)
}

fn millis(seconds: i64, nanos: u64) -> Option<i64> {
    let millis = i64::try_from(nanos / 1_000_000).ok().filter(|millis| *millis < 1000)?;
    // The least milliseconds lie within a second whose beginning does not fit.
    i64::try_from(i128::from(seconds).saturating_mul(1000).saturating_add(millis.into())).ok()
}
