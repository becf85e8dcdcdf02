//! `java.util.Date`.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::decode::{Decode, Decoder};
use crate::encode::{Encode, Encoder};
use crate::error::Error;

/// A `java.util.Date`: milliseconds since 1970 in UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub i64);

impl Date {
    /// The date that many milliseconds after the start of 1970.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the start of 1970.
    pub const fn millis(self) -> i64 {
        self.0
    }
}

/// Cut to milliseconds; beyond what Java can hold, the nearest date it can.
impl From<SystemTime> for Date {
    fn from(time: SystemTime) -> Self {
        let millis = |duration: Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self(match time.duration_since(UNIX_EPOCH) {
            Ok(after) => millis(after),
            Err(before) => millis(before.duration()).saturating_neg(),
        })
    }
}

/// `None` when the platform's clock cannot express the date.
impl From<Date> for Option<SystemTime> {
    fn from(date: Date) -> Self {
        let distance = Duration::from_millis(date.0.unsigned_abs());
        if date.0 < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) }
    }
}

impl Encode for Date {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        to.date_millis(self.0);
        Ok(())
    }
}

impl<'de> Decode<'de> for Date {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        from.date_millis().map(Self)
    }
}
