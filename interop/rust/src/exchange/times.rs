//! The classes of java.time.

use std::collections::HashMap;

use dubbors::Result;
use dubbors::java::{
    DayOfWeek, Duration, Instant, LocalDate, LocalDateTime, LocalTime, Month, MonthDay, OffsetDateTime,
    OffsetTime, Period, Year, YearMonth, ZoneId, ZoneOffset, ZonedDateTime,
};

use super::{exchange, of};

/// Each method checks that its argument is one of the expected values, and returns it.
#[dubbors::service("org.dubbors.interop.Times")]
pub(crate) trait Times {
    async fn local_date(&self, value: LocalDate) -> Result<LocalDate>;
    async fn local_time(&self, value: LocalTime) -> Result<LocalTime>;
    async fn local_date_time(&self, value: LocalDateTime) -> Result<LocalDateTime>;
    async fn instant(&self, value: Instant) -> Result<Instant>;
    async fn duration(&self, value: Duration) -> Result<Duration>;
    async fn period(&self, value: Period) -> Result<Period>;
    async fn year(&self, value: Year) -> Result<Year>;
    async fn year_month(&self, value: YearMonth) -> Result<YearMonth>;
    async fn month_day(&self, value: MonthDay) -> Result<MonthDay>;
    async fn zone_id(&self, value: ZoneId) -> Result<ZoneId>;
    async fn zone_offset(&self, value: ZoneOffset) -> Result<ZoneOffset>;
    async fn offset_date_time(&self, value: OffsetDateTime) -> Result<OffsetDateTime>;
    async fn offset_time(&self, value: OffsetTime) -> Result<OffsetTime>;
    async fn zoned_date_time(&self, value: ZonedDateTime) -> Result<ZonedDateTime>;
    async fn day_of_week(&self, value: DayOfWeek) -> Result<DayOfWeek>;
    async fn month(&self, value: Month) -> Result<Month>;
    async fn days(&self, value: Vec<LocalDate>) -> Result<Vec<LocalDate>>;
    async fn by_day(&self, value: HashMap<LocalDate, Duration>) -> Result<HashMap<LocalDate, Duration>>;
    async fn all_times(&self, value: AllTimes) -> Result<AllTimes>;
}

/// Every class of [`Times`] as a declared field.
#[derive(Debug, Clone, Default, PartialEq, dubbors::Hessian)]
#[hessian(class = "org.dubbors.interop.AllTimes")]
pub(crate) struct AllTimes {
    local_date: Option<LocalDate>,
    local_time: Option<LocalTime>,
    local_date_time: Option<LocalDateTime>,
    instant: Option<Instant>,
    duration: Option<Duration>,
    period: Option<Period>,
    year: Option<Year>,
    year_month: Option<YearMonth>,
    month_day: Option<MonthDay>,
    zone_id: Option<ZoneId>,
    zone_offset: Option<ZoneOffset>,
    offset_date_time: Option<OffsetDateTime>,
    offset_time: Option<OffsetTime>,
    zoned_date_time: Option<ZonedDateTime>,
    day_of_week: Option<DayOfWeek>,
    month: Option<Month>,
    days: Option<Vec<LocalDate>>,
    by_day: Option<HashMap<LocalDate, Duration>>,
}

exchange! {
    Times by TimesClient:
    java_time {
        local_date: LocalDate = [date(), of("-999999999-01-01"), of("+999999999-12-31")];
        local_time: LocalTime = [of("23:59:58.000000007"), of("23:59:59.999999999")];
        local_date_time: LocalDateTime = [date_time()];
        instant: Instant = [
            of("2023-11-14T22:13:20.123456789Z"),
            instant(-31_557_014_167_219_200, 0),
            instant(31_556_889_864_403_199, 999_999_999),
        ];
        duration: Duration = [of("PT1M30.000000005S"), of("PT-0.5S")];
        period: Period = [of("P1Y2M3D"), of("P-1Y40D")];
        year: Year = [of("2024")];
        year_month: YearMonth = [of("2024-02")];
        month_day: MonthDay = [of("--02-29")];
        zone_id: ZoneId = [of("Asia/Shanghai"), of("UTC")];
        zone_offset: ZoneOffset = [of("+08:00"), of("-02:30:15")];
        offset_date_time: OffsetDateTime = [of("2024-02-29T23:59:58.000000007+08:00")];
        offset_time: OffsetTime = [of("23:59:58.000000007+08:00")];
        zoned_date_time: ZonedDateTime = [
            of("2024-02-29T23:59:58.000000007+08:00[Asia/Shanghai]"),
            of("2024-02-29T23:59:58.000000007+08:00"),
        ];
        day_of_week: DayOfWeek = DayOfWeek::ALL.to_vec();
        month: Month = Month::ALL.to_vec();
        days: Vec<LocalDate> = [vec![date(), of("2024-03-01")]];
        by_day: HashMap<LocalDate, Duration> = [HashMap::from([(date(), of("PT1M30.000000005S"))])];
        all_times: AllTimes = [all_times(), AllTimes::default()];
    }
}

fn instant(seconds: i64, nanos: u32) -> Instant {
    Instant::new(seconds, nanos).unwrap_or_default()
}

fn date() -> LocalDate {
    of("2024-02-29")
}

fn date_time() -> LocalDateTime {
    of("2024-02-29T23:59:58.000000007")
}

fn all_times() -> AllTimes {
    AllTimes {
        local_date: Some(date()),
        local_time: Some(of("23:59:58.000000007")),
        local_date_time: Some(date_time()),
        instant: Some(of("2023-11-14T22:13:20.123456789Z")),
        duration: Some(of("PT1M30.000000005S")),
        period: Some(of("P1Y2M3D")),
        year: Some(of("2024")),
        year_month: Some(of("2024-02")),
        month_day: Some(of("--02-29")),
        zone_id: Some(of("Asia/Shanghai")),
        zone_offset: Some(of("+08:00")),
        offset_date_time: Some(of("2024-02-29T23:59:58.000000007+08:00")),
        offset_time: Some(of("23:59:58.000000007+08:00")),
        zoned_date_time: Some(of("2024-02-29T23:59:58.000000007+08:00[Asia/Shanghai]")),
        day_of_week: Some(DayOfWeek::Thursday),
        month: Some(Month::February),
        days: Some(vec![date(), of("2024-03-01")]),
        by_day: Some(HashMap::from([(date(), of("PT1M30.000000005S"))])),
    }
}
