#!/usr/bin/env python3
"""Records what real peers exchange over tri://, one call after the other: HTTP/2 frames with their headers decoded.

    triple.py [java33] [go] [java33-go]

As capture.py, from which it has the proxy. Writes testdata/triple/<name>.tsv; testdata/README.md says what is in it. The
peers have to be built first, see interop/README.md. Needs hpack and hyperframe: pip install hpack hyperframe.
"""

import signal
import sys
import time

from capture import CALL, PEERS, ROOT, START, Process, Proxy, shortened
from hpack import Decoder
from hyperframe.frame import (
    ContinuationFrame,
    DataFrame,
    Frame,
    GoAwayFrame,
    HeadersFrame,
    RstStreamFrame,
    SettingsFrame,
)

OUT = ROOT / "testdata" / "triple"
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
HEADER = 9
# File -> (consumer, provider, prefix of the names).
PAIRS = {
    "java33": [("java33", "java33", "")],
    "go": [("go", "go", "")],
    "java33-go": [("go", "java33", "go-calls-java33/"), ("java33", "go", "java33-calls-go/")],
}


class Http2Frames:
    """Cuts one direction of a connection into (stream, kind, columns); pings and window updates are left out."""

    def __init__(self):
        self.rest = bytearray()
        self.table = Decoder(max_header_list_size=1 << 20)
        self.block = bytearray()
        self.started = set()
        self.fresh = True

    def take(self, data):
        self.rest += data
        if self.fresh and self.rest[:1] == b"P":
            if len(self.rest) < len(PREFACE):
                return
            if not self.rest.startswith(PREFACE):
                raise ValueError(f"no preface: {bytes(self.rest[:32])}")
            del self.rest[:len(PREFACE)]
        self.fresh = False
        while len(self.rest) >= HEADER:
            frame, length = Frame.parse_frame_header(memoryview(self.rest)[:HEADER].tobytes())
            if len(self.rest) < HEADER + length:
                return
            frame.parse_body(memoryview(bytes(self.rest[HEADER:HEADER + length])))
            del self.rest[:HEADER + length]
            yield from self.read(frame)

    def read(self, frame):
        flags = frame.flags
        end = "+end" if "END_STREAM" in flags else ""
        if isinstance(frame, (HeadersFrame, ContinuationFrame)):
            self.block += frame.data
            if "END_HEADERS" in flags:
                kind = "trailers" if frame.stream_id in self.started else "headers"
                self.started.add(frame.stream_id)
                pairs = self.table.decode(bytes(self.block), raw=True)
                self.block.clear()
                yield frame.stream_id, kind + end, [f"{text(name)}: {text(value)}" for name, value in pairs]
        elif isinstance(frame, DataFrame):
            yield frame.stream_id, "data" + end, [shortened(bytes(frame.data))]
        elif isinstance(frame, RstStreamFrame):
            yield frame.stream_id, "reset", [str(frame.error_code)]
        elif isinstance(frame, GoAwayFrame):
            yield 0, "goaway", [str(frame.error_code), str(frame.last_stream_id), text(frame.additional_data)]
        elif isinstance(frame, SettingsFrame) and frame.settings:
            yield 0, "settings", [f"{name}: {value}" for name, value in frame.settings.items()]


def text(data):
    """Printable ASCII as it is; all other bytes and the percent sign as %XX."""
    return "".join(chr(byte) if 0x20 <= byte < 0x7f and byte != 0x25 else f"%{byte:02X}" for byte in bytes(data))


def run(consumer, provider):
    """Yields (call, sender, stream, kind, columns) of one provider's life."""
    serving = Process(PEERS[provider] + ["provider", "--port", "0", "--protocol", "tri"])
    calling = None
    try:
        proxy = Proxy(int(serving.expect("READY ", START).split()[1]), Http2Frames)
        direct = f"tri://127.0.0.1:{proxy.port}"
        calling = Process(PEERS[consumer] + ["calls", "--direct", direct, "--cases", "all"])
        while (line := calling.expect(("CALL ", "DONE"), START)) != "DONE":
            yield from rows("connection", proxy.drain())
            name = line.split()[1]
            calling.go_on()
            calling.expect("ENDED", CALL)
            yield from rows(name, proxy.drain())
        serving.child.send_signal(signal.SIGTERM)
        time.sleep(1)
        yield from rows("shutdown", proxy.drain())
    finally:
        for process in (calling, serving):
            if process:
                process.end()


def rows(name, events):
    """The settings belong to the connection, whatever call it was made for."""
    for sender, (stream, kind, columns) in events:
        yield "connection" if kind == "settings" else name, sender, stream, kind, columns


def record(name):
    lines = [f"# HTTP/2 of {name}; made by: interop/capture/triple.py {name}", "# call\tsender\tstream\tkind\tcontent"]
    for consumer, provider, prefix in PAIRS[name]:
        settings = set()
        for call, sender, stream, kind, columns in run(consumer, provider):
            if kind == "settings":
                if sender in settings:
                    continue
                settings.add(sender)
            lines.append("\t".join([prefix + call, sender, str(stream), kind, *columns]))
        print(f"{consumer} calls {provider}: {len(lines) - 2} frames so far", flush=True)
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    wanted = sys.argv[1:] or list(PAIRS)
    unknown = [name for name in wanted if name not in PAIRS]
    if unknown:
        sys.exit(f"unknown: {' '.join(unknown)}; known: {' '.join(PAIRS)}")
    for each in wanted:
        record(each)
