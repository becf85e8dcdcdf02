package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"runtime/debug"
	"slices"
	"strings"
)

// skip is what a case panics with when this peer cannot run it.
type skip string

// wrong is what a check panics with.
type wrong string

// skipped is what the running case left out: names with their reasons, each a line of its own.
var skipped = map[string]string{}

type namedCase struct {
	name string
	body func()
}

type report struct {
	json                    bool
	passed, failed, skipped int
}

func (r *report) run(cases []namedCase, wanted string) int {
	known := map[string]func(){}
	var names []string
	for _, entry := range cases {
		known[entry.name] = entry.body
		names = append(names, entry.name)
	}
	if wanted != "all" {
		names = strings.Split(wanted, ",")
	}
	for _, name := range names {
		result, reason := outcome(known[name])
		switch result {
		case "PASS":
			r.passed++
		case "FAIL":
			r.failed++
		default:
			r.skipped++
		}
		r.print(name, result, reason)
		for _, part := range slices.Sorted(maps.Keys(skipped)) {
			r.skipped++
			r.print(part, "SKIP", skipped[part])
		}
		clear(skipped)
	}
	if r.json {
		fmt.Fprintf(out, "{\"done\":true,\"passed\":%d,\"failed\":%d,\"skipped\":%d}\n", r.passed, r.failed, r.skipped)
	} else {
		fmt.Fprintf(out, "DONE %d %d %d\n", r.passed, r.failed, r.skipped)
	}
	if r.failed > 0 {
		return 1
	}
	return 0
}

func (r *report) print(name, result, reason string) {
	if r.json {
		line, _ := json.Marshal(map[string]string{"case": name, "result": result, "reason": reason})
		fmt.Fprintln(out, string(line))
	} else {
		fmt.Fprintln(out, strings.TrimSpace("CASE "+name+" "+result+" "+reason))
	}
}

func outcome(body func()) (result, reason string) {
	if body == nil {
		return "SKIP", "no such case in this peer"
	}
	defer func() {
		switch thrown := recover().(type) {
		case nil:
		case skip:
			result, reason = "SKIP", string(thrown)
		case wrong:
			result, reason = "FAIL", oneLine(string(thrown))
		default:
			result, reason = "FAIL", oneLine(fmt.Sprint("panic: ", thrown))
			if os.Getenv("INTEROP_TRACE") != "" {
				debug.PrintStack()
			}
		}
	}()
	body()
	return "PASS", ""
}

func oneLine(text string) string {
	line := strings.Join(strings.Fields(text), " ")
	if len(line) > 300 {
		line = line[:300] + "..."
	}
	return line
}
