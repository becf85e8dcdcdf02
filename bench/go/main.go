// Prints what one operation costs in dubbo-go-hessian2: lines of payload, codec, operation, bytes and nanoseconds, with
// tabs between.
package main

import (
	"fmt"
	"math"
	"os"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	hessian "github.com/apache/dubbo-go-hessian2"
)

const (
	codec  = "dubbo-go-hessian2"
	text   = 1024
	warmUp = 500 * time.Millisecond
	round  = 20 * time.Millisecond
	rounds = 40
)

// user is the object of twelve fields, as in bench/src/hessian/payload.rs.
type user struct {
	ID      int64 `hessian:"id"`
	Name    string
	Email   string
	Age     int32
	Level   int32
	Balance int64
	Score   float64
	Active  bool
	Created time.Time
	Tags    []string
	Counts  map[string]int32
	Address *address
}

type address struct {
	Street string
	City   string
	Zip    int32
}

func (*user) JavaClassName() string    { return "org.dubbors.bench.User" }
func (*address) JavaClassName() string { return "org.dubbors.bench.Address" }

// sink keeps what was read, so that no compiler can leave the reading out.
var sink any

func main() {
	hessian.RegisterPOJO(&user{})
	hessian.RegisterPOJO(&address{})
	payloads := []struct {
		name  string
		value any
	}{
		{"object", sample()},
		{"ascii", repeated("The quick brown fox jumps over the lazy dog. ")},
		{"chinese", repeated("远程过程调用框架让服务像本地方法一样")},
		{"emoji", repeated("ok 服务 🚀 done 😀 é ")},
	}
	for _, payload := range payloads {
		if err := measure(payload.name, payload.value); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", payload.name, err)
			os.Exit(1)
		}
	}
}

func measure(name string, value any) error {
	encoder := hessian.NewEncoder()
	encode := func() error {
		encoder.ReuseBufferClean()
		return encoder.Encode(value)
	}
	if err := encode(); err != nil {
		return err
	}
	bytes := append([]byte(nil), encoder.Buffer()...)
	decode := func() error {
		read, err := hessian.NewDecoder(bytes).Decode()
		sink = read
		return err
	}
	if err := decode(); err != nil {
		return err
	}
	if !reflect.DeepEqual(sink, value) {
		return fmt.Errorf("comes back changed: %+v", sink)
	}
	for _, operation := range []struct {
		name string
		run  func() error
	}{{"encode", encode}, {"decode", decode}} {
		nanoseconds, err := fastest(operation.run)
		if err != nil {
			return err
		}
		fmt.Printf("%s\t%s\t%s\t%d\t%.1f\n", name, codec, operation.name, len(bytes), nanoseconds)
	}
	return nil
}

// fastest returns the nanoseconds of one operation in the fastest round.
func fastest(run func() error) (float64, error) {
	times := 0
	for start := time.Now(); time.Since(start) < warmUp; times++ {
		if err := run(); err != nil {
			return 0, err
		}
	}
	times = max(1, times*int(round)/int(warmUp))
	best := math.MaxFloat64
	for range rounds {
		start := time.Now()
		for range times {
			if err := run(); err != nil {
				return 0, err
			}
		}
		best = min(best, float64(time.Since(start))/float64(times))
	}
	return best, nil
}

func sample() *user {
	return &user{
		ID:      9_007_199_254_740_993,
		Name:    "Ann Example",
		Email:   "ann@example.com",
		Age:     37,
		Level:   1200,
		Balance: 1_234_567,
		Score:   97.25,
		Active:  true,
		Created: time.UnixMilli(1_700_000_000_123),
		Tags:    []string{"admin", "beta", "staff"},
		Counts:  map[string]int32{"logins": 42, "orders": 7, "visits": 1234},
		Address: &address{Street: "12 Long Street", City: "Springfield", Zip: 12345},
	}
}

// repeated returns the piece again and again, up to one KiB of UTF-8, and the last bytes filled with x.
func repeated(piece string) string {
	var built strings.Builder
	for full := false; !full; {
		for _, char := range piece {
			if full = built.Len()+utf8.RuneLen(char) > text; full {
				break
			}
			built.WriteRune(char)
		}
	}
	return built.String() + strings.Repeat("x", text-built.Len())
}
