package main

import (
	"context"
)

// The collections and arrays take the raw argument, as the other echo methods do.
type ContainersService struct{}

func (*ContainersService) Reference() string { return "Containers" }

func (*ContainersService) LinkedList(_ context.Context, value any) (any, error) {
	return received("linkedList", value)
}

func (*ContainersService) ArrayDeque(_ context.Context, value any) (any, error) {
	return received("arrayDeque", value)
}

func (*ContainersService) TreeSet(_ context.Context, value any) (any, error) {
	return received("treeSet", value)
}

func (*ContainersService) OrderedSet(_ context.Context, value any) (any, error) {
	return received("orderedSet", value)
}

func (*ContainersService) TreeMap(_ context.Context, value any) (any, error) {
	return received("treeMap", value)
}

func (*ContainersService) OrderedMap(_ context.Context, value any) (any, error) {
	return received("orderedMap", value)
}

func (*ContainersService) ConcurrentHashMap(_ context.Context, value any) (any, error) {
	return received("concurrentHashMap", value)
}

func (*ContainersService) Properties(_ context.Context, value any) (any, error) {
	return received("properties", value)
}

func (*ContainersService) ListsByNumber(_ context.Context, value any) (any, error) {
	return received("listsByNumber", value)
}

func (*ContainersService) AnyList(_ context.Context, value any) (any, error) {
	return received("anyList", value)
}

func (*ContainersService) AnyMap(_ context.Context, value any) (any, error) {
	return received("anyMap", value)
}

func (*ContainersService) EnumSet(_ context.Context, value any) (any, error) {
	return object("com.alibaba.com.caucho.hessian.io.EnumSetHandler", value)
}

func (*ContainersService) EnumMap(_ context.Context, value any) (any, error) {
	return received("enumMap", value)
}

func (*ContainersService) ColorSet(_ context.Context, value any) (any, error) {
	return received("colorSet", value)
}

func (*ContainersService) ByColor(_ context.Context, value any) (any, error) {
	return received("byColor", value)
}

func (*ContainersService) ColorList(_ context.Context, value any) (any, error) {
	return received("colorList", value)
}

func (*ContainersService) IntMatrix(_ context.Context, value any) (any, error) {
	return received("intMatrix", value)
}

func (*ContainersService) IntCube(_ context.Context, value any) (any, error) {
	return received("intCube", value)
}

func (*ContainersService) Texts(_ context.Context, value any) (any, error) {
	return received("texts", value)
}

func (*ContainersService) ByteRows(_ context.Context, value any) (any, error) {
	return received("byteRows", value)
}

func (*ContainersService) Integers(_ context.Context, value any) (any, error) {
	return received("integers", value)
}

func (*ContainersService) Addresses(_ context.Context, value any) (any, error) {
	return received("addresses", value)
}

func (*ContainersService) Colors(_ context.Context, value any) (any, error) {
	return received("colors", value)
}

func (*ContainersService) Booleans(_ context.Context, value any) (any, error) {
	return received("booleans", value)
}

func (*ContainersService) Shorts(_ context.Context, value any) (any, error) {
	return received("shorts", value)
}

func (*ContainersService) Longs(_ context.Context, value any) (any, error) {
	return received("longs", value)
}

func (*ContainersService) Floats(_ context.Context, value any) (any, error) {
	return received("floats", value)
}

func (*ContainersService) Doubles(_ context.Context, value any) (any, error) {
	return received("doubles", value)
}

func (*ContainersService) Chars(_ context.Context, value any) (any, error) {
	return received("chars", value)
}

func (*ContainersService) Dates(_ context.Context, value any) (any, error) {
	return received("dates", value)
}

func (*ContainersService) ArraysInFields(_ context.Context, value any) (any, error) {
	return object("org.dubbors.interop.Grids", value)
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

func (*FamiliesService) Shape(_ context.Context, value any) (any, error) {
	return received("shape", value)
}

func (*FamiliesService) ParseException(_ context.Context, value any) (any, error) {
	return received("parseException", value)
}

func (*FamiliesService) ResourceException(_ context.Context, value any) (any, error) {
	return received("resourceException", value)
}

func (*FamiliesService) ChainException(_ context.Context, value any) (any, error) {
	return received("chainException", value)
}

func (*FamiliesService) OrderException(_ context.Context, value any) (any, error) {
	return received("orderException", value)
}

// SqlException has no type of its own in dubbo-go-hessian2.
func (*FamiliesService) SqlException(_ context.Context, value any) (any, error) {
	return value, nil
}
