package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"dubbo.apache.org/dubbo-go/v3/client"
	"github.com/apache/dubbo-go-hessian2/java_exception"
)

// unsendable is what this peer cannot exchange as a consumer, with the reason.
var unsendable = map[string]string{
	"orderedMap": "a map of Go has no order",
	"enumSet":    "dubbo-go-hessian2 reads an EnumSet as a map",
	"byteRows":   "dubbo-go-hessian2 does not write a byte[][]: no this type name: [][]uint8",
	"colors":     "dubbo-go-hessian2 does not write an array of enums: no this type name: []main.Color",
	"chars":      "dubbo-go-hessian2 writes a char[] as a list of numbers, and reads one as a string",
}

// untyped are the methods of each case whose type dubbo-go-hessian2 does not have.
var untyped = map[string][]string{
	"java-time":                {"zoneId", "dayOfWeek", "month"},
	"java-sql":                 {"timestamp", "sqlTimes"},
	"locale-currency-calendar": {"currency", "calendar"},
	"bit-set":                  nil,
	"atomics":                  nil,
	"inet-uri-file":            nil,
	"library-fields":           nil,
	"java-arrays":              {"arraysInFields"},
}

const noType = "dubbo-go-hessian2 has no type for it, and reads a map with the name of the class"

func (c *cases) other(contract string) *client.Connection {
	if c.others[contract] == nil {
		c.others[contract] = c.peer.dial(contract)
	}
	return c.others[contract]
}

func (c *cases) exchange(name string) func() {
	return func() {
		methods, known := untyped[name]
		if known && methods == nil {
			panic(skip(noType))
		}
		for _, method := range methods {
			skipped[name+"."+method] = noType
		}
		var failures []string
		for _, one := range exchanges() {
			if one.name != name {
				continue
			}
			if reason, known := unsendable[one.method]; known {
				skipped[name+"."+one.method] = reason
				continue
			}
			if one.method == "enumMap" && c.peer.triple && c.provider() == "java33" {
				skipped[name+"."+one.method] = "3.3.6 reads a HashMap where an EnumMap is, in its own bytes too"
				continue
			}
			conn := c.other(one.contract)
			for _, value := range one.values {
				answer, err := c.peer.call(conn, one.method, value)
				if err == nil {
					err = thrownInstead(value, answer)
				}
				if err != nil {
					failures = append(failures, fmt.Sprintf("%s: %v", one.method, err))
				} else if form(value) != form(answer) {
					failures = append(failures, fmt.Sprintf("%s: sent %s, got %s", one.method, form(value), form(answer)))
				}
			}
		}
		check(len(failures) == 0, "%s", strings.Join(failures, "; "))
	}
}

// thrownInstead is what Java threw over Triple, which dubbo-go hands out as the answer.
func thrownInstead(sent, answer any) error {
	_, expected := sent.(java_exception.Throwabler)
	if thrown, ok := answer.(java_exception.Throwabler); ok && !expected {
		return fmt.Errorf("%s: %s", thrown.JavaClassName(), thrown.Error())
	}
	return nil
}

func (c *cases) exchangeCases() []namedCase {
	var all []namedCase
	names := map[string]bool{}
	add := func(name string) {
		if !names[name] {
			names[name] = true
			all = append(all, namedCase{name, c.exchange(name)})
		}
	}
	for _, one := range exchanges() {
		add(one.name)
	}
	for _, name := range slices.Sorted(maps.Keys(untyped)) {
		add(name)
	}
	return append(all, namedCase{"thrown", c.thrownByName})
}
