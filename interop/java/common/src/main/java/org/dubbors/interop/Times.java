package org.dubbors.interop;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;

/** The classes of java.time. Each method checks that its argument is one of the expected values, and returns it. */
public interface Times {
    LocalDate localDate(LocalDate value);

    LocalTime localTime(LocalTime value);

    LocalDateTime localDateTime(LocalDateTime value);

    Instant instant(Instant value);

    Duration duration(Duration value);

    Period period(Period value);

    Year year(Year value);

    YearMonth yearMonth(YearMonth value);

    MonthDay monthDay(MonthDay value);

    ZoneId zoneId(ZoneId value);

    ZoneOffset zoneOffset(ZoneOffset value);

    OffsetDateTime offsetDateTime(OffsetDateTime value);

    OffsetTime offsetTime(OffsetTime value);

    ZonedDateTime zonedDateTime(ZonedDateTime value);

    DayOfWeek dayOfWeek(DayOfWeek value);

    Month month(Month value);

    List<LocalDate> days(List<LocalDate> value);

    Map<LocalDate, Duration> byDay(Map<LocalDate, Duration> value);

    AllTimes allTimes(AllTimes value);
}
