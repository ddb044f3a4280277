"""G6: a peer that does not read costs bounded memory and its callers see backpressure; the others' p99 stays within 10 %.

Worker 1 is ours. In turns it reads and answers, or keeps its receive window closed, while 200 dispatches of nearly 1 MiB
go to its tenant and a good load goes to worker 0. Reports the others' p99 of both, as medians over the rounds, what became
of the large dispatches, and the heap. The p99 beside the closed peer is compared with the one beside the peer that reads:
200 MiB cost processor time whoever takes them, and what the promise is about is what not reading adds.

MESOPHYLL_PROOF_WORKERS=1 MESOPHYLL_PROOF_COUNT=2 tools/proofs/run payara slow_peer [--rounds 3]
"""

import argparse
import collections
import json
import queue
import select
import socket
import threading
import time

import msgpack

import proof

MESSAGE_BYTES = 1_040_000
MESSAGES = 200
SECONDS = 20


class Peer:
    """Worker 1, on a plain socket; connects again when it is cut, until it is closed."""

    def __init__(self, reads):
        self.reads = reads
        self.open = True
        self.connections = 0
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.ready = threading.Event()
        self.thread.start()
        self.ready.wait(10)

    def run(self):
        while self.open:
            try:
                self.connection()
            except OSError:
                time.sleep(0.2)

    def connection(self):
        raw = socket.socket()
        with raw:
            if not self.reads:
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            raw.settimeout(20)
            raw.connect((proof.HOST, proof.PORT))
            raw.sendall(proof.worker_upgrade(1))
            proof.read_head(raw)
            self.connections += 1
            self.ready.set()
            stop = threading.Event()
            threading.Thread(target=self.beat, args=(raw, stop), daemon=True).start()
            try:
                if self.reads:
                    self.answer_all(raw)
                else:
                    self.wait_for_end(raw, stop)
            finally:
                stop.set()

    def beat(self, raw, stop):
        beat = msgpack.packb({"Heartbeat": []})
        try:
            while self.open and not stop.wait(2):
                raw.sendall(proof.frame(2, beat))
        except OSError:
            stop.set()
        if not self.open:
            raw.close()

    def wait_for_end(self, raw, stop):
        """Waits for the end of the connection without reading a byte."""
        ends = select.poll()
        ends.register(raw, select.POLLRDHUP | select.POLLHUP | select.POLLERR)
        while self.open and not stop.is_set() and not ends.poll(100):
            pass

    def answer_all(self, raw):
        stream = raw.makefile("rb")
        while self.open:
            head = stream.read(2)
            if len(head) < 2:
                return
            length = head[1] & 0x7F
            if length == 126:
                length = int.from_bytes(stream.read(2), "big")
            elif length == 127:
                length = int.from_bytes(stream.read(8), "big")
            payload = stream.read(length)
            if head[0] & 0x0F == 8:
                return
            if head[0] & 0x0F == 9:
                raw.sendall(proof.frame(10, payload))
            if head[0] & 0x0F == 2:
                ((kind, fields),) = msgpack.unpackb(payload, strict_map_key=False).items()
                if kind == "DispatchEvent":
                    raw.sendall(proof.frame(2, msgpack.packb({"DispatchResponse": [fields[2], {"Ok": "Null"}]})))

    def close(self):
        self.open = False
        self.thread.join(5)


def send_large():
    """Posts the large dispatches by eight callers and counts their outcomes."""
    outcomes, waiting = collections.Counter(), queue.Queue()
    body = json.dumps(proof.event("y" * MESSAGE_BYTES, timeout_ms=10_000))
    until = time.monotonic() + SECONDS
    for number in range(MESSAGES):
        waiting.put(number)

    def caller():
        while time.monotonic() < until:
            try:
                waiting.get_nowait()
            except queue.Empty:
                return
            try:
                status, _ = proof.api("POST", f"tenants/guild/{proof.tenant_of(1)}/dispatch", body)
            except OSError as failure:
                status = type(failure).__name__
            outcomes[status] += 1
            if status == 503:  # the peer was cut, and comes back
                waiting.put(0)
                time.sleep(0.2)

    callers = [threading.Thread(target=caller) for _ in range(8)]
    for each in callers:
        each.start()
    return callers, outcomes


def one_round(reads):
    peer = Peer(reads)
    load = proof.Load(worker=0, seconds=SECONDS).start()
    callers, outcomes = send_large()
    peak = 0.0
    while load.is_alive():
        peak = max(peak, proof.resident_mb())
        time.sleep(0.5)
    figures = load.join()
    for caller in callers:
        caller.join()
    peer.close()
    return figures, outcomes, peak, peer.connections


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    verdict = proof.Verdict()
    proof.warm_up()
    heap = proof.live_heap_mb()
    quiet = []
    p99 = {True: [], False: []}
    rates = {True: [], False: []}
    closed_outcomes = collections.Counter()
    for number in range(options.rounds):
        figures = proof.Load(worker=0, seconds=SECONDS // 2).run()
        quiet.append(figures.quantile_ms(0.99))
        print(f"        nobody sends large ones: {figures}", flush=True)
        for reads in ((True, False) if number % 2 == 0 else (False, True)):
            figures, outcomes, peak, connections = one_round(reads)
            p99[reads].append(figures.quantile_ms(0.99))
            rates[reads].append(figures.rate)
            if not reads:
                closed_outcomes += outcomes
            print(f"        peer {'reads' if reads else 'is closed'}: others {figures}; large ones {dict(outcomes)}; "
                  f"resident {peak:.0f} MB at most; {connections} connections", flush=True)
            verdict.check(figures.failed == 0, f"{figures.failed} of the others' dispatches failed")
    reading, closed = proof.median(p99[True]), proof.median(p99[False])
    verdict.check(closed <= 1.10 * reading, f"others' p99 is {closed:.1f} ms beside the closed peer, {reading:.1f} ms beside "
                  f"one that reads: {closed / reading:.2f}, and {proof.median(quiet):.1f} ms without large ones; rate {proof.median(rates[False]) / proof.median(rates[True]):.2f}")
    verdict.check(set(closed_outcomes) <= {429, 502, 503, 504},
                  f"callers of the closed peer saw {dict(closed_outcomes)}")
    verdict.check(*proof.heap_is_back(heap))
    verdict.exit()


if __name__ == "__main__":
    main()
