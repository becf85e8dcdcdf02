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

/** Every class of {@link Times} as a declared field. */
public class AllTimes extends Bean {
    private static final long serialVersionUID = 1L;

    public LocalDate localDate;
    public LocalTime localTime;
    public LocalDateTime localDateTime;
    public Instant instant;
    public Duration duration;
    public Period period;
    public Year year;
    public YearMonth yearMonth;
    public MonthDay monthDay;
    public ZoneId zoneId;
    public ZoneOffset zoneOffset;
    public OffsetDateTime offsetDateTime;
    public OffsetTime offsetTime;
    public ZonedDateTime zonedDateTime;
    public DayOfWeek dayOfWeek;
    public Month month;
    public List<LocalDate> days;
    public Map<LocalDate, Duration> byDay;
}
