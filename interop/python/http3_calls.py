"""Good calls of every kind over HTTP/3, as another implementation makes them."""

import base64
import json
import time

from http3_wire import REQUEST_CANCELLED, Peer

from grpc_peer import LARGE_REPLY, LARGE_REQUEST, message

SERVICE = "/grpc.testing.TestService/"
GRPC = [("content-type", "application/grpc"), ("te", "trailers")]


def framed(one):
    data = one if isinstance(one, bytes) else one.SerializeToString()
    return b"\0" + len(data).to_bytes(4, "big") + data


def expect(got, wanted, what):
    if got != wanted:
        raise AssertionError(f"{what} is {got!r}, expected {wanted!r}")


def good(answer, count=1):
    expect(answer.status, "200", ":status")
    expect(answer.grpc_status, "0", "grpc-status")
    messages = answer.messages()
    expect(len(messages), count, "the number of messages")
    return messages


def one_good_call(options):
    """A new connection, one call: the server is well."""
    with Peer(options) as peer:
        good(peer.call(f"{SERVICE}EmptyCall", framed(b""), GRPC))


def empty_unary(options):
    with Peer(options) as peer:
        for _ in range(3):
            good(peer.call(f"{SERVICE}EmptyCall", framed(b""), GRPC))
        assert all(not ticket.max_early_data_size for ticket in peer.tickets), "0-RTT is offered"


def large_unary(options):
    request = message("SimpleRequest")(response_size=LARGE_REPLY, payload={"body": bytes(LARGE_REQUEST)})
    with Peer(options) as peer:
        for _ in range(4):
            (reply,) = good(peer.call(f"{SERVICE}UnaryCall", framed(request), GRPC))
            expect(len(message("SimpleResponse").FromString(reply).payload.body), LARGE_REPLY, "the size")


def huge_unary(options):
    """Both windows have to be opened many times."""
    request = message("SimpleRequest")(response_size=6_000_000, payload={"body": bytes(6_000_000)})
    with Peer(options) as peer:
        # Twelve megabytes through Python, on a machine that may have more to do.
        (reply,) = good(peer.call(f"{SERVICE}UnaryCall", framed(request), GRPC, limit=90))
        expect(len(message("SimpleResponse").FromString(reply).payload.body), 6_000_000, "the size")


def client_streaming(options):
    sizes = [27182, 8, 1828, 45904]
    with Peer(options) as peer:
        stream = peer.begin(f"{SERVICE}StreamingInputCall", GRPC)
        for size in sizes:
            peer.http.send_data(stream, framed(message("StreamingInputCallRequest")(payload={"body": bytes(size)})), False)
            peer.step()
        peer.http.send_data(stream, b"", end_stream=True)
        (reply,) = good(peer.finish(stream))
        got = message("StreamingInputCallResponse").FromString(reply).aggregated_payload_size
        expect(got, sum(sizes), "the sum")


def outputs(sizes, interval=0):
    return message("StreamingOutputCallRequest")(
        response_parameters=[{"size": size, "interval_us": interval} for size in sizes]
    )


def server_streaming(options):
    sizes = [31415, 9, 2653, 58979]
    with Peer(options) as peer:
        replies = good(peer.call(f"{SERVICE}StreamingOutputCall", framed(outputs(sizes)), GRPC), len(sizes))
        got = [len(message("StreamingOutputCallResponse").FromString(reply).payload.body) for reply in replies]
        expect(got, sizes, "the sizes")


def ping_pong(options):
    with Peer(options) as peer:
        stream = peer.begin(f"{SERVICE}FullDuplexCall", GRPC)
        answer = peer.answers[stream]
        for turn, size in enumerate([31415, 9, 2653, 58979]):
            peer.http.send_data(stream, framed(outputs([size])), end_stream=False)
            peer.until(lambda turn=turn: len(answer.messages()) == turn + 1, f"answer {turn}")
        peer.http.send_data(stream, b"", end_stream=True)
        good(peer.finish(stream), 4)


def many_at_once(options):
    with Peer(options) as peer:
        streams = [peer.begin(f"{SERVICE}EmptyCall", GRPC) for _ in range(300)]
        for stream in streams:
            peer.http.send_data(stream, framed(b""), end_stream=True)
        for stream in streams:
            good(peer.finish(stream))


def status_and_metadata(options):
    request = message("SimpleRequest")(response_status={"code": 2, "message": "\t\ntest with\xa0 whitespace"})
    echo = [("x-grpc-test-echo-initial", "a value"), ("x-grpc-test-echo-trailing-bin", base64.b64encode(b"\xab\xab").decode())]
    with Peer(options) as peer:
        answer = peer.call(f"{SERVICE}UnaryCall", framed(request), GRPC)
        expect(answer.grpc_status, "2", "grpc-status")
        answer = peer.call(f"{SERVICE}UnaryCall", framed(message("SimpleRequest")()), GRPC + echo)
        good(answer)
        expect(answer.headers.get("x-grpc-test-echo-initial"), "a value", "the header")
        expect(answer.trailers.get("x-grpc-test-echo-trailing-bin", "").rstrip("="), "q6s", "the trailer")
        expect(answer.headers.get("alt-svc"), None, "alt-svc over HTTP/3")


def unimplemented(options):
    with Peer(options) as peer:
        for path in (f"{SERVICE}UnimplementedCall", "/no.Such/Method"):
            expect(peer.call(path, framed(b""), GRPC).grpc_status, "12", f"grpc-status of {path}")


def deadline(options):
    with Peer(options) as peer:
        begun = time.monotonic()
        timed = GRPC + [("grpc-timeout", "100m")]
        answer = peer.call(f"{SERVICE}StreamingOutputCall", framed(outputs([1, 1], 10_000_000)), timed)
        expect(answer.grpc_status, "4", "grpc-status")
        assert time.monotonic() - begun < 5, "the deadline passed, and nothing was said"


def cancel(options):
    """Both directions are broken off; the connection goes on."""
    with Peer(options) as peer:
        stream = peer.begin(f"{SERVICE}FullDuplexCall", GRPC)
        peer.http.send_data(stream, framed(outputs([9])), end_stream=False)
        peer.until(lambda: peer.answers[stream].messages(), "an answer")
        peer.quic.reset_stream(stream, REQUEST_CANCELLED)
        peer.quic.stop_stream(stream, REQUEST_CANCELLED)
        endless = peer.begin(f"{SERVICE}StreamingOutputCall", GRPC)
        peer.http.send_data(endless, framed(outputs([1] * 1000, 100_000)), end_stream=True)
        peer.until(lambda: peer.answers[endless].messages(), "an answer")
        peer.quic.stop_stream(endless, REQUEST_CANCELLED)
        peer.until(lambda: peer.answers[endless].reset is not None, "the end of what nobody wants")
        good(peer.call(f"{SERVICE}EmptyCall", framed(b""), GRPC))


def grpc_json(options):
    with Peer(options) as peer:
        headers = [("content-type", "application/grpc+json"), ("te", "trailers")]
        (reply,) = good(peer.call(f"{SERVICE}UnaryCall", framed(b'{"responseSize": 3}'), headers))
        expect(json.loads(reply)["payload"]["body"], base64.b64encode(bytes(3)).decode(), "the body")


def grpc_web(options):
    with Peer(options) as peer:
        headers = [("content-type", "application/grpc-web+proto")]
        answer = peer.call(f"{SERVICE}EmptyCall", framed(b""), headers)
        expect(answer.status, "200", ":status")
        assert b"grpc-status:0" in bytes(answer.body).replace(b" ", b""), bytes(answer.body)


def connect(options):
    with Peer(options) as peer:
        plain = [("content-type", "application/json")]
        answer = peer.call(f"{SERVICE}UnaryCall", b'{"responseSize": 2}', plain)
        expect((answer.status, answer.headers.get("content-type")), ("200", "application/json"), "the answer")
        expect(json.loads(answer.body)["payload"]["body"], base64.b64encode(bytes(2)).decode(), "the body")
        answer = peer.call(f"{SERVICE}EmptyCall", b"", [("content-type", "application/proto"), ("content-length", "0")])
        expect((answer.status, bytes(answer.body)), ("200", b""), "the answer")
        answer = peer.call("/no.Such/Method", b"{}", plain)
        expect(answer.status, "404", ":status")
        expect(json.loads(answer.body)["code"], "unimplemented", "the code")


CASES = {
    case.__name__: case
    for case in (
        empty_unary, large_unary, huge_unary, client_streaming, server_streaming, ping_pong, many_at_once,
        status_and_metadata, unimplemented, deadline, cancel, grpc_json, grpc_web, connect,
    )
}
