package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dubbo.apache.org/dubbo-go/v3/protocol/triple/triple_protocol"
	"github.com/apache/dubbo-go-hessian2/java_exception"
)

// Cases of dubbo:// that are about its connections and limits.
var notTriple = []string{"heartbeat", "payload", "payload-provider"}

func (c *cases) tripleCases(others []namedCase) []namedCase {
	all := slices.DeleteFunc(others, func(one namedCase) bool { return slices.Contains(notTriple, one.name) })
	all = append(all, c.talkCases()...)
	return append(all, c.talkStreamCases()...)
}

// provider is the name of the peer that provides.
func (c *cases) provider() string {
	identity, err := c.peer.call(c.conn, "whoami")
	check(err == nil, "whoami: %v", err)
	name, _, _ := strings.Cut(fmt.Sprint(identity), "|")
	return name
}

// thrownOverTriple checks how a call failed. What Java throws dubbo-go reads as the value of the answer; a variable of its
// own type cannot take it, and the caller panics. Other providers answer a status without the class.
func (c *cases) thrownOverTriple(answer any, err error, class, message string) {
	if c.provider() == "java33" {
		thrown, ok := answer.(java_exception.Throwabler)
		check(err == nil && ok, "expected an exception, got %s, %v", shown(answer), err)
		check(thrown.JavaClassName() == class, "class: %s", thrown.JavaClassName())
		check(thrown.Error() == message, "message: %s", thrown.Error())
		return
	}
	if c.provider() == "rust" {
		// Without it the class would be lost.
		message = class + ": " + message
	}
	failedWith(class, err, triple_protocol.CodeUnknown, message)
}

// readsNull tells whether that peer answers a null as dubbo-go can read it, which is with no data.
func (c *cases) readsNull() bool {
	provider := c.provider()
	return provider != "java33" && provider != peerName
}

func (c *cases) tripleTimeout() {
	// The timeout of a call is lost behind that of the reference: only the context's counts.
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := c.peer.callWith(ctx, c.peer.timeout, c.conn, "sleep", int64(2000))
	took := time.Since(start)
	var failure *triple_protocol.Error
	check(errors.As(err, &failure), "expected a status, got %T %v", err, err)
	check(failure.Code() == triple_protocol.CodeDeadlineExceeded, "not a timeout: %v", err)
	check(took < 1500*time.Millisecond, "the timeout took %v", took)
	c.same("slept", "sleep", int64(10))
	c.alive()
}
