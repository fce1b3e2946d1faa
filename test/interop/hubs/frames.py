"""WebSocket frames by hand, for servers without a call for messages in fragments."""

import struct

TEXT, CONTINUATION, PING = 1, 0, 9


def frame(is_last, opcode, data):
    assert len(data) < 126
    return struct.pack("BB", (0x80 if is_last else 0) | opcode, len(data)) + data


def fragmented(parts):
    """One message of several parts, with a ping after the first."""
    *others, last = [part.encode() for part in parts]
    frames = [frame(False, CONTINUATION if index else TEXT, part) for index, part in enumerate(others)]
    frames.insert(1, frame(True, PING, b"between"))
    return b"".join(frames) + frame(True, CONTINUATION, last)
