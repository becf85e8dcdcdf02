//! The days of the week and the months.

use crate::java::object::constants;

constants! {
    /// `java.time.DayOfWeek`.
    DayOfWeek, "Ljava/time/DayOfWeek;", "java.time.DayOfWeek", {
        /// The first, 1 in Java.
        Monday = "MONDAY",
        /// 2.
        Tuesday = "TUESDAY",
        /// 3.
        Wednesday = "WEDNESDAY",
        /// 4.
        Thursday = "THURSDAY",
        /// 5.
        Friday = "FRIDAY",
        /// 6.
        Saturday = "SATURDAY",
        /// 7.
        Sunday = "SUNDAY",
    }
}

constants! {
    /// `java.time.Month`.
    Month, "Ljava/time/Month;", "java.time.Month", {
        /// 1.
        January = "JANUARY",
        /// 2.
        February = "FEBRUARY",
        /// 3.
        March = "MARCH",
        /// 4.
        April = "APRIL",
        /// 5.
        May = "MAY",
        /// 6.
        June = "JUNE",
        /// 7.
        July = "JULY",
        /// 8.
        August = "AUGUST",
        /// 9.
        September = "SEPTEMBER",
        /// 10.
        October = "OCTOBER",
        /// 11.
        November = "NOVEMBER",
        /// 12.
        December = "DECEMBER",
    }
}
