package main

import (
	"context"
	"errors"

	"dubbo.apache.org/dubbo-go/v3/protocol/dubbo/hessian2"
	"github.com/apache/dubbo-go-hessian2/java8_time"
	"github.com/apache/dubbo-go-hessian2/java_exception"
	perrors "github.com/pkg/errors"
)

// The exceptions of the contract Failures. dubbo-go-hessian2 has no SQLException.
var failureKinds = []string{"parse", "resource", "chain", "order"}

// OrderException is an exception of the application's own; the first five fields are Throwable's.
type OrderException struct {
	SerialVersionUID     int64
	DetailMessage        string
	SuppressedExceptions []java_exception.Throwabler
	StackTrace           []java_exception.StackTraceElement
	Cause                java_exception.Throwabler
	Code                 int32                 `hessian:"code"`
	Missing              []any                 `hessian:"missing"`
	Until                *java8_time.LocalDate `hessian:"until"`
}

func (e OrderException) Error() string { return e.DetailMessage }

func (OrderException) JavaClassName() string { return "org.dubbors.interop.OrderException" }

func (e OrderException) GetStackTrace() []java_exception.StackTraceElement { return e.StackTrace }

func failure(kind string) java_exception.Throwabler {
	switch kind {
	case "parse":
		return java_exception.NewDateTimeParseException("bad", "x1", 3)
	case "resource":
		return java_exception.NewMissingResourceException("gone", "C", "k")
	case "chain":
		inner := java_exception.NewFileNotFoundException("inner")
		middle := java_exception.NewIOException("middle")
		middle.Cause = inner
		outer := java_exception.NewIllegalStateException("outer")
		outer.Cause = middle
		return outer
	case "order":
		return &OrderException{DetailMessage: "no stock", Code: 42, Missing: []any{"tea", "茶"}, Until: &day}
	default:
		return nil
	}
}

type FailuresService struct{}

func (*FailuresService) Reference() string { return "Failures" }

func (*FailuresService) Raise(_ context.Context, kind string) (any, error) {
	if thrown := failure(kind); thrown != nil {
		return nil, thrown.(error)
	}
	return nil, errors.New("no such failure: " + kind)
}

// thrownByName compares class and message: a dubbo-go consumer hands out nothing else, no field and no cause.
func (c *cases) thrownByName() {
	skipped["thrown.sql"] = "dubbo-go-hessian2 has no SQLException: the error has no class"
	conn := c.other(failuresName)
	for _, kind := range failureKinds {
		answer, err := c.peer.call(conn, "raise", kind)
		if c.peer.triple {
			c.thrownOverTriple(answer, err, failure(kind).JavaClassName(), failure(kind).Error())
			continue
		}
		var thrown *hessian2.GenericException
		check(errors.As(perrors.Cause(err), &thrown), "%s: expected an exception, got %T %v", kind, perrors.Cause(err), err)
		class, message := failure(kind).JavaClassName(), failure(kind).Error()
		check(thrown.ExceptionClass == class, "%s: class: %s", kind, thrown.ExceptionClass)
		check(thrown.ExceptionMessage == message, "%s: message: %s", kind, thrown.ExceptionMessage)
	}
}
