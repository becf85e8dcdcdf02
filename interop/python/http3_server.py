"""A server of gRPC over HTTP/3 on aioquic: the calls of TestService, and ways to misbehave."""

import asyncio
import os
import sys
import threading

from aioquic.asyncio import serve as listen
from aioquic.asyncio.protocol import QuicConnectionProtocol
from aioquic.h3.connection import H3_ALPN, H3Connection
from aioquic.h3.events import DataReceived, HeadersReceived
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.events import StopSendingReceived, StreamReset

from grpc_peer import ECHO_HEADER, ECHO_TRAILER, SERVICE, message
from http3_wire import NO_ERROR, frame

REQUEST_REJECTED = 0x10B
GOAWAY = 7
# Beside `well`: the first request is rejected, or told to go elsewhere; interim answers come first; reserved frames stand
# everywhere; an answer is cut off.
WAYS = ["well", "rejects", "goes_away", "interim", "reserved", "cuts_off"]


class Failed(Exception):
    def __init__(self, code, text=""):
        super().__init__(text)
        self.code, self.text = code, text


class Connection(QuicConnectionProtocol):
    """One connection; each of its requests is a task."""

    way = "well"
    seen = 0

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.http = None
        self.requests = {}

    def quic_event_received(self, event):
        if self.http is None:
            self.http = H3Connection(self._quic)
        if isinstance(event, (StreamReset, StopSendingReceived)):
            queue, task = self.requests.pop(event.stream_id, (None, None))
            if task is not None:
                task.cancel()
                self._quic.reset_stream(event.stream_id, NO_ERROR)
        for got in self.http.handle_event(event):
            if isinstance(got, HeadersReceived) and got.stream_id not in self.requests:
                self.begin(got)
            elif isinstance(got, DataReceived) and got.stream_id in self.requests:
                queue, _ = self.requests[got.stream_id]
                queue.put_nowait((got.data, got.stream_ended))

    def begin(self, got):
        Connection.seen += 1
        if self.way == "rejects" and Connection.seen == 1:
            self._quic.stop_stream(got.stream_id, REQUEST_REJECTED)
            self._quic.reset_stream(got.stream_id, REQUEST_REJECTED)
            self.transmit()
            return
        if self.way == "goes_away" and Connection.seen == 1:
            control = self.http._local_control_stream_id
            self._quic.send_stream_data(control, frame(GOAWAY, bytes([got.stream_id])))
            self.transmit()
            asyncio.get_running_loop().call_later(0.1, lambda: self._quic.close(error_code=NO_ERROR) or self.transmit())
            return
        queue = asyncio.Queue()
        request = Request(self, got.stream_id, dict(got.headers), queue)
        self.requests[got.stream_id] = queue, asyncio.ensure_future(request.run())
        if got.stream_ended:
            queue.put_nowait((b"", True))


class Request:
    def __init__(self, connection, stream, headers, queue):
        self.connection, self.stream, self.queue = connection, stream, queue
        self.headers = {name.decode(): value.decode() for name, value in headers.items()}
        self.has_head = False
        self.trailers = []

    def out(self, headers=None, data=None, end=False):
        http, way = self.connection.http, self.connection.way
        if way == "reserved":
            self.connection._quic.send_stream_data(self.stream, frame(0x21, b"reserved") + frame(0x4242, b""))
        if headers is not None:
            http.send_headers(self.stream, [(name.encode(), value.encode()) for name, value in headers], end_stream=end)
        if data is not None:
            http.send_data(self.stream, data, end_stream=end)
        self.connection.transmit()

    def head(self):
        if self.has_head:
            return
        self.has_head = True
        if self.connection.way == "interim":
            self.out([(":status", "103"), ("link", "</x>")])
        head = [(":status", "200"), ("content-type", "application/grpc")]
        if ECHO_HEADER in self.headers:
            head.append((ECHO_HEADER, self.headers[ECHO_HEADER]))
        if ECHO_TRAILER in self.headers:
            self.trailers.append((ECHO_TRAILER, self.headers[ECHO_TRAILER]))
        self.out(head)

    def say(self, reply):
        self.head()
        data = reply.SerializeToString()
        self.out(data=b"\0" + len(data).to_bytes(4, "big") + data)

    async def messages(self, kind):
        """The messages of the request."""
        body, ended = bytearray(), False
        while True:
            while len(body) >= 5 and len(body) >= 5 + int.from_bytes(body[1:5], "big"):
                length = int.from_bytes(body[1:5], "big")
                yield kind.FromString(bytes(body[5 : 5 + length]))
                del body[: 5 + length]
            if ended:
                return
            data, ended = await self.queue.get()
            body += data

    async def only(self, kind):
        async for one in self.messages(kind):
            return one
        raise Failed(3, "no message")

    async def run(self):
        try:
            try:
                timeout = self.headers.get("grpc-timeout", "99H")
                unit = {"H": 3600, "M": 60, "S": 1, "m": 1e-3, "u": 1e-6, "n": 1e-9}[timeout[-1]]
                await asyncio.wait_for(self.answer(), int(timeout[:-1]) * unit)
                self.head()
                if self.connection.way == "cuts_off":
                    self.connection._quic.reset_stream(self.stream, 0x102)
                    self.connection.transmit()
                    return
                outcome = [("grpc-status", "0")]
            except Failed as failed:
                outcome = [("grpc-status", str(failed.code)), ("grpc-message", percent(failed.text))]
            except asyncio.TimeoutError:
                outcome = [("grpc-status", "4")]
            if self.has_head:
                self.out(outcome + self.trailers, end=True)
            else:
                self.out([(":status", "200"), ("content-type", "application/grpc")] + outcome, end=True)
        finally:
            self.connection.requests.pop(self.stream, None)

    async def answer(self):
        path = self.headers[":path"]
        if not path.startswith(f"/{SERVICE}/"):
            raise Failed(12, "no such service")
        match path.rsplit("/", 1)[1]:
            case "EmptyCall":
                self.say(await self.only(message("Empty")))
            case "UnaryCall":
                request = await self.only(message("SimpleRequest"))
                if request.response_status.code:
                    self.head()
                    raise Failed(request.response_status.code, request.response_status.message)
                self.say(message("SimpleResponse")(payload={"body": bytes(request.response_size)}))
            case "StreamingOutputCall":
                await self.outputs(await self.only(message("StreamingOutputCallRequest")))
            case "StreamingInputCall":
                size = 0
                async for request in self.messages(message("StreamingInputCallRequest")):
                    size += len(request.payload.body)
                self.say(message("StreamingInputCallResponse")(aggregated_payload_size=size))
            case "FullDuplexCall":
                self.head()
                async for request in self.messages(message("StreamingOutputCallRequest")):
                    await self.outputs(request)
                    if request.response_status.code:
                        raise Failed(request.response_status.code, request.response_status.message)
            case _:
                raise Failed(12, "no such method")

    async def outputs(self, request):
        for parameters in request.response_parameters:
            await asyncio.sleep(parameters.interval_us / 1e6)
            self.say(message("StreamingOutputCallResponse")(payload={"body": bytes(parameters.size)}))


def percent(text):
    return "".join(chr(byte) if 0x20 <= byte < 0x7F and byte != 0x25 else f"%{byte:02X}" for byte in text.encode())


def serve(options):
    Connection.way = options.behave
    config = QuicConfiguration(is_client=False, alpn_protocols=H3_ALPN, idle_timeout=60)
    config.load_cert_chain(options.tls_cert_file, options.tls_key_file)

    async def run():
        await listen("127.0.0.1", options.port, configuration=config, create_protocol=Connection)
        print("ready", flush=True)
        await asyncio.Event().wait()

    # A judge that is not told to end ends with its runner.
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    asyncio.run(run())
