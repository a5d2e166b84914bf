"""From beliefs to a verdict, and back from the verdict to words."""

import json
import math
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from interview import evidence as scoring
from interview.belief import UNKNOWN, Z80, evolve
from interview.engines.embeddings import MiniLM
from interview.engines.esco import load
from interview.judgement import verdict
from interview.model import (
    Answer,
    Dimension,
    Evidence,
    JobDescription,
    Requirement,
    RequirementKind,
    Verdict,
)
from interview.ports import JobContext
from interview.posting import describe
from interview.scorer import shipped
from tests.answers import answer

MODEL = shipped()
POSTINGS = Path(__file__).parents[1] / "data" / "postings"

REQUIREMENTS: tuple[tuple[str, RequirementKind, float], ...] = (
    ("python", "must", 0.6),
    ("sql", "nice", 0.3),
    ("teamwork", "soft", 0.1),
)
JOB = JobDescription(
    "Engineer",
    None,
    None,
    tuple(Requirement(name, kind, w, None, None, name, 0, 3) for name, kind, w in REQUIREMENTS),
    (),
)
ANSWERS = [answer("I did it well.", at=30.0 + 60.0 * k) for k in range(6)]


def found(
    said: Answer,
    value: float,
    *,
    requirement: str | None = None,
    scorer: str = "test@1",
    dimension: Dimension = "technical_depth",
) -> Evidence:
    id_ = f"{said.pair.id}/{scorer.split('@')[0]}/{requirement or dimension}"
    words = tuple(word.id for word in said.words)
    return Evidence(
        id_,
        said.pair.id,
        dimension,
        value,
        0.2,
        scorer,
        words,
        (said.span,),
        said.text,
        requirement,
    )


def thorough(value: float) -> list[Evidence]:
    """Evidence of the same value about everything, in every answer."""
    dimensions: tuple[Dimension, ...] = (
        "relevance",
        "clarity",
        "consistency",
        "confidence",
        "communication",
    )
    return [
        *(found(said, value, dimension=name) for said in ANSWERS for name in dimensions),
        *(found(said, value, requirement=name) for said in ANSWERS for name, _, _ in REQUIREMENTS),
    ]


def reached(evidence: list[Evidence], job: JobDescription = JOB) -> Verdict:
    return verdict(evolve(ANSWERS, evidence, job, MODEL), evidence, job, MODEL)


@pytest.fixture(scope="module")
def embedder() -> MiniLM:
    return MiniLM()


def test_without_an_interview_the_verdict_is_the_prior() -> None:
    nothing = verdict([], [], JOB, MODEL)
    assert nothing.state == "insufficient_evidence"
    assert nothing.outlook.hire_probability == 0.5
    low, high = nothing.outlook.interval
    assert high - low > 0.6
    assert nothing.confidence == pytest.approx(1 - (high - low))
    assert not nothing.history
    assert not nothing.contributions
    assert not nothing.risk_flags
    assert [one.met for one in nothing.requirements] == [0.5, 0.5, 0.5]
    assert (nothing.time, nothing.scorer, nothing.calibration) == (
        0.0,
        MODEL.version,
        "uncalibrated prior",
    )


def test_good_evidence_raises_bad_evidence_lowers() -> None:
    good, bad = reached(thorough(0.9)), reached(thorough(0.1))
    assert good.outlook.hire_probability > 0.8
    assert bad.outlook.hire_probability < 0.2
    assert good.state == bad.state == "judged"
    assert good.confidence > reached([]).confidence


def test_a_few_findings_are_not_a_verdict() -> None:
    assert reached([found(ANSWERS[0], 0.9)]).state == "insufficient_evidence"


def test_a_verdict_is_judged_once_half_of_the_weight_is() -> None:
    """Of the weight python has 0.36, sql 0.18; technical depth has 0.12, relevance 0.06."""
    of_python, of_sql = (
        [found(ANSWERS[k], 0.6, requirement=name, dimension="relevance") for k in range(3)]
        for name in ("python", "sql")
    )
    depth = [found(ANSWERS[k], 0.6) for k in range(3)]
    assert reached(of_python).state == "insufficient_evidence"
    assert reached([*of_python, *of_sql]).state == "judged"
    assert reached([*of_python, *depth]).state == "judged"
    assert reached([*of_sql, *depth]).state == "insufficient_evidence"


def test_a_must_moves_the_verdict_more_than_a_nice() -> None:
    must = reached([found(ANSWERS[0], 0.9, requirement="python")])
    nice = reached([found(ANSWERS[0], 0.9, requirement="sql")])
    assert must.outlook.hire_probability > nice.outlook.hire_probability > 0.5


def test_the_mean_is_that_of_the_logit_normal() -> None:
    """Against a trapezoidal rule over the log-odds that the interval's ends imply."""
    outlook = reached([found(ANSWERS[0], 0.95, requirement="python")]).outlook
    low, high = (math.log(end / (1 - end)) for end in outlook.interval)
    middle, sd = (low + high) / 2, (high - low) / (2 * Z80)
    steps = [middle + 16 * sd * (k / 20000 - 0.5) for k in range(20001)]
    weights = [math.exp(-(((z - middle) / sd) ** 2) / 2) for z in steps]
    mean = sum(w / (1 + math.exp(-z)) for z, w in zip(steps, weights, strict=True)) / sum(weights)
    assert outlook.hire_probability == pytest.approx(mean, abs=1e-4)
    assert outlook.hire_probability > 0.55


def test_history_and_contributions_tell_what_each_answer_did() -> None:
    evidence = [found(ANSWERS[0], 0.9, requirement="python"), found(ANSWERS[1], 0.1)]
    told = reached(evidence)
    first, second, *rest = told.history
    assert first.delta > 0 > second.delta
    assert [point.after for point in told.history] == [said.pair.id for said in ANSWERS]
    assert told.time == told.history[-1].t == ANSWERS[-1].span.end
    assert told.history[-1].outlook == told.outlook
    good, bad, *silent = told.contributions
    assert good.leave_one_out > 0 > bad.leave_one_out
    assert [one.leave_one_out for one in silent] == [0.0] * 4
    assert len(rest) == len(silent)


def test_the_history_of_a_longer_interview_begins_as_the_shorter_one_did() -> None:
    evidence = thorough(0.7)
    profile = evolve(ANSWERS, evidence, JOB, MODEL)
    for k in range(len(profile)):
        assert verdict(profile[:k], evidence, JOB, MODEL).history == reached(evidence).history[:k]


def test_leave_one_out_is_the_verdict_without_the_answers_evidence() -> None:
    evidence = [
        *thorough(0.7),
        found(ANSWERS[2], 0.05, requirement="python", scorer="other@1"),
    ]
    told = reached(evidence)
    for said, contribution in zip(ANSWERS, told.contributions, strict=True):
        rest = reached([one for one in evidence if one.qa != said.pair.id])
        without = told.outlook.hire_probability - rest.outlook.hire_probability
        assert contribution.leave_one_out == pytest.approx(without, abs=1e-6)


def test_flags_carry_their_evidence() -> None:
    boast = found(ANSWERS[0], 0.1, scorer="overclaiming@1", dimension="consistency")
    clash = found(ANSWERS[1], 0.1, scorer="consistency@1", dimension="consistency")
    general = found(ANSWERS[2], 0.3, scorer="overgeneralization@1", dimension="communication")
    lacking = found(ANSWERS[3], 0.05, requirement="python")
    told = reached([general, lacking, clash, boast])
    assert {flag.flag: flag.evidence for flag in told.risk_flags} == {
        "overclaiming": (boast.id,),
        "contradiction": (clash.id,),
        "overgeneralization": (general.id,),
        "unsupported_requirement": (lacking.id,),
    }


def test_only_an_unmet_must_is_flagged() -> None:
    nice = found(ANSWERS[0], 0.05, requirement="sql")
    met = found(ANSWERS[0], 0.9, requirement="python")
    assert reached([nice, met]).risk_flags == ()


def test_requirements_in_the_postings_order_with_interval_and_evidence() -> None:
    one = found(ANSWERS[0], 0.9, requirement="sql")
    python, sql, teamwork = reached([one]).requirements
    assert [python.name, sql.name, teamwork.name] == ["python", "sql", "teamwork"]
    assert sql.met > python.met == teamwork.met == UNKNOWN
    assert sql.evidence == (one.id,)
    assert sql.interval[0] < sql.met < sql.interval[1]
    assert python.evidence == ()


def test_behaviour_has_no_weight() -> None:
    told = reached(thorough(0.7))
    assert told.behaviour_weight == 0.0
    assert told.without_behaviour == told.outlook


def test_without_a_posting_the_dimensions_decide() -> None:
    job = JobDescription("", None, None, (), ())
    good = reached([replace(one, requirement=None) for one in thorough(0.9)], job)
    assert good.outlook.hire_probability > 0.8
    assert good.requirements == ()


def test_the_order_of_the_evidence_changes_nothing_but_the_order_of_ids() -> None:
    evidence = thorough(0.7)
    told, turned = reached(evidence), reached(evidence[::-1])
    assert told.outlook == turned.outlook
    assert told.history == turned.history
    assert told.contributions == turned.contributions


def test_a_verdict_is_plain_json() -> None:
    told = json.dumps(asdict(reached(thorough(0.7))), allow_nan=False)
    assert json.loads(told)["scorer"] == MODEL.version


def test_four_candidates_for_a_shop(embedder: MiniLM) -> None:
    """Written for this test: a strong candidate, a middling one, a weak one and a boaster."""
    scene = json.loads((POSTINGS / "shop_manager_candidates.json").read_text())
    job = describe((POSTINGS / f"{scene['posting']}.txt").read_text(), load())
    vectors = embedder.embed([one.quote for one in job.requirements])
    scorers = scoring.scorers(embedder)

    def outcome(texts: list[str]) -> Verdict:
        answers = [
            answer(text, question=question, at=30.0 + 60.0 * place)
            for place, (question, text) in enumerate(zip(scene["questions"], texts, strict=True))
        ]
        found_ = [
            one
            for place, said in enumerate(answers)
            for one in scoring.judge(said, answers[:place], JobContext(job, vectors), scorers)
        ]
        return verdict(evolve(answers, found_, job, MODEL), found_, job, MODEL)

    told = {name: outcome(texts) for name, texts in scene["candidates"].items()}
    hired = {name: one.outlook.hire_probability for name, one in told.items()}
    assert hired["strong"] > hired["middle"] > max(hired["weak"], hired["boast"])
    flags = {name: {flag.flag for flag in one.risk_flags} for name, one in told.items()}
    assert flags["strong"] == flags["middle"] == set()
    assert flags["weak"] == {"unsupported_requirement"}
    assert flags["boast"] == {"overclaiming", "overgeneralization"}
