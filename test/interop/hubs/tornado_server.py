"""A tiny hub on Tornado."""

import asyncio

import tiny_hub
from frames import fragmented
from tornado.httpserver import HTTPServer
from tornado.web import Application
from tornado.websocket import WebSocketHandler


class Serve(WebSocketHandler):
    def prepare(self):
        self.hub = tiny_hub.TinyHub()
        if self.request.headers.get("Authorization") != tiny_hub.LOGIN:
            self.set_status(401)
            self.set_header("WWW-Authenticate", 'Basic realm="hub"')
            self.finish()

    def on_message(self, message):
        for action, value in self.hub.actions(message):
            if action == "text":
                self.write_message(value)
            elif action == "fragments":
                # It has no call for a message in fragments.
                self.ws_connection.stream.write(fragmented(value))
            elif action == "ping":
                self.ping(b"interop")
            else:
                self.close(value)

    def on_pong(self, data):
        if data == b"interop":
            self.write_message(tiny_hub.PONG)

    def on_close(self):
        tiny_hub.closed(self.close_code)


async def main():
    given = tiny_hub.arguments()
    # A connection that does not answer a ping within this time is closed.
    pings = {"websocket_ping_interval": 1, "websocket_ping_timeout": given.idle} if given.idle else {}
    app = Application([("/", Serve)], websocket_max_message_size=10485760, **pings)
    HTTPServer(app, ssl_options=given.context()).listen(given.port, "127.0.0.1")
    await asyncio.Event().wait()


asyncio.run(main())
