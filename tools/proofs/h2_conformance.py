"""Asks RFC 9113 of the server's HTTP/2 at /db, as h2spec does, with the header compression of
python3-h2 (hpack) and frames written by hand. Each case opens a connection with prior knowledge, breaks one rule and says what came back: a GOAWAY or RST_STREAM
with its error, an answer, the end of the connection, or nothing within 3 s. A case holds if the outcome is among those that
the RFC allows. Both servers bring their own HTTP/2, so that what breaks here is named in docs/guarantees.md, and none may
stop the server: after all cases a good request must be answered.

tools/proofs/run payara h2_conformance [--only TEXT] [--tolerate NAME]
"""

import argparse
import socket
import struct
import time

import hpack
import msgpack

import proof

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
ERRORS = ["NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED",
          "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM",
          "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED"]
DATA, HEADERS, PRIORITY, RST, SETTINGS, PUSH, PING, GOAWAY, WINDOW, CONTINUATION = range(10)
END_STREAM, END_HEADERS, ACK = 1, 4, 1
PATIENCE = 3.0
CONNECTION_ERROR = {"GOAWAY", "closed"}
STREAM_ERROR = {"RST_STREAM", "GOAWAY", "closed"}
REFUSED = STREAM_ERROR | {"4xx"}


def raw(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def block(method="GET", path="/db/tenant-states?id=0", extra=(), drop=(), order=None):
    fields = [(":method", method), (":scheme", "http"), (":authority", f"{proof.HOST}:{proof.PORT}"), (":path", path),
              ("authorization", "Bearer " + proof.worker_token(0))]
    fields = [field for field in fields if field[0] not in drop] + list(extra)
    if order:
        fields = order(fields)
    return hpack.Encoder().encode(fields)


def get(stream, **named):
    return raw(HEADERS, END_HEADERS | END_STREAM, stream, block(**named))


def post(stream, extra=(), path=None):
    query = f"?id=0&tenant_type=guild&tenant_id={proof.tenant_of(0)}"
    return raw(HEADERS, END_HEADERS, stream, block("POST", path or "/db/kv" + query,
                                                  [("content-type", "application/msgpack"), *extra]))


SET = msgpack.packb({"Set": [["h2"], "key", {"Text": "value"}]})

# name, section of RFC 9113, what is sent after the preface and our settings, what may come
CASES = [
    ("a good request", "8.1", lambda: get(1), {"2xx"}),
    ("a good body", "8.1", lambda: post(1) + raw(DATA, END_STREAM, 1, SET), {"2xx"}),
    ("a good body in padded frames", "6.1", lambda: post(1) + raw(DATA, 8, 1, b"\x05" + SET + bytes(5)) + raw(DATA, 1, 1), {"2xx"}),
    ("ping is answered", "6.7", lambda: raw(PING, 0, 0, b"12345678"), {"PING"}),
    ("settings are acknowledged", "6.5.3", lambda: b"", {"SETTINGS ACK"}),
    ("an unknown frame type is ignored", "4.1", lambda: raw(0x16, 0, 0, b"x" * 8) + get(1), {"2xx"}),
    ("unknown settings are ignored", "6.5.2", lambda: raw(SETTINGS, 0, 0, struct.pack(">HI", 0xFF, 1)) + get(1), {"2xx"}),
    ("priority frames are ignored", "5.3.2", lambda: raw(PRIORITY, 0, 3, struct.pack(">IB", 0, 15)) + get(1), {"2xx"}),
    ("a frame over the maximum size", "4.2", lambda: post(1) + raw(DATA, 0, 1, bytes(16385)), STREAM_ERROR),
    ("a head over the maximum frame size", "4.2", lambda: raw(HEADERS, END_HEADERS | END_STREAM, 1, bytes(16385)), CONNECTION_ERROR),
    ("a broken header block", "4.3", lambda: raw(HEADERS, END_HEADERS | END_STREAM, 1, b"\xff" * 20), CONNECTION_ERROR),
    ("data on an idle stream", "5.1", lambda: raw(DATA, END_STREAM, 1, b"x"), CONNECTION_ERROR),
    ("reset of an idle stream", "5.1", lambda: raw(RST, 0, 1, struct.pack(">I", 8)), CONNECTION_ERROR),
    ("window update of an idle stream", "5.1", lambda: raw(WINDOW, 0, 1, struct.pack(">I", 100)), CONNECTION_ERROR),
    ("continuation on an idle stream", "5.1", lambda: raw(CONTINUATION, END_HEADERS, 1, block()), CONNECTION_ERROR),
    ("data on a half-closed stream", "5.1", lambda: get(1) + raw(DATA, END_STREAM, 1, b"x"), STREAM_ERROR),
    ("a head on a half-closed stream", "5.1", lambda: get(1) + get(1), STREAM_ERROR),
    ("data on a stream that was reset", "5.1", lambda: post(1) + raw(RST, 0, 1, struct.pack(">I", 8)) + raw(DATA, 1, 1, b"x"),
     STREAM_ERROR),
    ("a head on a stream that was reset", "5.1", lambda: post(1) + raw(RST, 0, 1, struct.pack(">I", 8)) + get(1), STREAM_ERROR),
    ("an even stream", "5.1.1", lambda: get(2), CONNECTION_ERROR),
    ("a stream lower than one before", "5.1.1", lambda: get(5) + get(3), CONNECTION_ERROR),
    ("data on stream 0", "6.1", lambda: raw(DATA, END_STREAM, 0, b"x"), CONNECTION_ERROR),
    ("padding longer than the frame", "6.1", lambda: post(1) + raw(DATA, 8 | END_STREAM, 1, b"\x06abcd"), CONNECTION_ERROR),
    ("a head on stream 0", "6.2", lambda: get(0), CONNECTION_ERROR),
    ("a frame between head and continuation", "6.2",
     lambda: raw(HEADERS, END_STREAM, 1, block()) + raw(PING, 0, 0, bytes(8)), CONNECTION_ERROR),
    ("a head that depends on itself", "5.3", lambda: raw(HEADERS, END_HEADERS | END_STREAM | 0x20, 1,
                                                     struct.pack(">IB", 1, 15) + block()), STREAM_ERROR | {"2xx"}),
    ("priority on stream 0", "6.3", lambda: raw(PRIORITY, 0, 0, struct.pack(">IB", 0, 1)), CONNECTION_ERROR),
    ("priority of 4 bytes", "6.3", lambda: raw(PRIORITY, 0, 1, bytes(4)) , STREAM_ERROR),
    ("reset on stream 0", "6.4", lambda: raw(RST, 0, 0, bytes(4)), CONNECTION_ERROR),
    ("reset of 3 bytes", "6.4", lambda: post(1) + raw(RST, 0, 1, bytes(3)), CONNECTION_ERROR),
    ("settings acknowledged with a payload", "6.5", lambda: raw(SETTINGS, ACK, 0, bytes(6)), CONNECTION_ERROR),
    ("settings on a stream", "6.5", lambda: raw(SETTINGS, 0, 1, bytes(6)), CONNECTION_ERROR),
    ("settings of 5 bytes", "6.5", lambda: raw(SETTINGS, 0, 0, bytes(5)), CONNECTION_ERROR),
    ("settings: ENABLE_PUSH 2", "6.5.2", lambda: raw(SETTINGS, 0, 0, struct.pack(">HI", 2, 2)), CONNECTION_ERROR),
    ("settings: window of 2^31", "6.5.2", lambda: raw(SETTINGS, 0, 0, struct.pack(">HI", 4, 1 << 31)), CONNECTION_ERROR),
    ("settings: frame size of 16383", "6.5.2", lambda: raw(SETTINGS, 0, 0, struct.pack(">HI", 5, 16383)), CONNECTION_ERROR),
    ("settings: frame size of 2^24", "6.5.2", lambda: raw(SETTINGS, 0, 0, struct.pack(">HI", 5, 1 << 24)), CONNECTION_ERROR),
    ("a push of a client", "6.6", lambda: get(1) + raw(PUSH, END_HEADERS, 1, struct.pack(">I", 2) + block()), CONNECTION_ERROR),
    ("ping on a stream", "6.7", lambda: raw(PING, 0, 1, bytes(8)), CONNECTION_ERROR),
    ("ping of 6 bytes", "6.7", lambda: raw(PING, 0, 0, bytes(6)), CONNECTION_ERROR),
    ("goaway on a stream", "6.8", lambda: raw(GOAWAY, 0, 1, bytes(8)), CONNECTION_ERROR),
    ("window update of 0 on the connection", "6.9", lambda: raw(WINDOW, 0, 0, bytes(4)), CONNECTION_ERROR),
    ("window update of 0 on a stream", "6.9", lambda: post(1) + raw(WINDOW, 0, 1, bytes(4)), STREAM_ERROR),
    ("window update of 3 bytes", "6.9", lambda: raw(WINDOW, 0, 0, bytes(3)), CONNECTION_ERROR),
    ("the connection's window over 2^31-1", "6.9.1", lambda: raw(WINDOW, 0, 0, struct.pack(">I", (1 << 31) - 1)) * 2, CONNECTION_ERROR),
    ("a stream's window over 2^31-1", "6.9.1", lambda: post(1) + raw(WINDOW, 0, 1, struct.pack(">I", (1 << 31) - 1)) * 2, STREAM_ERROR),
    ("a body beyond the window", "6.9.1", lambda: post(1) + raw(DATA, 0, 1, bytes(16384)) * 640, REFUSED),
    ("continuation after the end of a head", "6.10", lambda: get(1) + raw(CONTINUATION, END_HEADERS, 1, b""), CONNECTION_ERROR),
    ("continuation of another stream", "6.10",
     lambda: raw(HEADERS, END_STREAM, 1, block()) + raw(CONTINUATION, END_HEADERS, 3, b""), CONNECTION_ERROR),
    ("an upper case header name", "8.2.1", lambda: get(1, extra=[("X-Upper", "a")]), REFUSED),
    ("a header value with a line break", "8.2.1", lambda: get(1, extra=[("x-a", "a\r\nb: c")]), REFUSED),
    ("connection: close", "8.2.2", lambda: get(1, extra=[("connection", "close")]), REFUSED),
    ("te: gzip", "8.2.2", lambda: get(1, extra=[("te", "gzip")]), REFUSED),
    ("an unknown pseudo-header", "8.3", lambda: get(1, extra=[(":test", "a")]), REFUSED),
    ("a pseudo-header of answers", "8.3", lambda: get(1, extra=[(":status", "200")]), REFUSED),
    ("a pseudo-header after others", "8.3", lambda: get(1, drop=(":path",), extra=[(":path", "/db/kv")]), REFUSED),
    ("no :method", "8.3.1", lambda: get(1, drop=(":method",)), REFUSED),
    ("no :path", "8.3.1", lambda: get(1, drop=(":path",)), REFUSED),
    ("no :scheme", "8.3.1", lambda: get(1, drop=(":scheme",)), REFUSED),
    ("an empty :path", "8.3.1", lambda: get(1, path=""), REFUSED),
    ("a :path without a slash (C18)", "8.3.1", lambda: get(1, path="db/kv"), REFUSED),
    (":path twice", "8.3.1", lambda: get(1, order=lambda fields: [fields[3], *fields]), REFUSED),
    ("content-length below the body", "8.1.1", lambda: post(1, [("content-length", "1")]) + raw(DATA, END_STREAM, 1, SET), REFUSED),
    ("content-length above the body", "8.1.1", lambda: post(1, [("content-length", "500")]) + raw(DATA, END_STREAM, 1, SET), REFUSED),
    ("a head of 1 MiB", "10.5.1", lambda: raw(HEADERS, END_STREAM, 1, block()) + b"".join(
        raw(CONTINUATION, 0, 1, hpack.Encoder().encode([(f"x-{number}", "v" * 8000)])) for number in range(130))
        + raw(CONTINUATION, END_HEADERS, 1, b""), REFUSED),
    ("a bomb of 4 000 indexed headers of 4 000 bytes", "10.5.1", lambda: raw(
        HEADERS, END_HEADERS | END_STREAM, 1, block(extra=[("x-bomb", "v" * 3900)]) + b"\xbe" * 4000), REFUSED),
    ("expect: 100-continue (C13)", "8.1", lambda: post(1, [("expect", "100-continue"), ("content-length", str(len(SET)))])
     + raw(DATA, END_STREAM, 1, SET), {"2xx", "4xx"}),
    ("a 401 to a body of 1.8 MB (C13)", "8.1", lambda: raw(HEADERS, END_HEADERS, 1, block(
        "POST", "/db/kv?id=0&tenant_type=guild&tenant_id=1", drop=("authorization",))) + raw(DATA, 0, 1, bytes(16000)) * 4,
     {"4xx", "RST_STREAM", "GOAWAY"}),
    ("5 000 streams whose bodies do not come", "5.1.2",
     lambda: b"".join(post(stream) for stream in range(1, 2 * 5000, 2)), STREAM_ERROR | {"nothing"}),
]


class Conversation:
    def __init__(self):
        self.raw = proof.connect(timeout=PATIENCE)
        self.decoder = hpack.Decoder()
        self.decoder.max_allowed_table_size = 1 << 20
        self.heard = []

    def send(self, data):
        try:
            self.raw.sendall(data)
        except OSError:
            pass

    def listen(self, wanted):
        """Reads until something came that decides the case, or the patience is over."""
        until, got = time.monotonic() + PATIENCE, b""
        while time.monotonic() < until:
            self.raw.settimeout(max(0.01, until - time.monotonic()))
            try:
                more = self.raw.recv(65536)
            except socket.timeout:
                break
            except OSError:
                more = b""
            if not more:
                self.heard.append(("closed", ""))
                break
            got += more
            while len(got) >= 9:
                length = int.from_bytes(got[:3], "big")
                if len(got) < 9 + length:
                    break
                self.frame(got[:9], got[9:9 + length])
                got = got[9 + length:]
            if any(word in wanted for word, _ in self.heard):
                break

    def frame(self, head, body):
        kind, flags = head[3], head[4]
        if kind == GOAWAY:
            self.heard.append(("GOAWAY", error(struct.unpack(">I", body[4:8])[0])))
        elif kind == RST:
            self.heard.append(("RST_STREAM", error(struct.unpack(">I", body)[0])))
        elif kind == PING and flags & ACK:
            self.heard.append(("PING", ""))
        elif kind == SETTINGS and flags & ACK:
            self.heard.append(("SETTINGS ACK", ""))
        elif kind == SETTINGS:
            self.send(raw(SETTINGS, ACK, 0))
        elif kind == HEADERS:
            try:
                status = dict(self.decoder.decode(body)).get(":status", "none")
            except hpack.HPACKError:
                status = "?"
            self.heard.append((status[0] + "xx", status))


def error(code):
    return ERRORS[code] if code < len(ERRORS) else str(code)


def run(case, allowed):
    talk = Conversation()
    with talk.raw:
        talk.send(PREFACE + raw(SETTINGS, 0, 0) + case())
        talk.listen(allowed)
    heard = [(word, detail) for word, detail in talk.heard if word != "SETTINGS ACK" or "SETTINGS ACK" in allowed]
    heard = heard or [("nothing", "")]
    shown = ", ".join(f"{word} {detail}".strip() for word, detail in heard)
    return any(word in allowed for word, _ in heard), shown


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="run the cases whose name has this text")
    parser.add_argument("--tolerate", action="append", default=[], help="a case that may break, by name")
    options = parser.parse_args()
    verdict = proof.Verdict()
    held = 0
    cases = [case for case in CASES if not options.only or options.only in case[0]]
    for name, section, case, allowed in cases:
        holds, shown = run(case, allowed)
        held += holds
        if holds or name not in options.tolerate:
            verdict.check(holds, f"{section:6} {name}: {shown}" + ("" if holds else f"; allowed: {', '.join(sorted(allowed))}"))
        else:
            print(f"known   {section:6} {name}: {shown}", flush=True)
    print(f"{proof.SERVER}: {held} of {len(cases)} cases", flush=True)
    start = time.monotonic()
    holds, shown = run(lambda: get(1), {"2xx"})
    while not holds and time.monotonic() - start < 60:
        holds, shown = run(lambda: get(1), {"2xx"})
    waited = time.monotonic() - start
    verdict.check(holds and waited < 15, f"a good request after all of it: {shown}, after {waited:.1f} s")
    verdict.check(proof.connected_workers() > 0, f"{proof.connected_workers()} workers are connected")
    verdict.exit()


if __name__ == "__main__":
    main()
