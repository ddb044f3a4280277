"""G16: closes slow heads, silent connections and idle upgrades within 10 s, and bodies that come too slowly. Opens some
connections of each kind with nothing but a plain socket, and reports after how long the server has ended each; then, unless
--no-slowhttptest, asks slowhttptest (Debian) whether the service stays available beside 200 slow heads and 200 slow bodies.

tools/proofs/run payara slow_strangers [--limit 30] [--connections 5] [--no-slowhttptest]
"""

import argparse
import http.client
import re
import subprocess
import threading
import time

import proof


def silent():
    """Connects and says nothing."""
    return b"", None


def half_a_head():
    """Sends half a head, and nothing more."""
    return b"GET /api/v1/health/live HTTP/1.1\r\nHost: a\r\n", None


def a_head_by_bytes():
    """Sends a head at one byte a second."""
    return b"GET /api/v1/health/live HTTP/1.1\r\nHost: a\r\nX-A: ", b"a"


def an_idle_upgrade():
    """Begins an upgrade of a worker and does not finish its head."""
    return proof.worker_upgrade(0)[:-2], None


def a_body_for_json_rpc():
    """Sends a body to /rpc at one byte a second, without a token."""
    return post("/rpc", "application/json"), b"["


def a_body_for_state():
    """Sends a body to /db at one byte a second, with a worker's token."""
    return post("/db/kv?id=0&tenant_type=guild&tenant_id=1", "application/msgpack", proof.worker_token(0)), b"\x81"


def a_body_for_operators():
    """Sends a body to /api/v1 at one byte a second, with an operator's token."""
    path = f"/api/v1/tenants/guild/{proof.tenant_of(0)}/dispatch"
    return post(path, "application/json", proof.operator_token()), b" "


def a_body_that_never_comes():
    """Sends the head of a request to /rpc and no byte of its body."""
    return post("/rpc", "application/json"), None


def http2_preface_only():
    """Begins HTTP/2 and says nothing more."""
    return b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", None


def post(path, kind, token=None):
    authorization = f"Authorization: Bearer {token}\r\n" if token else ""
    return (f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: {kind}\r\n{authorization}"
            "Content-Length: 100000\r\n\r\n").encode()


KINDS = [silent, half_a_head, a_head_by_bytes, an_idle_upgrade, a_body_for_json_rpc, a_body_for_state,
         a_body_for_operators, a_body_that_never_comes, http2_preface_only]


def attempt(kind, limit, results):
    first, drip = kind()
    with proof.connect() as raw:
        if first:
            raw.sendall(first)
        start = time.monotonic()
        answer = b""
        while True:
            spent = time.monotonic() - start
            if spent >= limit:
                results.append((None, answer))
                return
            closed, got = proof.seconds_until_closed(raw, min(1.0, limit - spent) if drip else limit - spent)
            answer += got
            if closed is not None:
                results.append((time.monotonic() - start, answer))
                return
            if drip:
                try:
                    raw.sendall(drip)
                except OSError:
                    results.append((time.monotonic() - start, answer))
                    return


def slowhttptest(flag, path):
    """Returns the least availability and how many connections were closed by the server at the end."""
    said = subprocess.run(
        ["slowhttptest", flag, "-c", "200", "-r", "200", "-i", "5", "-l", "30", "-x", "10", "-p", "3",
         "-f", "application/json", "-u", proof.URL + path],
        capture_output=True, text=True).stdout
    plain = re.sub(r"\x1b\[[0-9;]*m", "", said)
    states = re.findall(r"service available:\s+(YES|NO)", plain)
    closed = [int(number) for number in re.findall(r"closed:\s+(\d+)", plain)]
    return states, closed[-1] if closed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=float, default=30, help="seconds after which we give up")
    parser.add_argument("--connections", type=int, default=5)
    parser.add_argument("--within", type=float, default=10, help="seconds that are allowed")
    parser.add_argument("--no-slowhttptest", action="store_true")
    options = parser.parse_args()
    verdict = proof.Verdict()
    results = {kind: [] for kind in KINDS}
    threads = [threading.Thread(target=attempt, args=(kind, options.limit, results[kind]))
               for kind in KINDS for _ in range(options.connections)]
    before = proof.threads()
    for thread in threads:
        thread.start()
    time.sleep(3)
    print(f"{proof.SERVER}: {len(threads)} slow connections, {proof.threads() - before:+d} threads at the server", flush=True)
    with proof.timed() as ready:
        try:
            status, _ = proof.api("GET", "health/ready", timeout=60)
        except (OSError, http.client.HTTPException) as failure:
            status = type(failure).__name__
    verdict.check(status == 200 and ready[0] < 2, f"ready answers {status} beside them, after {ready[0]:.2f} s")
    for thread in threads:
        thread.join()
    for kind in KINDS:
        times = [time for time, _ in results[kind]]
        said = {answer[:12].decode("latin-1").strip() if answer[:4] == b"HTTP" else ("(bytes)" if answer else "nothing")
                for _, answer in results[kind]}
        longest = None if None in times or not times else max(times)
        shown = f"open after {options.limit:.0f} s" if longest is None else f"closed after {longest:.1f} s at most"
        verdict.check(longest is not None and longest <= options.within + 1,
                      f"{kind.__name__}: {shown}, {', '.join(sorted(said))}")
    if not options.no_slowhttptest:
        for flag, what, path in (("-H", "slow heads", "/api/v1/health/live"), ("-B", "slow bodies", "/rpc")):
            states, closed = slowhttptest(flag, path)
            verdict.check(states and "NO" not in states, f"slowhttptest, 200 {what}: available in "
                          f"{states.count('YES')} of {len(states)} looks, {closed} of 200 closed by the end")
    verdict.exit()


if __name__ == "__main__":
    main()
