//! What Java's library has in forms of its own. Nothing refers to them, but they take numbers.

use dubbors_hessian::{List, Object, Value};

use super::{Graph, OURS, Profile};

const HANDLES: &str = "com.alibaba.com.caucho.hessian.io.";

impl Graph {
    pub(super) fn library(&mut self) -> Value {
        let kinds = match self.profile {
            Profile::Lite => 14,
            Profile::Caucho | Profile::Go => 2,
        };
        match self.rng.u8(0..kinds) {
            0 => {
                let color = self.rng.choice(["RED", "GREEN", "BLUE"]).unwrap_or_default();
                self.leaf();
                Object::enum_constant(format!("{OURS}Color"), color).into()
            }
            1 => {
                let text = format!("{}.{:03}", self.whole(), self.rng.u16(0..1000));
                self.one("java.math.BigDecimal", "value", text.into())
            }
            2 => {
                let text = self.rng.choice(["en_US", "zh", "fr_CA"]).unwrap_or_default();
                self.one(&format!("{HANDLES}LocaleHandle"), "value", text.into())
            }
            3 => {
                let name = self.rng.choice(["int", "[I", "java.lang.String"]).unwrap_or_default();
                self.one("java.lang.Class", "name", name.into())
            }
            4 => self.seconds("Instant"),
            5 => self.seconds("Duration"),
            6 => self.date(),
            7 => self.time(),
            8 => self.moment(),
            9 => {
                self.leaf();
                let fields = [("offset", self.offset()), ("dateTime", self.moment())];
                Self::handle("OffsetDateTime", fields)
            }
            10 => {
                self.leaf();
                let zone = Value::from("Asia/Shanghai");
                let offset = self.one(&format!("{HANDLES}java8.ZoneOffsetHandle"), "seconds", 28_800.into());
                let fields = [("offset", offset), ("dateTime", self.moment()), ("zoneId", zone)];
                Self::handle("ZonedDateTime", fields)
            }
            11 => {
                self.leaf();
                let (days, months) = (self.whole(), self.whole());
                Self::handle(
                    "Period",
                    [("days", days.into()), ("months", months.into()), ("years", 0.into())],
                )
            }
            12 => self.integer(),
            _ => self.one("java.util.concurrent.atomic.AtomicLong", "value", Value::Long(7)),
        }
    }

    fn one(&mut self, class: &str, field: &'static str, value: Value) -> Value {
        self.leaf();
        Object::new(class, [(field, value)]).into()
    }

    /// A value that has taken its number.
    fn handle<const N: usize>(name: &str, fields: [(&'static str, Value); N]) -> Value {
        Object::new(format!("{HANDLES}java8.{name}Handle"), fields).into()
    }

    fn seconds(&mut self, name: &str) -> Value {
        self.leaf();
        let nanos = self.rng.i32(0..1_000_000_000);
        Self::handle(name, [("nanos", nanos.into()), ("seconds", Value::Long(self.whole().into()))])
    }

    fn offset(&mut self) -> Value {
        let seconds = self.rng.i32(-18..18) * 3600;
        self.one(&format!("{HANDLES}java8.ZoneOffsetHandle"), "seconds", seconds.into())
    }

    fn moment(&mut self) -> Value {
        self.leaf();
        let fields = [("time", self.time()), ("date", self.date())];
        Self::handle("LocalDateTime", fields)
    }

    fn date(&mut self) -> Value {
        self.leaf();
        // No year in which the zone above had another offset.
        let (day, month, year) = (self.rng.i32(1..29), self.rng.i32(1..13), self.rng.i32(1995..9999));
        Self::handle("LocalDate", [("day", day.into()), ("month", month.into()), ("year", year.into())])
    }

    fn time(&mut self) -> Value {
        self.leaf();
        let (minute, hour) = (self.rng.i32(0..60), self.rng.i32(0..24));
        let nano = self.rng.i32(0..1_000_000_000);
        let fields =
            [("nano", nano.into()), ("second", 7.into()), ("minute", minute.into()), ("hour", hour.into())];
        Self::handle("LocalTime", fields)
    }

    /// A `java.math.BigInteger`: sign, and magnitude without leading zeros.
    fn integer(&mut self) -> Value {
        self.leaf();
        self.leaf();
        let mut words: Vec<Value> = (0..self.rng.usize(0..5)).map(|_| self.rng.i32(..).into()).collect();
        if let Some(first) = words.first_mut() {
            *first = 7.into();
        }
        let signum = if words.is_empty() { 0 } else { self.rng.choice([1, -1]).unwrap_or(1) };
        let fields = [("signum", Value::from(signum)), ("mag", List::typed("[int", words).into())];
        Object::new("java.math.BigInteger", fields).into()
    }
}
