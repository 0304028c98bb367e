"""The server of "400 Bad Request: No valid session ID provided", on the real SDK, v1 or v2, whichever is on the path.

--mistake pre-created   the application mints an id at start-up, keeps it in its own table and hands it out at /session
--mistake two-managers  one session manager issues the ids, another one looks them up
POST /repair            from now on the SDK issues the ids, and the first tool call makes the application's record

Prints one JSON line once it listens: {"port", "sdk"}.
"""

import argparse
import contextlib
import importlib.metadata
import json
import socket
import uuid

import uvicorn
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

SDK = importlib.metadata.version("mcp")
ECHO = {
    "name": "echo",
    "description": "Gives back its text",
    "inputSchema": {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]},
    "annotations": {"readOnlyHint": True},
}


def tool_server(on_call):
    """An SDK server with the tool `echo`; `on_call` gets the session id that the call carried."""

    def echo(request, arguments):
        on_call(request.headers.get("mcp-session-id"))
        return [{"type": "text", "text": arguments["text"]}]

    if SDK.startswith("1."):
        from mcp import types

        server = Server("tool-server", version="1.0.0")

        @server.list_tools()
        async def _list_tools():
            return [types.Tool(**ECHO)]

        @server.call_tool()
        async def _call_tool(_name, arguments):
            content = echo(server.request_context.request, arguments)
            return [types.TextContent(**part) for part in content]

        return server

    import mcp_types as types

    async def list_tools(_context, _params):
        return types.ListToolsResult(tools=[types.Tool.model_validate(ECHO)])

    async def call_tool(context, params):
        return types.CallToolResult.model_validate({"content": echo(context.request, params.arguments)})

    return Server("tool-server", version="1.0.0", on_list_tools=list_tools, on_call_tool=call_tool)


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
    # Without IPPROTO_TCP the sockets get no TCP_NODELAY: 40 ms between head and body.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    print(json.dumps({"port": listener.getsockname()[1], "sdk": SDK}), flush=True)
    app = Application(options.mistake).starlette()
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
    uvicorn.Server(config).run(sockets=[listener])


main()
