package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"
	"sync"
	"time"

	"dubbo.apache.org/dubbo-go/v3/client"
	"dubbo.apache.org/dubbo-go/v3/common/constant"
	"dubbo.apache.org/dubbo-go/v3/protocol/triple/triple_protocol"
	"dubbors.org/interop/talk"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"
)

const (
	// Below the limit of every peer: dubbo-go takes 4 MiB, Dubbo for Java 8.
	largeMessage    = 3 << 20
	tooLargeMessage = 9 << 20
)

func (c *cases) talkCases() []namedCase {
	return []namedCase{
		{"proto-messages", c.talkMessages},
		{"proto-status", c.talkStatus},
		{"proto-detail", c.talkDetail},
		{"proto-exception", c.talkException},
		{"proto-timeout", c.talkTimeout},
		{"proto-large", c.talkLarge},
		{"proto-too-large", c.talkTooLarge},
		{"proto-attachments", c.talkAttachments},
		{"proto-binary-attachments", func() { panic(skip("dubbo-go neither encodes nor decodes headers that end in -bin")) }},
		{"proto-concurrent", c.talkConcurrent},
		{"proto-json", c.talkJSON},
		{"wrapper-msgpack", c.packed},
	}
}

// talker is the client of the protobuf contract; one for a process, but for those with options of their own.
func (c *cases) talker(more ...client.ReferenceOption) *talk.Client {
	if c.talk != nil && len(more) == 0 {
		return c.talk
	}
	options := []client.ReferenceOption{
		client.WithProtocolTriple(), client.WithRequestTimeout(c.peer.timeout), client.WithRetries(0),
	}
	if c.peer.direct != "" {
		options = append(options, client.WithURL(c.peer.direct))
	}
	made, err := talk.NewClient(c.peer.fresh(), append(options, more...)...)
	check(err == nil, "dial: %v", err)
	if len(more) == 0 {
		c.talk = made
	}
	return made
}

// said calls a method that has to succeed.
func said[T any](client *talk.Client, method string, req any) *T {
	res := new(T)
	err := client.Call(context.Background(), method, req, res)
	check(err == nil, "%s: %v", method, err)
	return res
}

func (c *cases) talkProvider() string {
	return said[talk.Text](c.talker(), "Whoami", &talk.Nothing{}).Value
}

func node(name string, depth int32) *talk.Node {
	if depth == 0 {
		return &talk.Node{Name: name}
	}
	return &talk.Node{Name: name, Depth: depth, Leaf: &talk.Leaf{Name: name, Depth: depth - 1}}
}

func fullMessage() *talk.Everything {
	return &talk.Everything{
		Text: "李雷 😀", Int32Value: -1, Int64Value: 9_007_199_254_740_993, Uint32Value: 7, Uint64Value: 8,
		Sint32Value: -9, Sint64Value: -10, Fixed32Value: 11, Fixed64Value: 12, Sfixed32Value: -13, Sfixed64Value: -14,
		FloatValue: 0.1, DoubleValue: 0.1, BoolValue: true, Data: []byte{0, 1, 127, 128, 255}, Mood: talk.Mood_MOOD_WILD,
		Node: node("root", 3), Words: []string{"one", "", "三"}, Numbers: []int32{0, 1, -1, 300, math.MaxInt32},
		Nodes: []*talk.Node{node("a", 0), node("b", 1)}, Moods: []talk.Mood{talk.Mood_MOOD_CALM, 0},
		Counts: map[string]int64{"key": 100}, Tree: map[int32]*talk.Node{-5: node("t", 0)},
		Choice: &talk.Everything_Left{Left: "left"},
		When:   &timestamppb.Timestamp{Seconds: 1_700_000_000, Nanos: 123_456_789}, Maybe: pointer("there"),
	}
}

func messages() []*talk.Everything {
	return []*talk.Everything{
		fullMessage(),
		{},
		{
			Text: strings.Repeat("x", 70_000), Int32Value: math.MinInt32, Int64Value: math.MinInt64,
			Uint32Value: math.MaxUint32, Uint64Value: math.MaxUint64, Sint32Value: math.MinInt32, Sint64Value: math.MinInt64,
			Fixed32Value: math.MaxUint32, Fixed64Value: math.MaxUint64, Sfixed32Value: math.MinInt32,
			Sfixed64Value: math.MinInt64, FloatValue: math.SmallestNonzeroFloat32, DoubleValue: math.Inf(-1),
			Choice: &talk.Everything_Left{}, When: &timestamppb.Timestamp{Seconds: -62_135_596_800},
		},
		{Choice: &talk.Everything_Right{Right: -7}, Maybe: pointer("")},
		{Choice: &talk.Everything_Both{Both: node("a", 1)}, Mood: 99},
	}
}

func (c *cases) talkMessages() { echoMessages(c.talker()) }

func echoMessages(client *talk.Client) {
	for _, value := range messages() {
		back := said[talk.Everything](client, "Echo", value)
		check(proto.Equal(value, back), "Echo: sent %s, got %s", shown(value), shown(back))
	}
}

func (c *cases) talkJSON() {
	if c.peer.zookeeper != "" {
		panic(skip("dubbo-go finds no provider for a second reference to one service in a process"))
	}
	if c.talkProvider() == "java33" {
		panic(skip("3.3.6 answers application/grpc+json with the status 500"))
	}
	echoMessages(c.talker(client.WithSerialization(constant.JSONSerialization)))
}

// failedWith checks the code and the text of a failure.
func failedWith(what string, err error, code triple_protocol.Code, text string) *triple_protocol.Error {
	var failure *triple_protocol.Error
	check(errors.As(err, &failure), "%s: expected a status, got %T %v", what, err, err)
	check(failure.Code() == code, "%s: code: expected %d, got %d %s", what, code, failure.Code(), failure.Message())
	check(failure.Message() == text, "%s: text: expected %s, got %s", what, text, failure.Message())
	return failure
}

// failedBy is failedWith for a failure before the first answer: 3.3.6 puts the status into the HTTP status too, and dubbo-go
// then looks at nothing else.
func (c *cases) failedBy(what string, err error, code triple_protocol.Code, text string) {
	if c.talkProvider() == "java33" {
		failedWith(what, err, triple_protocol.CodeUnknown, "HTTP status 500 Internal Server Error")
		return
	}
	failedWith(what, err, code, text)
}

func (c *cases) talkStatus() {
	texts := []string{"plain", "two words", "a-b/c?d=e", strings.Repeat("x", 900)}
	if c.talkProvider() != "java33" {
		// 3.3.6 writes them as they are.
		texts = []string{"plain", "100% of a+b", "line\nend", "中文 😀", strings.Repeat("x", 900)}
	}
	for code := int32(1); code <= 16; code++ {
		text := texts[int(code)%len(texts)]
		err := c.talker().Call(context.Background(), "Fail", &talk.Failure{Code: code, Message: text}, &talk.Nothing{})
		c.failedBy(fmt.Sprintf("code %d %q", code, text), err, triple_protocol.Code(code), text)
	}
}

func (c *cases) talkDetail() {
	switch c.talkProvider() {
	case "java33":
		panic(skip("3.3.6 has no way to add a detail to a status"))
	case peerName:
		panic(skip("dubbo-go loses the details that a service adds to its error"))
	}
	failure := &talk.Failure{Code: 9, Message: "with a detail", Detail: "more"}
	err := c.talker().Call(context.Background(), "Fail", failure, &talk.Nothing{})
	status := failedWith("Fail", err, triple_protocol.CodeFailedPrecondition, "with a detail")
	check(len(status.Details()) == 1, "details: %d", len(status.Details()))
	value, err := status.Details()[0].Value()
	check(err == nil, "detail: %v", err)
	text, ok := value.(*talk.Text)
	check(ok && text.Value == "more", "detail: got %s", shown(value))
}

func (c *cases) talkException() {
	code := triple_protocol.CodeUnknown
	if c.talkProvider() == peerName {
		code = triple_protocol.CodeBizError
	}
	err := c.talker().Call(context.Background(), "Raise", &talk.Text{Value: "runtime"}, &talk.Text{})
	c.failedBy("runtime", err, code, "state: boom")
	fine := said[talk.Text](c.talker(), "Raise", &talk.Text{Value: "fine"})
	check(fine.Value == "fine", "fine: %s", fine.Value)
}

func (c *cases) talkTimeout() {
	// The timeout of a call is lost behind that of the reference: only the context's counts.
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	start := time.Now()
	err := c.talker().Call(ctx, "Sleep", &talk.Number{Value: 2000}, &talk.Text{})
	took := time.Since(start)
	var failure *triple_protocol.Error
	check(errors.As(err, &failure), "expected a status, got %T %v", err, err)
	check(failure.Code() == triple_protocol.CodeDeadlineExceeded, "not a timeout: %v", err)
	check(took < 1500*time.Millisecond, "the timeout took %v", took)
	said[talk.Text](c.talker(), "Sleep", &talk.Number{Value: 10})
}

func chunk(size int) *talk.Chunk { return &talk.Chunk{Value: []byte(strings.Repeat("x", size))} }

func (c *cases) talkLarge() {
	for _, size := range []int{0, 1, 16_000, 70_000, 1 << 20, largeMessage} {
		length := said[talk.Number](c.talker(), "Length", chunk(size))
		check(length.Value == int64(size), "Length of %d: %d", size, length.Value)
		back := said[talk.Chunk](c.talker(), "Blob", &talk.Number{Value: int64(size)})
		check(len(back.Value) == size, "Blob of %d: %d", size, len(back.Value))
	}
}

func (c *cases) talkTooLarge() {
	// 3.3.6 takes requests of any size.
	if c.talkProvider() != "java33" {
		err := c.talker().Call(context.Background(), "Length", chunk(tooLargeMessage), &talk.Number{})
		check(err != nil, "a request over the limit was taken")
	}
	err := c.talker().Call(context.Background(), "Blob", &talk.Number{Value: tooLargeMessage}, &talk.Chunk{})
	check(err != nil, "an answer over the limit was taken")
	c.talkProvider()
}

func (c *cases) talkAttachments() {
	sent := map[string]any{"user-id": "u-1", "camelCase": "v2"}
	ctx := context.WithValue(context.Background(), constant.AttachmentKey, sent)
	var header, trailer http.Header
	received := new(talk.Pairs)
	keys := &talk.Words{Values: []string{"user-id", "camelcase", "absent"}}
	err := c.talker().Call(ctx, "Attachments", keys, received,
		client.WithResponseHeader(&header), client.WithResponseTrailer(&trailer))
	check(err == nil, "Attachments: %v", err)
	expected := map[string]string{"user-id": "u-1", "camelcase": "v2"}
	check(fmt.Sprint(expected) == fmt.Sprint(received.Values), "received: %v", received.Values)
	captured.keep(header, trailer)
	for key, value := range expected {
		check(captured.text("re-"+key) == value, "answered re-%s: got %q", key, captured.text("re-"+key))
	}
	none := said[talk.Pairs](c.talker(), "Attachments", keys)
	check(len(none.Values) == 0, "without any: %v", none.Values)
}

func (c *cases) talkConcurrent() {
	client := c.talker()
	var wait sync.WaitGroup
	failures := make([]error, 100)
	for at := range failures {
		wait.Add(1)
		go func() {
			defer wait.Done()
			back := new(talk.Everything)
			err := client.Call(context.Background(), "Echo", &talk.Everything{Int32Value: int32(at)}, back)
			if err == nil && back.Int32Value != int32(at) {
				err = fmt.Errorf("got %d", back.Int32Value)
			}
			failures[at] = err
		}()
	}
	wait.Wait()
	for at, err := range failures {
		check(err == nil, "call %d: %v", at, err)
	}
}

func (c *cases) packed() {
	switch c.talkProvider() {
	case "java33":
		panic(skip("3.3.6 brings no msgpack along"))
	case peerName:
		panic(skip("dubbo-go takes every wrapped argument for Hessian, whatever the wrapper says"))
	}
	conn := c.peer.dial(packedName, client.WithSerialization(constant.MsgpackSerialization))
	call := func(answer any, method string, args ...any) {
		err := conn.CallUnary(context.Background(), args, answer, method)
		check(err == nil, "%s: %v", method, err)
	}
	var text string
	call(&text, "Join", "a", int64(7))
	check(text == "a,7", "Join: %s", text)
	var numbers []int64
	call(&numbers, "Sort", []int64{3, -1, 1 << 40})
	check(fmt.Sprint(numbers) == fmt.Sprint([]int64{-1, 3, 1 << 40}), "Sort: %v", numbers)
	var pair Pair
	call(&pair, "Twice", Pair{"ab", -4})
	check(pair == Pair{"abab", -8}, "Twice: %v", pair)
}
