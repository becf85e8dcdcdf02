package main

import (
	"time"

	hessian "github.com/apache/dubbo-go-hessian2"
	"github.com/apache/dubbo-go-hessian2/java_exception"
	"github.com/apache/dubbo-go-hessian2/java_sql_time"
	"github.com/apache/dubbo-go-hessian2/java_util"
	big "github.com/dubbogo/gost/math/big"
)

const someID = "123e4567-e89b-12d3-a456-426614174000"

func integer(text string) *big.Integer {
	value := &big.Integer{}
	_ = value.FromString(text)
	return value
}

func sqlDate(millis int64) *java_sql_time.Date {
	return &java_sql_time.Date{Time: time.UnixMilli(millis)}
}

func sqlTime(millis int64) *java_sql_time.Time {
	return &java_sql_time.Time{Time: time.UnixMilli(millis)}
}

func library() []exchange {
	of := func(name, method string, values ...any) exchange { return exchange{name, libraryName, method, values} }
	return []exchange{
		of("big-integer", "bigInteger", integer("0"), integer("1"), integer("-1"), integer("255"), integer("18446744073709551616"),
			integer("-340282366920938463463374607431")),
		of("uuid", "uuid", &java_util.UUID{Value: someID}, &java_util.UUID{Value: "ffffffff-ffff-ffff-ffff-ffffffffffff"}),
		of("uuid", "uuids", []any{&java_util.UUID{Value: someID}, &java_util.UUID{Value: "00000000-0000-0000-0000-000000000000"}}),
		of("java-sql", "sqlDate", sqlDate(0), sqlDate(1_699_920_000_000)),
		of("java-sql", "sqlTime", sqlTime(79_400_000)),
		of("locale-currency-calendar", "locale",
			asLocale{java_util.LocaleHandle{Value: "en_US"}}, asLocale{java_util.LocaleHandle{Value: "zh_CN"}}, asLocale{}),
		of("class", "type", &java_exception.Class{Name: "java.lang.String"}, &java_exception.Class{Name: "int"},
			&java_exception.Class{Name: "[I"}, &java_exception.Class{Name: "[Ljava.lang.String;"},
			&java_exception.Class{Name: "org.dubbors.interop.User"}),
	}
}

// A collection of a Java class other than ArrayList.
type (
	linkedList    struct{ items []any }
	arrayDeque    struct{ items []any }
	treeSet       struct{ items []any }
	linkedHashSet struct{ items []any }
)

func (c *linkedList) Get() []any      { return c.items }
func (c *linkedList) Set(items []any) { c.items = items }
func (*linkedList) JavaClassName() string {
	return "java.util.LinkedList"
}

func (c *arrayDeque) Get() []any      { return c.items }
func (c *arrayDeque) Set(items []any) { c.items = items }
func (*arrayDeque) JavaClassName() string {
	return "java.util.ArrayDeque"
}

func (c *treeSet) Get() []any      { return c.items }
func (c *treeSet) Set(items []any) { c.items = items }
func (*treeSet) JavaClassName() string {
	return "java.util.TreeSet"
}

func (c *linkedHashSet) Get() []any      { return c.items }
func (c *linkedHashSet) Set(items []any) { c.items = items }
func (*linkedHashSet) JavaClassName() string {
	return "java.util.LinkedHashSet"
}
func (*linkedHashSet) JavaParamName() string { return "java.util.Set" }

func containers() []exchange {
	of := func(name, method string, values ...any) exchange {
		return exchange{name, containersName, method, values}
	}
	entries := map[any]any{"zero": int32(0), "alpha": int32(1), "mid": int32(2)}
	byColor := map[any]any{Red: int32(1), Green: int32(2)}
	return []exchange{
		of("java-collections", "linkedList", &linkedList{anys(list(3))}, &linkedList{}),
		of("java-collections", "arrayDeque", &arrayDeque{[]any{int32(2), int32(1)}}),
		of("java-collections", "treeSet", &treeSet{[]any{int32(1), int32(2), int32(3)}}),
		of("java-collections", "orderedSet", &linkedHashSet{[]any{int32(3), int32(1), int32(2)}}),
		of("java-collections", "treeMap", entries),
		of("java-collections", "orderedMap", entries),
		of("java-collections", "concurrentHashMap", entries),
		of("java-collections", "properties", map[any]any{"a": "1", "b": "2"}),
		of("java-collections", "listsByNumber", map[any]any{int32(7): anys(list(3)), int32(-1): []any{}}),
		of("java-collections", "anyList", anys(list(3))),
		of("java-collections", "anyMap", entries),
		of("enum-collections", "enumSet", []any{Red, Blue}),
		of("enum-collections", "enumMap", byColor),
		of("enum-collections", "colorSet", &IntSet{[]any{Red, Blue}}),
		of("enum-collections", "byColor", byColor),
		of("enum-collections", "colorList", []any{Red, Blue, Red}),
		of("java-arrays", "intMatrix", [][]int32{{1}, {2, 3}, {}}),
		of("java-arrays", "intCube", [][][]int32{{{1}, {2}}, {}}),
		of("java-arrays", "texts", [][]string{{"a"}, {"中", ""}}),
		of("java-arrays", "byteRows", [][]byte{{1, 255}, {}}),
		of("java-arrays", "integers", []any{int32(1), nil, int32(-3)}),
		of("java-arrays", "addresses", []*Address{user("a").Address, nil}),
		of("java-arrays", "colors", []Color{Red, Blue}),
		of("java-arrays", "booleans", []bool{true, false}),
		of("java-arrays", "shorts", []int16{1, -1, 300}),
		of("java-arrays", "longs", []int64{1, 5_000_000_000}),
		of("java-arrays", "floats", []float32{0.5, 0.1}),
		of("java-arrays", "doubles", []float64{0.5, 0.1}),
		of("java-arrays", "chars", "a中"),
		of("java-arrays", "dates", []any{&day}),
	}
}

// Derived holds the fields of its parent too; the two of one name are one.
type Derived struct {
	Name  string `hessian:"name"`
	Level int32  `hessian:"level"`
	Extra int32  `hessian:"extra"`
}

func (*Derived) JavaClassName() string { return "org.dubbors.interop.Derived" }

// Point is a record in Java.
type Point struct {
	X    int32  `hessian:"x"`
	Y    int64  `hessian:"y"`
	Name string `hessian:"name"`
	Rest []any  `hessian:"rest"`
}

func (*Point) JavaClassName() string { return "org.dubbors.interop.Point" }

// Circle is one class of the sealed interface Shape.
type Circle struct {
	Radius float64 `hessian:"radius"`
}

func (*Circle) JavaClassName() string { return "org.dubbors.interop.Shape$Circle" }
func (*Circle) JavaParamName() string { return "org.dubbors.interop.Shape" }

// Square is another.
type Square struct {
	Side  int32   `hessian:"side"`
	Label *string `hessian:"label"`
}

func (*Square) JavaClassName() string { return "org.dubbors.interop.Shape$Square" }
func (*Square) JavaParamName() string { return "org.dubbors.interop.Shape" }

// Label is a record of the family.
type Label struct {
	Text string `hessian:"text"`
}

func (*Label) JavaClassName() string { return "org.dubbors.interop.Shape$Label" }
func (*Label) JavaParamName() string { return "org.dubbors.interop.Shape" }

// Drawing has fields of the family's type.
type Drawing struct {
	Main   any `hessian:"main"`
	Shapes any `hessian:"shapes"`
	ByName any `hessian:"byName"`
}

func (*Drawing) JavaClassName() string { return "org.dubbors.interop.Drawing" }

// Ring points at others of its kind.
type Ring struct {
	Name string `hessian:"name"`
	Next *Ring  `hessian:"next"`
	All  []any  `hessian:"all"`
}

func (*Ring) JavaClassName() string { return "org.dubbors.interop.Ring" }

func rings() []any {
	single := &Ring{Name: "self"}
	single.Next = single
	left, right := &Ring{Name: "left"}, &Ring{Name: "right"}
	left.Next, right.Next = right, left
	left.All = []any{left, right, right}
	return []any{single, left}
}

func families() []exchange {
	of := func(name, method string, values ...any) exchange { return exchange{name, familiesName, method, values} }
	circle, square := &Circle{1.5}, &Square{7, pointer("seven")}
	drawing := &Drawing{
		Main:   &Circle{0.25},
		Shapes: []any{&Square{Side: 1}, &Circle{2}},
		ByName: map[any]any{"a": &Square{3, pointer("c")}},
	}
	all := []exchange{
		of("inheritance", "derived", &Derived{"derived", 1, 2}),
		of("record", "point", &Point{1, 5_000_000_000, "p", []any{int32(3)}}),
		of("sealed", "shape", circle, square),
		of("sealed", "label", &Label{"text"}),
		of("sealed", "drawing", drawing, &Drawing{}),
		of("cycles", "ring", rings()...),
	}
	for _, kind := range failureKinds {
		all = append(all, of("exceptions", kind+"Exception", failure(kind)))
	}
	return all
}

func registerExchanges() {
	for _, pojo := range []hessian.POJO{
		&AllTimes{}, &Derived{}, &Point{}, &Circle{}, &Square{}, &Label{}, &Drawing{}, &Ring{}, &OrderException{},
	} {
		hessian.RegisterPOJO(pojo)
	}
	for _, collection := range []hessian.JavaCollectionObject{
		&linkedList{}, &arrayDeque{}, &treeSet{}, &linkedHashSet{},
	} {
		hessian.SetCollectionSerialize(collection)
	}
}
