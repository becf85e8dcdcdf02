// dubbo-go over HTTP/3: a provider and a consumer of gRPC's TestService, of which it has EmptyCall alone.
//
//	http3 provider -port P -cert F -key F    prints READY when it serves
//	http3 consumer -port P -ca F             ends with 0 when its calls have moved from HTTP/2 to HTTP/3
//
// A consumer of dubbo-go begins with HTTP/2, sees `alt-svc` in an answer, tries HTTP/3, and goes there when that works. Its
// log, on standard error, is the only one that tells.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"time"

	"dubbo.apache.org/dubbo-go/v3"
	"dubbo.apache.org/dubbo-go/v3/client"
	"dubbo.apache.org/dubbo-go/v3/common/constant"
	"dubbo.apache.org/dubbo-go/v3/logger"
	"dubbo.apache.org/dubbo-go/v3/protocol"
	"dubbo.apache.org/dubbo-go/v3/protocol/triple"
	"dubbo.apache.org/dubbo-go/v3/protocol/triple/triple_protocol"
	"dubbo.apache.org/dubbo-go/v3/server"
	"dubbo.apache.org/dubbo-go/v3/tls"
	"google.golang.org/protobuf/types/known/emptypb"

	_ "dubbo.apache.org/dubbo-go/v3/cluster/cluster/failover"
	_ "dubbo.apache.org/dubbo-go/v3/cluster/loadbalance/random"
	_ "dubbo.apache.org/dubbo-go/v3/filter/accesslog"
	_ "dubbo.apache.org/dubbo-go/v3/filter/echo"
	_ "dubbo.apache.org/dubbo-go/v3/filter/exec_limit"
	_ "dubbo.apache.org/dubbo-go/v3/filter/generic"
	_ "dubbo.apache.org/dubbo-go/v3/filter/graceful_shutdown"
	_ "dubbo.apache.org/dubbo-go/v3/filter/token"
	_ "dubbo.apache.org/dubbo-go/v3/filter/tps"
	_ "dubbo.apache.org/dubbo-go/v3/filter/tps/limiter"
	_ "dubbo.apache.org/dubbo-go/v3/filter/tps/strategy"
	_ "dubbo.apache.org/dubbo-go/v3/metadata/mapping/metadata"
	_ "dubbo.apache.org/dubbo-go/v3/protocol/triple/health"
	_ "dubbo.apache.org/dubbo-go/v3/protocol/triple/reflection"
	_ "dubbo.apache.org/dubbo-go/v3/proxy/proxy_factory"
	_ "dubbo.apache.org/dubbo-go/v3/registry/directory"
	_ "dubbo.apache.org/dubbo-go/v3/registry/protocol"
	_ "dubbo.apache.org/dubbo-go/v3/registry/servicediscovery"
)

const service = "grpc.testing.TestService"

// moved is what dubbo-go logs after a request over HTTP/3 that went well, its own trial included.
const moved = "HTTP/3 ready for"

func main() {
	if len(os.Args) < 2 {
		fail(errors.New("usage: http3 provider|consumer ..."))
	}
	flags := flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	port := flags.Int("port", 0, "the port")
	cert := flags.String("cert", "", "the certificate")
	key := flags.String("key", "", "its key")
	ca := flags.String("ca", "", "whom to trust")
	_ = flags.Parse(os.Args[2:])
	switch os.Args[1] {
	case "provider":
		provide(*port, *cert, *key)
	case "consumer":
		consume(*port, *ca)
	default:
		fail(errors.New("unknown mode"))
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(2)
}

// over sends all that is written to a file of this process somewhere else; dubbo-go logs to standard output.
func over(from, to int) {
	if err := syscall.Dup3(to, from, 0); err != nil {
		fail(err)
	}
}

// TestService answers nothing to nothing.
type TestService struct{}

// Reference is the name that dubbo-go knows the service by.
func (*TestService) Reference() string { return "TestService" }

// EmptyCall answers nothing.
func (*TestService) EmptyCall(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	return new(emptypb.Empty), nil
}

func provide(port int, cert, key string) {
	own, err := syscall.Dup(1)
	if err != nil {
		fail(err)
	}
	over(1, 2)
	instance, err := dubbo.NewInstance(
		dubbo.WithName("http3-provider"),
		dubbo.WithLogger(logger.WithLevel("info"), logger.WithZap()),
		dubbo.WithProtocol(protocol.WithTriple(triple.Http3Enable()), protocol.WithIp("127.0.0.1"), protocol.WithPort(port)),
	)
	if err != nil {
		fail(err)
	}
	made, err := instance.NewServer(server.WithServerTLSOption(tls.WithCertFile(cert), tls.WithKeyFile(key)))
	if err != nil {
		fail(err)
	}
	info := server.ServiceInfo{
		InterfaceName: service,
		Methods: []server.MethodInfo{{
			Name:        "EmptyCall",
			Type:        constant.CallUnary,
			ReqInitFunc: func() any { return new(emptypb.Empty) },
			MethodFunc: func(ctx context.Context, args []any, handler any) (any, error) {
				answer, err := handler.(*TestService).EmptyCall(ctx, args[0].(*emptypb.Empty))
				return triple_protocol.NewResponse(answer), err
			},
		}},
	}
	if err := made.Register(&TestService{}, &info, server.WithNotRegister()); err != nil {
		fail(err)
	}
	go func() {
		if err := made.Serve(); err != nil {
			fail(err)
		}
	}()
	for {
		if conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			_ = conn.Close()
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	_, _ = os.NewFile(uintptr(own), "stdout").WriteString("READY\n")
	_, _ = io.Copy(io.Discard, os.Stdin)
}

func consume(port int, ca string) {
	read, write, err := os.Pipe()
	if err != nil {
		fail(err)
	}
	over(1, int(write.Fd()))
	seen := make(chan struct{}, 1024)
	go func() {
		log := make([]byte, 64*1024)
		for {
			length, err := read.Read(log)
			if err != nil {
				return
			}
			_, _ = os.Stderr.Write(log[:length])
			for range strings.Count(string(log[:length]), moved) {
				seen <- struct{}{}
			}
		}
	}()
	instance, err := dubbo.NewInstance(
		dubbo.WithName("http3-consumer"),
		dubbo.WithLogger(logger.WithLevel("debug"), logger.WithZap()),
	)
	if err != nil {
		fail(err)
	}
	made, err := instance.NewClient(
		client.WithClientURL(fmt.Sprintf("tri://localhost:%d", port)),
		client.WithClientProtocol(protocol.WithTriple(triple.Http3Enable())),
		client.WithClientTLSOption(tls.WithCACertFile(ca), tls.WithServerName("localhost")),
	)
	if err != nil {
		fail(err)
	}
	conn, err := made.DialWithInfo(service, &client.ClientInfo{InterfaceName: service, MethodNames: []string{"EmptyCall"}})
	if err != nil {
		fail(err)
	}
	// One for the trial, and one for each call after it.
	const wanted = 4
	end := time.Now().Add(20 * time.Second)
	for count := 0; count < wanted; {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		err := conn.CallUnary(ctx, []any{new(emptypb.Empty)}, new(emptypb.Empty), "EmptyCall")
		cancel()
		if err != nil {
			fail(err)
		}
		select {
		case <-seen:
			count++
		case <-time.After(50 * time.Millisecond):
		}
		if time.Now().After(end) {
			fail(fmt.Errorf("calls went over HTTP/3 %d times, expected %d", count, wanted))
		}
	}
}
