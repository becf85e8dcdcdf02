"""A gRPC peer on Google's C core, for the interop cases that grpc-go lacks.

    grpc_peer.py server --port=P [--use_tls=true --tls_cert_file=F --tls_key_file=F]
    grpc_peer.py client --test_case=C --server_port=P [--use_tls=true --ca_file=F]

The options are those of grpc-go's interop programs. A client ends with 0 when the case has passed; `SKIP why` on its
standard output means that it cannot judge the case. The frames are read on their way (see frames.py), since the C core
does not tell whether a message was compressed; TLS ends and begins there. Only the thousand calls at once go straight
from the C core to the server, TLS and all.
"""

import argparse
import concurrent.futures
import hashlib
import os
import socket
import ssl
import sys
import tempfile
import threading
import time

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection
from grpc_tools import protoc

import frames

SERVICE = "grpc.testing.TestService"
LARGE_REQUEST = 271828
LARGE_REPLY = 314159
ECHO_HEADER = "x-grpc-test-echo-initial"
ECHO_TRAILER = "x-grpc-test-echo-trailing-bin"
NO_LIMIT = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
# How long a call may take.
CALL = 60

POOL = descriptor_pool.Default()


def load_protos():
    """Compiles interop/proto; a package `grpc.testing` of generated modules would hide the package `grpc`."""
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "proto")
    with tempfile.NamedTemporaryFile() as out:
        line = ["protoc", f"-I{root}", "--include_imports", f"--descriptor_set_out={out.name}", "grpc/testing/test.proto"]
        if protoc.main(line) != 0:
            sys.exit("protoc failed")
        files = descriptor_pb2.FileDescriptorSet.FromString(out.read())
    for file in files.file:
        POOL.Add(file)


def message(name):
    return message_factory.GetMessageClass(POOL.FindMessageTypeByName(f"grpc.testing.{name}"))


def is_true(text):
    return text.lower() == "true"


# --- the server ---


class Server:
    """What is asked of an interop server. Requests come with their bytes, by which their frames are found."""

    def __init__(self, observer):
        self.observer = observer
        self.Reply = message("SimpleResponse")
        self.Output = message("StreamingOutputCallResponse")
        self.Input = message("StreamingInputCallResponse")

    def expect(self, context, raw, request):
        """Ends the call when its message is not compressed as it says, or is and should not be."""
        if not request.HasField("expect_compressed"):
            return
        wanted = request.expect_compressed.value
        if self.observer.was_compressed(hashlib.sha1(raw).digest()) != wanted:
            text = "is not compressed" if wanted else "is compressed"
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"the message {text}")

    def echo(self, context):
        for key, value in context.invocation_metadata():
            if key == ECHO_HEADER:
                context.send_initial_metadata([(key, value)])
            elif key == ECHO_TRAILER:
                context.set_trailing_metadata([(key, value)])

    def end(self, context, request):
        if request.response_status.code != 0:
            codes = {code.value[0]: code for code in grpc.StatusCode}
            code = codes.get(request.response_status.code, grpc.StatusCode.UNKNOWN)
            context.abort(code, request.response_status.message)

    def empty(self, request, context):
        return message("Empty")()

    def unary(self, raw, context):
        request = message("SimpleRequest").FromString(raw)
        if request.response_compressed.value:
            self.accepts_gzip(context)
            context.set_compression(grpc.Compression.Gzip)
        self.echo(context)
        self.end(context, request)
        self.expect(context, raw, request)
        reply = self.Reply(payload={"body": bytes(request.response_size)})
        if request.fill_server_id:
            reply.server_id = str(os.getpid())
        return reply

    def accepts_gzip(self, context):
        if not self.observer.accepts("gzip"):
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "asks for gzip, but does not accept it")

    def outputs(self, request, context):
        for parameters in request.response_parameters:
            time.sleep(parameters.interval_us / 1e6)
            if parameters.HasField("compressed") and not parameters.compressed.value:
                context.disable_next_message_compression()
            yield self.Output(payload={"body": bytes(parameters.size)})

    def output(self, request, context):
        if any(parameters.compressed.value for parameters in request.response_parameters):
            self.accepts_gzip(context)
            context.set_compression(grpc.Compression.Gzip)
        self.end(context, request)
        yield from self.outputs(request, context)

    def input(self, requests, context):
        size = 0
        for raw in requests:
            request = message("StreamingInputCallRequest").FromString(raw)
            self.expect(context, raw, request)
            size += len(request.payload.body)
        return self.Input(aggregated_payload_size=size)

    def full_duplex(self, requests, context):
        self.echo(context)
        for request in requests:
            self.end(context, request)
            yield from self.outputs(request, context)

    def half_duplex(self, requests, context):
        for request in list(requests):
            yield from self.outputs(request, context)


def serve(options):
    # The observer has the port, the C core one behind it.
    port = free_port()
    tls = None
    if options.use_tls:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(options.tls_cert_file, options.tls_key_file)
        tls.set_alpn_protocols(["h2"])
    observer = frames.Observer(options.port, port, accept_tls=tls)
    server = grpc.server(concurrent.futures.ThreadPoolExecutor(64), options=NO_LIMIT)
    test = Server(observer)
    text = lambda reply: reply.SerializeToString()
    output_request = message("StreamingOutputCallRequest").FromString
    methods = {
        "EmptyCall": grpc.unary_unary_rpc_method_handler(test.empty, None, text),
        "UnaryCall": grpc.unary_unary_rpc_method_handler(test.unary, None, text),
        "CacheableUnaryCall": grpc.unary_unary_rpc_method_handler(test.unary, None, text),
        "StreamingOutputCall": grpc.unary_stream_rpc_method_handler(test.output, output_request, text),
        "StreamingInputCall": grpc.stream_unary_rpc_method_handler(test.input, None, text),
        "FullDuplexCall": grpc.stream_stream_rpc_method_handler(test.full_duplex, output_request, text),
        "HalfDuplexCall": grpc.stream_stream_rpc_method_handler(test.half_duplex, output_request, text),
    }
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, methods),))
    ready = health.HealthServicer()
    for name in ("", SERVICE):
        ready.set(name, health_pb2.HealthCheckResponse.SERVING)
    health_pb2_grpc.add_HealthServicer_to_server(ready, server)
    names = (SERVICE, health.SERVICE_NAME, reflection.SERVICE_NAME)
    reflection.enable_server_reflection(names, server)
    server.add_insecure_port(f"127.0.0.1:{port}")
    server.start()
    observer.start()
    server.wait_for_termination()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


# --- the client ---


class Failed(Exception):
    """What a case has found."""


class Client:
    def __init__(self, channel, observer):
        self.channel = channel
        self.observer = observer
        self.Request = message("SimpleRequest")
        self.Input = message("StreamingInputCallRequest")
        self.Output = message("StreamingOutputCallRequest")

    def method(self, kind, name, reply):
        make = getattr(self.channel, kind)
        return make(f"/{SERVICE}/{name}", lambda request: request.SerializeToString(), message(reply).FromString)

    def unary(self, request, compression=None, name="UnaryCall"):
        return self.method("unary_unary", name, "SimpleResponse")(request, timeout=CALL, compression=compression)

    def input(self, requests, compression=None):
        call = self.method("stream_unary", "StreamingInputCall", "StreamingInputCallResponse")
        return call(iter(requests), timeout=CALL, compression=compression).aggregated_payload_size

    def refused(self, call, *arguments):
        """A server that can tell compressed messages from others ends this with INVALID_ARGUMENT."""
        try:
            call(*arguments)
        except grpc.RpcError as error:
            if error.code() == grpc.StatusCode.INVALID_ARGUMENT:
                return
            raise Failed(f"a message that is not as it says: {error.code()}, {error.details()}") from error
        raise Failed("the server did not see that a message is not compressed, though it says it is")

    def large(self, **fields):
        return self.Request(response_size=LARGE_REPLY, payload={"body": bytes(LARGE_REQUEST)}, **fields)

    def whole(self, reply):
        if len(reply.payload.body) != LARGE_REPLY:
            raise Failed(f"{len(reply.payload.body)} bytes, not {LARGE_REPLY}")

    def saw(self, side, wanted):
        """What the frames of the last call say of its messages."""
        found = self.observer.last(side)
        if found != wanted:
            raise Failed(f"of the {side}'s messages compressed: {found}, not {wanted}")

    def client_compressed_unary(self):
        self.refused(self.unary, self.large(expect_compressed={"value": True}))
        self.whole(self.unary(self.large(expect_compressed={"value": True}), grpc.Compression.Gzip))
        self.saw("client", [True])
        self.whole(self.unary(self.large(expect_compressed={"value": False})))
        self.saw("client", [False])

    def server_compressed_unary(self):
        for compressed in (True, False):
            self.whole(self.unary(self.large(response_compressed={"value": compressed})))
            self.saw("server", [compressed])

    def client_compressed_streaming(self):
        """The C core for Python compresses all messages of a stream or none, so there is a stream of each."""
        part = lambda size, expect: self.Input(payload={"body": bytes(size)}, expect_compressed={"value": expect})
        self.refused(self.input, [part(27182, True)])
        for compression, expect in ((grpc.Compression.Gzip, True), (None, False)):
            size = self.input([part(27182, expect), part(45904, expect)], compression)
            if size != 27182 + 45904:
                raise Failed(f"{size} bytes arrived")
            self.saw("client", [expect, expect])

    def server_compressed_streaming(self):
        sizes = [31415, 92653]
        wanted = [{"size": size, "compressed": {"value": first}} for size, first in zip(sizes, (True, False))]
        call = self.method("unary_stream", "StreamingOutputCall", "StreamingOutputCallResponse")
        found = [len(reply.payload.body) for reply in call(self.Output(response_parameters=wanted), timeout=CALL)]
        if found != sizes:
            raise Failed(f"messages of {found} bytes, not {sizes}")
        self.saw("server", [True, False])

    def cacheable_unary(self):
        self.unary(self.Request(response_size=1), name="CacheableUnaryCall")
        return "the C core sends no GET any more, and there is no proxy that caches; the method itself answers"

    def concurrent_large_unary(self):
        call = self.method("unary_unary", "UnaryCall", "SimpleResponse")
        for future in [call.future(self.large(), timeout=3 * CALL) for _ in range(1000)]:
            self.whole(future.result())


CASES = [name for name in vars(Client) if name.endswith(("_unary", "_streaming"))]


def judge(options):
    port = options.server_port
    observer = None
    if options.test_case != "concurrent_large_unary":
        tls = None
        if options.use_tls:
            tls = ssl.create_default_context(cafile=options.ca_file)
            tls.set_alpn_protocols(["h2"])
        observer = frames.Observer(free_port(), port, connect_tls=tls)
        observer.start()
        channel = grpc.insecure_channel(f"127.0.0.1:{observer.port}", NO_LIMIT)
    elif options.use_tls:
        with open(options.ca_file, "rb") as file:
            credentials = grpc.ssl_channel_credentials(file.read())
        channel = grpc.secure_channel(f"localhost:{port}", credentials, NO_LIMIT)
    else:
        channel = grpc.insecure_channel(f"127.0.0.1:{port}", NO_LIMIT)
    with channel:
        try:
            why = getattr(Client(channel, observer), options.test_case)()
        except grpc.RpcError as error:
            end(f"{error.code()}: {error.details()}")
        except Failed as error:
            end(str(error))
    if why:
        print(f"SKIP {why}", flush=True)
    end()


def end(problem=None):
    """At once: what the observer still passes on is of no more use, and would only be complained about."""
    if problem is not None:
        print(problem, file=sys.stderr, flush=True)
    os._exit(0 if problem is None else 1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["server", "client"])
    parser.add_argument("--port", type=int)
    parser.add_argument("--server_host")
    parser.add_argument("--server_port", type=int)
    parser.add_argument("--server_host_override")
    parser.add_argument("--test_case", choices=CASES)
    parser.add_argument("--use_tls", type=is_true, default=False)
    parser.add_argument("--use_test_ca", type=is_true, default=False)
    for file in ("ca_file", "tls_cert_file", "tls_key_file"):
        parser.add_argument(f"--{file}")
    options = parser.parse_args()
    load_protos()
    if options.role == "server":
        # A judge that is not told to end ends with its runner.
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
        serve(options)
    else:
        judge(options)


if __name__ == "__main__":
    main()
