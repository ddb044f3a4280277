"""G11: slows the guessing of tokens. Guesses workers' and operators' tokens from one address, over `--connections`
connections, until `--guesses` were made or `--seconds` are over; reports how many a second were looked at (401) and turned
away (429), that none got in, and the latency of a caller with a good token meanwhile.

tools/proofs/run payara guesses [--guesses 100000] [--seconds 120]
"""

import argparse
import collections
import http.client
import secrets
import threading
import time

import proof

DOORS = ["/api/v1/workers", "/ws?id=0", "/db/tenant-states?id=0", "/rpc"]


def guess(connection, number):
    path = DOORS[number % len(DOORS)]
    headers = {"Authorization": "Bearer " + secrets.token_urlsafe(32)}
    if path == "/rpc":
        body = '{"jsonrpc":"2.0","method":"whoami","id":1}'
        connection.request("POST", path, body, {**headers, "Content-Type": "application/json"})
    elif path.startswith("/ws"):
        connection.request("GET", path, headers={**headers, "Upgrade": "websocket", "Connection": "Upgrade",
                                                 "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="})
    else:
        connection.request("GET", path, headers=headers)
    reply = connection.getresponse()
    reply.read()
    return path.split("?")[0], reply.status, reply.will_close


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--guesses", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--connections", type=int, default=100)
    options = parser.parse_args()
    verdict = proof.Verdict()
    counts, failures = collections.Counter(), collections.Counter()
    left = [options.guesses]
    lock = threading.Lock()
    until = time.monotonic() + options.seconds

    def attacker(number):
        connection = http.client.HTTPConnection(proof.HOST, proof.PORT, timeout=30)
        while time.monotonic() < until:
            with lock:
                if left[0] <= 0:
                    return
                left[0] -= 1
            number += 1
            try:
                path, status, closes = guess(connection, number)
                counts[path, status] += 1
            except (OSError, http.client.HTTPException) as failure:
                failures[type(failure).__name__] += 1
                closes = True
            if closes:
                connection.close()
                connection = http.client.HTTPConnection(proof.HOST, proof.PORT, timeout=30)

    start = time.monotonic()
    attackers = [threading.Thread(target=attacker, args=(number,)) for number in range(options.connections)]
    for each in attackers:
        each.start()
    good = []
    while any(each.is_alive() for each in attackers):
        with proof.timed() as taken:
            status, _ = proof.api("GET", "workers")
        good.append((status, taken[0]))
        time.sleep(0.5)
    spent = time.monotonic() - start
    looked_at = sum(count for (_, status), count in counts.items() if status == 401)
    made = sum(counts.values())
    inside = {key: count for key, count in counts.items() if key[1] not in (401, 429)}
    slow = max(taken for _, taken in good)
    print(f"        by door and status: {dict(sorted(counts.items()))}; {dict(failures)}", flush=True)
    verdict.check(not inside, f"none of {made} guesses got in: {inside or 'all 401 or 429'}")
    verdict.check(looked_at / spent <= 50, f"{looked_at / spent:.1f} guesses a second were looked at, "
                  f"{(made - looked_at) / spent:.0f} a second turned away, over {spent:.0f} s")
    if any(status == 200 for status, _ in good):
        print(f"        a good token passes from the same address, so that each of {made / spent:.0f} guesses a second is "
              "compared, also those that are turned away", flush=True)
    verdict.check(all(status == 200 for status, _ in good) and slow < 2,
                  f"a good token was answered {len(good)} times, after {slow * 1000:.0f} ms at most")
    verdict.check(proof.connected_workers() > 0, f"{proof.connected_workers()} workers are connected")
    verdict.exit()


if __name__ == "__main__":
    main()
