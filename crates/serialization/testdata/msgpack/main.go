// Asks the library that dubbo-go writes msgpack with, set up as there, and records its answers.
//
//	go run . > go.tsv        values as Go writes them
//	go run . rust.tsv        reads what `cargo test -p dubbors-serialization msgpack` expects to be written, and checks it
package main

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"math"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/ugorji/go/codec"
)

type User struct {
	ID     int64
	Name   string
	Tags   []string
	Blob   []byte
	Born   time.Time
	Friend *User
	Scores map[string]float64
	ByID   map[int32]string
}

type Tagged struct {
	ID   int64  `codec:"id"`
	Name string `json:"name"`
	Blob []byte `codec:"blob"`
	Born time.Time `codec:"born"`
	Tags []string `codec:"tags"`
}

func marshal(value any) []byte {
	var out []byte
	if err := codec.NewEncoderBytes(&out, new(codec.MsgpackHandle)).Encode(value); err != nil {
		panic(err)
	}
	return out
}

func values() {
	born := time.Date(2024, 2, 29, 1, 2, 3, 500_000_000, time.UTC)
	for _, each := range []struct {
		name  string
		value any
	}{
		{"nil", nil}, {"true", true}, {"false", false},
		{"0", 0}, {"127", 127}, {"128", 128}, {"-32", -32}, {"-33", -33}, {"-129", -129}, {"32768", 32768},
		{"2147483648", int64(2147483648)}, {"min", int64(math.MinInt64)}, {"max", int64(math.MaxInt64)},
		{"uint8", uint8(200)}, {"uint32", uint32(math.MaxUint32)}, {"uint64", uint64(7)},
		{"float32", float32(1.5)}, {"float64", 2.5}, {"nan", math.NaN()},
		{"text", "hé"}, {"text31", strings.Repeat("x", 31)}, {"text32", strings.Repeat("x", 32)},
		{"bytes", []byte{1, 2, 255}}, {"bytestext", []byte("hi")},
		{"list", []int32{1, 2, 300}}, {"list16", make([]bool, 16)}, {"map", map[string]int{"a": 1}},
		{"time", born}, {"time4", time.Unix(1, 0)}, {"time12", time.Unix(-1, 500_000_000)}, {"timezero", time.Time{}},
		{"user", User{ID: 7, Name: "ann", Tags: []string{"a", "b"}, Blob: []byte("hi"), Born: born,
			Friend: &User{ID: 8, Name: "bob"}, Scores: map[string]float64{"x": 1.5}, ByID: map[int32]string{7: "seven"}}},
	} {
		fmt.Printf("%s\t%s\n", each.name, hex.EncodeToString(marshal(each.value)))
	}
}

// The values that the lines of rust.tsv should be in Go.
func check(path string) {
	file, err := os.Open(path)
	if err != nil {
		panic(err)
	}
	born := time.Date(2024, 2, 29, 1, 2, 3, 500_000_000, time.UTC)
	expected := map[string]any{
		"tagged": Tagged{ID: 7, Name: "ann", Blob: []byte{1, 2, 255}, Born: born, Tags: []string{"a", strings.Repeat("x", 40)}},
		"long":   int64(-3000000000), "text": "hé", "list": []int32{1, 2, 300}, "map": map[string]float64{"a": 1.5},
		"date": born, "before": time.Unix(-1, 500_000_000).UTC(), "null": (*Tagged)(nil), "decimal": "19.90",
	}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		name, text, _ := strings.Cut(lines.Text(), "\t")
		data, err := hex.DecodeString(text)
		if err != nil {
			panic(err)
		}
		want := expected[name]
		got := reflect.New(reflect.TypeOf(want))
		if err := codec.NewDecoderBytes(data, new(codec.MsgpackHandle)).Decode(got.Interface()); err != nil {
			panic(fmt.Sprint(name, ": ", err))
		}
		if !reflect.DeepEqual(got.Elem().Interface(), want) {
			panic(fmt.Sprintf("%s: got %#v, want %#v", name, got.Elem().Interface(), want))
		}
		delete(expected, name)
	}
	if len(expected) > 0 {
		panic(fmt.Sprint("not written: ", expected))
	}
	fmt.Println("Go reads what Rust writes")
}

func main() {
	if len(os.Args) > 1 {
		check(os.Args[1])
		return
	}
	values()
}
