package talk

// The bindings of dubbo-go for the service Talk, written by hand: its own generator cannot be had.

import (
	"context"

	"dubbo.apache.org/dubbo-go/v3/client"
	"dubbo.apache.org/dubbo-go/v3/common/constant"
	"dubbo.apache.org/dubbo-go/v3/protocol/triple/triple_protocol"
	"dubbo.apache.org/dubbo-go/v3/server"
)

// Name is the full name of the service.
const Name = "dubbors.interop.Talk"

// Handler provides the service.
type Handler interface {
	Whoami(context.Context, *Nothing) (*Text, error)
	Echo(context.Context, *Everything) (*Everything, error)
	Fail(context.Context, *Failure) (*Nothing, error)
	Raise(context.Context, *Text) (*Text, error)
	Sleep(context.Context, *Number) (*Text, error)
	Blob(context.Context, *Number) (*Chunk, error)
	Length(context.Context, *Chunk) (*Number, error)
	Attachments(context.Context, *Words) (*Pairs, error)
	Count(context.Context, *Range, *NumberSender) error
	Sum(context.Context, *NumberReceiver) (*Total, error)
	Chat(context.Context, *TextStream) error
	Hold(context.Context, *Text, *NumberSender) error
	Ending(context.Context, *Text) (*Text, error)
}

// NumberSender is the caller of a server stream, to its provider.
type NumberSender struct {
	*triple_protocol.ServerStream
}

// Send sends one number.
func (s *NumberSender) Send(value int64) error {
	return s.ServerStream.Send(&Number{Value: value})
}

// NumberReceiver is the caller of a client stream, to its provider.
type NumberReceiver struct {
	*triple_protocol.ClientStream
}

// Receive waits for the next number; false at the end of the stream.
func (s *NumberReceiver) Receive() (int64, bool) {
	number := new(Number)
	if !s.ClientStream.Receive(number) {
		return 0, false
	}
	return number.Value, true
}

// TextStream is the caller of a stream both ways, to its provider.
type TextStream struct {
	*triple_protocol.BidiStream
}

// Receive waits for the next text; io.EOF at the end.
func (s *TextStream) Receive() (string, error) {
	text := new(Text)
	err := s.BidiStream.Receive(text)
	return text.Value, err
}

// Send sends one text.
func (s *TextStream) Send(value string) error {
	return s.BidiStream.Send(&Text{Value: value})
}

func unary[Req, Res any](
	name string, call func(Handler, context.Context, *Req) (*Res, error),
) server.MethodInfo {
	return server.MethodInfo{
		Name:        name,
		Type:        constant.CallUnary,
		ReqInitFunc: func() any { return new(Req) },
		MethodFunc: func(ctx context.Context, args []any, handler any) (any, error) {
			answer, err := call(handler.(Handler), ctx, args[0].(*Req))
			if err != nil {
				return nil, err
			}
			return triple_protocol.NewResponse(answer), nil
		},
	}
}

func serverStream[Req any](
	name string, call func(Handler, context.Context, *Req, *NumberSender) error,
) server.MethodInfo {
	return server.MethodInfo{
		Name:        name,
		Type:        constant.CallServerStream,
		ReqInitFunc: func() any { return new(Req) },
		StreamInitFunc: func(stream any) any {
			return &NumberSender{stream.(*triple_protocol.ServerStream)}
		},
		MethodFunc: func(ctx context.Context, args []any, handler any) (any, error) {
			return nil, call(handler.(Handler), ctx, args[0].(*Req), args[1].(*NumberSender))
		},
	}
}

var serviceInfo = server.ServiceInfo{
	InterfaceName: Name,
	ServiceType:   (*Handler)(nil),
	Methods: []server.MethodInfo{
		unary("Whoami", Handler.Whoami),
		unary("Echo", Handler.Echo),
		unary("Fail", Handler.Fail),
		unary("Raise", Handler.Raise),
		unary("Sleep", Handler.Sleep),
		unary("Blob", Handler.Blob),
		unary("Length", Handler.Length),
		unary("Attachments", Handler.Attachments),
		unary("Ending", Handler.Ending),
		serverStream("Count", Handler.Count),
		serverStream("Hold", Handler.Hold),
		{
			Name: "Sum",
			Type: constant.CallClientStream,
			StreamInitFunc: func(stream any) any {
				return &NumberReceiver{stream.(*triple_protocol.ClientStream)}
			},
			MethodFunc: func(ctx context.Context, args []any, handler any) (any, error) {
				answer, err := handler.(Handler).Sum(ctx, args[0].(*NumberReceiver))
				if err != nil {
					return nil, err
				}
				return triple_protocol.NewResponse(answer), nil
			},
		},
		{
			Name: "Chat",
			Type: constant.CallBidiStream,
			StreamInitFunc: func(stream any) any {
				return &TextStream{stream.(*triple_protocol.BidiStream)}
			},
			MethodFunc: func(ctx context.Context, args []any, handler any) (any, error) {
				return nil, handler.(Handler).Chat(ctx, args[0].(*TextStream))
			},
		},
	},
}

// Register adds the service to a server.
func Register(made *server.Server, handler Handler, options ...server.ServiceOption) error {
	return made.Register(handler, &serviceInfo, options...)
}

// Client calls the service.
type Client struct {
	conn *client.Connection
}

// NewClient makes one.
func NewClient(made *client.Client, options ...client.ReferenceOption) (*Client, error) {
	info := &client.ClientInfo{InterfaceName: Name}
	for _, method := range serviceInfo.Methods {
		info.MethodNames = append(info.MethodNames, method.Name)
	}
	conn, err := made.DialWithInfo(Name, info, options...)
	if err != nil {
		return nil, err
	}
	return &Client{conn}, nil
}

// Call calls one of the methods that take and give one message; the answer is written to res.
func (c *Client) Call(ctx context.Context, method string, req, res any, options ...client.CallOption) error {
	return c.conn.CallUnary(ctx, []any{req}, res, method, options...)
}

// Numbers calls Count or Hold.
func (c *Client) Numbers(ctx context.Context, method string, req any) (*triple_protocol.ServerStreamForClient, error) {
	stream, err := c.conn.CallServerStream(ctx, req, method)
	if err != nil {
		return nil, err
	}
	return stream.(*triple_protocol.ServerStreamForClient), nil
}

// Sum opens that stream.
func (c *Client) Sum(ctx context.Context) (*triple_protocol.ClientStreamForClient, error) {
	stream, err := c.conn.CallClientStream(ctx, "Sum")
	if err != nil {
		return nil, err
	}
	return stream.(*triple_protocol.ClientStreamForClient), nil
}

// Chat opens that stream.
func (c *Client) Chat(ctx context.Context) (*triple_protocol.BidiStreamForClient, error) {
	stream, err := c.conn.CallBidiStream(ctx, "Chat")
	if err != nil {
		return nil, err
	}
	return stream.(*triple_protocol.BidiStreamForClient), nil
}
