"""A tiny hub on aiohttp."""

import tiny_hub
from aiohttp import WSMsgType, web
from frames import fragmented

given = tiny_hub.arguments()


async def serve(request):
    if request.headers.get("Authorization") != tiny_hub.LOGIN:
        return web.Response(status=401, headers={"WWW-Authenticate": 'Basic realm="hub"'})
    socket = web.WebSocketResponse(receive_timeout=given.idle or None, autoping=False)
    await socket.prepare(request)
    hub = tiny_hub.TinyHub()
    async for message in socket:
        if message.type == WSMsgType.PING:
            await socket.pong(message.data)
        elif message.type == WSMsgType.PONG and message.data == b"interop":
            await socket.send_str(tiny_hub.PONG)
        elif message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
            for action, value in hub.actions(message.data):
                if action == "text":
                    await socket.send_str(value)
                elif action == "fragments":
                    # It has no call for a message in fragments.
                    request.transport.write(fragmented(value))
                elif action == "ping":
                    await socket.ping(b"interop")
                else:
                    await socket.close(code=value)
    tiny_hub.closed(socket.close_code)
    return socket


app = web.Application()
app.add_routes([web.get("/", serve)])
web.run_app(app, host="127.0.0.1", port=given.port, ssl_context=given.context(), print=None)
