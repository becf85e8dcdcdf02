package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"dubbo.apache.org/dubbo-go/v3/client"
	"dubbo.apache.org/dubbo-go/v3/common/constant"
	hessian "github.com/apache/dubbo-go-hessian2"
)

// makeCalls makes single calls for interop/capture/capture.py, which keeps the frames. It prints "CALL
// name", makes that call when a line arrives on standard input, and prints "ENDED name"; the outcome of
// a call does not matter here.
func makeCalls(words []string) {
	flags := flag.NewFlagSet("calls", flag.ExitOnError)
	direct := flags.String("direct", "", "dubbo://host:port or tri://host:port")
	wanted := flags.String("cases", "all", "all or names with commas")
	_ = flags.Parse(words)
	if *direct == "" {
		fail("missing --direct")
	}
	prepareClients()
	peer := &consumer{direct: *direct, timeout: 5 * time.Second, triple: strings.HasPrefix(*direct, triple+"://")}
	lines := bufio.NewReader(os.Stdin)
	for _, call := range peer.singleCalls() {
		if *wanted != "all" && !strings.Contains(","+*wanted+",", ","+call.name+",") {
			continue
		}
		fmt.Fprintln(out, "CALL", call.name)
		await(lines)
		if err := recovered(call.run); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", call.name, err)
		}
		fmt.Fprintln(out, "ENDED", call.name)
	}
	fmt.Fprintln(out, "DONE")
	// Stay connected: what the provider sends at its end is captured too.
	await(lines)
}

func await(lines *bufio.Reader) {
	if _, err := lines.ReadString('\n'); err != nil {
		os.Exit(0)
	}
}

type singleCall struct {
	name string
	run  func() error
}

// recovered turns the panics of the helpers into errors.
func recovered(run func() error) (err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("%v", problem)
		}
	}()
	return run()
}

func (c *consumer) singleCalls() []singleCall {
	plain := c.dial(interfaceName)
	on := func(conn *client.Connection, method string, args ...any) func() error {
		return func() error {
			_, err := c.call(conn, method, args...)
			return err
		}
	}
	with := func(attachments map[string]any, method string, args ...any) func() error {
		return func() error {
			ctx := context.WithValue(context.Background(), constant.AttachmentKey, attachments)
			_, err := c.callWith(ctx, c.timeout, plain, method, args...)
			return err
		}
	}
	elsewhere := func(name, method string, more ...client.ReferenceOption) func() error {
		return func() error {
			conn := c.dial(name, more...)
			_, err := c.call(conn, method, "x")
			return err
		}
	}
	calls := []singleCall{
		{"string", on(plain, "echoString", "world")},
		{"add", on(plain, "add", int32(1), int32(2))},
		{"no-arguments", on(plain, "whoami")},
		{"null", on(plain, "fail", "null")},
		{"void", on(plain, "doNothing")},
		{"boxed", on(plain, "echoBoxedLong", pointer(int64(7)))},
		{"overload", on(plain, "overload", "a", int32(7))},
		{"user", on(plain, "echoUser", user("李雷"))},
		{"list", on(plain, "echoList", anys(list(3)))},
		{"exception-checked", on(plain, "fail", "checked")},
		{"exception-runtime", on(plain, "fail", "runtime")},
		{"one-way", with(map[string]any{constant.AsyncKey: "true"}, "oneWay", "gone")},
		{"attachments", with(map[string]any{"user-id": "u-1"}, "attachments", []any{"user-id"})},
		{"echo", on(plain, "$echo", anyObject("OK"))},
		{"group-version", func() error {
			conn := c.dial(interfaceName, client.WithGroup("g1"), client.WithVersion("1.0.0"))
			return on(conn, "whoami")()
		}},
		{"generic", func() error {
			service, err := c.fresh().NewGenericService(interfaceName, c.options()...)
			if err != nil {
				return err
			}
			_, err = service.Invoke(context.Background(), "add", []string{"int", "int"}, []hessian.Object{int32(1), int32(2)})
			return err
		}},
		// A bare nil: the descriptor is not that of the parameter.
		{"nil-argument", on(plain, "echoString", nil)},
		{"unknown-service", elsewhere("org.dubbors.interop.Missing", "ping")},
		{"unknown-group", elsewhere(interfaceName, "echoString", client.WithGroup("g9"))},
		{"unknown-version", elsewhere(interfaceName, "echoString", client.WithVersion("9.9.9"))},
		{"unknown-method", on(plain, "noSuchMethod", "x")},
		{"response-too-large", on(plain, "blob", int32(overDefaultPayload))},
		{"late-response", func() error {
			_, err := c.callWith(context.Background(), 100*time.Millisecond, plain, "sleep", int64(600))
			time.Sleep(time.Second)
			return err
		}},
		// One each second, see prepareClients.
		{"heartbeat", func() error {
			time.Sleep(2500 * time.Millisecond)
			return nil
		}},
	}
	if c.triple {
		return c.tripleCalls(calls)
	}
	return calls
}
