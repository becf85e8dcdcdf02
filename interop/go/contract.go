package main

import (
	"time"

	hessian "github.com/apache/dubbo-go-hessian2"
	"github.com/apache/dubbo-go-hessian2/java_exception"
	big "github.com/dubbogo/gost/math/big"
)

const (
	interfaceName = "org.dubbors.interop.Types"
	peerName      = "go"
)

// User holds the fields of Person too: dubbo-go knows no inheritance. Fields that may be null are
// pointers; color is any, because an enum of dubbo-go is a number and has no null.
type User struct {
	Name    *string          `hessian:"name"`
	Age     *int32           `hessian:"age"`
	ID      int64            `hessian:"id"`
	Score   *float64         `hessian:"score"`
	Color   any              `hessian:"color"`
	Address *Address         `hessian:"address"`
	Tags    []string         `hessian:"tags"`
	Counts  map[string]int32 `hessian:"counts"`
	Born    time.Time        `hessian:"born"`
	Balance *big.Decimal     `hessian:"balance"`
	Data    []byte           `hessian:"data"`
	Vip     *bool            `hessian:"vip"`
}

func (*User) JavaClassName() string { return "org.dubbors.interop.User" }

type Address struct {
	Street *string `hessian:"street"`
	City   *string `hessian:"city"`
}

func (*Address) JavaClassName() string { return "org.dubbors.interop.Address" }

type Color hessian.JavaEnum

const (
	Red Color = iota
	Green
	Blue
)

var colorNames = map[Color]string{Red: "RED", Green: "GREEN", Blue: "BLUE"}

func (Color) JavaClassName() string { return "org.dubbors.interop.Color" }

func (c Color) String() string { return colorNames[c] }

func (Color) EnumValue(name string) hessian.JavaEnum {
	for color, known := range colorNames {
		if known == name {
			return hessian.JavaEnum(color)
		}
	}
	return hessian.InvalidJavaEnum
}

// CheckedException is the exception of the contract; the first five fields are Throwable's.
type CheckedException struct {
	SerialVersionUID     int64
	DetailMessage        string
	SuppressedExceptions []java_exception.Throwabler
	StackTrace           []java_exception.StackTraceElement
	Cause                java_exception.Throwabler
	Code                 int32 `hessian:"code"`
}

func (e CheckedException) Error() string { return e.DetailMessage }

func (CheckedException) JavaClassName() string { return "org.dubbors.interop.CheckedException" }

func (e CheckedException) GetStackTrace() []java_exception.StackTraceElement { return e.StackTrace }

// IntSet is a set as a consumer sends it: the parameter is declared java.util.Set, the value is a HashSet.
type IntSet struct {
	values []any
}

func (s *IntSet) Get() []any { return s.values }

func (s *IntSet) Set(values []any) { s.values = values }

func (*IntSet) JavaClassName() string { return "java.util.HashSet" }

func (*IntSet) JavaParamName() string { return "java.util.Set" }

func registerContract() {
	hessian.RegisterPOJO(&User{})
	hessian.RegisterPOJO(&Address{})
	for color := range colorNames {
		hessian.RegisterJavaEnum(color)
	}
	hessian.RegisterPOJO(&CheckedException{})
	hessian.SetCollectionSerialize(&IntSet{})
	registerExchanges()
}
