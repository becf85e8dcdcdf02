//! Random values of ours: what a peer of each kind can hold.

mod library;

use dubbors_hessian::{List, Map, Object, Value};
use fastrand::Rng;

/// What a peer knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Java's collections and our classes.
    Caucho,
    /// The forms of java.time and the like besides.
    Lite,
    /// Lists, maps and the classes that are registered there.
    Go,
}

const OURS: &str = "org.dubbors.interop.hessian.Models$";
const CHARS: [char; 9] = ['a', 'b', ' ', '"', '\0', 'é', '中', '\u{ffff}', '😀'];

/// A value in the making; every list, map and object takes the next number.
#[derive(Debug)]
pub(crate) struct Graph {
    rng: Rng,
    profile: Profile,
    room: usize,
    next: u32,
    /// What may be met again anywhere.
    made: Vec<u32>,
    nodes: Vec<u32>,
}

impl Graph {
    /// The value that belongs to a seed.
    pub(crate) fn value(seed: u64, profile: Profile) -> Value {
        let mut rng = Rng::with_seed(seed);
        let room = rng.usize(1..40);
        Self { rng, profile, room, next: 0, made: Vec::new(), nodes: Vec::new() }.any(0)
    }

    fn any(&mut self, depth: usize) -> Value {
        if depth > 6 || self.room == 0 {
            return self.scalar();
        }
        self.room -= 1;
        match self.rng.u8(0..10) {
            0..3 => self.scalar(),
            3 => self.rng.choice(&self.made).map_or(Value::Null, |at| Value::Ref(*at)),
            4 | 5 => self.list(depth),
            6 => self.map(depth),
            7 => self.array(depth),
            8 => self.library(),
            _ => self.object(depth),
        }
    }

    fn size(&mut self) -> usize {
        let most = if self.rng.u8(0..8) == 0 { 20 } else { 5 };
        self.rng.usize(0..most)
    }

    fn begin(&mut self) -> u32 {
        self.made.push(self.next);
        self.leaf();
        self.next - 1
    }

    /// What takes a number and is not met again.
    fn leaf(&mut self) {
        self.next += 1;
    }

    fn scalar(&mut self) -> Value {
        match self.rng.u8(0..9) {
            0 => Value::Null,
            1 => Value::Bool(self.rng.bool()),
            2 => Value::Int(self.whole()),
            3 => Value::Long(self.rng.i64(..) >> self.rng.u32(0..64)),
            4 => Value::Double(self.fraction()),
            5 if self.rng.bool() => Value::Date(i64::from(self.rng.i32(..)) * 60_000),
            5 => Value::Date(self.rng.i64(-1 << 50..1 << 50)),
            6 => {
                let most = if self.rng.u8(0..20) == 0 { 9000 } else { 20 };
                Value::Binary((0..self.rng.usize(0..most)).map(|_| self.rng.u8(..)).collect())
            }
            _ => Value::String(self.text()),
        }
    }

    fn whole(&mut self) -> i32 {
        self.rng.i32(..) >> self.rng.u32(0..32)
    }

    fn fraction(&mut self) -> f64 {
        match self.rng.u8(0..3) {
            0 => self.whole().into(),
            1 => f64::from(self.whole()) / 1000.0,
            _ => f64::from_bits(self.rng.u64(..)),
        }
    }

    fn text(&mut self) -> String {
        let most = match self.rng.u16(0..2000) {
            0 => 70_000,
            1..100 => 1200,
            _ => 8,
        };
        (0..self.rng.usize(0..most)).map(|_| self.rng.choice(CHARS).unwrap_or('x')).collect()
    }

    /// Different texts, for sets and keys.
    fn texts(&mut self) -> Vec<Value> {
        let mut texts: Vec<String> = (0..self.size()).map(|_| self.text()).collect();
        texts.sort_unstable();
        texts.dedup();
        texts.into_iter().map(Value::String).collect()
    }

    fn items(&mut self, depth: usize) -> Vec<Value> {
        (0..self.size()).map(|_| self.any(depth + 1)).collect()
    }

    fn list(&mut self, depth: usize) -> Value {
        self.begin();
        let class = match self.rng.u8(0..6) {
            0 => "java.util.LinkedList",
            1 => "java.util.Vector",
            2 | 3 => {
                let class =
                    self.rng.choice(["java.util.HashSet", "java.util.LinkedHashSet"]).unwrap_or_default();
                return List::typed(class, self.texts()).into();
            }
            _ => return List::new(self.items(depth)).into(),
        };
        List::typed(class, self.items(depth)).into()
    }

    fn map(&mut self, depth: usize) -> Value {
        self.begin();
        let keys = self.texts();
        let entries = keys.into_iter().map(|key| (key, self.any(depth + 1))).collect();
        match self.rng.u8(0..5) {
            0 => Map::typed("java.util.LinkedHashMap", entries).into(),
            1 if self.profile != Profile::Go => Map::typed(format!("{OURS}CustomMap"), entries).into(),
            _ => Map::new(entries).into(),
        }
    }

    fn array(&mut self, depth: usize) -> Value {
        self.begin();
        let size = self.size();
        match self.rng.u8(0..6) {
            0 => List::typed("[int", (0..size).map(|_| self.whole().into()).collect()).into(),
            1 => List::typed("[long", (0..size).map(|_| self.rng.i64(..).into()).collect()).into(),
            2 => List::typed("[double", (0..size).map(|_| self.fraction().into()).collect()).into(),
            3 => List::typed("[string", self.texts()).into(),
            4 if self.profile != Profile::Go => {
                let rows = (0..size).map(|_| {
                    self.leaf();
                    List::typed("[int", (0..self.size()).map(|_| self.whole().into()).collect()).into()
                });
                List::typed("[[int", rows.collect()).into()
            }
            _ => List::typed("[object", self.items(depth)).into(),
        }
    }

    fn object(&mut self, depth: usize) -> Value {
        let class = |name: &str| format!("{OURS}{name}");
        match self.rng.u8(0..5) {
            0 => {
                self.begin();
                let (name, gender) = (self.text(), self.text());
                Object::new(class("Dog"), [("name", name.into()), ("gender", gender.into())]).into()
            }
            1 => {
                self.begin();
                let (code, data) = (self.whole(), self.any(depth + 1));
                Object::new(class("Response"), [("code", Value::from(code)), ("data", data)]).into()
            }
            2 => {
                self.begin();
                let once = f64::from(self.rng.i16(..)) / 4.0;
                let fields = [
                    ("letter", Value::from("z")),
                    ("least", self.rng.i8(..).into()),
                    ("little", self.rng.i16(..).into()),
                    ("once", once.into()),
                    ("twice", self.fraction().into()),
                    ("bool", self.rng.bool().into()),
                    ("number", self.rng.i64(..).into()),
                    ("integer", self.whole().into()),
                ];
                Object::new(class("Boxes"), fields).into()
            }
            3 if self.profile != Profile::Go => self.thrown(),
            _ => self.node(depth),
        }
    }

    fn node(&mut self, depth: usize) -> Value {
        let this = self.begin();
        let title = self.text();
        let next = self.rng.choice(&self.nodes).map_or(Value::Null, |at| Value::Ref(*at));
        self.nodes.push(this);
        let other = self.any(depth + 1);
        if self.profile == Profile::Go {
            self.leaf(); // where it is empty it becomes nil, which nothing can refer to
        } else {
            self.begin();
        }
        let mut children = Vec::new();
        while self.rng.bool() && self.room > 0 && depth < 8 {
            self.room -= 1;
            let child = if self.rng.bool() { self.node(depth + 1) } else { Value::Ref(this) };
            children.push(child);
        }
        self.begin();
        let entries = self.texts().into_iter().map(|key| (key, Value::Ref(this))).collect();
        let fields = [
            ("title", title.into()),
            ("next", next),
            ("other", other),
            ("children", List::new(children).into()),
            ("index", Map::new(entries).into()),
        ];
        Object::new(format!("{OURS}Node"), fields).into()
    }

    fn thrown(&mut self) -> Value {
        let this = self.begin();
        for _ in 0..3 {
            self.leaf();
        }
        let fields = [
            ("suppressedExceptions", List::new(Vec::new()).into()),
            ("stackTrace", List::typed("[java.lang.StackTraceElement", Vec::new()).into()),
            ("details", List::new(vec![self.text().into()]).into()),
            ("cause", Value::Ref(this)),
            ("detailMessage", self.text().into()),
            ("code", self.whole().into()),
        ];
        Object::new(format!("{OURS}CheckedException"), fields).into()
    }
}
