"""Which utterances of meetings answer which questions, against their annotation.

Definitions: the candidates of a question are the next 10 utterances of other speakers that begin
within 15 s after it. `top1`: of the questions with an annotated answer, the share whose likeliest
candidate is one; wrong where no candidate is. `top1_with_unanswered`: of all questions, the share
where that holds, or where there is no answer and none is believed. `pair_ece`: expected calibration
error over all candidates, 15 equal-width bins. `end_to_end_f1`: of links that are believed, one a
question, with the questions that the shipped detector finds; right if that question has that
answer. Intervals are 80 %, by resampling meetings. Meetings that took part in fitting or choosing
the model are left out, and named.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from interview.engines import questions
from interview.engines.answering import Talk
from interview.engines.linking import SHIPPED, Answering, read
from interview.errors import EngineUnavailable
from interview.questions import probability
from workbench.evaluate import calibration, meetings
from workbench.evaluate.calibration import Numbers
from workbench.evaluate.kept import reliability_picture, table
from workbench.evaluate.meetings import Meeting
from workbench.report import Report

ERRORS = 200
"""That are kept, the surest first."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A question with the log-odds of its candidates, and which of them truly answer it."""

    odds: Mapping[int, float]
    true: frozenset[int]
    has_answer: bool
    answered: bool
    """Whether the model believes that somebody answered."""

    @property
    def right(self) -> bool:
        """Whether the likeliest candidate answers."""
        return bool(self.odds) and max(self.odds, key=lambda at: self.odds[at]) in self.true

    @property
    def settled(self) -> bool:
        """Right also in whether there is an answer."""
        return self.right if self.answered else not self.has_answer


@dataclass(frozen=True, slots=True)
class Judged:
    """One meeting with its annotated questions, and with those that a detector found."""

    meeting: str
    given: Sequence[Linked]
    detected: Sequence[Linked] | None


def figures(data: Path, model: Path | None = None) -> Report:
    """Evaluates the model in a folder, or the shipped one, on the meetings it has not seen."""
    folder = model or SHIPPED
    _, answering = read(folder)
    unseen, seen = meetings.unseen(data, folder)
    judged = judge(answering, unseen)
    left_out = {"left out, seen in training or choice": seen}
    both = list(zip(unseen, judged, strict=True))
    return Report(measures(judged), left_out | conditions(judged), partial(artifacts, both))


def judge(answering: Answering, unseen: Sequence[Meeting]) -> list[Judged]:
    asking = _detector()
    return [
        Judged(
            meeting.name,
            linked(answering, meeting, [one.asks for one in meeting.uttered]),
            linked(answering, meeting, _found(asking, meeting)) if asking else None,
        )
        for meeting in unseen
    ]


def _detector() -> questions.Asking | None:
    try:
        return questions.read(questions.SHIPPED)[1]
    except EngineUnavailable:
        return None


def _found(asking: questions.Asking, meeting: Meeting) -> list[bool]:
    said = meeting.said
    return [asking.log_odds(said, at) >= asking.threshold for at in range(len(said))]


def linked(answering: Answering, meeting: Meeting, asks: Sequence[bool]) -> list[Linked]:
    talk = Talk(meeting.said, asks)
    return [_linked(answering, meeting, talk, at) for at, one in enumerate(asks) if one]


def _linked(answering: Answering, meeting: Meeting, talk: Talk, question: int) -> Linked:
    answers = meeting.uttered[question].answers
    odds = answering.log_odds(talk, question)
    true = frozenset(at for at in odds if meeting.uttered[at].id in answers)
    believed = answering.answered
    answered = believed.log_odds([*odds.values()]) >= believed.threshold
    return Linked(odds, true, bool(answers), bool(odds) and answered)


Both = Sequence[tuple[Meeting, Judged]]


def measures(judged: Sequence[Judged]) -> dict[str, float | None]:
    given = [one for each in judged for one in each.given]
    every = [each.detected for each in judged if each.detected is not None]
    return {
        "top1": _mean([one.right for one in given if one.has_answer]),
        "pair_ece": calibration.calibration_error(binned(judged)),
        "top1_with_unanswered": _mean([one.settled for one in given]),
        "end_to_end_f1": f1(judged) if every else None,
    }


def _mean(of: Sequence[bool]) -> float | None:
    return float(np.mean(of)) if of else None


def f1(judged: Sequence[Judged]) -> float:
    believed = [one for each in judged for one in each.detected or () if one.answered]
    linked = sum(one.has_answer for each in judged for one in each.given)
    right = sum(one.right for one in believed)
    return 2 * right / max(1, len(believed) + linked)


def binned(judged: Sequence[Judged]) -> Numbers:
    """All candidates by the probability that they answer."""
    given = [one for each in judged for one in each.given]
    pairs = [(odds, at in one.true) for one in given for at, odds in one.odds.items()]
    return calibration.binned([probability(odds) for odds, _ in pairs], [true for _, true in pairs])


def conditions(judged: Sequence[Judged]) -> dict[str, object]:
    given = [one for each in judged for one in each.given]
    having = [one for one in given if one.has_answer]
    missing = {} if judged[0].detected is not None else {"end_to_end_f1": "no detector is shipped"}
    return {
        "meetings": [each.meeting for each in judged],
        "questions": len(given),
        "with an answer": len(having),
        "top1 that the candidates allow": _mean([bool(one.true) for one in having]),
        "top1 of the next other speaker": _mean([_next(one) for one in having]),
        "intervals": bounds(judged),
        "reliability": calibration.reliability(binned(judged)),
        **missing,
    }


def _next(one: Linked) -> bool:
    return bool(one.odds) and min(one.odds) in one.true


def bounds(judged: Sequence[Judged]) -> dict[str, float]:
    """Of all measures, by resampling meetings."""
    drawn = [
        measures([judged[at] for at in sample]) for sample in calibration.resampled(len(judged))
    ]
    samples = {
        name: [value for each in drawn if (value := each[name]) is not None] for name in drawn[0]
    }
    return calibration.bounds({name: values for name, values in samples.items() if values})


def artifacts(both: Both) -> dict[str, bytes]:
    return {
        "reliability.png": reliability_picture(
            {"links": binned([judged for _, judged in both])},
            "probability that an utterance answers",
            "share that answers",
        ),
        "confusion.csv": _confusion([one for _, judged in both for one in judged.given]),
        "errors.csv": _errors(both),
    }


def _confusion(given: Sequence[Linked]) -> bytes:
    counts = Counter((one.has_answer, one.answered, one.right) for one in given)
    return table(
        [
            ("", "right answer", "wrong answer", "no answer believed"),
            ("answered", *_row(counts, True)),
            ("not answered", *_row(counts, False)),
        ]
    )


def _row(counts: Counter[tuple[bool, bool, bool]], has: bool) -> tuple[int, int, int]:
    none = counts[has, False, True] + counts[has, False, False]
    return counts[has, True, True], counts[has, True, False], none


def _errors(both: Both) -> bytes:
    """The wrong ones, the surest first."""
    rows = [
        (max(one.odds.values(), default=0.0), meeting, question, one)
        for meeting, judged in both
        for question, one in zip(_asking(meeting), judged.given, strict=True)
        if not one.settled
    ]
    surest = sorted(rows, key=lambda row: (-row[0], row[1].name, row[2]))[:ERRORS]
    return table([("p", "meeting", "question", "likeliest", "true"), *map(_error, surest)])


def _error(row: tuple[float, Meeting, int, Linked]) -> tuple[object, ...]:
    odds, meeting, question, one = row
    likeliest = [max(one.odds, key=lambda at: one.odds[at])] if one.odds else []
    said = (
        " / ".join(" ".join(meeting.uttered[at].said.words) for at in places)
        for places in ([question], likeliest, sorted(one.true))
    )
    return f"{probability(odds):.3f}", meeting.name, *said


def _asking(meeting: Meeting) -> list[int]:
    return [at for at, one in enumerate(meeting.uttered) if one.asks]
