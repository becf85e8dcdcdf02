package main

import (
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strings"
	"time"

	hessian "github.com/apache/dubbo-go-hessian2"
	"github.com/apache/dubbo-go-hessian2/java8_time"
	"github.com/apache/dubbo-go-hessian2/java_exception"
	"github.com/apache/dubbo-go-hessian2/java_util"
	big "github.com/dubbogo/gost/math/big"
)

// Interfaces whose methods take one value each and give it back, with the values that both sides know. The provider
// answers an error when the value is not equal to one of them, and the consumer checks what came back.
const (
	timesName      = "org.dubbors.interop.Times"
	libraryName    = "org.dubbors.interop.Library"
	containersName = "org.dubbors.interop.Containers"
	familiesName   = "org.dubbors.interop.Families"
	failuresName   = "org.dubbors.interop.Failures"
)

// exchange is a method of such an interface, and the values a consumer sends. Those that begin with "as" are the types
// of dubbo-go-hessian2 with the Java class of the parameter: by itself dubbo-go names their class on the wire.
type exchange struct {
	name, contract, method string
	values                 []any
}

type (
	asLocalDate      struct{ java8_time.LocalDate }
	asLocalTime      struct{ java8_time.LocalTime }
	asLocalDateTime  struct{ java8_time.LocalDateTime }
	asInstant        struct{ java8_time.Instant }
	asDuration       struct{ java8_time.Duration }
	asPeriod         struct{ java8_time.Period }
	asYear           struct{ java8_time.Year }
	asYearMonth      struct{ java8_time.YearMonth }
	asMonthDay       struct{ java8_time.MonthDay }
	asZoneOffset     struct{ java8_time.ZoneOffSet }
	asOffsetDateTime struct{ java8_time.OffsetDateTime }
	asOffsetTime     struct{ java8_time.OffsetTime }
	asZonedDateTime  struct{ java8_time.ZonedDateTime }
	asLocale         struct{ java_util.LocaleHandle }
)

func (asLocalDate) JavaParamName() string      { return "java.time.LocalDate" }
func (asLocalTime) JavaParamName() string      { return "java.time.LocalTime" }
func (asLocalDateTime) JavaParamName() string  { return "java.time.LocalDateTime" }
func (asInstant) JavaParamName() string        { return "java.time.Instant" }
func (asDuration) JavaParamName() string       { return "java.time.Duration" }
func (asPeriod) JavaParamName() string         { return "java.time.Period" }
func (asYear) JavaParamName() string           { return "java.time.Year" }
func (asYearMonth) JavaParamName() string      { return "java.time.YearMonth" }
func (asMonthDay) JavaParamName() string       { return "java.time.MonthDay" }
func (asZoneOffset) JavaParamName() string     { return "java.time.ZoneOffset" }
func (asOffsetDateTime) JavaParamName() string { return "java.time.OffsetDateTime" }
func (asOffsetTime) JavaParamName() string     { return "java.time.OffsetTime" }
func (asZonedDateTime) JavaParamName() string  { return "java.time.ZonedDateTime" }
func (asLocale) JavaParamName() string         { return "java.util.Locale" }

var (
	day      = java8_time.LocalDate{Year: 2024, Month: 2, Day: 29}
	clock    = java8_time.LocalTime{Hour: 23, Minute: 59, Second: 58, Nano: 7}
	dateTime = java8_time.LocalDateTime{Date: day, Time: clock}
	offset   = java8_time.ZoneOffSet{Seconds: 28800}
)

// AllTimes has every class of java.time as a declared field; those that dubbo-go has no type for are maps.
type AllTimes struct {
	LocalDate      *java8_time.LocalDate      `hessian:"localDate"`
	LocalTime      *java8_time.LocalTime      `hessian:"localTime"`
	LocalDateTime  *java8_time.LocalDateTime  `hessian:"localDateTime"`
	Instant        *java8_time.Instant        `hessian:"instant"`
	Duration       *java8_time.Duration       `hessian:"duration"`
	Period         *java8_time.Period         `hessian:"period"`
	Year           *java8_time.Year           `hessian:"year"`
	YearMonth      *java8_time.YearMonth      `hessian:"yearMonth"`
	MonthDay       *java8_time.MonthDay       `hessian:"monthDay"`
	ZoneID         any                        `hessian:"zoneId"`
	ZoneOffset     *java8_time.ZoneOffSet     `hessian:"zoneOffset"`
	OffsetDateTime *java8_time.OffsetDateTime `hessian:"offsetDateTime"`
	OffsetTime     *java8_time.OffsetTime     `hessian:"offsetTime"`
	ZonedDateTime  *java8_time.ZonedDateTime  `hessian:"zonedDateTime"`
	DayOfWeek      any                        `hessian:"dayOfWeek"`
	Month          any                        `hessian:"month"`
	Days           any                        `hessian:"days"`
	ByDay          any                        `hessian:"byDay"`
}

func (*AllTimes) JavaClassName() string { return "org.dubbors.interop.AllTimes" }

func allTimes() *AllTimes {
	return &AllTimes{
		LocalDate: &day, LocalTime: &clock, LocalDateTime: &dateTime, ZoneOffset: &offset,
		Instant:        &java8_time.Instant{Seconds: 1_700_000_000, Nanos: 123_456_789},
		Duration:       &java8_time.Duration{Seconds: 90, Nanos: 5},
		Period:         &java8_time.Period{Years: 1, Months: 2, Days: 3},
		Year:           &java8_time.Year{Year: 2024},
		YearMonth:      &java8_time.YearMonth{Year: 2024, Month: 2},
		MonthDay:       &java8_time.MonthDay{Month: 2, Day: 29},
		ZoneID:         map[string]any{"_class": "com.alibaba.com.caucho.hessian.io.java8.ZoneIdHandle", "zoneId": "Asia/Shanghai"},
		OffsetDateTime: &java8_time.OffsetDateTime{DateTime: dateTime, Offset: offset},
		OffsetTime:     &java8_time.OffsetTime{LocalTime: clock, ZoneOffset: offset},
		ZonedDateTime:  &java8_time.ZonedDateTime{DateTime: dateTime, Offset: offset, ZoneId: "Asia/Shanghai"},
		DayOfWeek:      map[string]any{"_class": "java.time.DayOfWeek", "name": "THURSDAY"},
		Month:          map[string]any{"_class": "java.time.Month", "name": "FEBRUARY"},
		Days:           []any{&day, &java8_time.LocalDate{Year: 2024, Month: 3, Day: 1}},
		ByDay:          map[any]any{&day: &java8_time.Duration{Seconds: 90, Nanos: 5}},
	}
}

func times() []exchange {
	of := func(method string, values ...any) exchange { return exchange{"java-time", timesName, method, values} }
	return []exchange{
		of("localDate", asLocalDate{day}, asLocalDate{java8_time.LocalDate{Year: -999_999_999, Month: 1, Day: 1}},
			asLocalDate{java8_time.LocalDate{Year: 999_999_999, Month: 12, Day: 31}}),
		of("localTime", asLocalTime{clock},
			asLocalTime{java8_time.LocalTime{Hour: 23, Minute: 59, Second: 59, Nano: 999_999_999}}),
		of("localDateTime", asLocalDateTime{dateTime}),
		of("instant", asInstant{java8_time.Instant{Seconds: 1_700_000_000, Nanos: 123_456_789}},
			asInstant{java8_time.Instant{Seconds: -31_557_014_167_219_200}},
			asInstant{java8_time.Instant{Seconds: 31_556_889_864_403_199, Nanos: 999_999_999}}),
		of("duration", asDuration{java8_time.Duration{Seconds: 90, Nanos: 5}},
			asDuration{java8_time.Duration{Seconds: -1, Nanos: 500_000_000}}),
		of("period", asPeriod{java8_time.Period{Years: 1, Months: 2, Days: 3}}, asPeriod{java8_time.Period{Years: -1, Days: 40}}),
		of("year", asYear{java8_time.Year{Year: 2024}}),
		of("yearMonth", asYearMonth{java8_time.YearMonth{Year: 2024, Month: 2}}),
		of("monthDay", asMonthDay{java8_time.MonthDay{Month: 2, Day: 29}}),
		of("zoneOffset", asZoneOffset{offset}, asZoneOffset{java8_time.ZoneOffSet{Seconds: -9015}}),
		of("offsetDateTime", asOffsetDateTime{java8_time.OffsetDateTime{DateTime: dateTime, Offset: offset}}),
		of("offsetTime", asOffsetTime{java8_time.OffsetTime{LocalTime: clock, ZoneOffset: offset}}),
		of("zonedDateTime",
			asZonedDateTime{java8_time.ZonedDateTime{DateTime: dateTime, Offset: offset, ZoneId: "Asia/Shanghai"}},
			asZonedDateTime{java8_time.ZonedDateTime{DateTime: dateTime, Offset: offset, ZoneId: "+08:00"}}),
		of("days", []any{&day, &java8_time.LocalDate{Year: 2024, Month: 3, Day: 1}}),
		of("byDay", map[any]any{&day: &java8_time.Duration{Seconds: 90, Nanos: 5}}),
		of("allTimes", allTimes(), &AllTimes{}),
	}
}

// exchanges are all of them.
func exchanges() []exchange {
	return slices.Concat(times(), library(), containers(), families())
}

// received answers the value when it is one of the expected.
func received[T any](method string, value T) (T, error) {
	for _, known := range exchanges() {
		if known.method == method {
			for _, expected := range known.values {
				if form(expected) == form(value) {
					return value, nil
				}
			}
		}
	}
	return value, fmt.Errorf("%s: received %s", method, form(value))
}

// object answers the value when it is an object of that class. What dubbo-go has no type for it reads as a map that keeps
// the class, and writes as an object again.
func object(class string, value any) (any, error) {
	if fields, ok := value.(map[string]any); ok && fields["_class"] == class {
		return value, nil
	}
	return nil, fmt.Errorf("no %s: %s", class, form(value))
}

// form is the content of a value as text: what points at it and what wraps it does not count.
func form(value any) string { return formOf(reflect.ValueOf(value), map[any]int{}) }

func formOf(v reflect.Value, seen map[any]int) string {
	for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return "null"
		}
		if ring, ok := v.Interface().(*Ring); ok {
			if at, known := seen[ring]; known {
				return fmt.Sprint("#", at)
			}
			seen[ring] = len(seen)
		}
		if thrown, ok := v.Interface().(java_exception.Throwabler); ok && v.Kind() == reflect.Pointer {
			// An exception of Java without a cause is its own.
			if _, known := seen[thrown]; known {
				return "null"
			}
			seen[thrown] = len(seen)
		}
		v = v.Elem()
	}
	if !v.IsValid() {
		return "null"
	}
	switch value := v.Interface().(type) {
	case IntSet:
		items := strings.Fields(strings.Trim(formOf(reflect.ValueOf(value.values), seen), "[]"))
		sort.Strings(items)
		return fmt.Sprint(items)
	case big.Integer:
		return value.String()
	case time.Time:
		return fmt.Sprint(value.UnixMilli())
	case float64:
		return fmt.Sprint(float32(value))
	case hessian.POJOEnum:
		return value.String()
	}
	switch v.Kind() {
	case reflect.Slice:
		items := make([]string, v.Len())
		for at := range items {
			items[at] = formOf(v.Index(at), seen)
		}
		return "[" + strings.Join(items, " ") + "]"
	case reflect.Map:
		var entries []string
		for _, key := range v.MapKeys() {
			entries = append(entries, formOf(key, seen)+"="+formOf(v.MapIndex(key), seen))
		}
		sort.Strings(entries)
		return "{" + strings.Join(entries, " ") + "}"
	case reflect.Struct:
		if v.NumField() == 1 {
			return formOf(exported(v, 0), seen)
		}
		var fields []string
		_, thrown := v.Interface().(java_exception.Throwabler)
		for at := range v.NumField() {
			// Where an exception was made tells nothing about it.
			if name := v.Type().Field(at).Name; thrown && (name == "StackTrace" || name == "SuppressedExceptions") {
				continue
			}
			fields = append(fields, formOf(exported(v, at), seen))
		}
		return "(" + strings.Join(fields, " ") + ")"
	default:
		return fmt.Sprint(v.Interface())
	}
}

// exported is a field that can be looked at: only the collections keep theirs to themselves.
func exported(v reflect.Value, at int) reflect.Value {
	if collection, ok := addressed(v).(hessian.JavaCollectionObject); ok {
		return reflect.ValueOf(collection.Get())
	}
	return v.Field(at)
}

func addressed(v reflect.Value) any {
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	return p.Interface()
}
