package main

import (
	"context"
)

// The collections and arrays take the raw argument, as the other echo methods do.
type ContainersService struct{}

func (*ContainersService) Reference() string { return "Containers" }

func (*ContainersService) LinkedList(_ context.Context, args []any) (any, error) {
	return received("linkedList", args[0])
}

func (*ContainersService) ArrayDeque(_ context.Context, args []any) (any, error) {
	return received("arrayDeque", args[0])
}

func (*ContainersService) TreeSet(_ context.Context, args []any) (any, error) {
	return received("treeSet", args[0])
}

func (*ContainersService) OrderedSet(_ context.Context, args []any) (any, error) {
	return received("orderedSet", args[0])
}

func (*ContainersService) TreeMap(_ context.Context, args []any) (any, error) {
	return received("treeMap", args[0])
}

func (*ContainersService) OrderedMap(_ context.Context, args []any) (any, error) {
	return received("orderedMap", args[0])
}

func (*ContainersService) ConcurrentHashMap(_ context.Context, args []any) (any, error) {
	return received("concurrentHashMap", args[0])
}

func (*ContainersService) Properties(_ context.Context, args []any) (any, error) {
	return received("properties", args[0])
}

func (*ContainersService) ListsByNumber(_ context.Context, args []any) (any, error) {
	return received("listsByNumber", args[0])
}

func (*ContainersService) AnyList(_ context.Context, args []any) (any, error) {
	return received("anyList", args[0])
}

func (*ContainersService) AnyMap(_ context.Context, args []any) (any, error) {
	return received("anyMap", args[0])
}

func (*ContainersService) EnumSet(_ context.Context, args []any) (any, error) {
	return object("com.alibaba.com.caucho.hessian.io.EnumSetHandler", args[0])
}

func (*ContainersService) EnumMap(_ context.Context, args []any) (any, error) {
	return received("enumMap", args[0])
}

func (*ContainersService) ColorSet(_ context.Context, args []any) (any, error) {
	return received("colorSet", args[0])
}

func (*ContainersService) ByColor(_ context.Context, args []any) (any, error) {
	return received("byColor", args[0])
}

func (*ContainersService) ColorList(_ context.Context, args []any) (any, error) {
	return received("colorList", args[0])
}

func (*ContainersService) IntMatrix(_ context.Context, args []any) (any, error) {
	return received("intMatrix", args[0])
}

func (*ContainersService) IntCube(_ context.Context, args []any) (any, error) {
	return received("intCube", args[0])
}

func (*ContainersService) Texts(_ context.Context, args []any) (any, error) {
	return received("texts", args[0])
}

func (*ContainersService) ByteRows(_ context.Context, args []any) (any, error) {
	return received("byteRows", args[0])
}

func (*ContainersService) Integers(_ context.Context, args []any) (any, error) {
	return received("integers", args[0])
}

func (*ContainersService) Addresses(_ context.Context, args []any) (any, error) {
	return received("addresses", args[0])
}

func (*ContainersService) Colors(_ context.Context, args []any) (any, error) {
	return received("colors", args[0])
}

func (*ContainersService) Booleans(_ context.Context, args []any) (any, error) {
	return received("booleans", args[0])
}

func (*ContainersService) Shorts(_ context.Context, args []any) (any, error) {
	return received("shorts", args[0])
}

func (*ContainersService) Longs(_ context.Context, args []any) (any, error) {
	return received("longs", args[0])
}

func (*ContainersService) Floats(_ context.Context, args []any) (any, error) {
	return received("floats", args[0])
}

func (*ContainersService) Doubles(_ context.Context, args []any) (any, error) {
	return received("doubles", args[0])
}

func (*ContainersService) Chars(_ context.Context, args []any) (any, error) {
	return received("chars", args[0])
}

func (*ContainersService) Dates(_ context.Context, args []any) (any, error) {
	return received("dates", args[0])
}

func (*ContainersService) ArraysInFields(_ context.Context, args []any) (any, error) {
	return object("org.dubbors.interop.Grids", args[0])
}

type FamiliesService struct{}

func (*FamiliesService) Reference() string { return "Families" }

func (*FamiliesService) Derived(_ context.Context, value *Derived) (*Derived, error) {
	return received("derived", value)
}

func (*FamiliesService) Point(_ context.Context, value *Point) (*Point, error) {
	return received("point", value)
}

func (*FamiliesService) Label(_ context.Context, value *Label) (*Label, error) {
	return received("label", value)
}

func (*FamiliesService) Drawing(_ context.Context, value *Drawing) (*Drawing, error) {
	return received("drawing", value)
}

func (*FamiliesService) Ring(_ context.Context, value *Ring) (*Ring, error) {
	return received("ring", value)
}

func (*FamiliesService) Shape(_ context.Context, args []any) (any, error) {
	return received("shape", args[0])
}

func (*FamiliesService) ParseException(_ context.Context, args []any) (any, error) {
	return received("parseException", args[0])
}

func (*FamiliesService) ResourceException(_ context.Context, args []any) (any, error) {
	return received("resourceException", args[0])
}

func (*FamiliesService) ChainException(_ context.Context, args []any) (any, error) {
	return received("chainException", args[0])
}

func (*FamiliesService) OrderException(_ context.Context, args []any) (any, error) {
	return received("orderException", args[0])
}

// SqlException has no type of its own in dubbo-go-hessian2.
func (*FamiliesService) SqlException(_ context.Context, args []any) (any, error) {
	return args[0], nil
}
