"""A language model's server on loopback, which answers as a test says."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Respond = Callable[[BaseHTTPRequestHandler, int], None]
"""Answers one request; the second argument is its number, from 1."""


class Model(ThreadingHTTPServer):
    """Serves one endpoint; keeps what it was sent."""

    daemon_threads = True

    def __init__(self, respond: Respond) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.respond = respond
        self.bodies: list[dict[str, Any]] = []
        self.keys: list[str | None] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Model

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.path == "/v1/chat/completions"
        self.server.bodies.append(json.loads(body))
        self.server.keys.append(self.headers["Authorization"])
        self.server.respond(self, len(self.server.bodies))

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(respond: Respond) -> Iterator[Model]:
    server = Model(respond)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def send(handler: BaseHTTPRequestHandler, status: int, content: bytes, **headers: str) -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(content)))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(content)


def saying(text: str) -> Respond:
    completion = {"choices": [{"message": {"content": text}}], "usage": {"total_tokens": 321}}
    return lambda handler, _: send(handler, 200, json.dumps(completion).encode())
