package main

import (
	"context"
	"fmt"
)

// TripleTypesService provides the contract over Triple, where dubbo-go hands out no raw arguments. A parameter of any type
// takes what was read, whatever it is; with one of another type dubbo-go panics. A null is refused before.
type TripleTypesService struct {
	*TypesService
}

func (*TripleTypesService) EchoBoolean(_ context.Context, value any) (any, error) { return value, nil }

func (*TripleTypesService) EchoByte(_ context.Context, value any) (any, error) { return value, nil }

func (*TripleTypesService) EchoShort(_ context.Context, value any) (any, error) { return value, nil }

func (*TripleTypesService) EchoInt(_ context.Context, value any) (any, error) { return value, nil }

func (*TripleTypesService) EchoLong(_ context.Context, value any) (any, error) { return value, nil }

func (*TripleTypesService) EchoFloat(_ context.Context, value any) (any, error) { return value, nil }

func (*TripleTypesService) EchoDouble(_ context.Context, value any) (any, error) { return value, nil }

func (*TripleTypesService) EchoChar(_ context.Context, value any) (any, error) { return value, nil }

func (*TripleTypesService) EchoBoxedBoolean(_ context.Context, value any) (any, error) {
	return value, nil
}

func (*TripleTypesService) EchoBoxedByte(_ context.Context, value any) (any, error) {
	return value, nil
}

func (*TripleTypesService) EchoBoxedShort(_ context.Context, value any) (any, error) {
	return value, nil
}

func (*TripleTypesService) EchoBoxedInt(_ context.Context, value any) (any, error) { return value, nil }

func (*TripleTypesService) EchoBoxedLong(_ context.Context, value any) (any, error) {
	return value, nil
}

func (*TripleTypesService) EchoBoxedFloat(_ context.Context, value any) (any, error) {
	return value, nil
}

func (*TripleTypesService) EchoBoxedDouble(_ context.Context, value any) (any, error) {
	return value, nil
}

func (*TripleTypesService) EchoBoxedChar(_ context.Context, value any) (any, error) {
	return value, nil
}

func (*TripleTypesService) EchoString(_ context.Context, value any) (any, error) { return value, nil }

func (*TripleTypesService) EchoBytes(_ context.Context, value any) (any, error) { return value, nil }

func (*TripleTypesService) EchoIntArray(_ context.Context, value any) (any, error) { return value, nil }

func (*TripleTypesService) EchoStringArray(_ context.Context, value any) (any, error) {
	return value, nil
}

func (*TripleTypesService) EchoList(_ context.Context, value any) (any, error) { return value, nil }

func (*TripleTypesService) EchoSet(_ context.Context, value any) (any, error) { return value, nil }

func (*TripleTypesService) EchoMap(_ context.Context, value any) (any, error) { return value, nil }

func (*TripleTypesService) EchoUser(_ context.Context, value any) (any, error) { return value, nil }

func (*TripleTypesService) EchoUsers(_ context.Context, value any) (any, error) { return value, nil }

func (*TripleTypesService) EchoEnum(_ context.Context, value any) (any, error) { return value, nil }

func (*TripleTypesService) EchoDate(_ context.Context, value any) (any, error) { return value, nil }

func (*TripleTypesService) EchoDecimal(_ context.Context, value any) (any, error) { return value, nil }

func (*TripleTypesService) EchoObject(_ context.Context, value any) (any, error) { return value, nil }

// Overload is the one of one argument: dubbo-go has one method of a name.
func (*TripleTypesService) Overload(_ context.Context, value any) (string, error) {
	if number, ok := value.(int32); ok {
		return fmt.Sprintf("I:%d", number), nil
	}
	return fmt.Sprintf("S:%v", value), nil
}

// Attachments takes the keys as one argument.
func (s *TripleTypesService) Attachments(ctx context.Context, keys any) (map[string]string, error) {
	return s.TypesService.Attachments(ctx, []any{keys})
}
