//! `java.time.Period`.

use std::fmt;
use std::str::FromStr;

use super::parse::{BadTime, Text};
use crate::java::object::object;

/// Years, months and days, each of them perhaps negative: `java.time.Period`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Period {
    /// The years.
    pub years: i32,
    /// The months; any number.
    pub months: i32,
    /// The days; any number.
    pub days: i32,
}

object! {
    Period, "Ljava/time/Period;", "com.alibaba.com.caucho.hessian.io.java8.PeriodHandle",
    |it| {
        "days" => days: i32 = it.days,
        "months" => months: i32 = it.months,
        "years" => years: i32 = it.years,
    } => Some(Period { years, months, days }), or parsed
}

/// `P1Y2M3D`, without the parts that are 0; `P0D` for none.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("P")?;
        let mut empty = true;
        for (number, unit) in [(self.years, 'Y'), (self.months, 'M'), (self.days, 'D')] {
            if number != 0 || (empty && unit == 'D') {
                write!(f, "{number}{unit}")?;
                empty = false;
            }
        }
        Ok(())
    }
}

/// What [`Display`](fmt::Display) writes, weeks between months and days, and a sign before it all.
impl FromStr for Period {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        Text::whole(text, "Period", |text| {
            let minus = text.skip('-').is_some();
            text.skip('P')?;
            if text.is_at_end() {
                return None;
            }
            let (mut period, mut next) = (Self::default(), 0);
            while !text.is_at_end() {
                let number = i32::try_from(text.number()?).ok()?;
                let number = if minus { number.checked_neg()? } else { number };
                // Units may only become smaller.
                let place = (next..4_u8).find(|unit| {
                    let unit = match unit {
                        0 => 'Y',
                        1 => 'M',
                        2 => 'W',
                        _ => 'D',
                    };
                    text.skip(unit).is_some()
                })?;
                match place {
                    0 => period.years = number,
                    1 => period.months = number,
                    2 => period.days = number.checked_mul(7)?,
                    _ => period.days = period.days.checked_add(number)?,
                }
                next = place.saturating_add(1);
            }
            Some(period)
        })
    }
}
