"""The server of "Could not find session" over HTTP+SSE, at /api/sse, on the real SDK.

--mistake NAME           one of MISTAKES; `none` is how it ought to be
--workers N              so many processes on one port, each with sessions of its own
POST /control/NAME       from now on makes that mistake in place of the other
POST /control/end        ends every stream that is open, as a deadline of the application does
"""

import argparse
import uuid

import anyio
from mcp.server.sse import SseServerTransport
from serving import run, serve, tool_server
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

MESSAGES = "/api/messages/"
open_scopes = set()


async def talk(streams):
    """Runs the SDK's server until the client leaves or /control/end ends it."""
    with anyio.CancelScope() as scope:
        open_scopes.add(scope)
        try:
            await run(tool_server(), streams)
        finally:
            open_scopes.discard(scope)
    for stream in streams:
        await stream.aclose()


def streaming(transport_of):
    """The endpoint of the GET, as the SDK's documentation has it; `transport_of()` is asked at every stream."""

    async def handle(request):
        transport = transport_of()
        async with transport.connect_sse(request.scope, request.receive, request._send) as streams:
            await talk(streams)
        return Response()

    return handle


def routes(endpoint, post, sse="/api/sse", messages=MESSAGES):
    return [Route(sse, endpoint=endpoint), Mount(messages, app=post)]


def none():
    sdk = SseServerTransport(MESSAGES)
    return routes(streaming(lambda: sdk), sdk.handle_post_message)


def own_dictionary():
    """The application announces ids of its own; the SDK, which gets the messages, has never heard of them."""
    sdk = SseServerTransport(MESSAGES)
    active_sessions = {}

    async def endpoint(_request):
        session_id = str(uuid.uuid4())
        active_sessions[session_id] = {"calls": 0}

        async def events():
            yield f"event: endpoint\ndata: {MESSAGES}?session_id={session_id}\n\n"
            await anyio.sleep_forever()

        return StreamingResponse(events(), media_type="text/event-stream")

    return routes(endpoint, sdk.handle_post_message)


def guard():
    """The SDK announces its id; the application looks it up in a dictionary that nobody puts it into."""
    sdk = SseServerTransport(MESSAGES)
    active_sessions = {}

    async def post(scope, receive, send):
        session_id = scope["query_string"].decode().partition("session_id=")[2]
        known = session_id in active_sessions
        await (sdk.handle_post_message if known else PlainTextResponse("Could not find session", 404))(
            scope, receive, send
        )

    return routes(streaming(lambda: sdk), post)


def two_transports():
    streams, messages = SseServerTransport(MESSAGES), SseServerTransport(MESSAGES)
    return routes(streaming(lambda: streams), messages.handle_post_message)


def transport_per_request():
    messages = SseServerTransport(MESSAGES)
    return routes(streaming(lambda: SseServerTransport(MESSAGES)), messages.handle_post_message)


def nested(raises):
    """The SDK's response inside another one: two responses to one request."""
    sdk = SseServerTransport(MESSAGES)

    async def endpoint(request):
        async def events():
            yield b": connected\n\n"
            try:
                async with sdk.connect_sse(request.scope, request.receive, request._send) as streams:
                    await talk(streams)
            except Exception:
                if raises:
                    raise

        return StreamingResponse(events(), media_type="text/event-stream")

    return routes(endpoint, sdk.handle_post_message)


def slash():
    """Announces the path without the slash that its route has."""
    sdk = SseServerTransport(MESSAGES.rstrip("/"))
    return routes(streaming(lambda: sdk), sdk.handle_post_message)


def prefix_lost():
    """Mounted under /api, and the SDK is not told so."""
    sdk = SseServerTransport("/messages/")
    stream = streaming(lambda: sdk)

    async def endpoint(request):
        request.scope["root_path"] = ""
        return await stream(request)

    return [Mount("/api", routes=routes(endpoint, sdk.handle_post_message, "/sse", "/messages/"))]


def silent():
    """Waits for something before it announces anything."""

    async def endpoint(_request):
        async def events():
            yield b": connected\n\n"
            await anyio.sleep_forever()

        return StreamingResponse(events(), media_type="text/event-stream")

    return routes(endpoint, PlainTextResponse("Could not find session", 404))


class Greeting:
    """Writes an event of its own before the first of the SDK."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def greet(message):
            if message["type"] == "http.response.body" and scope["method"] == "GET" and not scope.get("greeted"):
                scope["greeted"] = True
                await send({**message, "body": b"event: connected\r\ndata: {}\r\n\r\n", "more_body": True})
            await send(message)

        await self.app(scope, receive, greet)


MISTAKES = {
    "none": lambda: Starlette(routes=none()),
    "own-dictionary": lambda: Starlette(routes=own_dictionary()),
    "guard": lambda: Starlette(routes=guard()),
    "two-transports": lambda: Starlette(routes=two_transports()),
    "transport-per-request": lambda: Starlette(routes=transport_per_request()),
    "nested-response": lambda: Starlette(routes=nested(raises=False)),
    "nested-response-raising": lambda: Starlette(routes=nested(raises=True)),
    "slash-redirected": lambda: Starlette(routes=slash()),
    "slash-missing": lambda: without_redirects(Starlette(routes=slash())),
    "prefix-lost": lambda: Starlette(routes=prefix_lost()),
    "silent": lambda: Starlette(routes=silent()),
    "greeting": lambda: Starlette(routes=none(), middleware=[Middleware(Greeting)]),
}


def without_redirects(app):
    app.router.redirect_slashes = False
    return app


class Switched:
    """The application with the mistake that was last asked for."""

    def __init__(self, mistake):
        self.app = MISTAKES[mistake]()

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            return await Starlette()(scope, receive, send)
        _, first, *rest = scope["path"].split("/")
        if first != "control":
            return await self.app(scope, receive, send)
        if rest == ["end"]:
            for scope_of_stream in list(open_scopes):
                scope_of_stream.cancel()
        else:
            self.app = MISTAKES[rest[0]]()
        await JSONResponse({})(scope, receive, send)


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mistake", choices=MISTAKES, default="none")
    parser.add_argument("--workers", type=int, default=1)
    return parser.parse_args()


def create():
    return Switched(options().mistake)


if __name__ == "__main__":
    serve(create, options().workers)
