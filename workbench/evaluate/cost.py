"""CPU seconds from the turn that answers to the verdict, when one more answer arrives.

cpu_s_per_answer: median over the questions of all interviews after which enough is said. What was
said up to the question is understood and judged first, as in a live session, so that engines and
caches are warm; then an answer of `LENGTH` words arrives, made of what the candidate says next.
Measured is all that follows from it: the script, the pairs, the evidence of answers that are new
or changed, the profile and the verdict.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TypeVar

from interview import belief, judgement, pairing, scorer, script, settling
from interview import evidence as scoring
from interview.engines import esco, tagger, understanding
from interview.engines.embeddings import MiniLM
from interview.model import Answer, Evidence, JobDescription, Span, Word
from interview.ports import Embedder, JobContext, Scorer, Understanding
from workbench.evaluate.sessions import described
from workbench.evaluate.transcripts import words_of
from workbench.evaluate.truth import Item, read_manifest, read_truth
from workbench.report import Report

LENGTH = 77
"""Words of the answer."""
PAUSE, BREATH = 0.6, 0.45
"""Seconds before the answer, and at most between what was said in different turns."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Session:
    """A session that goes on: its engines, what it has judged and what each part has cost."""

    by: Understanding
    scorers: Sequence[Scorer]
    context: JobContext | None
    job: JobDescription
    judged: dict[str, list[Evidence]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def measured(self, part: str, work: Callable[[], T]) -> T:
        started = time.process_time()
        done = work()
        self.seconds[part] += time.process_time() - started
        return done

    def follow(self, words: Sequence[Word]) -> None:
        """All that follows from the words so far."""
        model = scorer.shipped()
        turns = self.measured("script", lambda: script.turns(script.sentences(words)))
        pairs = self.measured("pairs", lambda: pairing.pairs(turns, self.by))
        answers = self.measured("pairs", lambda: pairing.answers(pairs, turns, self.by))
        evidence = self.measured("evidence", lambda: self._judge(answers))
        profile = self.measured(
            "profile", lambda: belief.evolve(answers, evidence, self.job, model)
        )
        self.measured("verdict", lambda: judgement.verdict(profile, evidence, self.job, model))

    def _judge(self, answers: Sequence[Answer]) -> list[Evidence]:
        for at, answer in enumerate(answers):
            digest = settling.digest(answer)
            if digest not in self.judged:
                self.judged[digest] = scoring.judge(
                    answer, answers[:at], self.context, self.scorers
                )
        return [one for answer in answers for one in self.judged[settling.digest(answer)]]


def figures(data: Path) -> Report:
    """Follows every interview of a manifest, again and again up to one of its questions."""
    embedder, by = MiniLM(), understanding.load()
    taxonomy, spans = esco.load(), tagger.load()
    costs: list[dict[str, float]] = []
    for item in read_manifest(data):
        job = described(item.jd, taxonomy, spans)
        costs += _costs(item, job, embedder, by)
    totals = [sum(cost.values()) for cost in costs]
    parts = {part for cost in costs for part in cost}
    conditions: dict[str, object] = {
        "answers": len(costs),
        "words an answer": LENGTH,
        "slowest": round(max(totals), 4) if totals else None,
        "median by part": {
            part: round(median(cost[part] for cost in costs), 4) for part in sorted(parts)
        },
        "embedder": embedder.version,
        "understanding": by.version,
    }
    if not costs:
        conditions["cpu_s_per_answer not measured"] = (
            f"nobody says {LENGTH} words from a question on"
        )
    return Report({"cpu_s_per_answer": median(totals) if totals else None}, conditions)


def _costs(
    item: Item, job: JobDescription, embedder: Embedder, by: Understanding
) -> Iterator[dict[str, float]]:
    quotes = [wanted.quote for wanted in job.requirements]
    context = JobContext(job, embedder.embed(quotes)) if quotes else None
    for before, answer in _occasions(words_of(read_truth(item))):
        session = Session(by, scoring.scorers(embedder), context, job)
        session.follow(before)
        session.seconds.clear()
        session.follow([*before, *answer])
        yield dict(session.seconds)


def _occasions(words: Sequence[Word]) -> Iterator[tuple[Sequence[Word], Sequence[Word]]]:
    """The words up to each place where the candidate takes over, and an answer from there on."""
    for at, (last, following) in enumerate(pairwise(words), start=1):
        if last.speaker == "interviewer" and following.speaker == "candidate":
            said = [word for word in words[at:] if word.speaker == "candidate"][:LENGTH]
            if len(said) == LENGTH:
                yield words[:at], _joined(said, last.span.end + PAUSE)


def _joined(said: Sequence[Word], start: float) -> list[Word]:
    """The words as one turn from `start` on."""
    joined = [_moved(said[0], 0, start)]
    for at, (before, word) in enumerate(pairwise(said), start=1):
        gap = min(BREATH, max(0.0, before.span.gap(word.span)))
        joined.append(_moved(word, at, joined[-1].span.end + gap, said[0].id))
    return joined


def _moved(word: Word, at: int, start: float, first: str | None = None) -> Word:
    utterance = (first or word.id).rsplit("-", 1)[0]
    span = Span(start, start + word.span.duration)
    return replace(word, id=f"{utterance}-{at}", span=span)
