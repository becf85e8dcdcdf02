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

func (*TimesService) Days(_ context.Context, args []any) (any, error) {
	return received("days", args[0])
}

func (*TimesService) ByDay(_ context.Context, args []any) (any, error) {
	return received("byDay", args[0])
}

func (*TimesService) AllTimes(_ context.Context, value *AllTimes) (*AllTimes, error) {
	return received("allTimes", value)
}

func (*TimesService) ZoneId(_ context.Context, args []any) (any, error) {
	return object("com.alibaba.com.caucho.hessian.io.java8.ZoneIdHandle", args[0])
}

func (*TimesService) DayOfWeek(_ context.Context, args []any) (any, error) {
	return object("java.time.DayOfWeek", args[0])
}

func (*TimesService) Month(_ context.Context, args []any) (any, error) {
	return object("java.time.Month", args[0])
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

func (*LibraryService) Uuids(_ context.Context, args []any) (any, error) {
	return received("uuids", args[0])
}
func (*LibraryService) Timestamp(_ context.Context, args []any) (any, error) {
	return object("java.sql.Timestamp", args[0])
}

func (*LibraryService) SqlTimes(_ context.Context, args []any) (any, error) {
	return object("org.dubbors.interop.SqlTimes", args[0])
}

func (*LibraryService) Currency(_ context.Context, args []any) (any, error) {
	return object("java.util.Currency", args[0])
}

func (*LibraryService) Calendar(_ context.Context, args []any) (any, error) {
	return object("com.alibaba.com.caucho.hessian.io.CalendarHandle", args[0])
}

func (*LibraryService) BitSet(_ context.Context, args []any) (any, error) {
	return object("com.alibaba.com.caucho.hessian.io.BitSetHandle", args[0])
}

func (*LibraryService) AtomicInteger(_ context.Context, args []any) (any, error) {
	return object("java.util.concurrent.atomic.AtomicInteger", args[0])
}

func (*LibraryService) AtomicLong(_ context.Context, args []any) (any, error) {
	return object("java.util.concurrent.atomic.AtomicLong", args[0])
}

func (*LibraryService) AtomicBoolean(_ context.Context, args []any) (any, error) {
	return object("java.util.concurrent.atomic.AtomicBoolean", args[0])
}

func (*LibraryService) AtomicReference(_ context.Context, args []any) (any, error) {
	return object("java.util.concurrent.atomic.AtomicReference", args[0])
}

func (*LibraryService) AtomicIntegerArray(_ context.Context, args []any) (any, error) {
	return object("java.util.concurrent.atomic.AtomicIntegerArray", args[0])
}

func (*LibraryService) LongAdder(_ context.Context, args []any) (any, error) {
	return object("java.util.concurrent.atomic.LongAdder$SerializationProxy", args[0])
}

func (*LibraryService) InetSocketAddress(_ context.Context, args []any) (any, error) {
	return object("java.net.InetSocketAddress", args[0])
}

func (*LibraryService) Uri(_ context.Context, args []any) (any, error) {
	return object("java.net.URI", args[0])
}

func (*LibraryService) File(_ context.Context, args []any) (any, error) {
	return object("java.io.File", args[0])
}

func (*LibraryService) Described(_ context.Context, args []any) (any, error) {
	return object("org.dubbors.interop.Described", args[0])
}

func (*LibraryService) InetAddress(_ context.Context, args []any) (any, error) {
	if value, err := object("java.net.Inet6Address", args[0]); err == nil {
		return value, nil
	}
	return object("java.net.InetAddress", args[0])
}

func (*LibraryService) Type(_ context.Context, args []any) (any, error) {
	return received("type", args[0])
}
