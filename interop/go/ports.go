package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

const (
	stateEstablished = "01"
	stateListen      = "0A"
)

// freePort returns a port nobody listens on just now: dubbo-go takes 0 for its default port.
func freePort() int {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fail(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().(*net.TCPAddr).Port
}

// listening tells whether some process listens on the TCP port.
func listening(port int) bool {
	for _, fields := range tcpTable() {
		if fields[3] == stateListen && strings.HasSuffix(fields[1], fmt.Sprintf(":%04X", port)) {
			return true
		}
	}
	return false
}

// localPorts lists the local ports of this process's open TCP connections to the provider, or to
// anything when the provider came from the registry.
func localPorts(c *consumer) map[int64]bool {
	own := map[string]bool{}
	links, _ := filepath.Glob("/proc/self/fd/*")
	for _, link := range links {
		target, _ := os.Readlink(link)
		if inode, ok := strings.CutPrefix(target, "socket:["); ok {
			own[strings.TrimSuffix(inode, "]")] = true
		}
	}
	remote := ""
	if _, port, ok := strings.Cut(strings.TrimPrefix(c.direct, "dubbo://"), ":"); ok {
		number, _ := strconv.Atoi(port)
		remote = fmt.Sprintf(":%04X", number)
	}
	ports := map[int64]bool{}
	for _, fields := range tcpTable() {
		if fields[3] != stateEstablished || !own[fields[9]] || !strings.HasSuffix(fields[2], remote) {
			continue
		}
		_, port, _ := strings.Cut(fields[1], ":")
		number, _ := strconv.ParseInt(port, 16, 32)
		ports[number] = true
	}
	return ports
}

// tcpTable returns the kernel's TCP sockets: local address, remote address, state and inode are the
// fields 1, 2, 3 and 9.
func tcpTable() [][]string {
	var rows [][]string
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		file, err := os.Open(table)
		if err != nil {
			continue
		}
		lines := bufio.NewScanner(file)
		for lines.Scan() {
			if fields := strings.Fields(lines.Text()); len(fields) >= 10 {
				rows = append(rows, fields)
			}
		}
		_ = file.Close()
	}
	return rows
}
