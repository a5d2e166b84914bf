"""The worker's letter box: threads take what comes, one thread does it."""

import json
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from dagster_project.origin import this_process

Message = Mapping[str, Any]


class Post:
    """Messages that wait, and what is asked about runs meanwhile."""

    def __init__(self, status: Callable[[], Message]) -> None:
        self._status = status
        self._inbox: SimpleQueue[Message] = SimpleQueue()
        self._held: set[str] = set()
        self._cancelled: set[str] = set()

    def wait(self, seconds: float) -> Message | None:
        """The next message, as soon as there is one."""
        try:
            return self._inbox.get(timeout=seconds)
        except Empty:
            return None

    def take(self) -> Message | None:
        """The next message, if there is one."""
        return None if self._inbox.empty() else self._inbox.get()

    @contextmanager
    def holding(self, run_id: str) -> Iterator[Callable[[], bool]]:
        """Answers for a run that is executed here; gives a function that tells of its end."""
        self._held.add(run_id)
        try:
            yield lambda: run_id in self._cancelled
        finally:
            self._held.discard(run_id)
            self._cancelled.discard(run_id)

    def answer(self, message: Message) -> Message:
        """What is told at once; in any thread."""
        return {"process": this_process(), **self._answer(message)}

    def _answer(self, message: Message) -> Message:
        run_id = message.get("run_id", "")
        match message["op"]:
            case "status":
                return self._status()
            case "health":
                return {"running": run_id in self._held}
            case "cancel":
                if run_id in self._held:
                    self._cancelled.add(run_id)
                return {"ok": run_id in self._held}
            case "run":
                self._held.add(run_id)
        self._inbox.put(message)
        return {"ok": True}


@contextmanager
def open_at(path: Path, post: Post) -> Iterator[None]:
    """Takes messages at a Unix socket, in place of one that a dead worker left."""
    path.unlink(missing_ok=True)

    class Letter(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            line = self.rfile.readline()
            if line:
                self.wfile.write(json.dumps(post.answer(json.loads(line))).encode() + b"\n")

    with _Server(str(path), Letter) as server:
        thread = threading.Thread(target=server.serve_forever, name="post", daemon=True)
        thread.start()
        try:
            yield
        finally:
            path.unlink(missing_ok=True)
            server.shutdown()


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
