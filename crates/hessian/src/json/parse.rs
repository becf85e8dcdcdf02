//! Text to JSON. Iterative: depth costs heap, not stack.

use serde_json::{Map as JsonMap, Value as Json};

use crate::error::{Error, ErrorKind};

/// Brackets inside each other: three for every map of a value of the greatest depth, and a mark.
const MAX_DEPTH: usize = 800;

pub(super) fn parse(text: &str) -> Result<Json, Error> {
    Parser { text, at: 0, open: Vec::new() }.json()
}

/// An array or object whose end is to come.
enum Open {
    Array(Vec<Json>),
    /// The name is that of the entry whose value comes next.
    Object(JsonMap<String, Json>, String),
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    open: Vec<Open>,
}

impl Parser<'_> {
    fn json(mut self) -> Result<Json, Error> {
        loop {
            let mut done = self.begin()?;
            // Put the value where it belongs, then close what ends; each closed one is a value again.
            while let Some(json) = done.take() {
                let Some(open) = self.open.pop() else {
                    return if self.peek().is_none() { Ok(json) } else { Err(self.wrong()) };
                };
                done = self.put(open, json)?;
            }
        }
    }

    /// A value, or `None` where one has begun that holds others.
    fn begin(&mut self) -> Result<Option<Json>, Error> {
        match self.peek() {
            Some(b'[') => {
                self.skip();
                if self.take(b']') {
                    return Ok(Some(Json::Array(Vec::new())));
                }
                self.push(Open::Array(Vec::new()))
            }
            Some(b'{') => {
                self.skip();
                if self.take(b'}') {
                    return Ok(Some(Json::Object(JsonMap::new())));
                }
                let name = self.name()?;
                self.push(Open::Object(JsonMap::new(), name))
            }
            _ => self.scalar().map(Some),
        }
    }

    fn push(&mut self, open: Open) -> Result<Option<Json>, Error> {
        if self.open.len() >= MAX_DEPTH {
            return Err(ErrorKind::Limit { name: "depth", limit: MAX_DEPTH }.into());
        }
        self.open.push(open);
        Ok(None)
    }

    /// Puts a value into what is open; gives it back when that was its last.
    fn put(&mut self, open: Open, json: Json) -> Result<Option<Json>, Error> {
        match open {
            Open::Array(mut items) => {
                items.push(json);
                if self.take(b']') {
                    return Ok(Some(Json::Array(items)));
                }
                self.expect(b',')?;
                self.push(Open::Array(items))
            }
            Open::Object(mut entries, name) => {
                entries.insert(name, json);
                if self.take(b'}') {
                    return Ok(Some(Json::Object(entries)));
                }
                self.expect(b',')?;
                let name = self.name()?;
                self.push(Open::Object(entries, name))
            }
        }
    }

    fn name(&mut self) -> Result<String, Error> {
        match self.scalar()? {
            Json::String(name) => {
                self.expect(b':')?;
                Ok(name)
            }
            _ => Err(self.wrong()),
        }
    }

    /// A value that holds no others, as `serde_json` reads it.
    fn scalar(&mut self) -> Result<Json, Error> {
        let end = match self.peek() {
            Some(b'"') => self.string_end(),
            _ => {
                let ends = |byte: &u8| {
                    matches!(byte, b',' | b':' | b']' | b'}' | b'[' | b'{' | b'"') || is_space(*byte)
                };
                self.rest()
                    .iter()
                    .position(ends)
                    .map_or(self.text.len(), |length| self.at.saturating_add(length))
            }
        };
        let token = self.text.get(self.at..end).unwrap_or_default();
        let json = serde_json::from_str(token).map_err(|_| self.wrong())?;
        self.at = end;
        Ok(json)
    }

    fn string_end(&self) -> usize {
        let mut escaped = false;
        let ends = |byte: &u8| {
            let end = *byte == b'"' && !escaped;
            escaped = *byte == b'\\' && !escaped;
            end
        };
        let inside = self.rest().get(1..).unwrap_or_default();
        inside
            .iter()
            .position(ends)
            .map_or(self.text.len(), |length| self.at.saturating_add(length).saturating_add(2))
    }

    fn rest(&self) -> &[u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// The next byte that is no space.
    fn peek(&mut self) -> Option<u8> {
        let spaces = self.rest().iter().take_while(|byte| is_space(**byte)).count();
        self.at = self.at.saturating_add(spaces);
        self.rest().first().copied()
    }

    fn skip(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.skip();
        }
        found
    }

    fn expect(&mut self, byte: u8) -> Result<(), Error> {
        if self.take(byte) { Ok(()) } else { Err(self.wrong()) }
    }

    /// Where it is no JSON; of what stands there nothing is repeated.
    #[cold]
    fn wrong(&self) -> Error {
        let before = self.text.get(..self.at).unwrap_or(self.text);
        let line = before.matches('\n').count().saturating_add(1);
        let column = before.chars().rev().take_while(|c| *c != '\n').count().saturating_add(1);
        Error::other(format!("not JSON at line {line}, column {column}"))
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}
