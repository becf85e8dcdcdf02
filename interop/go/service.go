package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"dubbo.apache.org/dubbo-go/v3/common/constant"
	"github.com/apache/dubbo-go-hessian2/java_exception"
)

// TypesService provides the contract. The echo methods take the raw arguments: with typed parameters
// dubbo-go replaces a null by a pointer to an empty value, and fails.
type TypesService struct {
	reference  string
	identity   string
	lock       sync.Mutex
	lastOneWay any
}

func newTypesService(group, version string) *TypesService {
	return &TypesService{
		// One name for each export: dubbo-go keeps its services by this name.
		reference: "Types-" + group + "-" + version,
		identity:  peerName + "|" + group + "|" + version,
	}
}

func (s *TypesService) Reference() string { return s.reference }

func (s *TypesService) EchoBoolean(_ context.Context, args []any) (any, error) { return args[0], nil }

func (s *TypesService) EchoByte(_ context.Context, args []any) (any, error) { return args[0], nil }

func (s *TypesService) EchoShort(_ context.Context, args []any) (any, error) { return args[0], nil }

func (s *TypesService) EchoInt(_ context.Context, args []any) (any, error) { return args[0], nil }

func (s *TypesService) EchoLong(_ context.Context, args []any) (any, error) { return args[0], nil }

func (s *TypesService) EchoFloat(_ context.Context, args []any) (any, error) { return args[0], nil }

func (s *TypesService) EchoDouble(_ context.Context, args []any) (any, error) { return args[0], nil }

func (s *TypesService) EchoChar(_ context.Context, args []any) (any, error) { return args[0], nil }

func (s *TypesService) EchoBoxedBoolean(_ context.Context, args []any) (any, error) {
	return args[0], nil
}

func (s *TypesService) EchoBoxedByte(_ context.Context, args []any) (any, error) { return args[0], nil }

func (s *TypesService) EchoBoxedShort(_ context.Context, args []any) (any, error) {
	return args[0], nil
}

func (s *TypesService) EchoBoxedInt(_ context.Context, args []any) (any, error) { return args[0], nil }

func (s *TypesService) EchoBoxedLong(_ context.Context, args []any) (any, error) { return args[0], nil }

func (s *TypesService) EchoBoxedFloat(_ context.Context, args []any) (any, error) {
	return args[0], nil
}

func (s *TypesService) EchoBoxedDouble(_ context.Context, args []any) (any, error) {
	return args[0], nil
}

func (s *TypesService) EchoBoxedChar(_ context.Context, args []any) (any, error) { return args[0], nil }

func (s *TypesService) EchoString(_ context.Context, args []any) (any, error) { return args[0], nil }

func (s *TypesService) EchoBytes(_ context.Context, args []any) (any, error) { return args[0], nil }

func (s *TypesService) EchoIntArray(_ context.Context, args []any) (any, error) { return args[0], nil }

func (s *TypesService) EchoStringArray(_ context.Context, args []any) (any, error) {
	return args[0], nil
}

func (s *TypesService) EchoList(_ context.Context, args []any) (any, error) { return args[0], nil }

func (s *TypesService) EchoSet(_ context.Context, args []any) (any, error) { return args[0], nil }

func (s *TypesService) EchoMap(_ context.Context, args []any) (any, error) { return args[0], nil }

func (s *TypesService) EchoUser(_ context.Context, args []any) (any, error) { return args[0], nil }

func (s *TypesService) EchoUsers(_ context.Context, args []any) (any, error) { return args[0], nil }

func (s *TypesService) EchoEnum(_ context.Context, args []any) (any, error) { return args[0], nil }

func (s *TypesService) EchoDate(_ context.Context, args []any) (any, error) { return args[0], nil }

func (s *TypesService) EchoDecimal(_ context.Context, args []any) (any, error) { return args[0], nil }

func (s *TypesService) EchoObject(_ context.Context, args []any) (any, error) { return args[0], nil }

func (s *TypesService) DoNothing(_ context.Context) error { return nil }

func (s *TypesService) Fail(_ context.Context, kind string) (any, error) {
	switch kind {
	case "checked":
		return nil, &CheckedException{DetailMessage: "checked: boom", Code: 42}
	case "runtime":
		failure := java_exception.NewIllegalStateException("state: boom")
		failure.Cause = java_exception.NewIllegalArgumentException("root")
		return nil, failure
	case "null":
		return nil, nil
	default:
		return kind, nil
	}
}

func (s *TypesService) Overload(_ context.Context, args []any) (string, error) {
	if len(args) == 2 {
		return fmt.Sprintf("SI:%v,%v", args[0], args[1]), nil
	}
	if number, ok := args[0].(int32); ok {
		return fmt.Sprintf("I:%d", number), nil
	}
	return fmt.Sprintf("S:%v", args[0]), nil
}

func (s *TypesService) OneWay(_ context.Context, value string) error {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.lastOneWay = value
	return nil
}

func (s *TypesService) LastOneWay(_ context.Context) (any, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.lastOneWay, nil
}

func (s *TypesService) Attachments(ctx context.Context, args []any) (map[string]string, error) {
	found := map[string]string{}
	received, _ := ctx.Value(constant.AttachmentKey).(map[string]any)
	for _, key := range texts(args[0]) {
		if value, ok := received[key]; ok {
			found[key] = attachmentText(value)
		}
	}
	// dubbo-go answers with this very map of attachments.
	for key, value := range found {
		received["re-"+key] = value
	}
	return found, nil
}

func (s *TypesService) Sleep(_ context.Context, millis int64) (string, error) {
	time.Sleep(time.Duration(millis) * time.Millisecond)
	return "slept", nil
}

func (s *TypesService) Blob(_ context.Context, size int32) (string, error) {
	return strings.Repeat("x", int(size)), nil
}

func (s *TypesService) Length(_ context.Context, value string) (int32, error) {
	return int32(utf16Length(value)), nil
}

func (s *TypesService) Async(_ context.Context, value string) (string, error) {
	return "async:" + value, nil
}

func (s *TypesService) Add(_ context.Context, left, right int32) (int32, error) {
	return left + right, nil
}

func (s *TypesService) Whoami(_ context.Context) (string, error) { return s.identity, nil }

func utf16Length(text string) int {
	length := 0
	for _, char := range text {
		length++
		if char > 0xffff {
			length++
		}
	}
	return length
}

func texts(list any) []string {
	switch list := list.(type) {
	case []string:
		return list
	case []any:
		out := make([]string, 0, len(list))
		for _, item := range list {
			out = append(out, fmt.Sprint(item))
		}
		return out
	default:
		return nil
	}
}

func attachmentText(value any) string {
	switch value := value.(type) {
	case string:
		return value
	case []string:
		return strings.Join(value, ",")
	default:
		return fmt.Sprint(value)
	}
}
