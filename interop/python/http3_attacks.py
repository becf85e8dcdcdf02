"""What no client should do over HTTP/3 and QUIC: frames that break the rules, and floods. After each the server has to be
there, to answer a good call, and to hold no more memory than its windows."""

import random
import socket
import ssl
import time

from aioquic.buffer import encode_uint_var
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.connection import QuicConnection
from aioquic.quic.packet import QuicFrameType

import http3_wire as h3
from http3_calls import GRPC, SERVICE, expect, framed, good, one_good_call, outputs
from http3_wire import Peer, frame, memory_of

DATA, HEADERS, SETTINGS, RESERVED = 0, 1, 4, 0x21
# What a connection may cost: twice its window of 4 MiB, and what a process needs beside.
MOST = 2 * 4 * 1024 * 1024 + 8 * 1024 * 1024


def number(prefix, bits, value):
    """A number of QPACK."""
    most = (1 << bits) - 1
    if value < most:
        return bytes([prefix | value])
    out, value = [prefix | most], value - most
    while value >= 128:
        out.append(value % 128 | 128)
        value //= 128
    return bytes(out + [value])


def text(bits, prefix, value):
    return number(prefix, bits, len(value)) + value


def section(fields):
    body = b"\0\0"
    for name, value in fields:
        body += text(3, 0x20, name.encode()) + text(7, 0, value.encode())
    return body


REQUEST = [
    (":method", "POST"), (":scheme", "https"), (":authority", "localhost"), (":path", f"{SERVICE}EmptyCall"),
    ("content-type", "application/grpc"), ("te", "trailers"),
]
HEAD = frame(HEADERS, section(REQUEST))
TRAILERS = frame(HEADERS, section([("x", "1")]))
CONTROL = encode_uint_var(0) + frame(SETTINGS, b"")


# --- rules of a connection ---


def broken_rules(options):
    """Each of these has to end its connection, with the code of the standard."""
    on_request = [
        (frame(DATA, b"x"), h3.FRAME_UNEXPECTED),
        (frame(SETTINGS, b""), h3.FRAME_UNEXPECTED),
        (frame(3, b"\0"), h3.FRAME_UNEXPECTED),
        (frame(5, b"\0\0\0"), h3.FRAME_UNEXPECTED),
        (frame(7, b"\0"), h3.FRAME_UNEXPECTED),
        (frame(13, b"\0"), h3.FRAME_UNEXPECTED),
        (frame(2, b""), h3.FRAME_UNEXPECTED),
        (frame(9, b""), h3.FRAME_UNEXPECTED),
        (HEAD + TRAILERS + TRAILERS, h3.FRAME_UNEXPECTED),
        # Blocked on a dynamic table that was never offered.
        (frame(HEADERS, b"\x02\0" + section(REQUEST)[2:]), h3.DECOMPRESSION_FAILED),
        (frame(HEADERS, b"\0\0\x80"), h3.DECOMPRESSION_FAILED),
        (frame(HEADERS, b"\0\0\x10"), h3.DECOMPRESSION_FAILED),
        (frame(HEADERS, b"\0\0\xff\x24"), h3.DECOMPRESSION_FAILED),
        # A literal that says it has a gigabyte.
        (frame(HEADERS, b"\0\0" + number(0x20, 3, 1 << 30) + b"x"), h3.DECOMPRESSION_FAILED),
        (frame(HEADERS, b"\0\0\x51" + number(0x80, 7, 1 << 30) + b"x"), h3.DECOMPRESSION_FAILED),
        (frame(HEADERS, b"\0\0\xff" + b"\xff" * 20), h3.DECOMPRESSION_FAILED),
        (frame(HEADERS, b"\0\0\x51\x85" + b"\xff" * 5), h3.DECOMPRESSION_FAILED),
    ]
    for data, code in on_request:
        with Peer(options, raw=True) as peer:
            peer.open(CONTROL, one_way=True)
            peer.open(data, end=False)
            peer.until_closed(code)
    on_control = [
        (frame(7, b"\0"), h3.MISSING_SETTINGS),
        (frame(RESERVED, b""), h3.MISSING_SETTINGS),
        (frame(SETTINGS, b"") * 2, h3.FRAME_UNEXPECTED),
        (frame(SETTINGS, b"") + frame(DATA, b""), h3.FRAME_UNEXPECTED),
        (frame(SETTINGS, b"") + HEAD, h3.FRAME_UNEXPECTED),
        (frame(SETTINGS, b"\x02\x01"), h3.SETTINGS_ERROR),
        (frame(SETTINGS, b"\x06\x01\x06\x01"), h3.SETTINGS_ERROR),
        (frame(SETTINGS, b"\x06"), h3.FRAME_ERROR),
        (frame(SETTINGS, b"", length=1 << 30), h3.EXCESSIVE_LOAD),
        (frame(SETTINGS, b"") + frame(7, b"\0" * 9), h3.FRAME_ERROR),
        (frame(SETTINGS, b"") + frame(7, b"\x04") + frame(7, b"\x08"), h3.ID_ERROR),
    ]
    for data, code in on_control:
        with Peer(options, raw=True) as peer:
            peer.open(encode_uint_var(0) + data, one_way=True)
            peer.until_closed(code)
    for data, end, code in [
        (CONTROL, True, h3.CLOSED_CRITICAL_STREAM),
        (encode_uint_var(1) + b"\0", False, h3.STREAM_CREATION_ERROR),
        (encode_uint_var(2), True, h3.CLOSED_CRITICAL_STREAM),
        # An entry of a table that was not offered, and an acknowledgment of a section that needed none.
        (encode_uint_var(2) + b"\x41x\x01x", False, h3.ENCODER_STREAM_ERROR),
        (encode_uint_var(3) + b"\x80", False, h3.DECODER_STREAM_ERROR),
    ]:
        with Peer(options, raw=True) as peer:
            peer.open(data, one_way=True, end=end)
            peer.until_closed(code)
    for kind in (CONTROL, encode_uint_var(2), encode_uint_var(3)):
        with Peer(options, raw=True) as peer:
            peer.open(kind, one_way=True)
            peer.open(kind, one_way=True)
            peer.until_closed(h3.STREAM_CREATION_ERROR)
    with Peer(options, raw=True) as peer:
        stream = peer.open(CONTROL, one_way=True)
        peer.step()
        peer.quic.reset_stream(stream, h3.NO_ERROR)
        # What is reset before it is read was no control stream yet.
        peer.until_closed((h3.CLOSED_CRITICAL_STREAM, h3.MISSING_SETTINGS))
    with Peer(options, raw=True) as peer:
        peer.open(CONTROL, one_way=True)
        peer.open(HEAD + frame(DATA, b"x", length=9), end=True)
        peer.until_closed(h3.FRAME_ERROR)


def malformed_requests(options):
    """Each of these has to end its stream alone."""
    without = [[field for field in REQUEST if field[0] != name] for name in (":method", ":scheme", ":path")]
    more = [
        (":method", "POST"), (":status", "200"), (":protocol", "x"), ("Upper", "x"), ("connection", "close"),
        ("transfer-encoding", "chunked"), ("te", "gzip"), ("a b", "x"), ("x", "a\nb"), ("x", "a\0b"), ("", "x"),
        ("host", "other"),
    ]
    with Peer(options, raw=True) as peer:
        peer.open(CONTROL, one_way=True)
        for fields in without + [REQUEST + [field] for field in more] + [[("x", "1")] + REQUEST]:
            stream = peer.open(frame(HEADERS, section(fields)) + frame(DATA, framed(b"")), end=True)
            answer = peer.answers[stream]
            peer.until(lambda: answer.reset is not None, f"the end of {fields}")
            expect(answer.reset, h3.MESSAGE_ERROR, f"the code for {fields}")
        stream = peer.open(b"", end=True)
        peer.until(lambda: peer.answers[stream].reset is not None, "the end of an empty stream")
        expect(peer.answers[stream].reset, h3.REQUEST_INCOMPLETE, "the code for nothing")
        # Another length than the head says: an error to the call, whose head was good.
        for length in (4, 6):
            fields = REQUEST + [("content-length", str(length))]
            stream = peer.open(frame(HEADERS, section(fields)) + frame(DATA, framed(b"")), end=True)
            answer = peer.answers[stream]
            peer.until(lambda: answer.reset is not None or peer.data[stream], "an answer")
            assert b"grpc-status" in peer.data[stream] or answer.reset, f"{length} bytes: {peer.data[stream]}"


def what_is_unknown_is_passed_over(options):
    """Reserved frames, streams and settings, with a good call in between."""
    with Peer(options, raw=True) as peer:
        settings = b"".join(encode_uint_var(0x21 + 31 * n) + b"\x07" for n in range(50))
        peer.open(encode_uint_var(0) + frame(SETTINGS, settings) + frame(RESERVED, bytes(5000)), one_way=True)
        for kind in range(20):
            peer.open(encode_uint_var(0x21 + 31 * kind) + bytes(100), one_way=True)
            peer.step()
        unknown = frame(RESERVED, bytes(50)) + frame(0x4242, b"")
        stream = peer.open(unknown + HEAD + unknown + frame(DATA, framed(b"")) + unknown, end=True)
        peer.until(lambda: b"grpc-status" in peer.data[stream] or len(peer.data[stream]) > 30, "an answer")


def no_settings(options):
    """A client that never says how it wants things is served for a while, and then let go."""
    with Peer(options, raw=True) as peer:
        stream = peer.open(HEAD + frame(DATA, framed(b"")), end=True)
        peer.until(lambda: len(peer.data[stream]) > 30, "an answer")
        peer.until_closed(h3.MISSING_SETTINGS, limit=20)


# --- floods ---


def huge_frames(options):
    """Frames that say they have a gigabyte, and bring megabytes of it."""
    for head in (frame(RESERVED, b"", length=1 << 30), HEAD + frame(RESERVED, b"", length=1 << 30)):
        with Peer(options, raw=True) as peer:
            peer.open(CONTROL, one_way=True)
            stream = peer.open(head)
            peer.send_much(stream, bytes(200_000), 100)
    with Peer(options, raw=True) as peer:
        control = peer.open(CONTROL + frame(RESERVED, b"", length=1 << 30), one_way=True)
        peer.send_much(control, bytes(200_000), 100)
    with Peer(options, raw=True) as peer:
        peer.open(CONTROL, one_way=True)
        stream = peer.open(frame(HEADERS, b"", length=1 << 30))
        # 431, and nobody reads on.
        peer.until(lambda: peer.data[stream] and peer.answers[stream].stopped is not None, "a refusal")
        expect(peer.answers[stream].stopped, h3.NO_ERROR, "the code")


def bombs(options):
    """Sections that unpack to more than may be."""
    many = b"\0\0" + b"\xff\x16" * 16_000
    big = b"\0\0" + (text(3, 0x20, b"x" * 6) + text(7, 0, b"y" * 30_000)) * 1 + (text(3, 0x20, b"z" * 9) + text(7, 0, b"y" * 2700))
    with Peer(options, raw=True) as peer:
        peer.open(CONTROL, one_way=True)
        for one in (many, big):
            for _ in range(10):
                stream = peer.open(frame(HEADERS, one), end=True)
                peer.until(lambda: peer.data[stream], "a refusal")


def dynamic_table(options):
    """Insertions into a table of size 0."""
    with Peer(options, raw=True) as peer:
        peer.open(CONTROL, one_way=True)
        stream = peer.open(encode_uint_var(2), one_way=True)
        peer.send_much(stream, (text(5, 0x40, b"name") + text(7, 0, bytes(1000))) * 100, 50)
        peer.until_closed(h3.ENCODER_STREAM_ERROR)


def unfinished_heads(options):
    """A thousand heads of which the last byte is missing."""
    with Peer(options, raw=True) as peer:
        peer.open(CONTROL, one_way=True)
        for _ in range(1000):
            if peer.closed is not None:
                break
            peer.open(frame(HEADERS, bytes(30_000), length=30_001))
            peer.step(0)
        peer.until_closed(h3.EXCESSIVE_LOAD)


def resets(options):
    """Streams that are broken off as soon as they have begun."""
    with Peer(options, raw=True) as peer:
        peer.open(CONTROL, one_way=True)
        for turn in range(20_000):
            if peer.closed is not None:
                break
            stream = peer.open(HEAD)
            peer.step(0)
            peer.quic.reset_stream(stream, h3.REQUEST_CANCELLED)
            peer.quic.stop_stream(stream, h3.REQUEST_CANCELLED)
            if turn % 10 == 0:
                peer.step(0)
        peer.until_closed(h3.EXCESSIVE_LOAD)


def one_way_streams(options):
    """Streams of unknown kinds, more than may be open."""
    with Peer(options, raw=True) as peer:
        peer.open(CONTROL, one_way=True)
        for _ in range(2000):
            peer.open(encode_uint_var(0x21) + bytes(1000), one_way=True)
            peer.step(0)
        for _ in range(20):
            peer.step()
        stream = peer.open(HEAD + frame(DATA, framed(b"")), end=True)
        peer.until(lambda: len(peer.data[stream]) > 30, "an answer beside them")


def tiny_frames(options):
    """A message in frames of one byte each, and empty ones between: it is read, and costs no more than its bytes."""
    with Peer(options, raw=True) as peer:
        peer.open(CONTROL, one_way=True)
        stream = peer.open(HEAD)
        peer.send(stream, b"".join(frame(DATA, bytes([byte])) for byte in framed(b"")[:4]))
        peer.send_much(stream, frame(DATA, b"") * 50_000, 40)
        peer.send(stream, frame(DATA, framed(b"")[4:]), end=True)
        peer.until(lambda: len(peer.data[stream]) > 30, "an answer")


def gaps(options):
    """A hundred thousand single bytes, each with a gap in front: all of them inside of the window."""
    with Peer(options, raw=True) as peer:
        peer.open(CONTROL, one_way=True)
        stream = peer.open(HEAD)
        peer.step()
        quic, sent = peer.quic, {"offset": 1000}

        def write(builder, **rest):
            if rest["stream"].stream_id != stream:
                return QuicConnection._write_stream_frame(quic, builder, **rest)
            while sent["offset"] < 201_000 and builder.remaining_flight_space > 40:
                buffer = builder.start_frame(QuicFrameType.STREAM_BASE | 6, capacity=16)
                buffer.push_uint_var(stream)
                buffer.push_uint_var(sent["offset"])
                buffer.push_uint16(1 | 0x4000)
                buffer.push_bytes(b"x")
                sent["offset"] += 2
            return 0

        quic._write_stream_frame = write
        end = time.monotonic() + 60
        while sent["offset"] < 201_000 and peer.closed is None and time.monotonic() < end:
            sender = quic._streams[stream].sender
            sender.buffer_is_empty = False
            if quic._streams[stream] not in quic._streams_queue:
                quic._streams_queue.append(quic._streams[stream])
            peer.step(0)
        assert sent["offset"] >= 201_000 or peer.closed is not None, f"stuck at {sent['offset']}"


def nobody_reads(options):
    """A client that asks for much and never opens its window."""
    with Peer(options) as peer:
        stream = peer.begin(f"{SERVICE}StreamingOutputCall", GRPC)
        peer.http.send_data(stream, framed(outputs([100_000] * 1000)), end_stream=True)
        peer.quic._write_connection_limits = lambda *_, **__: None
        peer.quic._write_stream_limits = lambda *_, **__: None
        for _ in range(60):
            peer.step()


# --- handshakes ---


def strangers(options):
    """Datagrams that mean nothing, and the first one of handshakes that never go on: an answer may be no longer than
    three times what came."""
    to = ("127.0.0.1", options.server_port)
    noise = random.Random(1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        for length in (0, 1, 20, 1200, 1500):
            for _ in range(200):
                udp.sendto(noise.randbytes(length), to)
    for _ in range(5):
        config = QuicConfiguration(is_client=True, alpn_protocols=["h3"], server_name="localhost")
        config.verify_mode = ssl.CERT_NONE
        quic = QuicConnection(configuration=config)
        quic.connect(to, now=time.monotonic())
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            first, _ = quic.datagrams_to_send(now=time.monotonic())[0]
            udp.sendto(first, to)
            udp.settimeout(4)
            came = 0
            try:
                while True:
                    came += len(udp.recv(65536))
            except TimeoutError:
                pass
            assert came <= 3 * len(first), f"{len(first)} bytes were answered by {came}"


def transport_parameters(options):
    """Parameters of QUIC that are cut off, too long, or senseless."""
    noise = random.Random(2)
    for length in (1, 2, 7, 30, 200):
        for _ in range(5):
            peer = broken_parameters(options, noise.randbytes(length))
            end = time.monotonic() + 3
            while peer.closed is None and not peer.is_up and time.monotonic() < end:
                peer.step()
            peer.socket.close()


def broken_parameters(options, garbage):
    original = QuicConnection._serialize_transport_parameters
    QuicConnection._serialize_transport_parameters = lambda self: garbage
    try:
        return Peer(options, raw=True)
    finally:
        QuicConnection._serialize_transport_parameters = original


def other_protocols(options):
    """Without `h3` in the handshake there is no connection."""
    for alpn in (["h2"], ["hq-interop"], ["x"]):
        peer = Peer(options, raw=True, alpn=alpn)
        end = time.monotonic() + 5
        while peer.closed is None and time.monotonic() < end:
            peer.step()
        assert peer.closed is not None and not peer.is_up, f"{alpn} was accepted"
        peer.socket.close()


def judged(attack):
    """The attack, a good call, and the memory that it took."""

    def run(options):
        one_good_call(options)
        before, _ = memory_of(options.server_port)
        attack(options)
        one_good_call(options)
        _, most = memory_of(options.server_port)
        print(f"{attack.__name__}: {before >> 10} KiB before, at most {most >> 10} KiB")
        if most - before > MOST:
            raise AssertionError(f"took {most - before} bytes of memory, more than {MOST}")

    return run


CASES = {
    attack.__name__: judged(attack)
    for attack in (
        broken_rules, malformed_requests, what_is_unknown_is_passed_over, no_settings, huge_frames, bombs, dynamic_table,
        unfinished_heads, resets, one_way_streams, tiny_frames, gaps, nobody_reads, strangers, transport_parameters,
        other_protocols,
    )
}
