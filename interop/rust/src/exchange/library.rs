//! Classes of Java's library.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicI64, Ordering};

use dubbors::Result;
use dubbors::java::{
    AtomicIntegerArray, AtomicReference, BigInteger, BitSet, Calendar, Class, Currency, Date, File,
    InetSocketAddress, Locale, LongAdder, SqlDate, SqlTime, Timestamp, Uri, Uuid,
};

use super::{exchange, of};

/// Each method checks that its argument is one of the expected values, and returns it.
#[dubbors::service("org.dubbors.interop.Library")]
pub(crate) trait Library {
    async fn big_integer(&self, value: BigInteger) -> Result<BigInteger>;
    async fn uuid(&self, value: Uuid) -> Result<Uuid>;
    async fn uuids(&self, value: Vec<Uuid>) -> Result<Vec<Uuid>>;
    async fn sql_date(&self, value: SqlDate) -> Result<SqlDate>;
    async fn sql_time(&self, value: SqlTime) -> Result<SqlTime>;
    async fn timestamp(&self, value: Timestamp) -> Result<Timestamp>;
    async fn sql_times(&self, value: SqlTimes) -> Result<SqlTimes>;
    async fn locale(&self, value: Locale) -> Result<Locale>;
    async fn currency(&self, value: Currency) -> Result<Currency>;
    async fn calendar(&self, value: Calendar) -> Result<Calendar>;
    #[dubbors(name = "type")]
    async fn class(&self, value: Class) -> Result<Class>;
    async fn bit_set(&self, value: BitSet) -> Result<BitSet>;
    async fn atomic_integer(&self, value: AtomicI32) -> Result<AtomicI32>;
    async fn atomic_long(&self, value: AtomicI64) -> Result<AtomicI64>;
    async fn atomic_boolean(&self, value: AtomicBool) -> Result<AtomicBool>;
    async fn atomic_reference(
        &self,
        value: AtomicReference<Option<String>>,
    ) -> Result<AtomicReference<Option<String>>>;
    async fn atomic_integer_array(&self, value: AtomicIntegerArray) -> Result<AtomicIntegerArray>;
    async fn long_adder(&self, value: LongAdder) -> Result<LongAdder>;
    async fn inet_address(&self, value: IpAddr) -> Result<IpAddr>;
    async fn inet_socket_address(&self, value: InetSocketAddress) -> Result<InetSocketAddress>;
    async fn uri(&self, value: Uri) -> Result<Uri>;
    async fn file(&self, value: File) -> Result<File>;
    async fn described(&self, value: Described) -> Result<Described>;
}

/// The classes of java.sql as declared fields.
#[derive(Debug, Clone, Default, PartialEq, dubbors::Hessian)]
#[hessian(class = "org.dubbors.interop.SqlTimes")]
pub(crate) struct SqlTimes {
    date: Option<SqlDate>,
    time: Option<SqlTime>,
    timestamp: Option<Timestamp>,
    util: Option<Date>,
}

/// Classes of [`Library`] as declared fields.
#[derive(Debug, Clone, Default, PartialEq, dubbors::Hessian)]
#[hessian(class = "org.dubbors.interop.Described")]
pub(crate) struct Described {
    number: Option<BigInteger>,
    locale: Option<Locale>,
    currency: Option<Currency>,
    calendar: Option<Calendar>,
    #[hessian(rename = "type")]
    class: Option<Class>,
    bits: Option<BitSet>,
    uri: Option<Uri>,
    file: Option<File>,
    uuid: Option<Uuid>,
}

exchange! {
    Library by LibraryClient:
    big_integers {
        big_integer: BigInteger =
            ["0", "1", "-1", "255", "18446744073709551616", "-340282366920938463463374607431"].map(of::<BigInteger>);
    }
    uuids {
        uuid: Uuid = [of(ID), Uuid(u128::MAX)];
        uuids: Vec<Uuid> = [vec![of(ID), Uuid(0)]];
    }
    java_sql {
        sql_date: SqlDate = [SqlDate(Date(0)), SqlDate(DAY)];
        sql_time: SqlTime = [SqlTime(TIME)];
        timestamp: Timestamp = [Timestamp(MILLIS)];
        sql_times: SqlTimes = [sql_times(), SqlTimes::default()];
    }
    locale_currency_calendar {
        locale: Locale = ["en_US", "zh_CN", ""].map(Locale::from);
        currency: Currency = [Currency::from("CNY")];
        calendar: Calendar = [Calendar::from(MILLIS)];
    }
    classes {
        class: Class = ["java.lang.String", "int", "[I", "[Ljava.lang.String;", "org.dubbors.interop.User"]
            .map(Class::from);
    }
    bit_sets {
        bit_set: BitSet = [BitSet::default(), BitSet::from_iter([0, 2]), BitSet::from(vec![1, u64::MAX])];
    }
    atomics {
        atomic_integer: AtomicI32 = [AtomicI32::new(-7)], by |it: &AtomicI32| it.load(Ordering::Relaxed);
        atomic_long: AtomicI64 = [AtomicI64::new(5_000_000_000)], by |it: &AtomicI64| it.load(Ordering::Relaxed);
        atomic_boolean: AtomicBool = [AtomicBool::new(true), AtomicBool::new(false)],
            by |it: &AtomicBool| it.load(Ordering::Relaxed);
        atomic_reference: AtomicReference<Option<String>> =
            [AtomicReference(Some("a".to_owned())), AtomicReference(None)];
        atomic_integer_array: AtomicIntegerArray = [AtomicIntegerArray(vec![1, -70_000].into())];
        long_adder: LongAdder = [LongAdder(7)];
    }
    inet_uri_file {
        inet_address: IpAddr = [of("127.0.0.1"), of("2000::1")];
        inet_socket_address: InetSocketAddress =
            [InetSocketAddress { host: Some("a".to_owned()), address: None, port: 80 }];
        uri: Uri = [Uri::from("http://user@a:80/b?c=d#e")];
        file: File = [File::from("/tmp/a")];
    }
    library_fields {
        described: Described = [described(), Described::default()];
    }
}

const ID: &str = "123e4567-e89b-12d3-a456-426614174000";
const MILLIS: Date = Date(1_700_000_000_123);
const DAY: Date = Date(1_699_920_000_000);
const TIME: Date = Date(79_400_000);

fn sql_times() -> SqlTimes {
    SqlTimes {
        date: Some(SqlDate(DAY)),
        time: Some(SqlTime(TIME)),
        timestamp: Some(Timestamp(MILLIS)),
        util: Some(MILLIS),
    }
}

fn described() -> Described {
    Described {
        number: Some(of("18446744073709551616")),
        locale: Some(Locale::from("zh_CN")),
        currency: Some(Currency::from("CNY")),
        calendar: Some(Calendar::from(MILLIS)),
        class: Some(Class::from("java.lang.String")),
        bits: Some(BitSet::from_iter([0, 2])),
        uri: Some(Uri::from("http://a/b")),
        file: Some(File::from("/tmp/a")),
        uuid: Some(of(ID)),
    }
}
