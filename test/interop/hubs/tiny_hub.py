"""The smallest hub that a test can drive over its own connection, for the servers in Python.

It answers the frames of Clown.Talk that the pack sends by itself, and does what `interop/-/...` asks for.
"""

import base64
import json
import sys
from dataclasses import dataclass, field

LARGE = 1048576
LOGIN = "Basic " + base64.b64encode(b"clown:bigclown").decode()

# What a connection has ended with, for the next one to report.
last_close = None


def reading(number):
    return '["thermometer/i2c0-48", {"temperature": [%d.00, "\\u2103"]}]' % number


def large():
    head, tail = '["interop/-", {"pad": "', '"}]'
    return head + "x" * (LARGE - len(head) - len(tail)) + tail


def fragments():
    text = reading(99)
    return [text[:10], text[10:30], text[30:]]


PONG = '["interop/-", {"pong": true}]'


@dataclass
class TinyHub:
    """One connection: gives (action, argument) pairs for each message. Actions: text, fragments, ping, close."""

    first: bytes = field(default=b"")

    def actions(self, message):
        data = message if isinstance(message, bytes) else message.encode()
        self.first = self.first or data
        for line in data.split(b"\n"):
            if line.strip():
                yield from self.answer(*json.loads(line))

    def answer(self, topic, payload):
        device, _, command = topic.rpartition("/")
        if topic == "clown.talk/-/config/set":
            yield "text", '["clown.talk/-/config/ok", {"ack": false, "device": "bridge", "capabilities": 1}]'
        elif topic == "-/-/config/list":
            sensors, actuators = '["thermometer/i2c0-48"]', '["led/-", "relay/i2c0-3b"]'
            yield "text", '["-/-/config/list/ok", {"sensors": %s, "actuators": %s, "notifications": []}]' % (sensors, actuators)
        elif device in ("relay/i2c0-3b", "led/-"):
            state = payload.get("state", None if device.startswith("relay") else "off")
            yield "text", json.dumps([device, {"state": state}])
        elif topic == "interop/-/readings":
            for number in range(20):
                yield "text", reading(number)
        elif topic == "interop/-/large":
            yield "text", large()
        elif topic == "interop/-/first":
            yield "text", json.dumps(["interop/-", {"first": self.first.hex(), "closed": last_close}])
        elif topic == "interop/-/fragments":
            yield "fragments", fragments()
        elif topic == "interop/-/ping":
            yield "ping", None
        elif topic == "interop/-/close":
            yield "close", 1012


def closed(code):
    global last_close
    last_close = code


@dataclass
class Arguments:
    port: int
    idle: int
    cert: str
    key: str

    def context(self):
        if not self.cert:
            return None
        import ssl

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.cert, self.key)
        return context


def arguments():
    """PORT IDLE CERT KEY; an idle limit of 0 and empty names of files mean none."""
    port, idle, cert, key = sys.argv[1:5]
    return Arguments(int(port), int(idle), cert, key)
