"""Interviews whose words are known, judged by the shipped models: for what shows judgements."""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from interview import belief, judgement, pairing, rescoring, scorer, script
from interview import evidence as scoring
from interview.engines import esco, tagger, understanding
from interview.engines.embeddings import MiniLM
from interview.model import (
    Evidence,
    JobDescription,
    ProfileSnapshot,
    Purpose,
    QAPair,
    SessionMeta,
    Turn,
    Verdict,
    Word,
)
from interview.ports import Embedder, JobContext, SkillTagger, Taxonomy, Understanding
from interview.rescoring import Judged, Rescoring
from interview.store import Store
from workbench.evaluate.sessions import described
from workbench.evaluate.transcripts import words_of
from workbench.evaluate.truth import read_manifest, read_truth

HERE = Path(__file__).parent.parent
MANIFEST = HERE / "data" / "interviews" / "open" / "manifest.json"
"""Two electricians, then two teachers."""
BEGUN = 1_790_000_000.0
OTHER = "interview-scorer@2"


@dataclass(frozen=True)
class Interview:
    posting: str
    words: list[Word]
    turns: list[Turn]
    pairs: list[QAPair]
    job: JobDescription
    evidence: list[Evidence]
    profile: list[ProfileSnapshot]
    verdict: Verdict
    again: Rescoring


@dataclass(frozen=True)
class Engines:
    understanding: Understanding
    embedder: Embedder
    taxonomy: Taxonomy
    tagger: SkillTagger


@cache
def _engines() -> Engines:
    return Engines(understanding.load(), MiniLM(), esco.load(), tagger.load())


@cache
def interview(place: int) -> Interview:
    """By its place in the manifest."""
    item = read_manifest(MANIFEST)[place]
    assert item.jd is not None
    engines, model = _engines(), scorer.shipped()
    by, embedder = engines.understanding, engines.embedder
    words = words_of(read_truth(item))
    turns = script.turns(script.sentences(words))
    pairs = pairing.pairs(turns, by)
    answers = pairing.answers(pairs, turns, by)
    job = described(item.jd, engines.taxonomy, engines.tagger)
    context = JobContext(job, embedder.embed([one.quote for one in job.requirements]))
    scorers = scoring.scorers(embedder, 2026)
    evidence = [
        found
        for at, answer in enumerate(answers)
        for found in scoring.judge(answer, answers[:at], context, scorers)
    ]
    profile = belief.evolve(answers, evidence, job, model)
    verdict = judgement.verdict(profile, evidence, job, model)
    before = Judged(profile, verdict)
    other = replace(model, version=OTHER, scale=1.6 * model.scale, biases={"specificity": 0.1})
    after = rescoring.judged(profile, evidence, job, other)
    again = rescoring.compared(before, after, evidence, (model, other))
    text = item.jd.read_text()
    return Interview(text, words, turns, pairs, job, evidence, profile, verdict, again)


def store_interview(
    store: Store, session: str, place: int, purpose: Purpose = "research"
) -> Interview:
    """As a completed session, one day after that of the place before."""
    one = interview(place)
    begun = BEGUN + 86_400 * place
    meta = SessionMeta(session, begun, purpose, "off", title=one.job.title)
    store.create(meta, at=begun, who="test")
    store.write_job(session, one.posting)
    write(store, session, one, len(one.profile))
    store.write(session, "rescoring", one.again, version=OTHER)
    store.append(session, "completed", at=begun + 200, who="test", body={"time": 200.0})
    return one


def write(store: Store, session: str, one: Interview, answers: int) -> None:
    """What is known after so many answers."""
    profile = one.profile[:answers]
    heard = {snapshot.after for snapshot in profile}
    evidence = [found for found in one.evidence if found.qa in heard]
    values: dict[str, object] = {
        "words": one.words,
        "turns": one.turns,
        "pairs": one.pairs,
        "job_description": one.job,
        "evidence": evidence,
        "profile": profile,
        "verdict": judgement.verdict(profile, evidence, one.job, scorer.shipped()),
    }
    for kind, value in values.items():
        store.write(session, kind, value, version="interview-scorer@1")
