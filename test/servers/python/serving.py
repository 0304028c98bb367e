"""What the servers here share: the tools on the real SDK, v1 or v2, whichever is on the path, and the way to listen."""

import importlib.metadata
import json
import socket
import sys

import anyio
import uvicorn
from mcp.server.lowlevel import Server

SDK = importlib.metadata.version("mcp")
IS_V1 = SDK.startswith("1.")
READ_ONLY = {"readOnlyHint": True}
TOOLS = [
    {
        "name": "echo",
        "description": "Gives back its text",
        "inputSchema": {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]},
        "annotations": READ_ONLY,
    },
    {
        "name": "slow",
        "description": "Answers after so many seconds",
        "inputSchema": {"type": "object", "properties": {"seconds": {"type": "number"}}, "required": ["seconds"]},
        "annotations": READ_ONLY,
    },
    {
        "name": "ask",
        "description": "Asks the client for its roots",
        "inputSchema": {"type": "object", "properties": {}},
        "annotations": READ_ONLY,
    },
]


async def answer(name, arguments, session):
    """The content of a tool's result."""
    text = arguments.get("text", "")
    if name == "slow":
        await anyio.sleep(arguments["seconds"])
        text = "done"
    if name == "ask":
        roots = await session.list_roots()
        text = json.dumps([str(root.uri) for root in roots.roots])
    return [{"type": "text", "text": text}]


def tool_server(on_call=lambda session_id: None):
    """An SDK server with three tools; `on_call` gets the session id that each call carried over HTTP."""
    return (v1_server if IS_V1 else v2_server)(on_call)


def carried(request):
    return request.headers.get("mcp-session-id") if request else None


def v1_server(on_call):
    from mcp import types

    server = Server("tool-server", version="1.0.0")

    @server.list_tools()
    async def _list_tools():
        return [types.Tool(**tool) for tool in TOOLS]

    @server.call_tool()
    async def _call_tool(name, arguments):
        context = server.request_context
        on_call(carried(getattr(context, "request", None)))
        return [types.TextContent(**part) for part in await answer(name, arguments, context.session)]

    return server


def v2_server(on_call):
    import mcp_types as types

    async def list_tools(_context, _params):
        return types.ListToolsResult(tools=[types.Tool.model_validate(tool) for tool in TOOLS])

    async def call_tool(context, params):
        on_call(carried(context.request))
        content = await answer(params.name, params.arguments or {}, context.session)
        return types.CallToolResult.model_validate({"content": content})

    return Server("tool-server", version="1.0.0", on_list_tools=list_tools, on_call_tool=call_tool)


async def run(server, streams):
    await server.run(*streams, server.create_initialization_options())


def serve(create, workers=1, port=0):
    """Serves the application that `create` makes; prints one JSON line once connections are taken: {"port", "sdk"}."""
    # Without IPPROTO_TCP the sockets get no TCP_NODELAY: 40 ms between head and body.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen()
    print(json.dumps({"port": listener.getsockname()[1], "sdk": SDK}), flush=True)
    settings = {"log_level": "warning", "timeout_graceful_shutdown": 1}
    if workers == 1:
        uvicorn.Server(uvicorn.Config(create(), **settings)).run(sockets=[listener])
        return
    # Each worker imports the script anew and makes its own application.
    script = sys.modules[create.__module__].__file__.rsplit("/", 1)[-1].removesuffix(".py")
    app = f"{script}:{create.__name__}"
    uvicorn.run(app, factory=True, fd=listener.fileno(), workers=workers, **settings)
