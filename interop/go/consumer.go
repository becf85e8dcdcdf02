package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"dubbo.apache.org/dubbo-go/v3/client"
	"dubbo.apache.org/dubbo-go/v3/common/constant"
	"dubbo.apache.org/dubbo-go/v3/common/extension"
	"dubbo.apache.org/dubbo-go/v3/filter"
	"dubbo.apache.org/dubbo-go/v3/protocol/base"
	"dubbo.apache.org/dubbo-go/v3/protocol/result"
	"dubbo.apache.org/dubbo-go/v3/remoting/getty"
)

const captureFilter = "interop-capture"

// capture keeps the attachments of the last response: CallUnary does not hand them out.
type capture struct {
	lock sync.Mutex
	last map[string]any
}

var captured = &capture{}

func (c *capture) Invoke(ctx context.Context, invoker base.Invoker, inv base.Invocation) result.Result {
	answer := invoker.Invoke(ctx, inv)
	c.lock.Lock()
	c.last = answer.Attachments()
	c.lock.Unlock()
	return answer
}

func (c *capture) OnResponse(_ context.Context, answer result.Result, _ base.Invoker, _ base.Invocation) result.Result {
	return answer
}

func (c *capture) text(key string) string {
	c.lock.Lock()
	defer c.lock.Unlock()
	if value, ok := c.last[key]; ok {
		return attachmentText(value)
	}
	return attachmentText(c.last[http.CanonicalHeaderKey(key)])
}

type consumer struct {
	direct    string
	zookeeper string
	triple    bool
	timeout   time.Duration
}

// fresh makes a client for one reference: the options of a reference (group, version, generic) stick
// to the client, and the next reference inherits them.
func (c *consumer) fresh() *client.Client {
	made, err := instance("interop-go-consumer", c.zookeeper).NewClient()
	if err != nil {
		panic(wrong("client: " + err.Error()))
	}
	return made
}

func consume(words []string) int {
	flags := flag.NewFlagSet("consumer", flag.ExitOnError)
	direct := flags.String("direct", "", "dubbo://host:port")
	zookeeper := flags.String("registry", "", "zookeeper://host:port")
	scheme := flags.String("protocol", "dubbo", "with --registry: dubbo or tri")
	cases := flags.String("cases", "all", "all or names with commas")
	asJSON := flags.Bool("json", false, "one JSON object for each case")
	loop := flags.Bool("loop", false, "call every 50 ms until stdin closes")
	timeout := flags.Int("timeout", 5000, "milliseconds for one call")
	_ = flags.Parse(words)
	if (*direct == "") == (*zookeeper == "") {
		fail("one of --direct and --registry")
	}

	prepareClients()
	peer := &consumer{direct: *direct, zookeeper: *zookeeper, timeout: time.Duration(*timeout) * time.Millisecond}
	peer.triple = *scheme == triple || strings.HasPrefix(*direct, triple+"://")
	if *loop {
		peer.loop()
		return 0
	}
	return (&report{json: *asJSON}).run(newCases(peer).all(), *cases)
}

func prepareClients() {
	extension.SetFilter(captureFilter, func() filter.Filter { return captured })
	// Short heartbeats for the whole process: dubbo-go has one setting for all clients.
	settings := *getty.GetDefaultClientConfig()
	settings.HeartbeatPeriod = "1s"
	settings.HeartbeatTimeout = "1s"
	settings.ConnectionNum = 1
	getty.SetClientConf(settings)
}

func (c *consumer) options(more ...client.ReferenceOption) []client.ReferenceOption {
	kind := client.WithProtocolDubbo()
	if c.triple {
		kind = client.WithProtocolTriple()
		more = append([]client.ReferenceOption{client.WithIDL(constant.NONIDL)}, more...)
	}
	options := []client.ReferenceOption{
		kind,
		client.WithSerialization(constant.Hessian2Serialization),
		client.WithFilter(captureFilter),
		client.WithRequestTimeout(c.timeout),
		client.WithRetries(0),
	}
	if c.direct != "" {
		options = append(options, client.WithURL(c.direct))
	}
	return append(options, more...)
}

func (c *consumer) dial(name string, more ...client.ReferenceOption) *client.Connection {
	conn, err := c.fresh().Dial(name, c.options(more...)...)
	if err != nil {
		panic(wrong("dial: " + err.Error()))
	}
	return conn
}

// call returns the decoded answer as dubbo-go decodes it without a target type, so that null stays null.
func (c *consumer) call(conn *client.Connection, method string, args ...any) (any, error) {
	return c.callWith(context.Background(), c.timeout, conn, method, args...)
}

func (c *consumer) callWith(
	ctx context.Context, timeout time.Duration, conn *client.Connection, method string, args ...any,
) (answer any, err error) {
	if args == nil {
		args = []any{}
	}
	if c.triple {
		return c.callTriple(ctx, timeout, conn, method, args)
	}
	err = conn.CallUnary(ctx, args, &answer, method, client.WithCallRequestTimeout(timeout))
	return answer, err
}

func (c *consumer) loop() {
	conn := c.dial(interfaceName)
	go func() {
		for {
			answer, err := c.callWith(context.Background(), time.Second, conn, "add", int32(1), int32(2))
			switch {
			case err != nil:
				fmt.Fprintf(out, "ERR %T\n", err)
			case answer != int32(3):
				fmt.Fprintf(out, "ERR wrong sum %v\n", answer)
			default:
				fmt.Fprintln(out, "OK")
			}
			time.Sleep(50 * time.Millisecond)
		}
	}()
	_, _ = io.Copy(io.Discard, os.Stdin)
}
