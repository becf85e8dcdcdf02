package main

import (
	"context"

	"github.com/apache/dubbo-go-hessian2/java8_time"
	"github.com/apache/dubbo-go-hessian2/java_sql_time"
	"github.com/apache/dubbo-go-hessian2/java_util"
	big "github.com/dubbogo/gost/math/big"
)

// The exchanges as this peer provides them, for what dubbo-go-hessian2 has types of its own.

type TimesService struct{}

func (*TimesService) Reference() string { return "Times" }

func (*TimesService) LocalDate(_ context.Context, value *java8_time.LocalDate) (*java8_time.LocalDate, error) {
	return received("localDate", value)
}

func (*TimesService) LocalTime(_ context.Context, value *java8_time.LocalTime) (*java8_time.LocalTime, error) {
	return received("localTime", value)
}

func (*TimesService) LocalDateTime(_ context.Context, value *java8_time.LocalDateTime) (*java8_time.LocalDateTime, error) {
	return received("localDateTime", value)
}

func (*TimesService) Instant(_ context.Context, value *java8_time.Instant) (*java8_time.Instant, error) {
	return received("instant", value)
}

func (*TimesService) Duration(_ context.Context, value *java8_time.Duration) (*java8_time.Duration, error) {
	return received("duration", value)
}

func (*TimesService) Period(_ context.Context, value *java8_time.Period) (*java8_time.Period, error) {
	return received("period", value)
}

func (*TimesService) Year(_ context.Context, value *java8_time.Year) (*java8_time.Year, error) {
	return received("year", value)
}

func (*TimesService) YearMonth(_ context.Context, value *java8_time.YearMonth) (*java8_time.YearMonth, error) {
	return received("yearMonth", value)
}

func (*TimesService) MonthDay(_ context.Context, value *java8_time.MonthDay) (*java8_time.MonthDay, error) {
	return received("monthDay", value)
}

func (*TimesService) ZoneOffset(_ context.Context, value *java8_time.ZoneOffSet) (*java8_time.ZoneOffSet, error) {
	return received("zoneOffset", value)
}

func (*TimesService) OffsetDateTime(_ context.Context, value *java8_time.OffsetDateTime) (*java8_time.OffsetDateTime, error) {
	return received("offsetDateTime", value)
}

func (*TimesService) OffsetTime(_ context.Context, value *java8_time.OffsetTime) (*java8_time.OffsetTime, error) {
	return received("offsetTime", value)
}

func (*TimesService) ZonedDateTime(_ context.Context, value *java8_time.ZonedDateTime) (*java8_time.ZonedDateTime, error) {
	return received("zonedDateTime", value)
}

func (*TimesService) Days(_ context.Context, value any) (any, error) {
	return received("days", value)
}

func (*TimesService) ByDay(_ context.Context, value any) (any, error) {
	return received("byDay", value)
}

func (*TimesService) AllTimes(_ context.Context, value *AllTimes) (*AllTimes, error) {
	return received("allTimes", value)
}

func (*TimesService) ZoneId(_ context.Context, value any) (any, error) {
	return object("com.alibaba.com.caucho.hessian.io.java8.ZoneIdHandle", value)
}

func (*TimesService) DayOfWeek(_ context.Context, value any) (any, error) {
	return object("java.time.DayOfWeek", value)
}

func (*TimesService) Month(_ context.Context, value any) (any, error) {
	return object("java.time.Month", value)
}

type LibraryService struct{}

func (*LibraryService) Reference() string { return "Library" }

func (*LibraryService) BigInteger(_ context.Context, value *big.Integer) (*big.Integer, error) {
	return received("bigInteger", value)
}

func (*LibraryService) Uuid(_ context.Context, value *java_util.UUID) (*java_util.UUID, error) {
	return received("uuid", value)
}

func (*LibraryService) SqlDate(_ context.Context, value *java_sql_time.Date) (*java_sql_time.Date, error) {
	return received("sqlDate", value)
}

func (*LibraryService) SqlTime(_ context.Context, value *java_sql_time.Time) (*java_sql_time.Time, error) {
	return received("sqlTime", value)
}

func (*LibraryService) Locale(_ context.Context, value *java_util.LocaleHandle) (*java_util.LocaleHandle, error) {
	return received("locale", value)
}

func (*LibraryService) Uuids(_ context.Context, value any) (any, error) {
	return received("uuids", value)
}
func (*LibraryService) Timestamp(_ context.Context, value any) (any, error) {
	return object("java.sql.Timestamp", value)
}

func (*LibraryService) SqlTimes(_ context.Context, value any) (any, error) {
	return object("org.dubbors.interop.SqlTimes", value)
}

func (*LibraryService) Currency(_ context.Context, value any) (any, error) {
	return object("java.util.Currency", value)
}

func (*LibraryService) Calendar(_ context.Context, value any) (any, error) {
	return object("com.alibaba.com.caucho.hessian.io.CalendarHandle", value)
}

func (*LibraryService) BitSet(_ context.Context, value any) (any, error) {
	return object("com.alibaba.com.caucho.hessian.io.BitSetHandle", value)
}

func (*LibraryService) AtomicInteger(_ context.Context, value any) (any, error) {
	return object("java.util.concurrent.atomic.AtomicInteger", value)
}

func (*LibraryService) AtomicLong(_ context.Context, value any) (any, error) {
	return object("java.util.concurrent.atomic.AtomicLong", value)
}

func (*LibraryService) AtomicBoolean(_ context.Context, value any) (any, error) {
	return object("java.util.concurrent.atomic.AtomicBoolean", value)
}

func (*LibraryService) AtomicReference(_ context.Context, value any) (any, error) {
	return object("java.util.concurrent.atomic.AtomicReference", value)
}

func (*LibraryService) AtomicIntegerArray(_ context.Context, value any) (any, error) {
	return object("java.util.concurrent.atomic.AtomicIntegerArray", value)
}

func (*LibraryService) LongAdder(_ context.Context, value any) (any, error) {
	return object("java.util.concurrent.atomic.LongAdder$SerializationProxy", value)
}

func (*LibraryService) InetSocketAddress(_ context.Context, value any) (any, error) {
	return object("java.net.InetSocketAddress", value)
}

func (*LibraryService) Uri(_ context.Context, value any) (any, error) {
	return object("java.net.URI", value)
}

func (*LibraryService) File(_ context.Context, value any) (any, error) {
	return object("java.io.File", value)
}

func (*LibraryService) Described(_ context.Context, value any) (any, error) {
	return object("org.dubbors.interop.Described", value)
}

func (*LibraryService) InetAddress(_ context.Context, value any) (any, error) {
	if value, err := object("java.net.Inet6Address", value); err == nil {
		return value, nil
	}
	return object("java.net.InetAddress", value)
}

func (*LibraryService) Type(_ context.Context, value any) (any, error) {
	return received("type", value)
}
