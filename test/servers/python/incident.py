"""The server of "400 Bad Request: No valid session ID provided", on the real SDK, v1 or v2, whichever is on the path.

--mistake pre-created   the application mints an id at start-up, keeps it in its own table and hands it out at /session
--mistake two-managers  one session manager issues the ids, another one looks them up
POST /repair            from now on the SDK issues the ids, and the first tool call makes the application's record
"""

import argparse
import contextlib
import uuid

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from serving import serve, tool_server
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route


class Application:
    """What the developer wrote around the SDK: a table of sessions, and the way to its managers."""

    def __init__(self, mistake):
        self.mistake = mistake
        self.repaired = False
        self.global_session = str(uuid.uuid4()) if mistake == "pre-created" else None
        self.table = {}
        if self.global_session:
            self.table[self.global_session] = {"sessionId": self.global_session, "calls": 0, "ended": False}
        self.managers = [StreamableHTTPSessionManager(app=tool_server(self.on_call)) for _ in range(2)]

    def on_call(self, session_id):
        if self.repaired and session_id:
            record = self.table.setdefault(session_id, {"sessionId": session_id, "calls": 0, "ended": False})
            record["calls"] += 1

    async def __call__(self, scope, receive, send):
        session_id = dict(scope["headers"]).get(b"mcp-session-id", b"").decode()
        astray = self.mistake == "two-managers" and not self.repaired and session_id

        async def watching(message):
            accepted = message["type"] == "http.response.start" and message["status"] == 200
            if scope["method"] == "DELETE" and accepted and session_id in self.table:
                self.table[session_id]["ended"] = True
            await send(message)

        await self.managers[1 if astray else 0].handle_request(scope, receive, watching)

    async def hand_out(self, _request):
        return JSONResponse({"sessionId": None if self.repaired else self.global_session})

    async def records(self, _request):
        return JSONResponse(list(self.table.values()))

    async def repair(self, _request):
        self.repaired = True
        self.table.clear()
        return JSONResponse({"repaired": True})

    def starlette(self):
        @contextlib.asynccontextmanager
        async def lifespan(_app):
            async with self.managers[0].run(), self.managers[1].run():
                yield

        routes = [
            Route("/mcp", self),
            Route("/session", self.hand_out),
            Route("/records", self.records),
            Route("/repair", self.repair, methods=["POST"]),
        ]
        return Starlette(routes=routes, lifespan=lifespan)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mistake", choices=["pre-created", "two-managers"], required=True)
    options = parser.parse_args()
    serve(Application(options.mistake).starlette)


main()
