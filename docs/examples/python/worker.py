#!/usr/bin/python3
"""A worker: answers each event with the event's own data. Written from docs/protocol.md, section 3."""

import argparse
import asyncio
import contextlib
import json
import os
import random
import sys

import msgpack
import websockets

HEARTBEAT = msgpack.packb({"Heartbeat": []})
REPLACED = 4000  # another process has our id; coming back at once would only replace it in turn
VERSION_2 = "mesophyll.v2"  # several messages a frame; a master that does not know it speaks version 1
MOST_BYTES = 2 << 20
MOST_BATCH_BYTES = 65536
FIRST_WAIT, LONGEST_WAIT = 0.5, 5.0  # seconds
FENCE = {}  # headers for what handle writes by /db, so that nothing late does harm once another process has our id


def handle(tenant, event):
    """Returns the Value that whoever dispatched the event gets; put your own code here."""
    name, author, data = event
    ((kind, content),) = data.items()
    if kind == "KhronosValue":
        return content
    return {"Text": json.dumps(content) if kind == "Json" else content[0]}


def result_of(request, fields):
    """Returns the request's id, or None if nobody wants an answer, and the result."""
    if request == "DispatchEvent":
        tenant, event, request_id = fields
        try:
            return request_id, {"Ok": handle(tenant, event)}
        except Exception as fault:  # whoever waits gets an answer
            print(f"an event of {tenant} failed: {fault!r}", file=sys.stderr)
            return request_id, {"Err": "the worker failed"}
    if request == "RunScript":
        return fields[-1], {"Err": "this worker runs no scripts"}
    if request == "DropWorker":
        return fields[-1], {"Ok": "Null"}
    if request == "Epoch":
        FENCE["Mesophyll-Epoch"] = str(fields[0])
        return None, None
    if request in ("TenantChanged", "GlobalChanged", "Cancel"):
        return None, None  # this worker keeps nothing, and runs no scripts
    raise ValueError(f"no such message: {request}")


def messages_of(connection, frame):
    """Yields the messages of a frame: the frame itself, or in version 2 the content of each of its bin values."""
    if connection.subprotocol != VERSION_2:
        yield frame
        return
    messages = msgpack.Unpacker(max_buffer_size=MOST_BYTES)
    messages.feed(frame)
    try:
        yield from messages
    except (ValueError, msgpack.UnpackException) as fault:
        print(f"skipped the rest of a frame: {fault!r}", file=sys.stderr)


def frames_of(connection, messages):
    """Yields the frames for some messages, several a frame in version 2 as long as they fit."""
    if connection.subprotocol != VERSION_2:
        yield from messages
        return
    frame = b""
    for message in messages:
        framed = msgpack.packb(message, use_bin_type=True)
        if frame and len(frame) + len(framed) > MOST_BATCH_BYTES:
            yield frame
            frame = b""
        frame += framed
    if frame:
        yield frame


def answers_to(messages):
    """Yields the answer to each message that wants one; what does not decode is passed over."""
    for message in messages:
        try:
            ((request, fields),) = msgpack.unpackb(message).items()
            request_id, result = result_of(request, fields)
        except (ValueError, TypeError, AttributeError, msgpack.UnpackException) as fault:
            print(f"skipped a message: {fault!r}", file=sys.stderr)
            continue
        if request_id is not None:
            yield msgpack.packb({"DispatchResponse": [request_id, result]})


async def send(connection, messages):
    for frame in frames_of(connection, messages):
        await connection.send(frame)


async def beat(connection, seconds):
    with contextlib.suppress(websockets.ConnectionClosed):  # serve hears of it too
        while True:
            await send(connection, [HEARTBEAT])
            await asyncio.sleep(seconds)


async def serve(connection):
    """Answers until the connection ends, one request at a time, which keeps every tenant's order."""
    (hello,) = messages_of(connection, await connection.recv())
    ((_, (interval_ms,)),) = msgpack.unpackb(hello).items()
    print(f"connected, {connection.subprotocol or 'version 1'}", flush=True)
    beats = asyncio.create_task(beat(connection, interval_ms / 1000))
    try:
        async for frame in connection:
            await send(connection, answers_to(messages_of(connection, frame)))
    finally:
        beats.cancel()


async def run(url, version_1):
    """Keeps a connection for ever, with exponential back-off and full jitter."""
    longest = FIRST_WAIT
    while True:
        wait = random.uniform(0, longest)
        longest = min(2 * longest, LONGEST_WAIT)
        try:
            # Our own pings notice a silent master after 15 s, three intervals; the library answers those of the master.
            async with websockets.connect(
                url,
                subprotocols=None if version_1 else [VERSION_2],
                ping_interval=5,
                ping_timeout=10,
                max_size=MOST_BYTES,
                compression=None,
            ) as connection:
                await serve(connection)
                longest = FIRST_WAIT
        except websockets.InvalidStatusCode as refusal:
            wait = float(refusal.headers.get("Retry-After", LONGEST_WAIT))
            print(f"refused with status {refusal.status_code}", file=sys.stderr)
        except websockets.ConnectionClosed as end:
            if end.code == REPLACED:
                wait = LONGEST_WAIT
            else:
                longest = FIRST_WAIT
            print(f"disconnected: {end}", file=sys.stderr)
        except (OSError, asyncio.TimeoutError, websockets.WebSocketException) as failure:
            print(f"no connection: {failure}", file=sys.stderr)
        await asyncio.sleep(wait)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--url", default="ws://localhost:8080", help="the master, ws:// or wss://")
    arguments.add_argument("--id", type=int, required=True, help="which worker this is")
    arguments.add_argument("--version-1", action="store_true", help="do not offer version 2")
    options = arguments.parse_args()
    token = os.environ["MESOPHYLL_CLIENT_TOKEN"]
    try:
        asyncio.run(run(f"{options.url}/ws?id={options.id}&token={token}", options.version_1))
    except KeyboardInterrupt:
        sys.exit(0)
