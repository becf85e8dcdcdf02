#!/usr/bin/env python3
"""Records the dubbo:// frames that real peers exchange, one call after the other.

    capture.py [java33] [java27] [go]

A small TCP proxy stands between the `calls` mode of a consumer and a provider, and keeps whole frames of both
directions. Writes testdata/dubbo/<name>.tsv; testdata/README.md says what is in it. The peers have to be built first,
see interop/README.md. Needs nothing but the standard library.
"""

import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "testdata" / "dubbo"
HEADER = 16
EVENT = 0x20
# The calls that are about events; in all others a heartbeat is only there by chance.
ABOUT_EVENTS = ("heartbeat", "shutdown")
# Seconds. Every frame that belongs to a call has passed when the wire was quiet for so long: a one-way call returns
# before its frame is on the wire.
QUIET = 0.4
START = 90
CALL = 30


def java(module):
    return ["java", "-Xmx512m", "-XX:TieredStopAtLevel=1", "-jar", f"{ROOT}/interop/java/{module}/target/{module}.jar"]


PEERS = {"java33": java("peer33"), "java27": java("peer27"), "go": [f"{ROOT}/interop/go/target/peer"]}
# File -> (consumer, provider, prefix of the names).
PAIRS = {
    "java33": [("java33", "java33", "")],
    "java27": [("java27", "java27", "")],
    "go": [("go", "java33", "go-calls-java33/"), ("java33", "go", "java33-calls-go/")],
}


class Frames:
    """Cuts a byte stream into frames; bytes that do not start a frame end the program."""

    def __init__(self):
        self.rest = bytearray()

    def take(self, data):
        self.rest += data
        while len(self.rest) >= HEADER:
            if self.rest[:2] != b"\xda\xbb":
                raise ValueError(f"no frame: {self.rest[:32].hex()}")
            end = HEADER + int.from_bytes(self.rest[12:16], "big")
            if len(self.rest) < end:
                return
            frame = bytes(self.rest[:end])
            del self.rest[:end]
            yield frame


class Proxy:
    """Forwards connections to one port and keeps (sender, frame) in the order in which they passed. Each direction of a
    connection is cut into frames by a cutter of its own."""

    def __init__(self, target, cutter=Frames):
        self.target = target
        self.cutter = cutter
        self.lock = threading.Lock()
        self.frames = []
        self.last = time.monotonic()
        self.broken = None
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            client, _ = self.listener.accept()
            server = socket.create_connection(("127.0.0.1", self.target))
            for sender, source, sink in (("consumer", client, server), ("provider", server, client)):
                threading.Thread(target=self._pump, args=(sender, source, sink), daemon=True).start()

    def _pump(self, sender, source, sink):
        frames = self.cutter()
        try:
            while data := source.recv(65536):
                with self.lock:
                    self.last = time.monotonic()
                    self.frames += [(sender, frame) for frame in frames.take(data)]
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except ValueError as problem:
            self.broken = problem
        except OSError:
            pass  # One side has gone; the other direction notices by itself.

    def drain(self):
        """Waits until nothing has passed for a while, and takes what has passed since the last time."""
        start = time.monotonic()
        while True:
            with self.lock:
                if self.broken:
                    raise self.broken
                if time.monotonic() - max(start, self.last) > QUIET:
                    taken, self.frames = self.frames, []
                    return taken
            time.sleep(0.05)


class Process:
    """A peer whose lines can be waited for."""

    def __init__(self, command):
        self.name = " ".join(command)
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                      stderr=subprocess.DEVNULL, text=True)
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.child.stdout:
            self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def expect(self, starts, seconds):
        deadline = time.monotonic() + seconds
        while True:
            try:
                line = self.lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise SystemExit(f"no line {starts} within {seconds} s: {self.name}") from None
            if line is None:
                raise SystemExit(f"ended before a line {starts}: {self.name}")
            if line.startswith(starts):
                return line

    def go_on(self):
        self.child.stdin.write("\n")
        self.child.stdin.flush()

    def end(self):
        self.child.stdin.close()
        try:
            self.child.wait(20)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()


def run(consumer, provider, cases, options):
    """Yields (call, sender, frame) of one provider's life."""
    serving = Process(PEERS[provider] + ["provider", "--port", "0"] + options)
    calling = None
    try:
        proxy = Proxy(int(serving.expect("READY ", START).split()[1]))
        calling = Process(PEERS[consumer] + ["calls", "--direct", f"dubbo://127.0.0.1:{proxy.port}", "--cases", cases])
        while (line := calling.expect(("CALL ", "DONE"), START)) != "DONE":
            name = line.split()[1]
            proxy.drain()
            calling.go_on()
            yield from rows(name, calling, proxy)
        proxy.drain()
        serving.child.send_signal(signal.SIGTERM)
        # The provider waits for its consumer, so the wire is quiet long before it ends.
        time.sleep(1)
        yield from (("shutdown", sender, frame) for sender, frame in proxy.drain())
    finally:
        for process in (calling, serving):
            if process:
                process.end()


def rows(name, calling, proxy):
    calling.expect("ENDED", CALL)
    for sender, frame in proxy.drain():
        if bool(frame[2] & EVENT) == (name in ABOUT_EVENTS):
            yield name, sender, frame


def shortened(data):
    """Hex digits in which a byte that stands 64 times or more in a row is written once: [78*32767]."""
    runs = re.finditer(rb"(.)\1{63,}|.", data, re.DOTALL)
    return "".join(
        m[0].hex() if len(m[0]) == 1 else f"[{m[1].hex()}*{len(m[0])}]" for m in runs)


def capture(name):
    lines = [f"# Frames of {name}; made by: interop/capture/capture.py {name}", "# call\tsender\tframe"]
    for consumer, provider, prefix in PAIRS[name]:
        cells = [("all", [])]
        if provider != "go":
            # dubbo-go has no pool that could run out.
            cells.append(("pool-exhausted", ["--threads", "1", "--queues", "0"]))
        for cases, options in cells if consumer != "go" else cells[:1]:
            for call, sender, frame in run(consumer, provider, cases, options):
                # Each of these belongs to one provider, and is an ordinary call or a repetition with the other.
                if (call, cases) in (("shutdown", "pool-exhausted"), ("pool-exhausted", "all")):
                    continue
                if (call, provider) == ("exception-untrusted", "go"):
                    continue
                lines.append(f"{prefix}{call}\t{sender}\t{shortened(frame)}")
        print(f"{consumer} calls {provider}: {len(lines) - 2} frames so far", flush=True)
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    wanted = sys.argv[1:] or list(PAIRS)
    unknown = [name for name in wanted if name not in PAIRS]
    if unknown:
        sys.exit(f"unknown: {' '.join(unknown)}; known: {' '.join(PAIRS)}")
    for each in wanted:
        capture(each)
