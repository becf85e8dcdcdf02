//! Java types that have no counterpart in Rust's standard library, and the Java names of those that have.

mod array;
mod big_integer;
mod date;
mod decimal;
mod descriptor;
mod exception;
mod exceptions;
mod named;
mod object;
mod stack_frame;
mod time;
mod util;

pub use array::JavaArray;
pub use big_integer::{BadInteger, BigInteger};
pub use date::Date;
pub use decimal::BigDecimal;
pub use descriptor::JavaType;
pub use exception::Exception;
pub use exceptions::{exception_classes, super_class};
pub use named::{
    ArrayDeque, CollectionClass, ConcurrentHashMap, ConcurrentLinkedQueue, ConcurrentSkipListMap,
    ConcurrentSkipListSet, Content, CopyOnWriteArrayList, CopyOnWriteArraySet, EnumMap, Hashtable,
    IdentityHashMap, LinkedList, Named, PriorityQueue, Properties, Stack, TreeMap, TreeSet, Vector,
    WeakHashMap, class,
};
pub use stack_frame::StackFrame;
pub use time::{
    BadTime, DayOfWeek, Duration, Instant, LocalDate, LocalDateTime, LocalTime, Month, MonthDay,
    OffsetDateTime, OffsetTime, Period, Year, YearMonth, ZoneId, ZoneOffset, ZonedDateTime,
};
pub use util::{
    AtomicIntegerArray, AtomicLongArray, AtomicReference, BadUuid, BitSet, Calendar, Class, Currency,
    DoubleAdder, EnumSet, File, InetSocketAddress, Locale, LongAdder, SqlDate, SqlTime, TimeZone, Timestamp,
    Uri, Uuid,
};
