"""Why a profile moved: one answer, what was believed before and after it, and its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass

from interview.belief import interval, state
from interview.model import (
    DIMENSIONS,
    Belief,
    Dimension,
    Evidence,
    ProfileSnapshot,
    QAPair,
    State,
)
from interview.shapes import one_line
from workbench.dashboard.views.findings import Finding, answer_link, findings
from workbench.figures.columns import numbers


@dataclass(frozen=True, slots=True)
class Held:
    mean: float
    interval: tuple[float, float]
    state: State


@dataclass(frozen=True, slots=True)
class Move:
    """`before` is None for the first answer."""

    dimension: Dimension
    before: Held | None
    after: Held
    evidence: list[Finding]

    @property
    def moved(self) -> float:
        return self.after.mean - self.before.mean if self.before else 0.0


@dataclass(frozen=True, slots=True)
class Why:
    """`place` counts answers from 1; `belongs` is the probability that it answers its question."""

    place: int
    answer: str
    question: str
    t: float
    belongs: float
    link: str
    moves: list[Move]


def why(
    session: str,
    snapshots: Sequence[ProfileSnapshot],
    pairs: Sequence[QAPair],
    evidence: Sequence[Evidence],
    at: int,
) -> Why:
    """Of the answer at that place, from 0; those that moved most come first."""
    now = snapshots[at]
    before = snapshots[at - 1] if at else None
    asked = {pair.id: one_line(pair.question) for pair in pairs}
    of_answer = [one for one in evidence if one.qa == now.after]
    moves = [
        Move(
            name,
            held(before.beliefs[name]) if before else None,
            held(now.beliefs[name]),
            findings(session, (one for one in of_answer if one.dimension == name)),
        )
        for name in DIMENSIONS
        if name in now.beliefs
    ]
    return Why(
        place=at + 1,
        answer=numbers(pairs).get(now.after, now.after),
        question=asked.get(now.after, ""),
        t=now.t,
        belongs=now.link,
        link=answer_link(session, now.after),
        moves=sorted(moves, key=lambda move: (not move.evidence, -abs(move.moved))),
    )


def choices(snapshots: Sequence[ProfileSnapshot], pairs: Sequence[QAPair]) -> dict[str, int]:
    """The answers by what they are called in a list."""
    called, asked = numbers(pairs), {pair.id: one_line(pair.question) for pair in pairs}
    return {
        _called(place, called.get(one.after, one.after), asked.get(one.after, "")): place
        for place, one in enumerate(snapshots)
    }


def _called(place: int, name: str, question: str) -> str:
    short = question if len(question) <= _LONGEST else f"{question[:_LONGEST].rstrip()}…"
    return f"{place + 1}. {name}: {short}"


def held(belief: Belief) -> Held:
    return Held(belief.mean, interval(belief), state(belief))


_LONGEST = 60
