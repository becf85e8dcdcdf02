package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"crypto/tls"

	"dubbo.apache.org/dubbo-go/v3/protocol/triple/triple_protocol"
	"dubbors.org/interop/talk"
	"golang.org/x/net/http2"
)

func (c *cases) talkStreamCases() []namedCase {
	noStreams := func() { panic(skip("dubbo-go has streams of protobuf messages only")) }
	return []namedCase{
		{"proto-server-stream", c.serverStream},
		{"proto-server-stream-fails", c.serverStreamFails},
		{"proto-client-stream", c.clientStream},
		{"proto-client-stream-fails", c.clientStreamFails},
		{"proto-bidi", c.bidi},
		{"proto-bidi-fails", c.bidiFails},
		{"proto-bidi-ends-early", c.bidiEndsEarly},
		{"proto-cancel", c.cancel},
		{"proto-gzip", c.gzip},
		{"wrapper-server-stream", noStreams},
		{"wrapper-server-stream-fails", noStreams},
		{"wrapper-client-stream", noStreams},
		{"wrapper-bidi", noStreams},
		{"wrapper-bidi-fails", noStreams},
	}
}

// count reads a stream of numbers to its end.
func count(stream *triple_protocol.ServerStreamForClient) (numbers []int64, err error) {
	for {
		number := new(talk.Number)
		if !stream.Receive(number) {
			return numbers, stream.Err()
		}
		numbers = append(numbers, number.Value)
	}
}

// failedAfter is failedWith for a stream that has begun: 3.3.6 writes the name of its code before the text.
func (c *cases) failedAfter(what string, err error, code triple_protocol.Code, name, text string) {
	if c.talkProvider() == "java33" {
		text = name + " : " + text
	}
	failedWith(what, err, code, text)
}

func upTo(end int64) []int64 {
	var numbers []int64
	for number := range end {
		numbers = append(numbers, number)
	}
	return numbers
}

func (c *cases) serverStream() {
	for _, to := range []int64{0, 1, 10, 1000} {
		stream, err := c.talker().Numbers(context.Background(), "Count", &talk.Range{To: to})
		check(err == nil, "Count: %v", err)
		numbers, err := count(stream)
		check(err == nil && slices.Equal(numbers, upTo(to)), "Count to %d: %s, %v", to, shown(numbers), err)
	}
}

func (c *cases) serverStreamFails() {
	stream, err := c.talker().Numbers(context.Background(), "Count", &talk.Range{To: 10, FailAfter: 3})
	check(err == nil, "Count: %v", err)
	numbers, err := count(stream)
	c.failedAfter("Count", err, triple_protocol.CodeAborted, "ABORTED", "count: boom")
	check(slices.Equal(numbers, upTo(3)), "before it: %v", numbers)
}

func (c *cases) clientStream() {
	for _, to := range []int64{0, 1, 10, 1000} {
		stream, err := c.talker().Sum(context.Background())
		check(err == nil, "Sum: %v", err)
		for number := range to {
			check(stream.Send(&talk.Number{Value: number}) == nil, "Send")
		}
		total := new(talk.Total)
		err = stream.CloseAndReceive(triple_protocol.NewResponse(total))
		check(err == nil, "Sum to %d: %v", to, err)
		check(total.Sum == to*(to-1)/2 && total.Count == to, "Sum to %d: %s", to, shown(total))
	}
}

func (c *cases) clientStreamFails() {
	stream, err := c.talker().Sum(context.Background())
	check(err == nil, "Sum: %v", err)
	check(stream.Send(&talk.Number{Value: 1}) == nil, "Send")
	check(stream.Send(&talk.Number{Value: -1}) == nil, "Send")
	err = stream.CloseAndReceive(triple_protocol.NewResponse(new(talk.Total)))
	c.failedBy("Sum", err, triple_protocol.CodeInvalidArgument, "negative")
}

func answer(stream *triple_protocol.BidiStreamForClient) (string, error) {
	text := new(talk.Text)
	err := stream.Receive(text)
	return text.Value, err
}

func (c *cases) chat() *triple_protocol.BidiStreamForClient {
	stream, err := c.talker().Chat(context.Background())
	check(err == nil, "Chat: %v", err)
	return stream
}

func (c *cases) bidi() {
	stream := c.chat()
	for at := range 50 {
		check(stream.Send(&talk.Text{Value: fmt.Sprint("t", at)}) == nil, "Send")
		text, err := answer(stream)
		check(err == nil && text == fmt.Sprint("re: t", at), "answer %d: %s, %v", at, text, err)
	}
	check(stream.CloseRequest() == nil, "CloseRequest")
	text, err := answer(stream)
	check(err == nil && text == "bye", "last: %s, %v", text, err)
	_, err = answer(stream)
	check(errors.Is(err, io.EOF), "end: %v", err)
}

func (c *cases) bidiFails() {
	stream := c.chat()
	check(stream.Send(&talk.Text{Value: "a"}) == nil, "Send")
	text, err := answer(stream)
	check(err == nil && text == "re: a", "answer: %s, %v", text, err)
	check(stream.Send(&talk.Text{Value: "fail"}) == nil, "Send")
	_, err = answer(stream)
	c.failedAfter("Chat", err, triple_protocol.CodeAborted, "ABORTED", "chat: boom")
}

func (c *cases) bidiEndsEarly() {
	stream := c.chat()
	check(stream.Send(&talk.Text{Value: "end"}) == nil, "Send")
	_, err := answer(stream)
	check(errors.Is(err, io.EOF), "end: %v", err)
	_ = stream.CloseRequest()
	c.talkProvider()
}

func (c *cases) cancel() {
	token := &talk.Text{Value: fmt.Sprint("token-", time.Now().UnixNano())}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	stream, err := c.talker().Numbers(ctx, "Hold", token)
	check(err == nil, "Hold: %v", err)
	for range 3 {
		check(stream.Receive(new(talk.Number)), "Hold: %v", stream.Err())
	}
	before := said[talk.Text](c.talker(), "Ending", token)
	check(before.Value == "open", "Ending before: %s", before.Value)
	cancel()
	deadline := time.Now().Add(5 * time.Second)
	ending := "open"
	for ending == "open" {
		check(time.Now().Before(deadline), "the provider does not notice")
		time.Sleep(20 * time.Millisecond)
		ending = said[talk.Text](c.talker(), "Ending", token).Value
	}
	check(ending == "cancelled", "Ending: %s", ending)
}

// gzip calls below dubbo-go's own client, which has no setting for it.
func (c *cases) gzip() {
	if c.peer.direct == "" {
		panic(skip("the client of dubbo-go has no setting for it, and the one below it finds no provider"))
	}
	transport := &http2.Transport{AllowHTTP: true, DialTLSContext: func(
		ctx context.Context, network, address string, _ *tls.Config,
	) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, address)
	}}
	address := "http" + strings.TrimPrefix(c.peer.direct, triple) + "/" + talk.Name
	client := triple_protocol.NewClient(&http.Client{Transport: transport}, address, triple_protocol.WithSendGzip())
	length := new(talk.Number)
	err := client.CallUnary(context.Background(), triple_protocol.NewRequest(chunk(100_000)), "Length",
		triple_protocol.NewResponse(length))
	check(err == nil && length.Value == 100_000, "Length: %d, %v", length.Value, err)
}
