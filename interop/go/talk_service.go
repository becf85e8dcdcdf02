package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"dubbo.apache.org/dubbo-go/v3/common/constant"
	"dubbo.apache.org/dubbo-go/v3/protocol/triple/triple_protocol"
	"dubbors.org/interop/talk"
)

// TalkService provides the protobuf contract, see interop/proto.
type TalkService struct {
	lock    sync.Mutex
	endings map[string]string
}

var _ talk.Handler = (*TalkService)(nil)

func (*TalkService) Reference() string { return "Talk" }

func (*TalkService) Whoami(context.Context, *talk.Nothing) (*talk.Text, error) {
	return &talk.Text{Value: peerName}, nil
}

func (*TalkService) Echo(_ context.Context, value *talk.Everything) (*talk.Everything, error) {
	return value, nil
}

func (*TalkService) Fail(_ context.Context, failure *talk.Failure) (*talk.Nothing, error) {
	err := triple_protocol.NewError(triple_protocol.Code(failure.Code), errors.New(failure.Message))
	if failure.Detail != "" {
		detail, problem := triple_protocol.NewErrorDetail(&talk.Text{Value: failure.Detail})
		if problem != nil {
			return nil, problem
		}
		err.AddDetail(detail)
	}
	return nil, err
}

func (*TalkService) Raise(_ context.Context, kind *talk.Text) (*talk.Text, error) {
	if kind.Value == "runtime" {
		return nil, errors.New("state: boom")
	}
	return kind, nil
}

func (*TalkService) Sleep(_ context.Context, millis *talk.Number) (*talk.Text, error) {
	time.Sleep(time.Duration(millis.Value) * time.Millisecond)
	return &talk.Text{Value: "slept"}, nil
}

func (*TalkService) Blob(_ context.Context, size *talk.Number) (*talk.Chunk, error) {
	return &talk.Chunk{Value: []byte(strings.Repeat("x", int(size.Value)))}, nil
}

func (*TalkService) Length(_ context.Context, chunk *talk.Chunk) (*talk.Number, error) {
	return &talk.Number{Value: int64(len(chunk.Value))}, nil
}

func (*TalkService) Attachments(ctx context.Context, keys *talk.Words) (*talk.Pairs, error) {
	received, _ := ctx.Value(constant.AttachmentKey).(map[string]any)
	found := &talk.Pairs{Values: map[string]string{}}
	answer := http.Header{}
	for _, key := range keys.Values {
		// The keys of a request are lower case here, whatever the caller wrote.
		if value, ok := received[strings.ToLower(key)]; ok {
			found.Values[key] = attachmentText(value)
			answer.Set("re-"+key, attachmentText(value))
		}
	}
	return found, triple_protocol.SetTrailer(ctx, answer)
}

func (*TalkService) Count(ctx context.Context, numbers *talk.Range, caller *talk.NumberSender) error {
	for value := numbers.From; value < numbers.To; value++ {
		if numbers.FailAfter != 0 && value-numbers.From == numbers.FailAfter {
			return triple_protocol.NewError(triple_protocol.CodeAborted, errors.New("count: boom"))
		}
		if err := caller.Send(value); err != nil {
			return err
		}
		time.Sleep(time.Duration(numbers.Pause) * time.Millisecond)
	}
	return nil
}

func (*TalkService) Sum(_ context.Context, caller *talk.NumberReceiver) (*talk.Total, error) {
	total := &talk.Total{}
	for {
		value, more := caller.Receive()
		if !more {
			return total, caller.Err()
		}
		if value < 0 {
			return nil, triple_protocol.NewError(triple_protocol.CodeInvalidArgument, errors.New("negative"))
		}
		total.Sum += value
		total.Count++
	}
}

func (*TalkService) Chat(_ context.Context, caller *talk.TextStream) error {
	for {
		text, err := caller.Receive()
		switch {
		case errors.Is(err, io.EOF):
			return caller.Send("bye")
		case err != nil:
			return err
		case text == "fail":
			return triple_protocol.NewError(triple_protocol.CodeAborted, errors.New("chat: boom"))
		case text == "end":
			return nil
		}
		if err := caller.Send("re: " + text); err != nil {
			return err
		}
	}
}

func (s *TalkService) Hold(ctx context.Context, token *talk.Text, caller *talk.NumberSender) error {
	s.end(token.Value, "open")
	for value := range int64(500) {
		if err := caller.Send(value); err != nil {
			s.end(token.Value, "cancelled")
			return err
		}
		select {
		case <-ctx.Done():
			s.end(token.Value, "cancelled")
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	s.end(token.Value, "done")
	return nil
}

func (s *TalkService) end(token, how string) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.endings == nil {
		s.endings = map[string]string{}
	}
	s.endings[token] = how
}

func (s *TalkService) Ending(_ context.Context, token *talk.Text) (*talk.Text, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if how, known := s.endings[token.Value]; known {
		return &talk.Text{Value: how}, nil
	}
	return &talk.Text{Value: "none"}, nil
}
