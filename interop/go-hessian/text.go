package main

import (
	"encoding/hex"
	"fmt"
	"math"
	"reflect"
	"sort"
	"strings"
	"time"
	"unicode/utf16"
	"unsafe"

	hessian "github.com/apache/dubbo-go-hessian2"
	big "github.com/dubbogo/gost/math/big"
)

// A value as one line, as testdata/README.md describes it, without what Go does not keep: lists and maps have no
// class, maps no order, lists no identity.

const (
	longText   = 200
	longBinary = 64
)

// A list, map or object; `parts` are others and finished texts.
type part struct {
	class  string
	open   byte
	names  []string
	parts  []interface{}
	sort   bool
	leaf   bool
	met    int
	inside bool
}

// What has an address is one part however often it is met.
type tree map[unsafe.Pointer]*part

func text(value interface{}) string {
	root := tree{}.of(reflect.ValueOf(value))
	count(root)
	var out strings.Builder
	printed(root, &out, map[*part]int{})
	return out.String()
}

// From how many places each is met.
func count(value interface{}) {
	p, ok := value.(*part)
	if !ok {
		return
	}
	p.met++
	if p.met == 1 {
		for _, inner := range p.parts {
			count(inner)
		}
	}
}

func (t tree) of(value reflect.Value) interface{} {
	for value.IsValid() && value.Kind() == reflect.Interface {
		value = value.Elem()
	}
	if !value.IsValid() {
		return "null"
	}
	if value.CanInterface() {
		switch it := value.Interface().(type) {
		case time.Time:
			return fmt.Sprintf("@%d", it.UnixMilli())
		case []byte:
			return blob(it)
		case hessian.POJOEnum:
			name := "name"
			return &part{class: it.JavaClassName(), open: '(', names: []string{name}, parts: []interface{}{quoted(it.String())}, leaf: true}
		case big.Decimal:
			return decimal(&it)
		case *big.Decimal:
			return decimal(it)
		}
	}
	switch value.Kind() {
	case reflect.Bool:
		return fmt.Sprint(value.Bool())
	case reflect.Int8, reflect.Int16, reflect.Int32:
		return fmt.Sprint(value.Int())
	case reflect.Int, reflect.Int64:
		return fmt.Sprintf("%dL", value.Int())
	case reflect.Float32, reflect.Float64:
		return number(value.Float())
	case reflect.String:
		return quoted(value.String())
	case reflect.Slice:
		return t.list(value)
	case reflect.Map:
		if value.IsNil() {
			return "null"
		}
		return t.named(value.UnsafePointer(), func(p *part) { t.fillMap(p, value) })
	case reflect.Ptr:
		if value.IsNil() {
			return "null"
		}
		if value.Elem().Kind() != reflect.Struct {
			return t.of(value.Elem())
		}
		return t.named(value.UnsafePointer(), func(p *part) { t.fillObject(p, value) })
	}
	panic(fmt.Sprintf("no text for %s", value.Type()))
}

func decimal(it *big.Decimal) interface{} {
	return &part{class: "java.math.BigDecimal", open: '(', names: []string{"value"}, parts: []interface{}{quoted(it.String())}, leaf: true}
}

func (t tree) named(address unsafe.Pointer, fill func(*part)) interface{} {
	if p, ok := t[address]; ok {
		return p
	}
	p := &part{}
	t[address] = p
	fill(p)
	return p
}

func (t tree) list(value reflect.Value) interface{} {
	if value.IsNil() && value.Type().Elem().Kind() != reflect.Interface {
		return "null"
	}
	if value.Len() == 0 {
		return &part{open: '['} // all of them have one address
	}
	return t.named(value.UnsafePointer(), func(p *part) {
		p.open = '['
		for at := 0; at < value.Len(); at++ {
			p.parts = append(p.parts, t.of(value.Index(at)))
		}
	})
}

func (t tree) fillMap(p *part, value reflect.Value) {
	p.open, p.sort = '{', true
	for entries := value.MapRange(); entries.Next(); {
		p.parts = append(p.parts, t.of(entries.Key()), t.of(entries.Value()))
	}
}

func (t tree) fillObject(p *part, value reflect.Value) {
	p.class, p.open = value.Interface().(hessian.POJO).JavaClassName(), '('
	object := value.Elem()
	for at := 0; at < object.NumField(); at++ {
		name := object.Type().Field(at).Name
		p.names = append(p.names, strings.ToLower(name[:1])+name[1:])
		p.parts = append(p.parts, t.of(object.Field(at)))
	}
}

func printed(value interface{}, out *strings.Builder, labels map[*part]int) {
	switch it := value.(type) {
	case string:
		out.WriteString(it)
	case *part:
		if it.open == '[' && it.inside {
			out.WriteByte('^')
			return
		}
		if it.open != '[' && it.met > 1 && !it.leaf {
			if label, ok := labels[it]; ok {
				fmt.Fprintf(out, "*%d", label)
				return
			}
			labels[it] = len(labels) + 1
			fmt.Fprintf(out, "*%d=", labels[it])
		}
		was := it.inside
		it.inside = true
		entered(it, out, labels)
		it.inside = was
	}
}

func entered(p *part, out *strings.Builder, labels map[*part]int) {
	out.WriteString(p.class)
	out.WriteByte(p.open)
	step := 1
	if p.open == '{' {
		step = 2
	}
	var order []int
	keys := map[int]string{}
	for at := 0; at < len(p.parts); at += step {
		order = append(order, at)
		if p.open == '(' {
			keys[at] = p.names[at]
		} else if p.sort {
			var key strings.Builder
			printed(p.parts[at], &key, map[*part]int{})
			keys[at] = key.String()
		}
	}
	if p.open == '(' || p.sort {
		sort.SliceStable(order, func(i, j int) bool { return keys[order[i]] < keys[order[j]] })
	}
	for count, at := range order {
		if count > 0 {
			out.WriteByte(',')
		}
		if p.open == '(' {
			out.WriteString(p.names[at] + ":")
		}
		printed(p.parts[at], out, labels)
		if step == 2 {
			out.WriteByte('=')
			printed(p.parts[at+1], out, labels)
		}
	}
	out.WriteByte(map[byte]byte{'{': '}', '(': ')', '[': ']'}[p.open])
}

func number(value float64) string {
	bits := math.Float64bits(value)
	if value == 0 {
		bits = 0
	} else if math.IsNaN(value) {
		bits = 0x7ff8000000000000
	}
	return fmt.Sprintf("d%016x", bits)
}

const (
	fnv      uint64 = 0xcbf29ce484222325
	fnvPrime uint64 = 0x100000001b3
)

func blob(bytes []byte) string {
	if len(bytes) <= longBinary {
		return "x" + hex.EncodeToString(bytes)
	}
	hash := fnv
	for _, b := range bytes {
		hash = (hash ^ uint64(b)) * fnvPrime
	}
	return fmt.Sprintf("x%s..%d:%016x", hex.EncodeToString(bytes[:16]), len(bytes), hash)
}

func quoted(value string) string {
	units := utf16.Encode([]rune(value))
	var out strings.Builder
	out.WriteByte('"')
	hash := fnv
	for at, unit := range units {
		hash = (((hash ^ uint64(unit>>8)) * fnvPrime) ^ uint64(unit&0xff)) * fnvPrime
		switch {
		case len(units) > longText && at >= 32:
		case unit == '"' || unit == '\\':
			out.WriteByte('\\')
			out.WriteByte(byte(unit))
		case unit < 0x20 || unit > 0x7e:
			fmt.Fprintf(&out, "\\u%04x", unit)
		default:
			out.WriteByte(byte(unit))
		}
	}
	out.WriteByte('"')
	if len(units) > longText {
		fmt.Fprintf(&out, "..%d:%016x", len(units), hash)
	}
	return out.String()
}
