"""What a scorer is given, and how it writes down what it found, so that it leads back to words."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from interview.evidence import speech
from interview.evidence.speech import Clause
from interview.model import Answer, Dimension, Evidence, Span, Word
from interview.ports import JobContext

JOINED = 1.0  # seconds: words nearer than this are one stretch of time


@dataclass(frozen=True, slots=True)
class Case:
    """One answer before one scorer (its version), with all that was known when it was given."""

    scorer: str
    answer: Answer
    earlier: Sequence[Answer]
    job: JobContext | None
    clauses: Sequence[Clause]

    @property
    def length(self) -> int:
        """Words that say something: no fillers, no repetitions."""
        return sum(map(len, self.clauses))

    @property
    def text(self) -> str:
        return " ".join(clause.text for clause in self.clauses)


@dataclass(frozen=True, slots=True)
class FunctionScorer:
    """A `Scorer` that is a function of the case."""

    version: str
    find: Callable[[Case], list[Evidence]]

    def score(
        self, answer: Answer, earlier: Sequence[Answer], job: JobContext | None
    ) -> list[Evidence]:
        return self.find(Case(self.version, answer, earlier, job, speech.clauses(answer.words)))


def finding(
    case: Case, dimension: Dimension, judged: tuple[float, float], words: Sequence[Word]
) -> Evidence:
    """Evidence about the answer; `judged` is value and standard deviation."""
    value, sd = judged
    return Evidence(
        id=f"{case.answer.pair.id}/{case.scorer.split('@')[0]}/{dimension}",
        qa=case.answer.pair.id,
        dimension=dimension,
        value=round(min(1.0, max(0.0, value)), 4),
        sd=round(sd, 4),
        scorer=case.scorer,
        words=tuple(word.id for word in words),
        times=tuple(_stretches(words)),
        quote=" ".join(word.text for word in words),
    )


def about(requirement: str, found: Evidence) -> Evidence:
    """The same finding, said of one requirement."""
    slug = re.sub(r"[^\w+#]+", "-", requirement.lower()).strip("-")
    return replace(found, id=f"{found.id.rsplit('/', 1)[0]}/{slug}", requirement=requirement)


def _stretches(words: Sequence[Word]) -> list[Span]:
    stretches: list[Span] = []
    for word in words:
        if stretches and -JOINED < stretches[-1].gap(word.span) < JOINED:
            stretches[-1] = stretches[-1].until(word.span)
        else:
            stretches.append(word.span)
    return stretches
