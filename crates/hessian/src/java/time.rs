//! `java.time`, which travels as the handles of `com.alibaba.com.caucho.hessian.io.java8`. Spec section 7.3.
//!
//! Each type holds what Java's holds and checks it as Java does. Its text is the one that Java's `toString` gives, and that
//! text is read again; of the other texts that Java's `parse` takes, such as those in lower case, most are not. Nothing is
//! computed with them here: to reckon with dates, convert to the library of your choice by the parts or the text.

mod calendar;
mod duration;
mod local_date;
mod local_date_time;
mod local_time;
mod names;
mod offset;
mod parse;
mod partial;
mod period;
mod zone;

pub use duration::{Duration, Instant};
pub use local_date::LocalDate;
pub use local_date_time::LocalDateTime;
pub use local_time::LocalTime;
pub use names::{DayOfWeek, Month};
pub use offset::{OffsetDateTime, OffsetTime, ZoneOffset};
pub use parse::BadTime;
pub use partial::{MonthDay, Year, YearMonth};
pub use period::Period;
pub use zone::{ZoneId, ZonedDateTime};

#[cfg(test)]
mod tests;
