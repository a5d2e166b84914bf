"""A worker's socket without a worker: it says what it is told to say, and keeps what it heard."""

import json
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from dagster_project.address import address

Reply = Mapping[str, object]


@contextmanager
def listening(session: str, answer: Callable[[Reply], Reply | None]) -> Iterator[list[Reply]]:
    """What came; `answer` None hangs up without a word."""
    heard: list[Reply] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            heard.append(json.loads(self.rfile.readline()))
            reply = answer(heard[-1])
            if reply is not None:
                self.wfile.write(json.dumps(reply).encode() + b"\n")

    path = address(session)
    path.unlink(missing_ok=True)
    with socketserver.ThreadingUnixStreamServer(str(path), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield heard
        finally:
            server.shutdown()
            thread.join()
            path.unlink()
