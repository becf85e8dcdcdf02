"""Passes a connection on and reads its HTTP/2 frames: which gRPC messages went by, and whether they were compressed."""

import asyncio
import gzip
import hashlib
import threading
import zlib

import hpack

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, CONTINUATION = 0, 1, 9
END_HEADERS, PADDED, PRIORITY = 0x4, 0x8, 0x20


class Stream:
    """One call: for each side whether its messages were compressed, and the client's headers."""

    def __init__(self):
        self.messages = {"client": [], "server": []}
        self.headers = {}
        self.rest = {"client": bytearray(), "server": bytearray()}
        self.encoding = {"client": "identity", "server": "identity"}


class Observer:
    """Listens on `port` and passes everything on to the port `to`. With TLS on one side it ends or begins it."""

    def __init__(self, port, to, accept_tls=None, connect_tls=None):
        self.port = port
        self.to = to
        self.accept_tls = accept_tls
        self.connect_tls = connect_tls
        self.lock = threading.Lock()
        self.calls = []
        self.by_content = {}

    def start(self):
        """Returns when it listens; it runs on a thread of its own until the program ends."""
        ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self.run(ready)), daemon=True).start()
        if not ready.wait(10):
            raise OSError(f"cannot listen on port {self.port}")

    def last(self, side):
        """The messages of the last call."""
        with self.lock:
            return list(self.calls[-1].messages[side]) if self.calls else None

    def was_compressed(self, digest):
        """Whether a message came compressed, by the hash of its plain bytes. The last one counts."""
        with self.lock:
            return self.by_content.get(digest)

    def accepts(self, encoding):
        """Whether the client of the last call reads this encoding."""
        with self.lock:
            accepted = self.calls[-1].headers.get("grpc-accept-encoding", "") if self.calls else ""
        return encoding in [name.strip() for name in accepted.split(",")]

    async def run(self, ready):
        server = await asyncio.start_server(self.connection, "127.0.0.1", self.port, ssl=self.accept_tls)
        ready.set()
        async with server:
            await server.serve_forever()

    async def connection(self, near_reader, near_writer):
        name = "localhost" if self.connect_tls else None
        try:
            far = asyncio.open_connection("127.0.0.1", self.to, ssl=self.connect_tls, server_hostname=name)
            far_reader, far_writer = await far
        except OSError:
            near_writer.close()
            return
        streams = {}
        await asyncio.gather(
            pump(near_reader, far_writer, Reader(self, "client", streams)),
            pump(far_reader, near_writer, Reader(self, "server", streams)),
        )


async def pump(source, sink, reader):
    """What is read is noted before it is passed on, so that whoever has an answer finds it noted."""
    try:
        while chunk := await source.read(1 << 16):
            reader.feed(chunk)
            sink.write(chunk)
            await sink.drain()
    except OSError:
        pass
    sink.close()


class Reader:
    """The frames of one direction."""

    def __init__(self, observer, side, streams):
        self.observer = observer
        self.side = side
        self.streams = streams
        self.buffer = bytearray()
        self.preface = len(PREFACE) if side == "client" else 0
        self.decoder = hpack.Decoder(max_header_list_size=1 << 20)
        self.decoder.max_allowed_table_size = 1 << 20
        self.block = bytearray()

    def feed(self, chunk):
        self.buffer += chunk
        if self.preface:
            if len(self.buffer) < self.preface:
                return
            del self.buffer[: self.preface]
            self.preface = 0
        while len(self.buffer) >= 9:
            length = int.from_bytes(self.buffer[:3], "big")
            if len(self.buffer) < 9 + length:
                return
            kind, flags = self.buffer[3], self.buffer[4]
            number = int.from_bytes(self.buffer[5:9], "big") & 0x7FFFFFFF
            payload = bytes(self.buffer[9 : 9 + length])
            del self.buffer[: 9 + length]
            with self.observer.lock:
                self.frame(kind, flags, number, payload)

    def frame(self, kind, flags, number, payload):
        if kind in (DATA, HEADERS) and flags & PADDED:
            payload = payload[1 : len(payload) - payload[0]]
        if kind == HEADERS and flags & PRIORITY:
            payload = payload[5:]
        if kind in (HEADERS, CONTINUATION):
            self.block += payload
            if flags & END_HEADERS:
                self.headers(number, dict(self.decoder.decode(bytes(self.block))))
                self.block.clear()
        elif kind == DATA and number in self.streams:
            self.data(self.streams[number], payload)

    def headers(self, number, headers):
        if number not in self.streams:
            self.streams[number] = Stream()
            self.observer.calls.append(self.streams[number])
        stream = self.streams[number]
        if self.side == "client":
            stream.headers.update(headers)
        if "grpc-encoding" in headers:
            stream.encoding[self.side] = headers["grpc-encoding"]

    def data(self, stream, payload):
        rest = stream.rest[self.side]
        rest += payload
        while len(rest) >= 5:
            length = int.from_bytes(rest[1:5], "big")
            if len(rest) < 5 + length:
                return
            compressed, content = rest[0] == 1, bytes(rest[5 : 5 + length])
            del rest[: 5 + length]
            stream.messages[self.side].append(compressed)
            if self.side == "client":
                plain = decompress(stream.encoding["client"], content) if compressed else content
                self.observer.by_content[hashlib.sha1(plain).digest()] = compressed


def decompress(encoding, content):
    if encoding == "gzip":
        return gzip.decompress(content)
    if encoding == "deflate":
        return zlib.decompress(content)
    return content
