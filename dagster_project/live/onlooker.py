"""Looks at the candidate's video beside a session's worker, with what the machine has left over.

    python -m dagster_project.live.onlooker ROOT SESSION

An order is a line of JSON on standard input, its reply one on standard output; it ends where its
input ends. An order is short, so that who gives none has the machine to himself.
"""

import json
import os
import sys
from collections.abc import Mapping
from typing import Any

from assets.looking import Faces, mesh
from interview import conduct
from interview.conduct import affect
from interview.errors import InterviewError, NoSuchSession, Refused
from interview.model import AffectSample, AnswerBehaviour, BehaviourSample, FaceFrame, Span
from interview.ports import FaceAnalyser
from interview.store import Store
from interview.store.permitted import AFFECT

Reply = dict[str, Any]


class Onlooker:
    """Keeps what was seen; nothing where consent was taken back."""

    def __init__(self, store: Store, session: str, analyser: FaceAnalyser) -> None:
        self._store, self._session, self._analyser = store, session, analyser
        self._faces = Faces(store, session, analyser)
        self._frames: list[FaceFrame] = []
        self._seen = 0
        self._until = 0.0

    def look(self) -> Reply:
        """At the next segment that has landed, if there is one: `until` is where the last ends."""
        try:
            coming = self._faces.segments()[self._seen :]
            for segment in coming[:1]:
                self._frames += self._faces.of(segment)
                self._seen, self._until = self._seen + 1, segment.end
        except Refused as reason:
            self._forget()
            return {"until": None, "looked": False, "why": str(reason)}
        return {"until": self._until, "looked": bool(coming)}

    def tell(self, spoken: Mapping[str, Span], whole: bool) -> Reply:
        """Keeps all that is known for good; at the end, `whole`, that is everything."""
        until = None if whole else self._until
        samples = conduct.series(self._frames, self._analyser.units, until)
        over = {qa: span for qa, span in spoken.items() if whole or span.end <= self._until}
        answers = conduct.answers(self._frames, self._analyser.units, over)
        digests = {
            "behaviour": self._write("behaviour", samples),
            "answer_behaviour": self._write("answer_behaviour", answers),
        }
        return {"digests": digests | self._affect(samples), "seconds": len(samples)}

    def _affect(self, samples: list[BehaviourSample]) -> dict[str, str]:
        try:
            self._store.check_permitted(self._session, AFFECT)
            values = affect.affect(samples)
            digest = self._store.write(self._session, AFFECT, values, version=affect.VERSION)
        except Refused:
            return {}
        return {AFFECT: digest}

    def _write(
        self, kind: str, value: list[BehaviourSample] | list[AnswerBehaviour] | list[AffectSample]
    ) -> str:
        version = f"{self._analyser.version}+{conduct.VERSION}"
        return self._store.write(self._session, kind, value, version=version)

    def _forget(self) -> None:
        self._frames, self._seen, self._until = [], 0, 0.0


def replied(onlooker: Onlooker, order: Mapping[str, Any]) -> Reply:
    if order["op"] == "look":
        return onlooker.look()
    spoken = {qa: Span(start, end) for qa, (start, end) in order["spoken"].items()}
    return onlooker.tell(spoken, order["whole"])


def main(root: str, session: str) -> int:
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # where libraries print
    try:
        onlooker = Onlooker(Store(root), session, mesh())
        for line in sys.stdin:
            try:
                reply = replied(onlooker, json.loads(line))
            except InterviewError as error:
                if isinstance(error, NoSuchSession):
                    raise
                reply = {"error": str(error)}
            replies.write(json.dumps(reply) + "\n")
            replies.flush()
    except (NoSuchSession, BrokenPipeError):
        pass  # it was erased, or who gave the orders is gone
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
