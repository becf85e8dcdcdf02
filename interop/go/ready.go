package main

import (
	"fmt"
	"strings"
	"time"

	"dubbors.org/interop/talk"
	"github.com/dubbogo/go-zookeeper/zk"
)

// untilListening waits for the port, as Serve does not tell when it is up. It looks and does not
// connect: a client that dials a free port of the ephemeral range may end up connected to itself, and
// then the server finds the port taken. The port opens with the first export; the others follow at once.
func untilListening(port int) {
	for !listening(port) {
		time.Sleep(20 * time.Millisecond)
	}
	time.Sleep(300 * time.Millisecond)
}

// untilRegistered waits until every service of this port can be found: they are registered one by one, in no order.
func untilRegistered(server string, port int, scheme string) {
	conn, _, err := zk.Connect([]string{server}, 10*time.Second, zk.WithLogInfo(false))
	if err != nil {
		fail(err)
	}
	defer conn.Close()
	wanted := map[string]int{
		interfaceName: 3, timesName: 1, libraryName: 1, containersName: 1, familiesName: 1, failuresName: 1,
	}
	if scheme == triple {
		wanted[talk.Name], wanted[packedName] = 1, 1
	}
	for name, count := range wanted {
		for registered(conn, name, port) < count {
			time.Sleep(20 * time.Millisecond)
		}
	}
}

func registered(conn *zk.Conn, name string, port int) int {
	// As long as nobody has registered there is no such node.
	providers, _, _ := conn.Children("/dubbo/" + name + "/providers")
	count := 0
	for _, provider := range providers {
		if strings.Contains(provider, fmt.Sprintf("%%3A%d%%2F", port)) {
			count++
		}
	}
	return count
}
