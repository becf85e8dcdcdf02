//! Classes of `java.util`, `java.lang`, `java.sql`, `java.net` and `java.io` that have a form of their own on the wire.
//! Spec section 7.2.

mod atomic;
mod bit_set;
mod calendar;
mod enum_set;
mod net;
mod sql;
mod text;
mod time_zone;
mod uuid;

pub use atomic::{AtomicIntegerArray, AtomicLongArray, AtomicReference, DoubleAdder, LongAdder};
pub use bit_set::BitSet;
pub use calendar::Calendar;
pub use enum_set::EnumSet;
pub use net::InetSocketAddress;
pub use sql::{SqlDate, SqlTime, Timestamp};
pub use text::{Class, Currency, File, Locale, Uri};
pub use time_zone::TimeZone;
pub use uuid::{BadUuid, Uuid};
