"""A tiny hub on Python's websockets."""

import asyncio

import tiny_hub
import websockets


async def fragmented(socket, parts):
    for part in parts:
        yield part
        await socket.ping()


async def report_pong(socket):
    await (await socket.ping(b"interop"))
    await socket.send(tiny_hub.PONG)


async def serve(socket):
    hub = tiny_hub.TinyHub()
    try:
        async for message in socket:
            for action, value in hub.actions(message):
                if action == "text":
                    await socket.send(value)
                elif action == "fragments":
                    await socket.send(fragmented(socket, value))
                elif action == "ping":
                    asyncio.ensure_future(report_pong(socket))
                else:
                    await socket.close(value)
    except websockets.ConnectionClosed:
        pass
    tiny_hub.closed(socket.close_code)


async def main():
    given = tiny_hub.arguments()
    # A connection that does not answer a ping within this time is closed with 1011.
    pings = {"ping_interval": 1, "ping_timeout": given.idle} if given.idle else {"ping_interval": None}
    login = websockets.basic_auth_protocol_factory("hub", credentials=("clown", "bigclown"))
    await websockets.serve(
        serve, "127.0.0.1", given.port, create_protocol=login, ssl=given.context(), max_size=None, **pings
    )
    await asyncio.Future()


asyncio.run(main())
