"""One connection of HTTP/3 on aioquic, driven step by step: what is sent and when is up to the test.

aioquic itself keeps the rules; what breaks them goes around it, as bytes of a stream.
"""

import collections
import os
import select
import socket
import ssl
import time

from aioquic.buffer import encode_uint_var
from aioquic.h3.connection import H3_ALPN, H3Connection
from aioquic.h3.events import DataReceived, HeadersReceived
from aioquic.quic import events
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.connection import QuicConnection

# How long a server may take for anything.
PATIENCE = 15

NO_ERROR = 0x100
STREAM_CREATION_ERROR = 0x103
CLOSED_CRITICAL_STREAM = 0x104
FRAME_UNEXPECTED = 0x105
FRAME_ERROR = 0x106
EXCESSIVE_LOAD = 0x107
ID_ERROR = 0x108
SETTINGS_ERROR = 0x109
MISSING_SETTINGS = 0x10A
REQUEST_CANCELLED = 0x10C
REQUEST_INCOMPLETE = 0x10D
MESSAGE_ERROR = 0x10E
DECOMPRESSION_FAILED = 0x200
ENCODER_STREAM_ERROR = 0x201
DECODER_STREAM_ERROR = 0x202


def frame(kind, payload, length=None):
    return encode_uint_var(kind) + encode_uint_var(len(payload) if length is None else length) + payload


class Answer:
    """What came on one stream."""

    def __init__(self):
        self.headers = None
        self.trailers = {}
        self.body = bytearray()
        self.ended = False
        self.reset = None
        self.stopped = None

    @property
    def status(self):
        return self.headers.get(":status") if self.headers else None

    @property
    def grpc_status(self):
        return self.trailers.get("grpc-status", (self.headers or {}).get("grpc-status"))

    def messages(self):
        """The whole messages behind prefixes."""
        found, at = [], 0
        while len(self.body) >= at + 5:
            length = int.from_bytes(self.body[at + 1 : at + 5], "big")
            if len(self.body) < at + 5 + length:
                break
            found.append(bytes(self.body[at + 5 : at + 5 + length]))
            at += 5 + length
        return found


class Peer:
    """A client. With `raw` nothing is said beside what the test says: no control stream, no settings."""

    def __init__(self, options, raw=False, verify=True, certificate=None, alpn=H3_ALPN):
        self.to = ("127.0.0.1", options.server_port)
        self.tickets = []
        config = QuicConfiguration(is_client=True, alpn_protocols=alpn, server_name="localhost", idle_timeout=60)
        if verify:
            config.load_verify_locations(options.ca_file)
        else:
            config.verify_mode = ssl.CERT_NONE
        if certificate:
            config.load_cert_chain(*certificate)
        self.quic = QuicConnection(configuration=config, session_ticket_handler=self.tickets.append)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.answers = collections.defaultdict(Answer)
        self.closed = None
        self.is_up = False
        self.raw = raw
        self.http = None
        self.data = collections.defaultdict(bytearray)
        self.quic.connect(self.to, now=time.monotonic())

    def __enter__(self):
        self.until(lambda: self.is_up, "a handshake")
        if not self.raw:
            self.http = H3Connection(self.quic)
        return self

    def __exit__(self, *_):
        self.quic.close(error_code=NO_ERROR)
        self.flush()
        self.socket.close()

    def flush(self):
        for datagram, to in self.quic.datagrams_to_send(now=time.monotonic()):
            try:
                self.socket.sendto(datagram, to)
            except BlockingIOError:
                select.select([], [self.socket], [], 1)
            except ConnectionRefusedError:
                pass

    def step(self, limit=0.05):
        """Sends what is to be sent, and takes what comes within `limit` seconds."""
        self.flush()
        timer = self.quic.get_timer()
        if timer is not None:
            limit = max(0.0, min(limit, timer - time.monotonic()))
        ready, _, _ = select.select([self.socket], [], [], limit)
        if ready:
            for _ in range(64):
                try:
                    datagram, source = self.socket.recvfrom(65536)
                except (BlockingIOError, ConnectionRefusedError):
                    break
                self.quic.receive_datagram(datagram, source, now=time.monotonic())
        timer = self.quic.get_timer()
        if timer is not None and timer <= time.monotonic():
            self.quic.handle_timer(now=time.monotonic())
        while (event := self.quic.next_event()) is not None:
            self.take(event)
        self.flush()

    def take(self, event):
        if isinstance(event, events.HandshakeCompleted):
            self.is_up = True
        elif isinstance(event, events.ConnectionTerminated):
            self.closed = event
        elif isinstance(event, events.StreamReset):
            self.answers[event.stream_id].reset = event.error_code
        elif isinstance(event, events.StopSendingReceived):
            self.answers[event.stream_id].stopped = event.error_code
        elif isinstance(event, events.StreamDataReceived):
            self.data[event.stream_id] += event.data
        if self.http is not None:
            for got in self.http.handle_event(event):
                self.read(got)

    def read(self, got):
        if isinstance(got, HeadersReceived):
            answer = self.answers[got.stream_id]
            fields = {name.decode(): value.decode() for name, value in got.headers}
            if answer.headers is None:
                answer.headers = fields
            else:
                answer.trailers = fields
            answer.ended |= got.stream_ended
        elif isinstance(got, DataReceived):
            answer = self.answers[got.stream_id]
            answer.body += got.data
            answer.ended |= got.stream_ended

    def until(self, wanted, what, limit=PATIENCE):
        end = time.monotonic() + limit
        while not wanted():
            if self.closed is not None:
                raise AssertionError(f"waited for {what}; closed with {self.closed.error_code:#x} {self.closed.reason_phrase}")
            if time.monotonic() >= end:
                raise AssertionError(f"waited {limit} s for {what}")
            self.step()

    def until_closed(self, code, limit=PATIENCE):
        """The server must close the connection with this code, or one of these."""
        codes = code if isinstance(code, tuple) else (code,)
        end = time.monotonic() + limit
        while self.closed is None:
            if time.monotonic() >= end:
                raise AssertionError(f"not closed within {limit} s, expected {codes[0]:#x}")
            self.step()
        if self.closed.error_code not in codes:
            raise AssertionError(f"closed with {self.closed.error_code:#x} {self.closed.reason_phrase}, expected {codes[0]:#x}")

    # --- good requests ---

    def begin(self, path, headers=(), method="POST", end=False):
        stream = self.quic.get_next_available_stream_id()
        fields = [(":method", method), (":scheme", "https"), (":authority", f"localhost:{self.to[1]}"), (":path", path)]
        fields += list(headers)
        self.http.send_headers(stream, [(name.encode(), value.encode()) for name, value in fields], end_stream=end)
        return stream

    def call(self, path, body, headers, method="POST", limit=PATIENCE):
        """A whole request, and the whole answer."""
        stream = self.begin(path, headers, method, end=not body)
        if body:
            self.http.send_data(stream, body, end_stream=True)
        return self.finish(stream, limit)

    def finish(self, stream, limit=PATIENCE):
        answer = self.answers[stream]
        self.until(lambda: answer.ended or answer.reset is not None, "the end of an answer", limit)
        if answer.reset is not None:
            raise AssertionError(f"the answer was broken off with {answer.reset:#x}")
        return answer

    # --- bytes ---

    def open(self, data=b"", one_way=False, end=False):
        stream = self.quic.get_next_available_stream_id(is_unidirectional=one_way)
        self.quic.send_stream_data(stream, data, end_stream=end)
        return stream

    def send(self, stream, data, end=False):
        self.quic.send_stream_data(stream, data, end_stream=end)

    def send_much(self, stream, piece, times):
        """The same piece many times, no faster than it goes out; ends when the connection does."""
        for _ in range(times):
            if self.closed is not None:
                return
            self.send(stream, piece)
            self.step(0)
            sender = self.quic._streams[stream].sender
            end = time.monotonic() + PATIENCE
            while sender.buffer_is_empty is False and self.closed is None and time.monotonic() < end:
                self.step(0.01)
            if self.answers[stream].stopped is not None:
                return


def memory_of(port):
    """The memory of whoever listens on the port for UDP, in bytes: now, and at most so far."""
    inodes = set()
    with open("/proc/net/udp") as sockets:
        for line in sockets.readlines()[1:]:
            parts = line.split()
            if int(parts[1].split(":")[1], 16) == port:
                inodes.add(f"socket:[{parts[9]}]")
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            links = [os.readlink(f"/proc/{process}/fd/{fd}") for fd in os.listdir(f"/proc/{process}/fd")]
        except OSError:
            continue
        if inodes.intersection(links):
            with open(f"/proc/{process}/status") as status:
                found = dict(line.split(":", 1) for line in status)
            return tuple(int(found[name].split()[0]) * 1024 for name in ("VmRSS", "VmHWM"))
    raise AssertionError(f"nobody listens on UDP port {port}")
