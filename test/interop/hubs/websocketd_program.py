"""A tiny hub as websocketd wants it: one process for each connection, lines on stdin and stdout."""

import os
import sys

import tiny_hub

hub = tiny_hub.TinyHub()
pending = b""
while True:
    data = os.read(0, 65536)
    if not data:
        break
    hub.first = hub.first or data
    *lines, pending = (pending + data).split(b"\n")
    for line in lines:
        for action, value in hub.actions(line):
            if action == "text":
                sys.stdout.buffer.write(value.encode() + b"\n")
                sys.stdout.buffer.flush()
