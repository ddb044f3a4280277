"""What the proofs share: the master that `run` has started, a good load beside an attack, and plain sockets.

Needs h2load (Debian: nghttp2-client); some proofs also need python3-h2 or python3-msgpack.
"""

import base64
import contextlib
import http.client
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

URL = os.environ.get("MESOPHYLL_PROOF_URL", "http://127.0.0.1:8080")
SERVER = os.environ.get("MESOPHYLL_PROOF_SERVER", "unknown server")
HOST, PORT = urllib.parse.urlsplit(URL).hostname, urllib.parse.urlsplit(URL).port
_DIRECTORY = pathlib.Path(os.environ.get("MESOPHYLL_PROOF_DIRECTORY", "."))


def _token(variable, file, wanted):
    given = os.environ.get(variable)
    if given:
        return given
    for line in (_DIRECTORY / file).read_text().splitlines():
        words = line.split()
        if words and words[0] == wanted:
            return words[-1]
    sys.exit(f"no token of {wanted} in {file}")


def operator_token():
    return _token("MESOPHYLL_PROOF_OPERATOR_TOKEN", "data/operator-tokens", "operator")


def worker_token(worker):
    return _token("MESOPHYLL_PROOF_WORKER_TOKEN", "worker-tokens", str(worker))


def tenant_of(worker, number=1):
    """Returns the decimal id of a guild that a worker owns; one of few, so the worker count may be any above it."""
    return str((worker << 22) + number)


def server_pid():
    return int(os.environ.get("MESOPHYLL_PROOF_PID", "0"))


def live_heap_mb():
    """Returns the megabytes of heap that live objects take, after a collection."""
    for _ in range(2):
        subprocess.run(["jcmd", str(server_pid()), "GC.run"], check=True, stdout=subprocess.DEVNULL)
    heap = subprocess.run(["jcmd", str(server_pid()), "GC.heap_info"], check=True, capture_output=True, text=True).stdout
    used = [int(kib) for kib in re.findall(r"(?:heap|generation) +total \d+K, used (\d+)K", heap)]
    return sum(used) / 1024


def heap_is_back(before, within=60):
    """Says whether the live heap is what it was, give or take 40 MB, within some seconds, and how it is."""
    start = time.monotonic()
    after = live_heap_mb()
    while after >= before + 40 and time.monotonic() - start < within:
        time.sleep(5)
        after = live_heap_mb()
    return after < before + 40, (f"live heap {before:.0f} MB before, {after:.0f} MB after, "
                                 f"looked at {time.monotonic() - start:.0f} s later")


def threads():
    return len(os.listdir(f"/proc/{server_pid()}/task"))


def resident_mb():
    status = pathlib.Path(f"/proc/{server_pid()}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024


def api(method, path, body=None, token=None, timeout=40):
    """Calls /api/v1 and returns status and body."""
    connection = http.client.HTTPConnection(HOST, PORT, timeout=timeout)
    try:
        headers = {"Authorization": "Bearer " + (token or operator_token())}
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = body if isinstance(body, (bytes, str)) else json.dumps(body)
        connection.request(method, "/api/v1/" + path, data, headers)
        reply = connection.getresponse()
        return reply.status, reply.read()
    finally:
        connection.close()


def connected_workers():
    """Returns how many workers are connected; -1 if the master does not say."""
    try:
        status, body = api("GET", "workers")
    except (OSError, http.client.HTTPException):
        return -1
    return sum(1 for worker in json.loads(body)["workers"] if worker["connected"]) if status == 200 else -1


def event(text, timeout_ms=20_000):
    return {"event": {"name": "Proof", "data": {"value": {"Text": text}}}, "timeout_ms": timeout_ms}


class Load:
    """Dispatches to a worker by the JSON API, as fast as `connections` with one request each can."""

    def __init__(self, worker=0, connections=8, seconds=10):
        self.seconds = seconds
        self.connections = connections
        self.url = f"{URL}/api/v1/tenants/guild/{tenant_of(worker)}/dispatch"

    def run(self):
        with tempfile.TemporaryDirectory() as directory:
            body, log = f"{directory}/body", f"{directory}/log"
            pathlib.Path(body).write_text(json.dumps(event("x" * 200)))
            said = subprocess.run(
                ["h2load", "--h1", "-t", "1", "-c", str(self.connections), "-D", str(self.seconds), "-d", body,
                 "-H", "Content-Type: application/json", "-H", "Authorization: Bearer " + operator_token(),
                 "--log-file", log, self.url],
                capture_output=True, text=True)
            if said.returncode != 0 or not os.path.exists(log):
                sys.exit("h2load failed: " + said.stderr[-500:] + said.stdout[-500:])
            rows = [line.split("\t") for line in pathlib.Path(log).read_text().splitlines()]
        good = sorted(int(row[2]) for row in rows if row[1] == "200")
        return Figures(len(good) / self.seconds, good, len(rows) - len(good))

    def start(self):
        """Runs beside what the caller does; `join` of the result returns the figures."""
        return _Running(self)


class _Running:
    def __init__(self, load):
        self._figures = None
        self._thread = threading.Thread(target=self._run, args=(load,))
        self._thread.start()

    def _run(self, load):
        self._figures = load.run()

    def is_alive(self):
        return self._thread.is_alive()

    def join(self):
        self._thread.join()
        return self._figures


class Figures:
    """Answered requests a second, their latencies in microseconds, and how many failed."""

    def __init__(self, rate, latencies, failed):
        self.rate, self.latencies, self.failed = rate, latencies, failed

    def quantile_ms(self, quantile):
        if not self.latencies:
            return float("inf")
        return self.latencies[min(len(self.latencies) - 1, int(quantile * len(self.latencies)))] / 1000

    def __str__(self):
        return (f"{self.rate:.0f}/s, p50 {self.quantile_ms(0.5):.1f} ms, p99 {self.quantile_ms(0.99):.1f} ms, "
                f"{self.failed} failed")


def median(values):
    ordered = sorted(values)
    return ordered[len(ordered) // 2] if len(ordered) % 2 else sum(ordered[len(ordered) // 2 - 1:][:2]) / 2


def warm_up(seconds=20):
    figures = Load(seconds=seconds).run()
    print(f"{SERVER}: warm-up {figures}", flush=True)
    if figures.failed >= len(figures.latencies):
        sys.exit("the load fails before any attack")


def connect(timeout=20.0):
    raw = socket.create_connection((HOST, PORT), timeout=timeout)
    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return raw


def seconds_until_closed(raw, limit):
    """Returns after how many seconds the peer closes or resets, and the first bytes it sent; None if it does not within the limit."""
    start, got = time.monotonic(), b""
    while True:
        left = limit - (time.monotonic() - start)
        if left <= 0:
            return None, got
        raw.settimeout(left)
        try:
            more = raw.recv(65536)
        except socket.timeout:
            return None, got
        except OSError:
            return time.monotonic() - start, got
        if not more:
            return time.monotonic() - start, got
        got = (got + more)[:4096]


def worker_upgrade(worker, extra=""):
    key = base64.b64encode(os.urandom(16)).decode()
    return (f"GET /ws?id={worker} HTTP/1.1\r\nHost: {HOST}:{PORT}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
            f"Authorization: Bearer {worker_token(worker)}\r\n{extra}\r\n").encode()


def read_head(raw):
    got = b""
    while b"\r\n\r\n" not in got:
        more = raw.recv(1)
        if not more:
            break
        got += more
    return got


def frame(opcode, payload, fin=True):
    """Returns a masked client frame."""
    mask = os.urandom(4)
    head = bytes([(0x80 if fin else 0) | opcode])
    length = len(payload)
    if length < 126:
        head += bytes([0x80 | length])
    elif length < 65536:
        head += bytes([0x80 | 126]) + length.to_bytes(2, "big")
    else:
        head += bytes([0x80 | 127]) + length.to_bytes(8, "big")
    repeated = (mask * (length // 4 + 1))[:length]
    masked = (int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")).to_bytes(length, "big")
    return head + mask + masked


class Verdict:
    """Collects what held and what did not; the exit code says whether all did."""

    def __init__(self):
        self.broken = []

    def check(self, holds, what):
        print(("ok      " if holds else "BROKEN  ") + what, flush=True)
        if not holds:
            self.broken.append(what)

    def exit(self):
        print(f"{SERVER}: " + (f"{len(self.broken)} broken" if self.broken else "all held"), flush=True)
        sys.exit(1 if self.broken else 0)


@contextlib.contextmanager
def timed():
    start = time.monotonic()
    taken = []
    yield taken
    taken.append(time.monotonic() - start)
