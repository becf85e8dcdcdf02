package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"dubbo.apache.org/dubbo-go/v3/client"
	"dubbo.apache.org/dubbo-go/v3/common/constant"
	"dubbo.apache.org/dubbo-go/v3/server"
	"dubbors.org/interop/talk"
)

const (
	triple     = "tri"
	packedName = "org.dubbors.interop.Packed"
)

// PackedService is a contract without protobuf whose values travel in MessagePack.
type PackedService struct{}

func (*PackedService) Reference() string { return "Packed" }

// Join answers the text, a comma and the number.
func (*PackedService) Join(_ context.Context, text string, number int64) (string, error) {
	return fmt.Sprintf("%s,%d", text, number), nil
}

// Sort answers the numbers in order.
func (*PackedService) Sort(_ context.Context, numbers []int64) ([]int64, error) {
	slices.Sort(numbers)
	return numbers, nil
}

// Pair travels as a map with the names of its fields.
type Pair struct {
	Left  string
	Right int64
}

// Twice answers the pair with its text doubled and its number too.
func (*PackedService) Twice(_ context.Context, pair Pair) (Pair, error) {
	return Pair{pair.Left + pair.Left, 2 * pair.Right}, nil
}

// provideTriple adds what there is over Triple besides the services of dubbo://.
func provideTriple(made *server.Server, register bool) {
	options := func(more ...server.ServiceOption) []server.ServiceOption {
		if !register {
			more = append(more, server.WithNotRegister())
		}
		return more
	}
	if err := talk.Register(made, &TalkService{}, options()...); err != nil {
		fail(err)
	}
	packed := options(server.WithInterface(packedName), server.WithSerialization(constant.MsgpackSerialization))
	if err := made.RegisterService(&PackedService{}, packed...); err != nil {
		fail(err)
	}
}

// callTriple keeps the attachments of the answer where the filter of the dubbo protocol does: those of a call that is no
// stream are handed out by these options alone.
func (c *consumer) callTriple(
	ctx context.Context, timeout time.Duration, conn *client.Connection, method string, args []any,
) (answer any, err error) {
	var header, trailer http.Header
	err = conn.CallUnary(ctx, args, &answer, method, client.WithCallRequestTimeout(timeout),
		client.WithResponseHeader(&header), client.WithResponseTrailer(&trailer))
	captured.keep(header, trailer)
	return answer, err
}

func (c *capture) keep(all ...http.Header) {
	last := map[string]any{}
	for _, header := range all {
		for key := range header {
			last[key] = header.Get(key)
		}
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	c.last = last
}
