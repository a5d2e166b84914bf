"""An hour's interview as it lies in a store when all of it has been judged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from interview import belief, judgement, media, pairing, scorer, script
from interview import evidence as scoring
from interview.engines import esco, tagger, understanding
from interview.engines.embeddings import MiniLM
from interview.model import (
    SAMPLE_RATE,
    QAPair,
    SessionMeta,
    Speaker,
    Sync,
    Track,
    Turn,
    Word,
)
from interview.ports import JobContext, Understanding
from interview.store import Store
from workbench.demo import VIDEO
from workbench.evaluate.sessions import described
from workbench.evaluate.transcripts import words_of
from workbench.evaluate.truth import Item, read_truth

SESSION = "hour"
TIMES, EVERY = 15, 240.0
"""How often the recording is repeated, and after how many seconds."""
VERSION = "bench@1"
_TRACKS: dict[Speaker, Track] = {
    "candidate": "candidate_audio",
    "interviewer": "interviewer_audio",
}


@dataclass(frozen=True, slots=True)
class Long:
    """The session up to its end, and all that would be said in the minutes after it."""

    store: Store
    by: Understanding
    words: Sequence[Word]
    later: Sequence[Word]

    def follows(self, words: Sequence[Word]) -> dict[str, list[Any]]:
        """What is stored of a session that goes on when these words are known, by kind."""
        turns = script.turns(script.sentences(words))
        return {"words": list(words), "turns": turns, "pairs": pairing.pairs(turns, self.by)}

    def keep(self, kinds: Mapping[str, list[Any]]) -> None:
        for kind, value in kinds.items():
            made_of = {"words": self.store.digest(SESSION, "words")} if kind == "turns" else {}
            self.store.write(SESSION, kind, value, version=VERSION, inputs=made_of)


def make(store: Store, item: Item, at: float) -> Long:
    """Repeats the recording with its true words; `at` in Unix seconds."""
    store.create(SessionMeta(SESSION, at, "research", "off", "An hour"), at=at, who="bench")
    _land(store, item)
    by = understanding.load()
    words = [word for number in range(TIMES + 1) for word in _repeated(item, number)]
    end = TIMES * EVERY
    made = Long(
        store,
        by,
        [word for word in words if word.span.start < end],
        [word for word in words if word.span.start >= end],
    )
    known = made.follows(made.words)
    made.keep(known)
    _judge(made, item, known["turns"], known["pairs"])
    return made


def _land(store: Store, item: Item) -> None:
    sync = Sync("import", None)
    for speaker, track in _TRACKS.items():
        sound = np.concatenate(list(media.audio(item.tracks[speaker])))
        with store.land_audio(SESSION, track, sync) as writer:
            for number in range(TIMES):
                writer.write(sound, number * EVERY)
    with store.land_video(SESSION, "candidate_video", sync) as pictures:
        for number in range(TIMES):
            for data, span in media.video_segments(VIDEO, 2.0):
                pictures.write(data, span.shifted(number * EVERY))


def _repeated(item: Item, number: int) -> Iterator[Word]:
    for word in words_of(read_truth(item)):
        speaker, sample, index = word.id.split("-")
        start = int(sample) + round(number * EVERY * SAMPLE_RATE)
        span = word.span.shifted(number * EVERY)
        yield replace(word, id=f"{speaker}-{start:07d}-{index}", span=span)


def _judge(long: Long, item: Item, turns: Sequence[Turn], pairs: Sequence[QAPair]) -> None:
    embedder, model = MiniLM(), scorer.shipped()
    job = described(item.jd, esco.load(), tagger.load())
    context = JobContext(job, embedder.embed([one.quote for one in job.requirements]))
    answers = pairing.answers(pairs, turns, long.by)
    evidence = [
        found
        for at, answer in enumerate(answers)
        for found in scoring.judge(answer, answers[:at], context, scoring.scorers(embedder))
    ]
    profile = belief.evolve(answers, evidence, job, model)
    kept: dict[str, object] = {
        "job_description": job,
        "evidence": evidence,
        "profile": profile,
        "verdict": judgement.verdict(profile, evidence, job, model),
    }
    for kind, value in kept.items():
        long.store.write(SESSION, kind, value, version=VERSION)
