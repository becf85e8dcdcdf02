// The peer grpc-go of `cargo xtask bench triple`: the same program around a peer as bench/load/src/program.rs, which says
// what it is told and what it answers.
//
// echo/ is generated from ../proto by protoc-gen-go and protoc-gen-go-grpc.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	switch {
	case len(arguments) == 2 && arguments[1] == "server":
		address, err := serve()
		if err != nil {
			return err
		}
		fmt.Println(address)
		_, err = io.Copy(io.Discard, os.Stdin)
		return err
	case len(arguments) == 3 && arguments[1] == "client":
		return client(arguments[2])
	}
	return fmt.Errorf("usage: grpc-go server | client ADDRESS")
}

func client(address string) error {
	peer, err := connect(address)
	if err != nil {
		return err
	}
	fmt.Println("ready")
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		said, err := measure(peer, strings.Fields(lines.Text()))
		if err != nil {
			said = strings.ReplaceAll("error "+err.Error(), "\n", " ")
		}
		fmt.Println(said)
	}
	return lines.Err()
}

func measure(peer *peer, words []string) (string, error) {
	if len(words) != 4 {
		return "", fmt.Errorf("a measure has four words")
	}
	numbers := make([]int, 3)
	for at, word := range words[1:] {
		number, err := strconv.Atoi(word)
		if err != nil {
			return "", err
		}
		numbers[at] = number
	}
	size, count, limit := numbers[0], numbers[1], time.Duration(numbers[2])*time.Millisecond
	body := bytes.Repeat([]byte{'x'}, size)
	switch words[0] {
	case "unary":
		done, err := closedLoop(count, limit, func() error { return peer.unary(body) })
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("%v\t%v\t%v\t%d", done.rate, done.p50, done.p99, done.calls), nil
	case "download":
		return streams(limit, func() (int, error) { return peer.download(count, size) })
	case "chat":
		return streams(limit, func() (int, error) { return peer.chat(count, body) })
	}
	return "", fmt.Errorf("no such measure: %s", words[0])
}

// streams runs one stream after the other, until the time is over.
func streams(limit time.Duration, stream func() (int, error)) (string, error) {
	start, messages := time.Now(), 0
	for time.Since(start) < limit {
		more, err := stream()
		if err != nil {
			return "", err
		}
		messages += more
	}
	return fmt.Sprintf("%v\t-\t-\t%d", float64(messages)/time.Since(start).Seconds(), messages), nil
}
