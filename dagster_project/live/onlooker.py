"""Looks at the candidate's video beside a session's worker, with what the machine has left over.

    python -m dagster_project.live.onlooker ROOT SESSION

An order is a line of JSON on standard input, its reply one on standard output; it ends where its
input ends. An order is short, so that who gives none has the machine to himself.
"""

import json
import os
import sys
from collections.abc import Mapping
from math import inf
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
        self._samples: list[BehaviourSample] = []
        self._answers: dict[tuple[str, Span], AnswerBehaviour] = {}
        self._seen, self._until = 0, 0.0

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
        """Keeps all that is known for good; at the end, `whole`, everything is made once more."""
        if whole:
            self._samples.clear()
            self._answers.clear()
            self._until = inf
        self._describe(spoken)
        answers = [self._answers[it] for it in spoken.items() if it in self._answers]
        digests = {
            "behaviour": self._write("behaviour", self._samples),
            "answer_behaviour": self._write("answer_behaviour", answers),
        }
        return {"digests": digests | self._affect(self._samples)}

    def _describe(self, spoken: Mapping[str, Span]) -> None:
        """What was not described so far."""
        units, known = self._analyser.units, self._samples
        since = known[-1].time if known else 0.0
        known += conduct.series(self._frames, units, self._until, since)
        new = {
            qa: span
            for qa, span in spoken.items()
            if (qa, span) not in self._answers and span.end <= self._until
        }
        told = conduct.answers(self._frames, units, new)
        self._answers |= {(answer.qa, answer.span): answer for answer in told}

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
        for seen in (self._frames, self._samples, self._answers):
            seen.clear()
        self._seen, self._until = 0, 0.0


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
