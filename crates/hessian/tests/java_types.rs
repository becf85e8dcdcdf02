//! Every class of Java's library that has a type here: what real Java wrote is read as the value it was, and that value
//! is written as the same bytes, or where Java's form is its own, read back.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Debug;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicI64, Ordering};

use dubbors_hessian::java::*;
use dubbors_hessian::{Decode, Encode, List, Object, Value, from_bytes, to_bytes};
use dubbors_macros::Hessian;
use indexmap::{IndexMap, IndexSet};
use support::{RELEASES, golden};

/// What 2.7.23 writes without its content: its hessian-lite knows nothing of these classes, and on JDK 17 sees only the
/// fields that are not transient. Nothing that a reader could bring back.
const LOST_BY_27: [&str; 6] =
    ["Inet6Address", "InetAddress", "InetAddress.named", "InetSocketAddress", "List.of", "Map.of"];

fn written(release: &str, name: &str) -> Option<&'static Vec<u8>> {
    let lost = release == "java27" && LOST_BY_27.contains(&name);
    if lost { None } else { golden(release).get(name) }
}

/// Read from every release that writes it, and written as the same bytes.
fn same<T: Encode + for<'de> Decode<'de> + PartialEq + Debug>(name: &str, value: &T) {
    read(name, value);
    for release in RELEASES {
        if let Some(bytes) = written(release, name) {
            assert_eq!(to_bytes(value).unwrap()[..], bytes[..], "{release} {name}");
        }
    }
}

/// Read from every release that writes it; written in another form that is read as the same.
fn read<T: Encode + for<'de> Decode<'de> + PartialEq + Debug>(name: &str, value: &T) {
    let mut seen = 0;
    for release in RELEASES {
        if let Some(bytes) = written(release, name) {
            let found: T = from_bytes(bytes).unwrap_or_else(|error| panic!("{release} {name}: {error}"));
            assert_eq!(found, *value, "{release} {name}");
            seen += 1;
        }
    }
    assert!(seen > 0, "no release has {name}");
    assert_eq!(from_bytes::<T>(&to_bytes(value).unwrap()).unwrap(), *value, "{name}");
}

fn date() -> LocalDate {
    LocalDate::new(2024, 2, 29).unwrap()
}

fn time() -> LocalTime {
    LocalTime::new(23, 59, 58, 7).unwrap()
}

#[test]
fn java_time() {
    let offset = ZoneOffset::new(8 * 3600).unwrap();
    let date_time = LocalDateTime::new(date(), time());
    let zone = ZoneId::new("Asia/Shanghai").unwrap();
    same("Duration", &Duration::new(90, 5).unwrap());
    same("Duration.negative", &Duration::new(-1, 500_000_000).unwrap());
    same("Instant", &Instant::new(1_700_000_000, 123_456_789).unwrap());
    same("Instant.min", &Instant::new(-31_557_014_167_219_200, 0).unwrap());
    same("Instant.max", &Instant::new(31_556_889_864_403_199, 999_999_999).unwrap());
    same("LocalDate", &date());
    same("LocalDate.min", &LocalDate::new(-999_999_999, 1, 1).unwrap());
    same("LocalDate.max", &LocalDate::new(999_999_999, 12, 31).unwrap());
    same("LocalTime", &time());
    same("LocalTime.max", &LocalTime::new(23, 59, 59, 999_999_999).unwrap());
    same("LocalDateTime", &date_time);
    same("MonthDay", &MonthDay::new(2, 29).unwrap());
    same("OffsetDateTime", &OffsetDateTime { date_time, offset });
    same("OffsetTime", &OffsetTime { time: time(), offset });
    same("Period", &Period { years: 1, months: 2, days: 3 });
    same("Period.negative", &Period { years: -1, months: 0, days: 40 });
    same("Year", &Year::new(2024).unwrap());
    same("YearMonth", &YearMonth::new(2024, 2).unwrap());
    same("ZoneId", &zone);
    same("ZoneId.UTC", &ZoneId::new("UTC").unwrap());
    same("ZoneOffset", &offset);
    same("ZoneOffset.UTC", &ZoneOffset::UTC);
    same("ZoneOffset.seconds", &ZoneOffset::new(-9015).unwrap());
    same("ZonedDateTime", &ZonedDateTime { date_time, offset, zone });
    same("ZonedDateTime.offset", &ZonedDateTime { date_time, offset, zone: offset.into() });
    for day in DayOfWeek::ALL {
        same(&format!("DayOfWeek.{day}"), day);
    }
    for month in Month::ALL {
        same(&format!("Month.{month}"), month);
    }
}

#[test]
fn java_sql() {
    same("sql.Date", &SqlDate(Date(0)));
    same("sql.Time", &SqlTime(Date(0)));
    same("sql.Timestamp", &Timestamp(Date(1_700_000_000_123)));
    // As a field of that type it comes bare.
    assert_eq!(from_bytes::<SqlDate>(&to_bytes(&Date(60_000)).unwrap()), Ok(SqlDate(Date(60_000))));
}

#[test]
fn java_math() {
    for text in ["0", "1", "-1", "255", "18446744073709551616", "-340282366920938463463374607431"] {
        // Java adds what it keeps in advance.
        read(&format!("BigInteger.{text}"), &text.parse::<BigInteger>().unwrap());
    }
    // dubbo-go writes longs without a sign.
    let words = vec![Value::Long(1), Value::Long(0xffff_fffe), Value::Int(7)];
    let mag = Value::List(List { class: Some("[long".into()), items: words.into() });
    let go = Value::Object(Object::new("java.math.BigInteger", [("signum", Value::Int(1)), ("mag", mag)]));
    let number = BigInteger::from_words(false, &[1, 0xffff_fffe, 7]);
    assert_eq!(from_bytes(&to_bytes(&go).unwrap()), Ok(number));
    for text in ["0", "1", "-1.50", "0.1", "1E+3", "1E-10", "12345678901234567890.123456789"] {
        same(&format!("BigDecimal.{text}"), &BigDecimal::from(text));
    }
}

#[test]
fn java_lang_and_util() {
    same("UUID", &Uuid(1 << 64 | 2));
    same("Locale", &Locale::from("en_US"));
    same("Locale.zh_CN", &Locale::from("zh_CN"));
    same("Locale.root", &Locale::from(""));
    same("Locale.script", &Locale::from("zh_CN_#Hans"));
    same("Currency", &Currency::from("CNY"));
    same("Class.String", &Class::from("java.lang.String"));
    same("Class.int", &Class::from("int"));
    same("Class.void", &Class::from("void"));
    same("Class.int[]", &Class::from("[I"));
    same("Class.String[]", &Class::from("[Ljava.lang.String;"));
    same("Calendar", &Calendar::from(Date(1_700_000_000_123)));
    same("BitSet", &BitSet::from_iter([0, 2]));
    same("BitSet.empty", &BitSet::default());
    same("BitSet.long", &BitSet::from(vec![1, u64::MAX]));
    let frame = StackFrame { class: "a.B".into(), method: "c".into(), file: Some("B.java".into()), line: 7 };
    read("StackTraceElement", &frame);
    let zone = |name: &str| from_bytes::<TimeZone>(&golden("java33")[name]).unwrap();
    assert_eq!(zone("TimeZone"), TimeZone { id: "UTC".into(), raw_offset: 0 });
    assert_eq!(zone("SimpleTimeZone"), TimeZone { id: "X".into(), raw_offset: 3_600_000 });
    same("LongAdder", &LongAdder(7));
    same("DoubleAdder", &DoubleAdder(2.5));
    same("AtomicReference", &AtomicReference("a".to_owned()));
    same("AtomicReference.null", &AtomicReference(None::<String>));
    same("AtomicIntegerArray", &AtomicIntegerArray(vec![1, 2].into()));
    same("AtomicLongArray", &AtomicLongArray(vec![1, 2].into()));
}

/// Atomics do not compare.
#[test]
fn atomics() {
    for release in RELEASES {
        let lines = golden(release);
        let int: AtomicI32 = from_bytes(&lines["AtomicInteger"]).unwrap();
        let long: AtomicI64 = from_bytes(&lines["AtomicLong"]).unwrap();
        let flag: AtomicBool = from_bytes(&lines["AtomicBoolean"]).unwrap();
        assert_eq!((int.load(Ordering::SeqCst), long.load(Ordering::SeqCst)), (7, 7));
        assert!(flag.load(Ordering::SeqCst));
        assert_eq!(to_bytes(&int).unwrap()[..], lines["AtomicInteger"][..]);
        assert_eq!(to_bytes(&long).unwrap()[..], lines["AtomicLong"][..]);
        assert_eq!(to_bytes(&flag).unwrap()[..], lines["AtomicBoolean"][..]);
    }
}

#[test]
fn java_net_and_io() {
    same("File", &File::from("/tmp/a"));
    same("URI", &Uri::from("http://a/b"));
    // The name of the host is not kept.
    read("InetAddress", &IpAddr::from([127, 0, 0, 1]));
    read("InetAddress.named", &IpAddr::from([10, 0, 0, 1]));
    read("Inet6Address", &"2000::1".parse::<IpAddr>().unwrap());
    same("InetSocketAddress", &InetSocketAddress { host: Some("a".into()), address: None, port: 80 });
}

#[test]
fn collections() {
    let items = |len: usize| (0..len).map(|at| format!("item{at}"));
    for len in [0, 1, 7, 8, 20] {
        same(&format!("LinkedList.{len}"), &LinkedList::from_iter(items(len)));
    }
    same("Vector", &Vector::from(vec![1, 2]));
    same("Stack", &Stack::from(vec![1, 2]));
    same("ArrayDeque", &ArrayDeque::from_iter([1, 2]));
    same("PriorityQueue", &PriorityQueue::from(vec![1, 2]));
    same("CopyOnWriteArrayList", &CopyOnWriteArrayList::from(vec![1, 2]));
    same("CopyOnWriteArraySet", &CopyOnWriteArraySet::from_iter([2, 1]));
    same("ConcurrentLinkedQueue", &ConcurrentLinkedQueue::from_iter([1, 2]));
    same("ConcurrentSkipListSet", &ConcurrentSkipListSet::from_iter([2, 1]));
    same("TreeSet", &TreeSet::from_iter([3, 1, 2]));
    same("LinkedHashSet", &IndexSet::<i32>::from_iter([3, 1, 2]));
    // Whatever Java calls it, a list is a list and a set a set.
    for name in ["synchronizedList", "singletonList", "singleton", "unmodifiableSet"] {
        read(name, &vec![1]);
    }
    for name in ["nCopies", "subList", "Iterator", "Enumeration"] {
        let twice = if name == "nCopies" { vec![7, 7] } else { vec![1, 2] };
        read(name, &twice);
    }
    for name in ["asList", "List.of"] {
        read(name, &vec!["a".to_owned(), "b".to_owned()]);
    }
    read("ConcurrentHashMap.keySet", &BTreeSet::from(["a".to_owned()]));
    read("emptySet", &BTreeSet::<i32>::new());
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Hessian)]
#[hessian(class = "org.dubbors.interop.Color", crate = "dubbors_hessian")]
enum Color {
    Red,
    Green,
    Blue,
}

#[test]
fn maps_and_enums() {
    let one = || [("a".to_owned(), 1)];
    same("TreeMap", &TreeMap::from_iter(one()));
    same("ConcurrentHashMap", &ConcurrentHashMap::from(HashMap::from(one())));
    same(
        "ConcurrentSkipListMap",
        &ConcurrentSkipListMap::from_iter([("b".to_owned(), 2), ("a".to_owned(), 1)]),
    );
    same("Hashtable", &Hashtable::from(HashMap::from(one())));
    same("IdentityHashMap", &IdentityHashMap::from(HashMap::from(one())));
    read("WeakHashMap", &HashMap::from(one()));
    same("Properties", &Properties::from_iter([("a".to_owned(), "1".to_owned())]));
    for name in ["synchronizedMap", "unmodifiableMap", "singletonMap", "Map.of"] {
        read(name, &BTreeMap::from(one()));
    }
    read("emptyMap", &BTreeMap::<String, i32>::new());
    read("TreeMap.reversed", &IndexMap::<String, i32>::from_iter([("b".to_owned(), 2), ("a".to_owned(), 1)]));
    same("HashMap.intKey", &BTreeMap::from([(7, "seven".to_owned())]));
    same("HashMap.nullKey", &BTreeMap::from([(None::<String>, "value".to_owned())]));
    same("HashMap.enumKey", &BTreeMap::from([(Color::Red, 1)]));
    same("EnumMap", &EnumMap::from_iter([(Color::Green, 2)]));
    same("EnumMap.empty", &EnumMap::<Color, i32>::default());
    same("EnumSet", &EnumSet::from_iter([Color::Red, Color::Blue]));
    same("EnumSet.empty", &EnumSet::<Color>::default());
    // A `Set` that is an enum set, once and again by reference.
    let colors = [Color::Red, Color::Blue];
    for release in RELEASES {
        let bytes = &golden(release)["EnumSet"];
        assert_eq!(from_bytes(bytes), Ok(HashSet::from(colors)), "{release}");
        assert_eq!(from_bytes(bytes), Ok(BTreeSet::from(colors)), "{release}");
        assert_eq!(from_bytes(bytes), Ok(IndexSet::<Color>::from(colors)), "{release}");
        let twice = [&b"\x7a"[..], bytes, b"\x51\x91"].concat();
        assert_eq!(from_bytes(&twice), Ok(vec![HashSet::from(colors), HashSet::from(colors)]), "{release}");
    }
    assert!(from_bytes::<HashSet<Color>>(&golden("java33")["Color.RED"]).is_err());
    assert_eq!(
        from_bytes::<EnumSet<Color>>(&to_bytes(&vec![Color::Blue]).unwrap()),
        Ok(EnumSet(vec![Color::Blue]))
    );
}

#[test]
fn arrays() {
    same("boolean[]", &JavaArray(vec![true, false]));
    same("short[]", &JavaArray(vec![1_i16, -1, 300]));
    same("int[].9", &JavaArray::from_iter(1..=9));
    same("long[]", &JavaArray(vec![1, 5_000_000_000_i64]));
    same("float[]", &JavaArray(vec![0.5_f32, 0.1]));
    same("double[]", &JavaArray(vec![0.5, 0.1]));
    same("char[]", &JavaArray(vec!['a', '中']));
    same("bytes.16", &JavaArray::from_iter(0..16_u8));
    same("String[].0", &JavaArray::<String>(vec![]));
    same("Integer[]", &JavaArray(vec![Some(1), None]));
    same("Long[]", &JavaArray(vec![Some(1_i64), None]));
    same("Boolean[]", &JavaArray(vec![Some(true), None]));
    same("Double[]", &JavaArray(vec![Some(1.5)]));
    same("Date[]", &JavaArray(vec![Date(0)]));
    same("BigDecimal[]", &JavaArray(vec![BigDecimal::from("1.5")]));
    same("LocalDate[]", &JavaArray(vec![date()]));
    same("Color[]", &JavaArray(vec![Color::Red, Color::Blue]));
    let nested = |rows: &[&[i32]]| rows.iter().map(|row| JavaArray(row.to_vec())).collect::<JavaArray<_>>();
    // Java writes the second `[int` by its number.
    read("int[][]", &nested(&[&[1], &[2, 3]]));
    same("int[][][]", &JavaArray(vec![nested(&[&[1]])]));
    same("byte[][]", &JavaArray(vec![JavaArray(vec![1_u8]), JavaArray(vec![])]));
    same("char[][]", &JavaArray(vec![JavaArray(vec!['a', 'b'])]));
    same("String[][]", &JavaArray(vec![JavaArray(vec!["a".to_owned()])]));
}

#[derive(Debug, PartialEq, Hessian)]
#[hessian(class = "org.dubbors.interop.GoldenLibrary$Bean", crate = "dubbors_hessian")]
struct Bean {
    given_name: String,
    is_active: bool,
}

/// Classes whose form is that of a few: with no name of their own, replaced when written, or data and nothing more.
#[test]
fn oddities() {
    same("Bean", &Bean { given_name: "n".into(), is_active: true });
    read("InputStream", &vec![1_u8, 2, 3]);
    read("anonymous.map", &BTreeMap::from([("a".to_owned(), 1)]));
    read("StringBuilder", &from_bytes::<Value>(&golden("java33")["StringBuilder"]).unwrap());
    let object = |class: &str, name: &str, value: Value| Value::from(Object::new(class, [(name, value)]));
    same("ObjectName", &object("javax.management.ObjectName", "value", "a:b=c".into()));
    same("anonymous.object", &object("org.dubbors.interop.GoldenLibrary$2", "x", 1.into()));
    same(
        "UnixDomainSocketAddress",
        &object("java.net.UnixDomainSocketAddress$Ser", "pathname", "/tmp/a".into()),
    );
    // What a lambda is replaced with is an object like any other: it is shown, and never called.
    let lambda: Value = from_bytes(&golden("java33")["lambda"]).unwrap();
    assert_eq!(lambda.class(), Some("java.lang.invoke.SerializedLambda"));
    assert_eq!(lambda.get("functionalInterfaceMethodName").and_then(Value::as_str), Some("get"));
    for (name, class, field) in [
        ("WeekFields", "java.time.temporal.WeekFields", "minimalDays"),
        ("ChronoUnit", "java.time.temporal.ChronoUnit", "name"),
        ("IsoChronology", "com.alibaba.com.caucho.hessian.io.chronology.AbstractChronologyHandle", "id"),
        ("URL", "java.net.URL", "host"),
        ("Pattern", "java.util.regex.Pattern", "pattern"),
        ("record", "org.dubbors.interop.GoldenLibrary$Point", "rest"),
    ] {
        let value: Value = from_bytes(&golden("java33")[name]).unwrap();
        assert_eq!(value.class(), Some(class));
        assert!(value.get(field).is_some(), "{name}");
        // 2.7.23 writes the fields of a record in another order.
        if name != "record" {
            same(name, &value);
        }
    }
}
