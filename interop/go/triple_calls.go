package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"dubbo.apache.org/dubbo-go/v3/client"
	"dubbo.apache.org/dubbo-go/v3/common/constant"
	"dubbo.apache.org/dubbo-go/v3/protocol/triple/triple_protocol"
	"dubbors.org/interop/talk"
)

// Calls of dubbo:// that are about its frames and limits, or that it has and Triple has not.
var notTripleCalls = []string{"one-way", "response-too-large", "late-response", "heartbeat"}

// tripleCalls are the single calls over Triple for interop/capture/triple.py.
func (c *consumer) tripleCalls(others []singleCall) []singleCall {
	all := slices.DeleteFunc(others, func(one singleCall) bool { return slices.Contains(notTripleCalls, one.name) })
	on := &cases{peer: c}
	unary := func(name, method string, req, res any) singleCall {
		return singleCall{name, func() error { return on.talker().Call(context.Background(), method, req, res) }}
	}
	all = append(all, []singleCall{
		unary("proto-whoami", "Whoami", &talk.Nothing{}, &talk.Text{}),
		unary("proto-echo", "Echo", fullMessage(), &talk.Everything{}),
		unary("proto-empty", "Echo", &talk.Everything{}, &talk.Everything{}),
		unary("proto-status", "Fail", &talk.Failure{Code: 9, Message: "50% of a+b: 中文"}, &talk.Nothing{}),
		unary("proto-detail", "Fail", &talk.Failure{Code: 9, Message: "with a detail", Detail: "more"}, &talk.Nothing{}),
		unary("proto-exception", "Raise", &talk.Text{Value: "runtime"}, &talk.Text{}),
		unary("proto-large", "Blob", &talk.Number{Value: 70_000}, &talk.Chunk{}),
		unary("proto-too-large", "Length", chunk(5<<20), &talk.Number{}),
		{"proto-json", func() error {
			made := on.talker(client.WithSerialization(constant.JSONSerialization))
			return made.Call(context.Background(), "Echo", fullMessage(), &talk.Everything{})
		}},
		{"proto-attachments", func() error {
			sent := map[string]any{"camelCase": "v2", "many": []string{"a", "b"}, "chinese": "中文"}
			ctx := context.WithValue(context.Background(), constant.AttachmentKey, sent)
			return on.talker().Call(ctx, "Attachments", &talk.Words{Values: []string{"camelcase", "many"}}, &talk.Pairs{})
		}},
		{"proto-timeout", func() error {
			ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
			defer cancel()
			err := on.talker().Call(ctx, "Sleep", &talk.Number{Value: 600}, &talk.Text{})
			time.Sleep(time.Second)
			return err
		}},
		{"wrapper-msgpack", func() error {
			conn := c.dial(packedName, client.WithSerialization(constant.MsgpackSerialization))
			_, err := c.call(conn, "Join", "a", int64(7))
			return err
		}},
	}...)
	return append(all, on.streamCalls()...)
}

func (c *cases) streamCalls() []singleCall {
	numbers := func(name string, numbers *talk.Range) singleCall {
		return singleCall{name, func() error {
			stream, err := c.talker().Numbers(context.Background(), "Count", numbers)
			if err != nil {
				return err
			}
			_, err = count(stream)
			return err
		}}
	}
	sum := func(name string, values ...int64) singleCall {
		return singleCall{name, func() error {
			stream, err := c.talker().Sum(context.Background())
			for _, value := range values {
				err = errors.Join(err, stream.Send(&talk.Number{Value: value}))
			}
			return errors.Join(err, stream.CloseAndReceive(triple_protocol.NewResponse(new(talk.Total))))
		}}
	}
	chat := func(name string, texts ...string) singleCall {
		return singleCall{name, func() error {
			stream, err := c.talker().Chat(context.Background())
			for _, text := range texts {
				if err == nil {
					err = stream.Send(&talk.Text{Value: text})
				}
				if err == nil {
					_, err = answer(stream)
				}
			}
			_ = stream.CloseRequest()
			for err == nil {
				_, err = answer(stream)
			}
			return err
		}}
	}
	return []singleCall{
		numbers("proto-count", &talk.Range{To: 3}),
		numbers("proto-count-none", &talk.Range{}),
		numbers("proto-count-fails", &talk.Range{To: 3, FailAfter: 2}),
		sum("proto-sum", 1, 2),
		sum("proto-sum-none"),
		sum("proto-sum-fails", -1),
		chat("proto-chat", "a", "b"),
		chat("proto-chat-fails", "fail"),
		chat("proto-chat-ends-early", "end"),
		{"proto-cancel", func() error {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			stream, err := c.talker().Numbers(ctx, "Hold", &talk.Text{Value: "capture"})
			for range 2 {
				stream.Receive(new(talk.Number))
			}
			return err
		}},
		{"proto-gzip", func() error {
			c.gzip()
			return nil
		}},
	}
}
