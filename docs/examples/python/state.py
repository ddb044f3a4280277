#!/usr/bin/python3
"""Reads and writes a tenant's records. Written from docs/protocol.md, section 4."""

import argparse
import http.client
import json
import os
import sys
import urllib.parse

import msgpack


def call(options, operation, fence={}):
    """Posts an operation and returns the answer, or None if there is none; fence is a worker's FENCE, if one asks."""
    kind, _, number = options.tenant.partition(":")
    query = urllib.parse.urlencode({"id": options.id, "tenant_type": kind, "tenant_id": number})
    headers = {
        "Content-Type": "application/msgpack",
        "Authorization": "Bearer " + os.environ["MESOPHYLL_CLIENT_TOKEN"],
        **fence,
    }
    url = urllib.parse.urlsplit(options.url)
    kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
    connection = kinds[url.scheme](url.netloc, timeout=30)
    try:
        connection.request("POST", "/db/kv?" + query, msgpack.packb(operation), headers)
        reply = connection.getresponse()
        body = reply.read()
    finally:
        connection.close()
    if reply.status != 200:
        sys.exit(f"status {reply.status}: {body.decode()}")
    if reply.headers.get_content_type() != "application/msgpack":
        sys.exit("the answer is not a master's")
    return msgpack.unpackb(body) if body else None


def show(record):
    _id, key, value, scopes, _created_at, _updated_at = record
    print(json.dumps({"key": key, "value": value, "scopes": scopes}))


def run(options):
    scopes = sorted(set(options.scope))
    if options.verb == "set":
        call(options, {"Set": [scopes, options.key, {"Text": options.text}]})
    elif options.verb == "get":
        record = call(options, {"Get": [scopes, options.key]})
        if record is None:
            sys.exit("no such record")
        show(record)
    elif options.verb == "find":
        for record in call(options, {"Find": [scopes, options.pattern]}):
            show(record)
    elif options.verb == "delete":
        call(options, {"Delete": [scopes, options.key]})


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--url", default="http://localhost:8080", help="the master, http:// or https://")
    arguments.add_argument("--id", type=int, required=True, help="which worker asks")
    arguments.add_argument("--tenant", required=True, help="guild:123 or user:123")
    arguments.add_argument("--scope", action="append", required=True, help="may come up to 10 times")
    verbs = arguments.add_subparsers(dest="verb", required=True)
    for verb, operands in {"set": ["key", "text"], "get": ["key"], "find": ["pattern"], "delete": ["key"]}.items():
        operation = verbs.add_parser(verb)
        for operand in operands:
            operation.add_argument(operand)
    run(arguments.parse_args())
