package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"dubbors.org/bench-triple/echo"
)

type same struct{ echo.UnimplementedEchoServer }

func (same) Unary(_ context.Context, parcel *echo.Parcel) (*echo.Parcel, error) {
	return parcel, nil
}

func (same) Download(order *echo.Order, stream grpc.ServerStreamingServer[echo.Parcel]) error {
	parcel := &echo.Parcel{Body: bytes.Repeat([]byte{'x'}, int(order.Size))}
	for range order.Count {
		if err := stream.Send(parcel); err != nil {
			return err
		}
	}
	return nil
}

func (same) Chat(stream grpc.BidiStreamingServer[echo.Parcel, echo.Parcel]) error {
	for {
		parcel, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := stream.Send(parcel); err != nil {
			return err
		}
	}
}

// serve serves at a free port of this machine until the process ends. Go sets TCP_NODELAY by itself.
func serve() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	server := grpc.NewServer()
	echo.RegisterEchoServer(server, same{})
	go func() { _ = server.Serve(listener) }()
	return listener.Addr().String(), nil
}

type peer struct{ echo.EchoClient }

func connect(address string) (*peer, error) {
	connection, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, err
	}
	return &peer{echo.NewEchoClient(connection)}, nil
}

func (p *peer) unary(body []byte) error {
	_, err := p.Unary(context.Background(), &echo.Parcel{Body: body})
	return err
}

func (p *peer) download(messages, size int) (int, error) {
	order := &echo.Order{Count: uint32(messages), Size: uint32(size)}
	stream, err := p.Download(context.Background(), order)
	if err != nil {
		return 0, err
	}
	return count(stream.Recv)
}

func (p *peer) chat(messages int, body []byte) (int, error) {
	stream, err := p.Chat(context.Background())
	if err != nil {
		return 0, err
	}
	sent := make(chan error, 1)
	go func() {
		for range messages {
			if err := stream.Send(&echo.Parcel{Body: body}); err != nil {
				sent <- err
				return
			}
		}
		sent <- stream.CloseSend()
	}()
	came, err := count(stream.Recv)
	if err != nil {
		return came, err
	}
	return came, <-sent
}

func count(receive func() (*echo.Parcel, error)) (int, error) {
	for came := 0; ; came++ {
		if _, err := receive(); errors.Is(err, io.EOF) {
			return came, nil
		} else if err != nil {
			return came, err
		}
	}
}
