"""A scorer that learns from examiners: generated candidates, judged by the real functions."""

import csv
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from interview import belief
from interview.errors import BadInput
from interview.judgement import verdict
from interview.model import (
    DIMENSIONS,
    Dimension,
    Evidence,
    JobDescription,
    ProfileSnapshot,
    Requirement,
    SessionMeta,
)
from interview.scorer import ScorerModel, load, shipped
from interview.store import Store
from interview.store.pseudonym import pseudonym
from workbench.ratings import rate
from workbench.train.rated import HIRE, Rated, of_profile, rated
from workbench.train.scorer import cross_validated, train
from workbench.train.scoring import calibration_error, metrics
from workbench.train.weighing import PARAMETERS, fitted, predicted, table

DECLARED = shipped()
PICKY = replace(
    DECLARED,
    base=-0.8,
    scale=14.0,
    requirements=0.3,
    dimensions={name: 0.5 if name == "clarity" else 0.1 for name in DIMENSIONS},
)
"""Whose ratings are learnt: severe, decided, and fond of clear speech."""
NAMES = ("python", "sql", "teamwork")
JOB = JobDescription(
    "Engineer",
    None,
    None,
    tuple(
        Requirement(name, "must", weight, None, None, name, 0, 3)
        for name, weight in zip(NAMES, (0.5, 0.3, 0.2), strict=True)
    ),
    (),
)
NO_JOB = JobDescription("", None, None, (), ())


@dataclass(frozen=True)
class Candidate:
    """Someone's true qualities, what scorers found of them, and what follows."""

    session: str
    truth: dict[str, float]
    evidence: list[Evidence]
    profile: list[ProfileSnapshot]
    job: JobDescription

    def hired_by(self, model: ScorerModel) -> float:
        share = model.requirements if self.job.requirements else 0.0
        odds = sum(
            share * one.weight * (self.truth[one.name] - 0.5) for one in self.job.requirements
        ) + sum((1 - share) * w * (self.truth[name] - 0.5) for name, w in model.dimensions.items())
        return 1 / (1 + math.exp(-model.base - model.scale * odds))


def candidates(count: int, seed: int, job: JobDescription = JOB) -> Iterator[Candidate]:
    random = np.random.default_rng(seed)
    for number in range(count):
        truth = {name: float(random.uniform()) for name in (*DIMENSIONS, *NAMES)}
        evidence = [
            found
            for at in range(8)
            for found in _found(random, f"q{at}", truth, job)
            if random.uniform() < 0.7
        ]
        moments = [ProfileSnapshot(60.0 * (at + 1), f"q{at}", {}, {}, 0.95) for at in range(8)]
        profile = belief.revised(moments, evidence, job, DECLARED)
        yield Candidate(f"candidate-{number}", truth, evidence, profile, job)


def _found(
    random: np.random.Generator, qa: str, truth: dict[str, float], job: JobDescription
) -> Iterator[Evidence]:
    for name in DIMENSIONS:
        yield _evidence(random, qa, truth[name], name, None)
    for wanted in job.requirements:
        yield _evidence(random, qa, truth[wanted.name], "technical_depth", wanted.name)


def _evidence(
    random: np.random.Generator,
    qa: str,
    truth: float,
    dimension: Dimension,
    requirement: str | None,
) -> Evidence:
    value = min(1.0, max(0.0, float(random.normal(truth, 0.15))))
    id_ = f"{qa}/test/{requirement or dimension}"
    return Evidence(id_, qa, dimension, value, 0.2, "test@1", (), (), "", requirement)


def rating(hire: float, random: np.random.Generator) -> int:
    """A mark near the probability, as a person would give it."""
    odds = math.log(hire / (1 - hire)) + random.normal(0, 0.5)
    near = 1 / (1 + math.exp(-odds))
    return min(HIRE, key=lambda mark: abs(HIRE[mark] - near))


def rated_by(model: ScorerModel, known: Sequence[Candidate], seed: int = 1) -> list[Rated]:
    random = np.random.default_rng(seed)
    return [
        of_profile(
            one.session, one.profile[-1], one.job, {"ann": rating(one.hired_by(model), random)}
        )
        for one in known
    ]


@pytest.fixture(scope="module")
def many() -> list[Candidate]:
    return list(candidates(240, seed=3))


@pytest.mark.parametrize("job", [JOB, NO_JOB])
def test_probabilities_are_those_of_the_verdict(job: JobDescription) -> None:
    known = list(candidates(12, seed=5, job=job))
    judged = [
        verdict(one.profile, one.evidence, job, PICKY).outlook.hire_probability for one in known
    ]
    expected = predicted(PICKY, table(rated_by(PICKY, known)))
    assert expected == pytest.approx(judged, abs=2e-6)


def test_a_fit_finds_the_direction_of_the_truth_and_predicts_better(many: list[Candidate]) -> None:
    known = table(rated_by(PICKY, many))
    model = fitted(DECLARED, known, PARAMETERS)
    assert model.base < DECLARED.base - 0.3
    assert model.scale > 1.4 * DECLARED.scale
    assert model.requirements < DECLARED.requirements - 0.1
    assert max(model.dimensions, key=lambda name: model.dimensions[name]) == "clarity"
    assert sum(model.dimensions.values()) == pytest.approx(1)
    measured = metrics(known.hire, predicted(DECLARED, known), cross_validated(DECLARED, known, 9))
    assert measured["log_loss_gain_low"] > 0
    assert measured["brier_gain_low"] > 0
    assert measured["ece"] < measured["ece_before"]


def test_what_agrees_with_the_declared_model_leaves_it_as_it_is(many: list[Candidate]) -> None:
    hire = predicted(DECLARED, table(rated_by(DECLARED, many)))
    known = replace(table(rated_by(DECLARED, many)), hire=hire)
    model = fitted(DECLARED, known, PARAMETERS)
    assert model.base == pytest.approx(DECLARED.base, abs=1e-6)
    assert model.scale == pytest.approx(DECLARED.scale)
    assert model.dimensions == pytest.approx(dict(DECLARED.dimensions))


def test_what_is_not_free_stays(many: list[Candidate]) -> None:
    model = fitted(DECLARED, table(rated_by(PICKY, many[:30])), 2)
    assert model.scale != DECLARED.scale
    assert model.requirements == pytest.approx(DECLARED.requirements)
    assert model.dimensions == pytest.approx(dict(DECLARED.dimensions))


def test_one_rating_hardly_moves_what_was_declared(many: list[Candidate]) -> None:
    model = fitted(DECLARED, table(rated_by(PICKY, many[:1])), PARAMETERS)
    assert abs(model.base) < 0.3
    assert model.scale == pytest.approx(DECLARED.scale, rel=0.2)


def test_several_raters_of_one_session_are_averaged_and_weigh_more(many: list[Candidate]) -> None:
    one = many[0]
    both, alone = (
        of_profile(one.session, one.profile[-1], JOB, values)
        for values in ({"ann": 5, "bob": 4}, {"ann": 5})
    )
    assert both.hire == pytest.approx((HIRE[5] + HIRE[4]) / 2)
    assert alone.weight == 1
    assert 1 < both.weight < 2


def test_calibration_error_is_the_distance_within_bins() -> None:
    hire, expected = np.array([0.1, 0.3, 0.9]), np.array([0.21, 0.22, 0.95])
    assert calibration_error(hire, expected) == pytest.approx((2 * 0.015 + 0.05) / 3)


def land(store: Store, one: Candidate, *values: int) -> None:
    store.create(SessionMeta(one.session, 0.0, "research", "off"), at=0.0, who="test")
    kinds = {"profile": one.profile, "evidence": one.evidence, "job_description": one.job}
    for kind, value in kinds.items():
        store.write(one.session, kind, value, version="test@1")
    for number, value in enumerate(values):
        rate(store, one.session, value, "heard it", who=f"rater {number}", at=1.0)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, many: list[Candidate]) -> Path:
    """24 sessions, every fourth rated twice."""
    folder = tmp_path_factory.mktemp("data")
    store, random = Store(folder), np.random.default_rng(2)
    for number, one in enumerate(many[:24]):
        first = rating(one.hired_by(PICKY), random)
        second = [min(5, first + 1)] if number % 4 == 0 else []
        land(store, one, first, *second)
    return folder


def test_training_leaves_a_model_with_its_card_and_figures(root: Path, tmp_path: Path) -> None:
    trained = train(root, tmp_path / "one")
    model = load(tmp_path / "one", "interview-scorer@2")
    assert (trained.model, trained.folder) == ("scorer", tmp_path / "one")
    assert model.ratings == 24
    assert model.calibration == "fitted to 24 rated sessions (base and scale)"
    assert model.scale > DECLARED.scale
    assert (trained.metrics["sessions"], trained.metrics["ratings"]) == (24, 30)
    assert 0 < trained.metrics["rater_sd"] <= math.sqrt(0.5)
    assert trained.metrics["log_loss_low"] < trained.metrics["log_loss"]
    written = json.loads((tmp_path / "one" / "figures.json").read_text())
    assert written["figures"]["brier"] == pytest.approx(trained.metrics["brier"], abs=1e-6)
    assert written["data_sha256"] == trained.params["data_sha256"]
    assert len(written["seen"]) == 24
    assert trained.artifacts["reliability.png"].startswith(b"\x89PNG")
    counts = list(csv.reader(trained.artifacts["confusion.csv"].decode().splitlines()))
    assert sum(int(count) for row in counts[1:] for count in row[1:]) == 24


def test_the_same_ratings_give_the_same_model(root: Path, tmp_path: Path) -> None:
    once, again = (train(root, tmp_path / name) for name in ("a", "b"))
    assert once.metrics == again.metrics
    assert once.artifacts == again.artifacts
    for file in ("model.json", "figures.json", "card.md"):
        assert (once.folder / file).read_bytes() == (again.folder / file).read_bytes()


def test_no_session_is_named_in_what_outlives_it(root: Path, tmp_path: Path) -> None:
    trained = train(root, tmp_path)
    files = [path.read_bytes() for path in tmp_path.iterdir()]
    kept = [*files, *trained.artifacts.values(), repr(trained.params).encode()]
    assert not any(b"candidate-" in content or b"rater " in content for content in kept)
    seen = set(json.loads((tmp_path / "figures.json").read_bytes())["seen"])
    store = Store(root)
    assert seen == {pseudonym(store, session) for session in store.sessions()}
    guesses = {
        sha256(text.encode()).hexdigest()[:16]
        for session in store.sessions()
        for text in (session, *(event.hash for event in store.events(session)))
    }
    assert seen.isdisjoint(guesses)


def test_too_few_ratings_are_refused_and_counted(tmp_path: Path, many: list[Candidate]) -> None:
    store = Store(tmp_path / "data")
    for one in many[:7]:
        land(store, one, 4)
    land(store, many[7], 3)
    land(store, many[8])
    with pytest.raises(BadInput) as refused:
        train(tmp_path / "data", tmp_path / "into")
    for missing in ("8 rated sessions", "12 more rated sessions", "5 more rated below 3"):
        assert missing in str(refused.value)
    assert "above" not in str(refused.value)
    assert not (tmp_path / "into").exists()


def test_a_fit_to_praise_alone_is_refused(tmp_path: Path, many: list[Candidate]) -> None:
    store = Store(tmp_path / "data")
    for one in many[:22]:
        land(store, one, 5)
    with pytest.raises(BadInput, match="5 more rated below 3"):
        train(tmp_path / "data", tmp_path / "into")


def test_what_was_not_rated_or_not_judged_is_left_out(
    tmp_path: Path, many: list[Candidate]
) -> None:
    store = Store(tmp_path)
    land(store, many[0], 4)
    land(store, many[1])
    store.create(SessionMeta("heard", 0.0, "research", "off"), at=0.0, who="test")
    rate(store, "heard", 2, "left early", who="ann", at=1.0)
    land(store, replace(many[2], session="silent", profile=[]), 3)
    assert [one.session for one in rated(store, DECLARED)] == [many[0].session]
