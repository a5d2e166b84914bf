"""Scorers on answers whose quality is plain, with the real embedder."""

from collections.abc import Sequence

import numpy as np
import pytest

from interview import evidence
from interview.engines.embeddings import MiniLM
from interview.evidence.numbers import number, years
from interview.model import Answer, Evidence, JobDescription, Requirement, RequirementKind
from interview.ports import JobContext, Scorer
from tests.answers import answer

SPECIFIC = (
    "When I joined Acme the nightly import failed twice a week. I wrote 40 tests, split the job "
    "into three steps and added retries. After two months failures dropped to one a quarter."
)
VAGUE = (
    "Well, I think it is kind of important to maybe have a good process, and I guess you should "
    "probably try to do things properly and sort of keep an eye on everything."
)


@pytest.fixture(scope="module")
def embedder() -> MiniLM:
    return MiniLM()


@pytest.fixture(scope="module")
def scorers(embedder: MiniLM) -> tuple[Scorer, ...]:
    return evidence.scorers(embedder)


def context(embedder: MiniLM, *wanted: tuple[str, RequirementKind, float | None]) -> JobContext:
    requirements = tuple(
        Requirement(name, kind, 1 / len(wanted), asked, None, name, 0, len(name))
        for name, kind, asked in wanted
    )
    vectors = embedder.embed([one.quote for one in requirements])
    return JobContext(JobDescription("", None, None, requirements, ()), vectors)


def by_scorer(found: Sequence[Evidence]) -> dict[str, Evidence]:
    return {one.scorer.split("@")[0]: one for one in found}


def judged(
    said: Answer,
    scorers: Sequence[Scorer],
    *,
    earlier: Sequence[Answer] = (),
    job: JobContext | None = None,
) -> dict[str, Evidence]:
    return by_scorer(evidence.judge(said, earlier, job, scorers))


def test_a_specific_answer_beats_a_vague_one(scorers: tuple[Scorer, ...]) -> None:
    specific, vague = judged(answer(SPECIFIC), scorers), judged(answer(VAGUE), scorers)
    assert specific["specificity"].value > vague["specificity"].value + 0.3
    assert specific["linguistic-confidence"].value > vague["linguistic-confidence"].value + 0.3


def test_an_answer_to_the_question_is_more_relevant(scorers: tuple[Scorer, ...]) -> None:
    def relevance(question: str) -> float:
        return judged(answer(SPECIFIC, question=question), scorers)["relevance"].value

    on = relevance("How did you make the nightly import more reliable?")
    assert on > relevance("What do you like to cook at home?") + 0.3


def test_fillers_and_restarts_cost_clarity(scorers: tuple[Scorer, ...]) -> None:
    halting = "Um I I wrote uh the the tests um and you know I uh split the job in in three steps."
    fluent = "I wrote the tests and I split the job in three steps of the same size."
    assert (
        judged(answer(halting), scorers)["clarity"].value
        < judged(answer(fluent), scorers)["clarity"].value - 0.25
    )


def test_every_finding_leads_back_to_words(embedder: MiniLM, scorers: tuple[Scorer, ...]) -> None:
    said = answer(SPECIFIC)
    job = context(embedder, ("automated testing", "must", None))
    found = evidence.judge(said, [], job, scorers)
    known = {word.id: word for word in said.words}
    assert found
    for one in found:
        words = [known[at] for at in one.words]
        assert words
        assert one.quote == " ".join(word.text for word in words)
        assert one.qa == said.pair.id
        assert one.id.startswith(f"{said.pair.id}/{one.scorer.split('@')[0]}/")
        assert 0 <= one.value <= 1
        assert 0 < one.sd < 1
        assert all(
            any(span.start <= word.span.start and word.span.end <= span.end for span in one.times)
            for word in words
        )
    assert len({one.id for one in found}) == len(found)


@pytest.mark.parametrize("text", ["Yes.", "Sure, of course.", "I did."])
def test_an_answer_too_short_to_judge_is_not_judged(text: str, scorers: tuple[Scorer, ...]) -> None:
    assert evidence.judge(answer(text), [], None, scorers) == []


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("I use Python every day and I wrote 30 services in it.", 0.75, 1.0),
        ("I wrote our services in Python.", 0.6, 0.75),
        ("Python would be a good choice here.", 0.45, 0.55),
        ("I know a little Python from a course.", 0.3, 0.4),
        ("I have never used Python.", 0.0, 0.2),
        ("No, I have no experience with Python.", 0.0, 0.2),
        ("I am an expert in everything that has to do with Python.", 0.45, 0.55),
    ],
)
def test_what_is_claimed_of_a_requirement(
    text: str, low: float, high: float, embedder: MiniLM, scorers: tuple[Scorer, ...]
) -> None:
    job = context(embedder, ("python", "must", None))
    coverage = judged(answer(text), scorers, job=job)["coverage"]
    assert coverage.requirement == "python"
    assert coverage.dimension == "technical_depth"
    assert low <= coverage.value <= high


def test_years_said_are_held_against_years_asked(
    embedder: MiniLM, scorers: tuple[Scorer, ...]
) -> None:
    job = context(embedder, ("wound care", "must", 4))

    def met(text: str) -> float:
        return judged(answer(text), scorers, job=job)["coverage"].value

    five, one = (
        met(f"I have done wound care for {years} on a ward.")
        for years in ("five years", "one year")
    )
    assert five > one + 0.25


def test_a_question_about_a_requirement_makes_a_no_evidence(
    embedder: MiniLM, scorers: tuple[Scorer, ...]
) -> None:
    job = context(embedder, ("vacuum dressings", "nice", None))
    asked = "How many vacuum dressings have you put on by yourself?"
    denied = judged(answer("None by myself, to be honest.", question=asked), scorers, job=job)
    assert denied["coverage"].value < 0.3
    unasked = judged(answer("None by myself, to be honest."), scorers, job=job)
    assert "coverage" not in unasked


def test_a_soft_skill_is_evidence_of_communication(
    embedder: MiniLM, scorers: tuple[Scorer, ...]
) -> None:
    job = context(embedder, ("teamwork", "soft", None))
    text = "I sat down with the whole team, and together we shared the work and helped each other."
    assert judged(answer(text), scorers, job=job)["coverage"].dimension == "communication"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("I have ten years of experience with Java.", "I started using Java three years ago."),
        ("I have been a nurse for 12 years now.", "I have only been a nurse for four years."),
        ("I led a team of twelve people.", "There were four of us in the team and I led them."),
        ("My class had thirty pupils.", "There were eighteen pupils in my class."),
        ("I have never worked night shifts.", "I worked night shifts at the clinic."),
        ("I have a driving licence.", "I don't have a driving licence, but I am learning."),
        ("I joined the company in 2015.", "When I joined the company in 2019 there was no test."),
    ],
)
def test_contradictions(first: str, second: str, scorers: tuple[Scorer, ...]) -> None:
    early, late = answer(first, at=10), answer(second, at=60)
    for before, after in ((early, late), (late, early)):
        found = judged(after, scorers, earlier=[before])["consistency"]
        assert found.value < 0.3
        assert {word.id for word in before.words} & set(found.words)
        assert {word.id for word in after.words} & set(found.words)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("I have been a nurse for six years.", "I have been a nurse for six years."),
        ("I have been an engineer for two years.", "I have used Python for five years."),
        ("I have worked as a nurse for six years.", "I worked as a nurse in Leeds for two years."),
        ("Our ward has twenty eight beds.", "I look after eight patients at night."),
        ("I don't have experience with Azure.", "I have experience with AWS."),
        ("It took two weeks.", "It took four weeks in the end."),
        ("I have never used Rust.", "I used Python every day."),
    ],
)
def test_what_fits_together_is_no_evidence(
    first: str, second: str, scorers: tuple[Scorer, ...]
) -> None:
    earlier = [answer(first, at=10)]
    assert "consistency" not in judged(answer(second, at=60), scorers, earlier=earlier)


@pytest.mark.parametrize(
    "text",
    [
        "I've never had a bug in production.",
        "I am an expert in everything related to data.",
        "In ten years I have never missed a deadline.",
        "I can handle any situation, nothing can surprise me.",
        "My work is always perfect and everything always goes well.",
        "I delivered all my software projects without exception.",
    ],
)
def test_boasts_are_overclaims(text: str, scorers: tuple[Scorer, ...]) -> None:
    assert judged(answer(text), scorers)["overclaiming"].value < 0.4


@pytest.mark.parametrize(
    "text",
    [
        "I have used containers for everything since the beginning.",
        "I never give a medicine without checking it twice.",
        "I make mistakes like everybody else.",
        "We never found out what caused the problem.",
        "I want to learn everything about the product.",
    ],
)
def test_plain_absolutes_are_no_overclaims(text: str, scorers: tuple[Scorer, ...]) -> None:
    assert "overclaiming" not in judged(answer(text), scorers)


def test_overgeneralization(scorers: tuple[Scorer, ...]) -> None:
    general = judged(answer("Managers never understand what developers do."), scorers)
    particular = judged(answer("Everybody in the team agreed to try it last year."), scorers)
    assert "overgeneralization" in general
    assert "overgeneralization" not in particular


def test_earlier_calls_change_nothing(embedder: MiniLM) -> None:
    texts = [SPECIFIC, VAGUE, "I use Python every day.", "I have never used Python."]
    answers = [answer(text, at=60.0 * place) for place, text in enumerate(texts)]
    job = context(embedder, ("python", "must", 2), ("teamwork", "soft", None))
    shared = evidence.scorers(embedder)
    in_order = [evidence.judge(one, [], job, shared) for one in answers]
    backwards = [evidence.judge(one, [], job, shared) for one in reversed(answers)]
    alone = [evidence.judge(one, [], job, evidence.scorers(embedder)) for one in answers]
    assert in_order == backwards[::-1] == alone


def test_without_a_posting_nothing_is_said_of_requirements(scorers: tuple[Scorer, ...]) -> None:
    empty = JobContext(JobDescription("", None, None, (), ()), np.empty((0, 384), np.float32))
    for job in (None, empty):
        assert "coverage" not in judged(answer("I use Python every day."), scorers, job=job)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("28", 28),
        ("1,200", 1200),
        ("twenty eight", 28),
        ("two hundred and five", 205),
        ("three thousand", 3000),
        ("a hundred".removeprefix("a "), 100),
        ("2.5", 2.5),
    ],
)
def test_numbers(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("for six years", 6), ("for 18 months", 1.5), ("two years ago", None), ("no number", None)],
)
def test_durations(text: str, value: float | None) -> None:
    assert years(text) == value
