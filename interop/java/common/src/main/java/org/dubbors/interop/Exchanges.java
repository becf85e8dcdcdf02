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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The exchanges, with their values. */
final class Exchanges {
    private Exchanges() {}

    static List<Exchange<?>> all() {
        return List.of(times(), LibraryValues.exchange(), ContainerValues.exchange(), FamilyValues.exchange());
    }

    private static Exchange<Times> times() {
        AllTimes full = allTimes();
        Exchange<Times> times = new Exchange<>(Times.class).in("java-time")
                .add("localDate", full.localDate)
                .add("localDate", LocalDate.MIN)
                .add("localDate", LocalDate.MAX)
                .add("localTime", full.localTime)
                .add("localTime", LocalTime.MAX)
                .add("localDateTime", full.localDateTime)
                .add("instant", full.instant)
                .add("instant", Instant.MIN)
                .add("instant", Instant.MAX)
                .add("duration", full.duration)
                .add("duration", Duration.ofMillis(-500))
                .add("period", full.period)
                .add("period", Period.of(-1, 0, 40))
                .add("year", full.year)
                .add("yearMonth", full.yearMonth)
                .add("monthDay", full.monthDay)
                .add("zoneId", full.zoneId)
                .add("zoneId", ZoneId.of("UTC"))
                .add("zoneOffset", full.zoneOffset)
                .add("zoneOffset", ZoneOffset.ofTotalSeconds(-9015))
                .add("offsetDateTime", full.offsetDateTime)
                .add("offsetTime", full.offsetTime)
                .add("zonedDateTime", full.zonedDateTime)
                .add("zonedDateTime", ZonedDateTime.of(full.localDateTime, ZoneOffset.ofHours(8)))
                .add("days", full.days)
                .add("byDay", full.byDay)
                .add("allTimes", full)
                .add("allTimes", new AllTimes());
        for (DayOfWeek day : DayOfWeek.values()) {
            times.add("dayOfWeek", day);
        }
        for (Month month : Month.values()) {
            times.add("month", month);
        }
        return times;
    }

    private static AllTimes allTimes() {
        AllTimes all = new AllTimes();
        all.localDate = LocalDate.of(2024, 2, 29);
        all.localTime = LocalTime.of(23, 59, 58, 7);
        all.localDateTime = LocalDateTime.of(all.localDate, all.localTime);
        all.instant = Instant.ofEpochSecond(1_700_000_000L, 123_456_789);
        all.duration = Duration.ofSeconds(90, 5);
        all.period = Period.of(1, 2, 3);
        all.year = Year.of(2024);
        all.yearMonth = YearMonth.of(2024, 2);
        all.monthDay = MonthDay.of(2, 29);
        all.zoneId = ZoneId.of("Asia/Shanghai");
        all.zoneOffset = ZoneOffset.ofHours(8);
        all.offsetDateTime = OffsetDateTime.of(all.localDateTime, all.zoneOffset);
        all.offsetTime = OffsetTime.of(all.localTime, all.zoneOffset);
        all.zonedDateTime = ZonedDateTime.of(all.localDateTime, all.zoneId);
        all.dayOfWeek = DayOfWeek.THURSDAY;
        all.month = Month.FEBRUARY;
        all.days = new ArrayList<>(List.of(all.localDate, LocalDate.of(2024, 3, 1)));
        all.byDay = new HashMap<>(Map.of(all.localDate, all.duration));
        return all;
    }
}
