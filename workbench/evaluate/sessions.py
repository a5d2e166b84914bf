"""Whole interviews against the truth: questions, links, requirements, planted flags.

Definitions, counts pooled over all interviews of a manifest:
- question_f1: a pair is right if it stands for a question of the truth (`matching`).
- link_accuracy: share of the truth's questions whose pair has exactly the true answering turns; a
  question that nobody answered is right if its pair is unanswered, one that was not found is wrong.
- requirement_f1: requirements whose names share half of their words, or one all of its words.
- kind_accuracy: must, nice or soft on the matched requirements.
- flags: an over-claim or a contradiction is found if the flag rests on evidence with words in an
  answer to a planted question (a claim that is taken back rests on two answers); the same flags
  with words in no such answer are false. Other flags are not planted.
- pairs: two interviews for the same posting with different grades; pairs_ordered: those whose
  hire probabilities stand in the order of the grades.
- wer: as in `evaluate speech`, punctuation and case aside.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import chain, combinations
from pathlib import Path

from interview import belief, hearing, judgement, pairing, posting, scorer, script
from interview import evidence as scoring
from interview.engines import esco, languages, tagger, understanding
from interview.engines.embeddings import MiniLM
from interview.hearing import Speech
from interview.model import (
    SPEAKERS,
    Answer,
    Evidence,
    Flag,
    JobDescription,
    QAPair,
    Turn,
    Verdict,
    Word,
)
from interview.ports import Embedder, JobContext, SkillTagger, Taxonomy, Understanding
from workbench.evaluate import speech
from workbench.evaluate.heard import hear
from workbench.evaluate.matching import linked, match_names, match_questions, true_questions
from workbench.evaluate.truth import Item, Truth, read_manifest, read_truth
from workbench.report import Report

PLANTED = ("overclaiming", "contradiction")
NO_POSTING = JobDescription("", None, None, (), ())


@dataclass(frozen=True, slots=True)
class Engines:
    speech: Speech
    taxonomy: Taxonomy
    tagger: SkillTagger
    embedder: Embedder
    understanding: Understanding


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the pipeline makes of one interview."""

    words: Sequence[Word]
    turns: Sequence[Turn]
    pairs: Sequence[QAPair]
    job: JobDescription
    evidence: Sequence[Evidence]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures before they are divided; they add up over interviews."""

    edits: int = 0
    words: int = 0
    pairs: int = 0
    questions: int = 0
    questions_found: int = 0
    links_right: int = 0
    requirements: int = 0
    requirements_true: int = 0
    requirements_found: int = 0
    kinds_right: int = 0
    flags_planted: int = 0
    flags_found: int = 0
    false_flags: int = 0
    graded: int = 0
    graded_right: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


Judged = tuple[str | None, Truth, Outcome]
"""An interview with its posting."""


def figures(data: Path) -> Report:
    """Runs every interview of a manifest through the default engines and compares."""
    engines = Engines(
        languages.engines(), esco.load(), tagger.load(), MiniLM(), understanding.load()
    )
    items = read_manifest(data)
    truths = [read_truth(item) for item in items]
    made = [outcome(item, engines) for item in items]
    counts = [compare(one, truth) for one, truth in zip(made, truths, strict=True)]
    postings = [item.jd.read_text() if item.jd else None for item in items]
    total = sum(counts, ordered(list(zip(postings, truths, made, strict=True))))
    conditions = {
        "speech": engines.speech.version,
        "embedder": engines.embedder.version,
        "understanding": engines.understanding.version,
        "scorer": scorer.shipped().version,
        "items": [asdict(one) for one in counts],
    }
    return Report(measures(total), conditions | _reasons(total))


def outcome(item: Item, engines: Engines) -> Outcome:
    """One interview from its recordings and its posting, by the functions of the assets."""
    heard = hear(item, engines.speech)
    words = hearing.in_order(chain.from_iterable(heard.values()))
    job = described(item.jd, engines.taxonomy, engines.tagger)
    return outcome_of(words, job, engines.embedder, engines.understanding)


def described(jd: Path | None, taxonomy: Taxonomy, spans: SkillTagger) -> JobDescription:
    return posting.describe(jd.read_text(), taxonomy, spans) if jd else NO_POSTING


def outcome_of(
    words: Sequence[Word], job: JobDescription, embedder: Embedder, by: Understanding
) -> Outcome:
    """What follows from words that are known already."""
    turns = script.turns(script.sentences(words))
    pairs = pairing.pairs(turns, by)
    answers = pairing.answers(pairs, turns, by)
    evidence, reached = judged(answers, job, embedder)
    return Outcome(words, turns, pairs, job, evidence, reached)


def judged(
    answers: Sequence[Answer], job: JobDescription, embedder: Embedder
) -> tuple[list[Evidence], Verdict]:
    """What answers show and what follows from it, by the shipped scorer."""
    quotes = [wanted.quote for wanted in job.requirements]
    context = JobContext(job, embedder.embed(quotes)) if quotes else None
    scorers = scoring.scorers(embedder)
    evidence = [
        found
        for at, answer in enumerate(answers)
        for found in scoring.judge(answer, answers[:at], context, scorers)
    ]
    model = scorer.shipped()
    profile = belief.evolve(answers, evidence, job, model)
    return evidence, judgement.verdict(profile, evidence, job, model)


def compare(made: Outcome, truth: Truth) -> Counts:
    return (
        _heard(made, truth) + _paired(made, truth) + _required(made, truth) + _flagged(made, truth)
    )


def ordered(interviews: Sequence[Judged]) -> Counts:
    """How the verdicts on candidates for the same posting stand to each other."""
    graded = [
        (job, truth.grade, made.verdict.outlook.hire_probability)
        for job, truth, made in interviews
        if job is not None and truth.grade is not None
    ]
    pairs = [
        (grade - other_grade) * (hire - other_hire)
        for (job, grade, hire), (other_job, other_grade, other_hire) in combinations(graded, 2)
        if job == other_job and grade != other_grade
    ]
    return Counts(graded=len(pairs), graded_right=sum(pair > 0 for pair in pairs))


def _heard(made: Outcome, truth: Truth) -> Counts:
    scores = [
        speech.edits(
            " ".join(word.text for word in made.words if word.speaker == speaker),
            [turn for turn in truth.turns if turn.speaker == speaker],
        )
        for speaker in SPEAKERS
    ]
    return Counts(edits=sum(s.edits for s in scores), words=sum(s.words for s in scores))


def _paired(made: Outcome, truth: Truth) -> Counts:
    turns = {turn.id: turn for turn in made.turns}
    matched = match_questions(made.pairs, turns, truth)
    return Counts(
        pairs=len(made.pairs),
        questions=len(true_questions(truth)),
        questions_found=len(matched),
        links_right=sum(linked(pair, asked, turns, truth) for asked, pair in matched.items()),
    )


def _required(made: Outcome, truth: Truth) -> Counts:
    found, true = made.job.requirements, truth.requirements
    matches = match_names([one.name for one in found], [one.name for one in true])
    return Counts(
        requirements=len(found),
        requirements_true=len(true),
        requirements_found=len(matches),
        kinds_right=sum(found[i].kind == true[j].kind for i, j in matches),
    )


def _flagged(made: Outcome, truth: Truth) -> Counts:
    """Each planted flag is a set of questions: evidence in an answer to one of them finds it."""
    turns = {turn.id: turn for turn in made.turns}
    matched = match_questions(made.pairs, turns, truth)
    planted = [("overclaiming", {asked}) for asked in truth.overclaims]
    planted += [("contradiction", set(both)) for both in truth.contradictions]
    raised = {
        (flag.flag, _rests_on(one, made, matched))
        for flag in made.verdict.risk_flags
        for one in made.evidence
        if flag.flag in PLANTED and one.id in flag.evidence
    }
    return Counts(
        flags_planted=len(planted),
        flags_found=sum(any(_hits(one, there) for one in raised) for there in planted),
        false_flags=sum(not any(_hits(one, there) for there in planted) for one in raised),
    )


def _hits(raised: tuple[Flag, frozenset[str]], planted: tuple[str, set[str]]) -> bool:
    return raised[0] == planted[0] and bool(raised[1] & planted[1])


def _rests_on(one: Evidence, made: Outcome, matched: Mapping[str, QAPair]) -> frozenset[str]:
    """The questions, or else the pairs, in whose answers the evidence's words lie."""
    turn_of = {word.id: turn.id for turn in made.turns for word in turn.words}
    turns = {turn_of[word] for word in one.words}
    pairs = {p.id for p in made.pairs if p.id == one.qa or not turns.isdisjoint(p.answer_turns)}
    asked_in = {pair.id: asked for asked, pair in matched.items()}
    return frozenset(asked_in.get(pair, pair) for pair in pairs)


def measures(total: Counts) -> dict[str, float | None]:
    """The figures; None for what the truth does not allow to measure."""
    asked, wanted = total.pairs + total.questions, total.requirements + total.requirements_true
    return {
        "wer": _share(total.edits, total.words),
        "question_f1": _share(2 * total.questions_found, asked),
        "link_accuracy": _share(total.links_right, total.questions),
        "requirement_f1": _share(2 * total.requirements_found, wanted),
        "kind_accuracy": _share(total.kinds_right, total.requirements_found),
        "pairs_ordered": float(total.graded_right) if total.graded else None,
        "pairs": float(total.graded),
        "flags_found": float(total.flags_found),
        "flags_planted": float(total.flags_planted),
        "false_flags": float(total.false_flags),
    }


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _reasons(total: Counts) -> dict[str, object]:
    missing = {
        "wer": (total.words, "the truth has no text"),
        "link_accuracy": (total.questions, "the truth has no questions"),
        "requirement_f1": (total.requirements_true, "the truth has no requirements"),
        "kind_accuracy": (total.requirements_found, "no requirement was matched"),
        "pairs_ordered": (total.graded, "no posting has candidates of different grades"),
    }
    return {f"{name} not measured": why for name, (there, why) in missing.items() if not there}
