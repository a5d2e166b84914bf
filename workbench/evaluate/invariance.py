"""Does the verdict stay if only the names, the spelling, the fillers or the marks change?

max_shift: the most by which the last hire probability moved, over all interviews, ways of rewording
and draws. From the words of the truth, so that no recogniser has a part in it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from statistics import fmean

from interview import pairing, scorer, script
from interview.engines import esco, tagger, understanding
from interview.engines.embeddings import MiniLM
from interview.evidence import Remembering
from interview.model import Answer, JobDescription, Word
from interview.ports import Embedder, Understanding
from workbench.evaluate import rewording
from workbench.evaluate.rewording import Rewording
from workbench.evaluate.sessions import described, judged
from workbench.evaluate.transcripts import words_of
from workbench.evaluate.truth import Item, read_manifest, read_truth
from workbench.report import Report

DRAWS = 3
"""Of each way of rewording, with seeds 0, 1, ..."""
TEXTS = 100_000
"""More than are ever asked for: each draw asks for nearly the same."""


@dataclass(frozen=True, slots=True)
class Interview:
    """An interview as it was said, with what judges it."""

    name: str
    words: Sequence[Word]
    job: JobDescription
    embedder: Embedder
    understanding: Understanding
    ways: Mapping[str, Rewording]


def figures(data: Path) -> Report:
    """Rewords every interview of a manifest, each way several times."""
    embedder, by = Remembering(MiniLM(), TEXTS), understanding.load()
    taxonomy, spans = esco.load(), tagger.load()
    shifts: dict[str, list[float]] = defaultdict(list)
    alone: dict[str, list[float]] = defaultdict(list)
    worst: dict[str, str] = {}
    for item in read_manifest(data):
        text = item.jd.read_text() if item.jd else ""
        job = described(item.jd, taxonomy, spans)
        words = words_of(read_truth(item))
        one = Interview(_name(item), words, job, embedder, by, _ways(text))
        for kind, whole, scored in _shifts(one):
            if whole >= max(shifts[kind], default=0.0):
                worst[kind] = one.name
            shifts[kind].append(whole)
            alone[kind].append(scored)
    return Report(
        {"max_shift": max((max(each) for each in shifts.values()), default=None)},
        {
            "draws": DRAWS,
            "by kind": {
                kind: _summary(each) | {"worst": worst[kind]} for kind, each in shifts.items()
            },
            "scorers alone (questions and links as they were)": {
                kind: _summary(each) for kind, each in alone.items()
            },
            "understanding": by.version,
            "scorer": scorer.shipped().version,
        },
    )


def _ways(posting_text: str) -> dict[str, Rewording]:
    known = set(posting_text.lower().replace(",", " ").replace(".", " ").split())
    return {
        "names": rewording.names(known),
        "spelling": rewording.spelling,
        "fillers": rewording.fillers,
        "no marks": rewording.unmarked,
        "commas for full stops": rewording.exchanged,
        "half of the marks": rewording.halved,
        "marks at random": rewording.scattered,
    }


def _shifts(one: Interview) -> list[tuple[str, float, float]]:
    """Kind, shift of the verdict, and shift by the scorers alone, of every draw."""
    before = _answers(one, one.words)
    at_first = _verdict(one, before)
    found = []
    for kind, way in one.ways.items():
        for seed in range(DRAWS):
            words = way(one.words, Random(seed))  # noqa: S311  # no secret
            whole = _verdict(one, _answers(one, words))
            scored = _verdict(one, [_as_reworded(answer, one.words, words) for answer in before])
            found.append((kind, abs(whole - at_first), abs(scored - at_first)))
    return found


def _answers(one: Interview, words: Sequence[Word]) -> list[Answer]:
    turns = script.turns(script.sentences(words))
    return pairing.answers(pairing.pairs(turns, one.understanding), turns, one.understanding)


def _verdict(one: Interview, answers: Sequence[Answer]) -> float:
    return judged(answers, one.job, one.embedder)[1].outlook.hire_probability


def _as_reworded(answer: Answer, before: Sequence[Word], after: Sequence[Word]) -> Answer:
    """The same answer in the new words, with the fillers that were put before its words."""
    question, words = (_reworded(said, before, after) for said in (answer.question, answer.words))
    text = " ".join(word.text for word in question)
    return Answer(replace(answer.pair, question=text), question, words)


def _reworded(
    said: Sequence[Word], before: Sequence[Word], after: Sequence[Word]
) -> tuple[Word, ...]:
    ids, known = {word.id for word in said}, {word.id for word in before}
    kept: list[Word] = []
    waiting: list[Word] = []
    for word in after:
        if word.id not in known:
            waiting.append(word)
        elif word.id in ids:
            kept += [*(one for one in waiting if one.speaker == word.speaker), word]
            waiting = []
        else:
            waiting = []
    return tuple(kept)


def _summary(shifts: Sequence[float]) -> dict[str, float]:
    return {"max": round(max(shifts), 4), "mean": round(fmean(shifts), 4)}


def _name(item: Item) -> str:
    return item.truth.parent.name
