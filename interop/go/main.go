// The dubbo-go peer of the interop matrix: provider and consumer of one contract, see interop/README.md.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"time"

	"dubbo.apache.org/dubbo-go/v3"
	"dubbo.apache.org/dubbo-go/v3/logger"
	"dubbo.apache.org/dubbo-go/v3/protocol"
	"dubbo.apache.org/dubbo-go/v3/registry"
	"dubbo.apache.org/dubbo-go/v3/server"
)

// out is the standard output this program was started with.
var out *os.File

func main() {
	if len(os.Args) < 2 {
		fail("usage: peer provider|consumer|calls ...")
	}
	takeStdout()
	registerContract()
	switch os.Args[1] {
	case "provider":
		provide(os.Args[2:])
	case "consumer":
		os.Exit(consume(os.Args[2:]))
	case "calls":
		makeCalls(os.Args[2:])
	default:
		fail("unknown mode " + os.Args[1])
	}
}

// takeStdout keeps standard output for our own lines: the log of dubbo-go writes to it too.
func takeStdout() {
	own, err := syscall.Dup(1)
	if err == nil {
		err = syscall.Dup3(2, 1, 0)
	}
	if err != nil {
		fail(err)
	}
	out = os.NewFile(uintptr(own), "stdout")
}

func fail(text any) {
	fmt.Fprintln(os.Stderr, text)
	os.Exit(2)
}

func instance(name, zookeeper string, more ...dubbo.InstanceOption) *dubbo.Instance {
	options := append([]dubbo.InstanceOption{
		dubbo.WithName(name),
		dubbo.WithLogger(logger.WithLevel("warn"), logger.WithZap()),
		// Otherwise a metadata service opens the provider's port first, on all addresses.
		dubbo.WithRemoteMetadata(),
	}, more...)
	if zookeeper != "" {
		options = append(options, dubbo.WithRegistry(
			registry.WithZookeeper(),
			registry.WithAddress(strings.TrimPrefix(zookeeper, "zookeeper://")),
			registry.WithRegisterInterface(),
			registry.WithTimeout(5*time.Second),
		))
	}
	made, err := dubbo.NewInstance(options...)
	if err != nil {
		fail(err)
	}
	return made
}

func provide(words []string) {
	flags := flag.NewFlagSet("provider", flag.ExitOnError)
	port := flags.Int("port", 0, "port to listen on, 0 for a free one")
	scheme := flags.String("protocol", "dubbo", "dubbo or tri")
	zookeeper := flags.String("registry", "", "zookeeper://host:port")
	payload := flags.Int("payload", 0, "largest message in bytes")
	_ = flags.Int("threads", 0, "taken and ignored: dubbo-go starts a goroutine for each request")
	_ = flags.Parse(words)
	if *port == 0 {
		*port = freePort()
	}

	kind := protocol.WithDubbo()
	if *scheme == triple {
		kind = protocol.WithTriple()
	}
	options := []protocol.ServerOption{kind, protocol.WithIp("127.0.0.1"), protocol.WithPort(*port)}
	if *payload > 0 {
		options = append(options, protocol.WithParams(map[string]any{
			"getty-session-param": map[string]any{"max-msg-len": *payload},
		}))
	}
	made, err := instance("interop-go-provider", *zookeeper, dubbo.WithProtocol(options...)).NewServer()
	if err != nil {
		fail(err)
	}
	for _, key := range [][2]string{{"", ""}, {"", "2.0.0"}, {"g1", "1.0.0"}} {
		exported := []server.ServiceOption{server.WithInterface(interfaceName), server.WithSerialization("hessian2")}
		if key[0] != "" {
			exported = append(exported, server.WithGroup(key[0]))
		}
		if key[1] != "" {
			exported = append(exported, server.WithVersion(key[1]))
		}
		if *zookeeper == "" {
			exported = append(exported, server.WithNotRegister())
		}
		var service any = newTypesService(key[0], key[1])
		if *scheme == triple {
			service = &TripleTypesService{newTypesService(key[0], key[1])}
		}
		if err := made.RegisterService(service, exported...); err != nil {
			fail(err)
		}
	}
	if *scheme == triple {
		provideTriple(made, *zookeeper != "")
	}
	for name, service := range map[string]any{
		timesName: &TimesService{}, libraryName: &LibraryService{}, containersName: &ContainersService{},
		familiesName: &FamiliesService{}, failuresName: &FailuresService{},
	} {
		exported := []server.ServiceOption{server.WithInterface(name), server.WithSerialization("hessian2")}
		if *zookeeper == "" {
			exported = append(exported, server.WithNotRegister())
		}
		if err := made.RegisterService(service, exported...); err != nil {
			fail(err)
		}
	}
	go func() {
		if err := made.Serve(); err != nil {
			fail(err)
		}
	}()
	untilListening(*port)
	if *zookeeper != "" {
		untilRegistered(strings.TrimPrefix(*zookeeper, "zookeeper://"), *port, *scheme)
	}
	fmt.Fprintf(out, "READY %d\n", *port)
	_, _ = io.Copy(io.Discard, os.Stdin)
}
