//! `java.util.Calendar`.

use super::super::Date;
use super::Class;
use crate::java::object::object;

/// A `java.util.Calendar`: a point in time and the kind of calendar. Time zone and locale do not travel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Calendar {
    /// The point in time.
    pub date: Date,
    /// The class of the calendar; `None` is the usual `java.util.GregorianCalendar`.
    pub class: Option<Class>,
}

impl From<Date> for Calendar {
    fn from(date: Date) -> Self {
        Self { date, class: None }
    }
}

object! {
    Calendar, "Ljava/util/Calendar;", "com.alibaba.com.caucho.hessian.io.CalendarHandle",
    |it| {
        "date" => date: Date = it.date,
        "type" => class: Option<Class> = it.class,
    } => Some(Calendar { date, class })
}
