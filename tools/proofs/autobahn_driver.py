# -*- coding: utf-8 -*-
"""Runs the Autobahn WebSocket test suite (PyPI: autobahntestsuite 25.10.1, which needs Python 2.7) and says how it ended.

autobahn_driver.py server URL OUT TEXT   tests the server at URL
autobahn_driver.py client URL OUT TEXT   listens at URL for a client under test: it runs /runCase/case=1/agent=a and so on,
                                         as many as the line "cases N" says, and then /stopServer

TEXT says what the peer makes of text messages:
  echoed     it echoes them: every section but compression
  as-binary  it knows binary messages only: every text frame of the suite is sent as a binary one, in every section that is
             not about text itself
  refused    it closes with 1003: only the sections about text (1.1 and 6), where just that is right

The suite's own report is OUT/index.html. The last line is a summary; the exit code says whether all cases held.
"""

import collections
import json
import os
import sys

from autobahntestsuite import choosereactor  # must come first
from autobahntestsuite import fuzzing
from autobahn.twisted.websocket import connectWS, listenWS
from autobahn.websocket.protocol import WebSocketProtocol
from twisted.internet import reactor

SECTIONS = {
    "echoed": ["1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "9.*", "10.*"],
    "as-binary": ["1.2.*", "2.*", "3.*", "4.*", "5.*", "7.*", "9.*", "10.*"],
    "refused": ["1.1.*", "6.*"],
}
GOOD = ("OK", "NON-STRICT", "INFORMATIONAL")
# The suite closed the socket first, where it prefers that the server does: ours waits 2 s for the peer's close frame.
GOOD_CLOSE = GOOD + ("FAILED BY CLIENT",)


def send_text_as_binary():
    plain, heard = WebSocketProtocol.sendFrame, fuzzing.FuzzingProtocol.onMessage

    def send_frame(self, opcode, *arguments, **named):
        if opcode == 1 and getattr(self, "runCase", None):
            opcode, self.sent_text = 2, True
        return plain(self, opcode, *arguments, **named)

    def on_message(self, message, binary):
        heard(self, message, binary and not getattr(self, "sent_text", False))

    lost = fuzzing.FuzzingProtocol.connectionLost

    def connection_lost(self, reason):
        for counted in (self.txFrameStats, self.rxFrameStats):  # case 10.1.1 counts the frames of a text message
            if getattr(self, "sent_text", False) and 2 in counted:
                counted.setdefault(1, counted[2])
        lost(self, reason)

    fuzzing.FuzzingProtocol.connectionLost = connection_lost
    WebSocketProtocol.sendFrame = send_frame
    fuzzing.FuzzingProtocol.onMessage = on_message


def take_parameters_from_the_path():
    """Our client's endpoints have no query."""
    plain = fuzzing.FuzzingServerProtocol.onConnect

    def on_connect(self, request):
        parts = request.path.split("/")
        request.path = "/" + parts[1]
        for part in parts[2:]:
            name, _, value = part.partition("=")
            request.params[name] = [value]
        return plain(self, request)

    fuzzing.FuzzingServerProtocol.onConnect = on_connect


def holds(text, result):
    if text == "refused":
        return result["remoteCloseCode"] == 1003
    return result["behavior"] in GOOD and result["behaviorClose"] in GOOD_CLOSE


def summary(factory, text):
    results = [(case, result) for cases in factory.agents.values() for case, result in cases.items()]
    broken = sorted((case, str(result["behavior"]), str(result["behaviorClose"]), result["remoteCloseCode"])
                    for case, result in results if not holds(text, result))
    counts = collections.Counter(str(result["behavior"]) for _, result in results)
    closes = collections.Counter(str(result["behaviorClose"]) for _, result in results)
    for each in broken:
        print("BROKEN  case %s: %s, close %s (%s)" % each)
    print("autobahn, text %s: %d of %d cases held; %s; closes %s" % (
        text, len(results) - len(broken), len(factory.specCases), json.dumps(counts, sort_keys=True),
        json.dumps(closes, sort_keys=True)))
    sys.stdout.flush()
    return not broken and len(results) == len(factory.specCases)


def main():
    role, url, out, text = sys.argv[1:5]
    if text == "as-binary":
        send_text_as_binary()
    take_parameters_from_the_path()
    cases = os.environ.get("AUTOBAHN_CASES")
    spec = {"url": url, "outdir": out, "cases": cases.split(",") if cases else SECTIONS[text], "exclude-cases": [],
            "exclude-agent-cases": {}, "servers": [{"url": url, "agent": "mesophyll"}]}
    if role == "server":
        factory = fuzzing.FuzzingClientFactory(spec)
    else:
        factory = fuzzing.FuzzingServerFactory(spec)
        listenWS(factory)
        print("cases %d" % len(factory.specCases))
    sys.stdout.flush()
    reactor.run()
    if role == "client":
        factory.createReports()
    sys.exit(0 if summary(factory, text) else 1)


if __name__ == "__main__":
    main()
