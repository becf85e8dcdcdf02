//! Any bytes as the types of a contract: what is read can be written and read again, skipping goes as far as reading,
//! and the memory is in proportion to the bytes.
#![no_main]

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;

use dubbors::java::*;
use dubbors_fuzz::contract::{Borrowed, Many, Node, Scalars, Shape, Stamp};
use dubbors_fuzz::{heap, is_decent, limits, same};
use dubbors_hessian::{Decoder, ErrorKind, Value, from_bytes, to_bytes};
use libfuzzer_sys::fuzz_target;

/// Reads each of the types, whose memory may be so many times the input. What references repeat is bounded by the limits
/// alone.
macro_rules! read {
    ($bytes:ident, $times:expr => $($type:ty),* $(,)?) => {$({
        let repeats = $bytes.contains(&b'Q');
        let times = if repeats { (16 << 20) / $bytes.len() } else { $times };
        let (reader, read) = heap::read::<$type>($bytes, limits(), times);
        match read {
            // Its text costs more than all else: enough to see that of a few types.
            Err(error) if $times > 100 => is_decent(&error),
            Err(_) => {}
            Ok(value) => {
                let mut skipper = Decoder::new($bytes);
                skipper.skip_value().expect("what can be read can be skipped");
                assert_eq!(skipper.position(), reader.position(), "{}", stringify!($type));
                // An exception without a class cannot be written.
                if let Ok(written) = to_bytes(&value) {
                    match from_bytes::<$type>(&written) {
                        Ok(again) => same(&value, &again),
                        // A shorter form of it needed no brackets.
                        Err(error) if matches!(error.kind(), ErrorKind::Limit { name: "depth", .. }) => {}
                        // A `&str` of an old writer's four-byte groups, which are two surrogates here.
                        Err(error) if matches!(error.kind(), ErrorKind::Other(_)) => {}
                        Err(error) => panic!("{error}: {value:?} as {written:?}"),
                    }
                }
            }
        }
    })*};
}

fuzz_target!(|bytes: &[u8]| {
    if bytes.is_empty() {
        return;
    }
    // Only read, as Java writes it in other ways.
    if let (_, Err(error)) = heap::read::<TimeZone>(bytes, limits(), heap::TYPED) {
        is_decent(&error);
    }
    read!(bytes, heap::TYPED => bool, i8, u8, i16, i32, i64, f32, f64, char, (), Option<i64>, String, Box<str>,
        Arc<str>, Cow<'_, str>, &str, &[u8], Vec<u8>, Vec<i8>, bytes::Bytes, Vec<bool>, Vec<i16>, Vec<i32>, Date,
        BigDecimal, BigInteger, Uuid, Uri, Class, Currency, File, Locale, InetSocketAddress, Calendar, BitSet,
        AtomicIntegerArray, AtomicLongArray, AtomicReference<i32>, LongAdder, SqlDate, SqlTime, Timestamp,
        Duration, Instant, LocalDate, LocalDateTime, LocalTime, Month, MonthDay, OffsetDateTime, OffsetTime, Period,
        Year, YearMonth, ZoneId, ZoneOffset, ZonedDateTime, DayOfWeek, EnumSet<Month>, JavaArray<u8>, JavaArray<char>,
        JavaArray<bool>, JavaArray<i32>, (bool, i8, i16, char, f32), StackFrame, Stamp, Many<Option<i8>>);
    read!(bytes, 40 => Vec<i64>, VecDeque<f64>, JavaArray<String>, Vec<Option<String>>, Vec<Value>, Stack<Vec<u8>>,
        LinkedList<Cow<'_, str>>, HashSet<i64>, BTreeSet<String>, TreeSet<i32>, CopyOnWriteArraySet<i32>,
        (f64, BigDecimal, Vec<u8>, String), Vec<Vec<Vec<i32>>>);
    read!(bytes, 100 => Scalars, Borrowed<'_>, Properties, BTreeMap<i32, Date>, TreeMap<String, Option<bool>>,
        HashMap<String, Vec<i32>>, ConcurrentHashMap<i64, Cow<'_, str>>, EnumMap<Month, i32>, Hashtable<String, String>);
    read!(bytes, 300 => Exception, Node, Shape, Vec<Node>, Many<Shape>, Option<Many<Many<String>>>);
});
