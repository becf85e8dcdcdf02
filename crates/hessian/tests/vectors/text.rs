//! A value as one line of ASCII: what `interop/java/hessian` prints for a Java value, made here from what was decoded.
//! The form stands in `testdata/README.md`.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt::Write as _;

use dubbors_hessian::{Object, Value};

const LONG_TEXT: usize = 200;
const LONG_BINARY: usize = 64;

/// Maps whose order says something, and lists whose order says nothing.
const ORDERED: [&str; 4] = [
    "java.util.LinkedHashMap",
    "java.util.TreeMap",
    "java.util.concurrent.ConcurrentSkipListMap",
    "java.util.EnumMap",
];
const UNORDERED: [&str; 2] = ["java.util.HashSet", "java.util.concurrent.ConcurrentHashMap$KeySetView"];

/// Forms of a codec's own on the wire, and what they stand for.
const HANDLES: [(&str, &str); 4] = [
    ("LocaleHandle", "java.util.Locale"),
    ("CalendarHandle", "java.util.Calendar"),
    ("BitSetHandle", "java.util.BitSet"),
    ("EnumSetHandler", "java.util.EnumSet"),
];

/// Caucho's forms of a boxed byte, short or float.
const BOXES: [&str; 3] = [
    "com.caucho.hessian.io.ByteHandle",
    "com.caucho.hessian.io.ShortHandle",
    "com.caucho.hessian.io.FloatHandle",
];

/// How much of a value is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// All that Java keeps.
    Java,
    /// What a language without Java's collections keeps: no classes of lists and maps, no order of maps.
    Plain,
}

/// The text of a value.
pub(crate) fn text(value: &Value, detail: Detail) -> String {
    let mut tree = Tree { nodes: Vec::new(), detail };
    let root = tree.part(value);
    tree.count(&root);
    let mut out = String::new();
    tree.print(&root, &mut out, &mut HashMap::new());
    out
}

/// A finished text, or a node by its number, which is the number references use.
enum Part {
    Text(String),
    Node(usize),
}

#[derive(Default)]
struct Node {
    class: String,
    open: char,
    names: Vec<String>,
    parts: Vec<Part>,
    unordered: bool,
    leaf: bool,
    visits: Cell<usize>,
    /// Being printed.
    open_now: Cell<bool>,
}

struct Tree {
    nodes: Vec<Node>,
    detail: Detail,
}

impl Tree {
    fn part(&mut self, value: &Value) -> Part {
        let scalar = match value {
            Value::Null => "null".to_owned(),
            Value::Bool(value) => value.to_string(),
            Value::Int(value) => value.to_string(),
            Value::Long(value) => format!("{value}L"),
            Value::Double(value) => number(*value),
            Value::Date(millis) => format!("@{millis}"),
            Value::String(value) => quoted(value),
            Value::Binary(bytes) => binary(bytes),
            Value::Ref(index) => return Part::Node(*index as usize),
            Value::Object(object) if BOXES.contains(&object.class.name()) => {
                self.nodes.push(Node::default());
                return object.get("_value").map_or(Part::Text(String::new()), |value| self.part(value));
            }
            Value::List(_) | Value::Map(_) | Value::Object(_) => return self.node(value),
        };
        Part::Text(scalar)
    }

    fn node(&mut self, value: &Value) -> Part {
        let number = self.nodes.len();
        self.nodes.push(Node::default());
        let class = self.class(value);
        let mut node = Node { class, ..Node::default() };
        match value {
            Value::List(list) => {
                node.open = '[';
                node.unordered = UNORDERED.contains(&node.class.as_str());
                node.parts = list.items.iter().map(|item| self.part(item)).collect();
            }
            Value::Map(map) => {
                node.open = '{';
                node.unordered = !ORDERED.contains(&node.class.as_str());
                let entries = map.entries.iter();
                node.parts = entries.flat_map(|(key, value)| [self.part(key), self.part(value)]).collect();
            }
            Value::Object(object) => {
                node.open = '(';
                node.leaf = is_leaf(&node.class, object);
                for (name, value) in object.iter() {
                    let part = self.part(value);
                    // The rest are caches.
                    if node.class != "java.math.BigInteger" || name == "signum" || name == "mag" {
                        node.names.push(name.to_owned());
                        node.parts.push(part);
                    }
                }
            }
            _ => {}
        }
        self.nodes[number] = node;
        Part::Node(number)
    }

    fn class(&self, value: &Value) -> String {
        match (value, value.class()) {
            (Value::Object(_), Some(name)) => {
                let short = name.strip_prefix("com.alibaba.com.caucho.hessian.io.").unwrap_or(name);
                if let Some((_, class)) = HANDLES.iter().find(|(handle, _)| *handle == short) {
                    return (*class).to_owned();
                }
                let time = short.strip_prefix("java8.").and_then(|it| it.strip_suffix("Handle"));
                time.map_or_else(|| name.to_owned(), |class| format!("java.time.{class}"))
            }
            _ if self.detail == Detail::Plain => String::new(),
            // What it is read as; every throwable has one.
            (_, Some("java.util.Collections$EmptyList")) => "java.util.ArrayList".to_owned(),
            (_, Some(name)) => name.to_owned(),
            (Value::List(_), None) => "java.util.ArrayList".to_owned(),
            _ => "java.util.HashMap".to_owned(),
        }
    }

    /// Counts from how many places each node is met.
    fn count(&self, root: &Part) {
        let parts = self.nodes.iter().flat_map(|node| &node.parts).chain([root]);
        for part in parts {
            if let Part::Node(number) = part {
                let visits = &self.nodes[*number].visits;
                visits.set(visits.get() + 1);
            }
        }
    }

    /// Lists without an identity are printed wherever they occur, and `^` inside themselves.
    fn is_plain_list(&self, node: &Node) -> bool {
        self.detail == Detail::Plain && node.open == '['
    }

    fn print(&self, part: &Part, out: &mut String, labels: &mut HashMap<usize, usize>) {
        let number = match part {
            Part::Text(text) => return out.push_str(text),
            Part::Node(number) => *number,
        };
        let node = &self.nodes[number];
        if self.is_plain_list(node) {
            if node.open_now.get() {
                return out.push('^');
            }
        } else if node.visits.get() > 1 && !node.leaf {
            if let Some(label) = labels.get(&number) {
                let _ = write!(out, "*{label}");
                return;
            }
            let label = labels.len() + 1;
            labels.insert(number, label);
            let _ = write!(out, "*{label}=");
        }
        let was_open = node.open_now.replace(true);
        out.push_str(&node.class);
        out.push(node.open);
        let step = if node.open == '{' { 2 } else { 1 };
        for (count, at) in self.order(node, step).into_iter().enumerate() {
            if count > 0 {
                out.push(',');
            }
            if let Some(name) = node.names.get(at) {
                out.push_str(name);
                out.push(':');
            }
            self.print(&node.parts[at], out, labels);
            if step == 2 {
                out.push('=');
                self.print(&node.parts[at + 1], out, labels);
            }
        }
        out.push(match node.open {
            '{' => '}',
            '(' => ')',
            _ => ']',
        });
        node.open_now.set(was_open);
    }

    /// The positions of items, keys or fields as they are printed.
    fn order(&self, node: &Node, step: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..node.parts.len()).step_by(step).collect();
        if node.open == '(' {
            order.sort_by_key(|&at| &node.names[at]);
        } else if node.unordered {
            order.sort_by_cached_key(|&at| {
                let mut key = String::new();
                self.print(&node.parts[at], &mut key, &mut HashMap::new());
                key
            });
        }
        order
    }
}

/// What is equal is as good as the same: a second occurrence is printed again and takes no label.
fn is_leaf(class: &str, object: &Object) -> bool {
    let named = matches!(object.get("name"), Some(Value::String(_))) && object.class.len() == 1;
    let thrown = ["Exception", "Error", "Throwable"].iter().any(|end| class.ends_with(end));
    named
        || class.starts_with("java.")
            && !thrown
            && !class.starts_with("java.util.concurrent.atomic.AtomicReference")
}

fn number(value: f64) -> String {
    // The short form of 0.0 has no sign, and a NaN no payload.
    let value = if value == 0.0 { 0.0 } else { value };
    let bits = if value.is_nan() { 0x7ff8_0000_0000_0000 } else { value.to_bits() };
    format!("d{bits:016x}")
}

const FNV: u64 = 0xcbf2_9ce4_8422_2325;

fn hash(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn binary(bytes: &[u8]) -> String {
    if bytes.len() <= LONG_BINARY {
        return format!("x{}", hex(bytes));
    }
    let hash = bytes.iter().fold(FNV, |at, byte| hash(at, *byte));
    format!("x{}..{}:{hash:016x}", hex(&bytes[..16]), bytes.len())
}

fn quoted(text: &str) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    let cut = units.len() > LONG_TEXT;
    let mut out = String::from("\"");
    for unit in units.iter().take(if cut { 32 } else { LONG_TEXT }) {
        match u8::try_from(*unit) {
            Ok(byte @ (b'"' | b'\\')) => {
                out.push('\\');
                out.push(char::from(byte));
            }
            Ok(byte @ 0x20..=0x7e) => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out.push('"');
    if cut {
        let hash = units.iter().flat_map(|unit| unit.to_be_bytes()).fold(FNV, hash);
        let _ = write!(out, "..{}:{hash:016x}", units.len());
    }
    out
}
