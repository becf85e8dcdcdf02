// A program that reads and writes values with dubbo-go-hessian2: the same batches that Serve.java answers.
package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"os"

	hessian "github.com/apache/dubbo-go-hessian2"
)

const (
	notRead = iota
	good
	notWritten
)

func main() {
	register()
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve() error {
	in, out := bufio.NewReaderSize(os.Stdin, 1<<16), bufio.NewWriterSize(os.Stdout, 1<<16)
	for {
		var head [4]byte
		if _, err := io.ReadFull(in, head[:]); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		batch := make([]byte, binary.BigEndian.Uint32(head[:]))
		if _, err := io.ReadFull(in, batch); err != nil {
			return err
		}
		answer := answers(batch)
		if _, err := out.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(answer))), answer...)); err != nil {
			return err
		}
		if err := out.Flush(); err != nil {
			return err
		}
	}
}

func answers(batch []byte) (answer []byte) {
	if batch[0] == 'G' {
		r := &random{Rand: rand.New(rand.NewSource(int64(binary.BigEndian.Uint64(batch[1:9]))))}
		for left := binary.BigEndian.Uint32(batch[9:13]); left > 0; left-- {
			answer = append(answer, written(r.value())...)
		}
		return answer
	}
	for rest := batch[1:]; len(rest) > 0; {
		end := 4 + binary.BigEndian.Uint32(rest)
		value, err := read(rest[4:end])
		rest = rest[end:]
		if err != nil {
			answer = append(answer, item(notRead, err.Error(), nil)...)
		} else {
			answer = append(answer, written(value)...)
		}
	}
	return answer
}

// The library panics where it does not expect what it finds.
func read(bytes []byte) (value interface{}, err error) {
	defer func() {
		if found := recover(); found != nil {
			err = fmt.Errorf("panic: %v", found)
		}
	}()
	decoder := hessian.NewDecoder(bytes)
	if value, err = decoder.Decode(); err == nil && decoder.Buffered() > 0 {
		err = errors.New("bytes are left over")
	}
	return value, err
}

func written(value interface{}) (answer []byte) {
	defer func() {
		if found := recover(); found != nil {
			answer = item(notWritten, fmt.Sprintf("panic: %v", found), nil)
		}
	}()
	line := text(value)
	encoder := hessian.NewEncoder()
	if err := encoder.Encode(value); err != nil {
		return item(notWritten, err.Error(), nil)
	}
	return item(good, line, encoder.Buffer())
}

func item(state byte, text string, bytes []byte) []byte {
	answer := binary.BigEndian.AppendUint32([]byte{state}, uint32(len(text)))
	answer = append(answer, text...)
	answer = binary.BigEndian.AppendUint32(answer, uint32(len(bytes)))
	return append(answer, bytes...)
}
