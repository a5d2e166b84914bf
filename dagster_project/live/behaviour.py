"""What the candidate's face shows, as far as a live session leaves time for that.

Another process looks, at the lowest priority, and only while its worker gives it orders: what
hearing and judging leave over. What is not looked at in time is made up for, at the latest by
`finish`.
"""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from math import inf
from queue import Empty, SimpleQueue
from typing import Any, Protocol

from assets.weighing import weigh
from interview.errors import InterviewError
from interview.model import Span
from interview.scorer import ScorerModel
from interview.store import Store
from interview.store.permitted import AFFECT

PAUSE = 0.5
"""Seconds between two looks where nothing more has landed."""
STARTS = 3
"""Times that it may go wrong; then the rest is left to `finish`."""

log = logging.getLogger(__name__)
Message = Mapping[str, Any]
Digests = Mapping[str, str]


class Looks(Protocol):
    """Who looks: takes one order at a time."""

    @property
    def alive(self) -> bool: ...

    def order(self, message: Message) -> None: ...

    def reply(self) -> Message | None:
        """To the last order, once there is one."""
        ...

    def stop(self) -> None: ...


class Beside:
    """An onlooker in a process of its own, which ends with this one."""

    def __init__(self, root: str, session: str) -> None:
        command = [sys.executable, "-m", "dagster_project.live.onlooker", root, session]
        self._child = subprocess.Popen(  # noqa: S603  # ours
            ["/usr/bin/env", "nice", "-n", "19", *command],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._replies: SimpleQueue[Message] = SimpleQueue()
        self._reader = threading.Thread(target=self._read, name="onlooker", daemon=True)
        self._reader.start()

    @property
    def alive(self) -> bool:
        return self._child.poll() is None

    def order(self, message: Message) -> None:
        if self._child.stdin is not None:
            with suppress(BrokenPipeError):  # it died, which is noticed soon
                self._child.stdin.write(json.dumps(message) + "\n")
                self._child.stdin.flush()

    def reply(self) -> Message | None:
        with suppress(Empty):
            return self._replies.get_nowait()
        return None

    def stop(self) -> None:
        self._child.kill()  # what it has written is whole, and it may ignore to be terminated
        self._reader.join()
        with self._child:  # closes what leads to it, and waits
            pass

    def _read(self) -> None:
        for line in self._child.stdout or ():
            self._replies.put(json.loads(line))


class Behaviour:
    """Has the video looked at and told of.

    `start` gives an onlooker, `weigh` makes the verdict with what was shown and gives the digests
    of what it made, `clock` gives seconds.
    """

    def __init__(
        self,
        start: Callable[[], Looks],
        weigh: Callable[[], Digests],
        clock: Callable[[], float],
    ) -> None:
        self._start, self._weigh, self._clock = start, weigh, clock
        self._looks: Looks | None = None
        self._troubles = 0
        self._order: Message | None = None
        self._next = 0.0
        self._answers: list[float] = []
        self._told: Digests = {}
        self._last = False
        self.until = 0.0
        self.over = False

    def __enter__(self) -> "Behaviour":
        return self

    def __exit__(self, *_: object) -> None:
        if self._looks is not None:
            self._looks.stop()

    def answered(self, end: float) -> Digests:
        """An answer that ends there was judged: its behaviour is told of once it was watched.

        Gives the digests of what changed at once.
        """
        self._answers.append(end)
        return self._changed(self._weighed()) if AFFECT in self._told else {}

    def offer(self, spoken: Callable[[], Mapping[str, Span]], complete: bool) -> Digests:
        """Gives the next order if there is time for one; the digests of what has changed.

        `spoken` says when answers were given, `complete` whether all has been said and landed.
        """
        told = self._replied()
        if self._order is None and not self.over and self._clock() >= self._next:
            self._give(self._due(spoken, complete))
        return told

    def _due(self, spoken: Callable[[], Mapping[str, Span]], complete: bool) -> Message:
        whole = complete and self._last
        if not whole and not any(end <= self.until for end in self._answers):
            return {"op": "look", "last": complete}
        spans = {qa: (span.start, span.end) for qa, span in spoken().items()}
        return {"op": "tell", "spoken": spans, "whole": whole}

    def _give(self, order: Message) -> None:
        if self._troubles >= STARTS:
            log.warning("nobody looks at the video any more: finish will")
            self.over = True
            return
        if self._looks is None or not self._looks.alive:
            self._looks, self._last, self.until = self._start(), False, 0.0
            order = {"op": "look", "last": False}
        self._looks.order(order)
        self._order = order

    def _replied(self) -> Digests:
        if self._looks is None or self._order is None:
            return {}
        order, reply = self._order, self._looks.reply()
        if reply is None and self._looks.alive:
            return {}
        self._order = None
        if reply is None or "error" in reply:
            log.warning("behaviour: %s", reply["error"] if reply else "who looks is gone")
            self._troubles += 1
            self._next = self._clock() + PAUSE
        elif order["op"] == "tell":
            return self._has_told(order, reply["digests"])
        else:
            self._has_looked(order, reply)
        return {}

    def _has_told(self, order: Message, digests: Digests) -> Digests:
        self._answers = [end for end in self._answers if end > self.until]
        self.over = order["whole"]
        return self._changed({**digests, **(self._weighed() if AFFECT in digests else {})})

    def _changed(self, digests: Digests) -> Digests:
        new = {kind: sha for kind, sha in digests.items() if self._told.get(kind) != sha}
        self._told = {**self._told, **new}
        return new

    def _weighed(self) -> Digests:
        try:
            return self._weigh()
        except InterviewError as error:  # consent was taken back, or there is no verdict so far
            log.info("behaviour: %s", error)
            return {}

    def _has_looked(self, order: Message, reply: Message) -> None:
        refused = reply["until"] is None
        if refused and 0 < self.until < inf:
            self._answers.append(0.0)  # what was told is taken back at once
        self.until = inf if refused else reply["until"]
        self._last = order["last"] and not reply["looked"]
        if not reply["looked"] and not self._last:
            self._next = self._clock() + PAUSE


def watched(
    store: Store, session: str, scorer: ScorerModel, clock: Callable[[], float]
) -> Behaviour | None:
    """None where nobody is to look at all."""
    if store.meta(session).behaviour == "off":
        return None
    start = partial(Beside, str(store.root), session)
    return Behaviour(start, partial(weigh, store, session, scorer), clock)
