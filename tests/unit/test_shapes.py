"""Every object is what the formats fix, and says what the model says."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview import shapes
from interview.model import JobDescription, Requirement, Turn
from tests import formats, interviews
from tests.talk import turns

META = shapes.session_meta(
    interviews.META,
    status="completed",
    duration=210.0,
    sync=interviews.SYNC,
    gaps=interviews.GAPS,
    versions={"speech": "whisper-base-int8@1"},
)
EXAMPLES = {
    "session_meta.json": META,
    "transcript.json": shapes.transcript(interviews.WORDS),
    "script.json": shapes.script(interviews.TURNS),
    "qa.json": shapes.qa(interviews.PAIRS),
    "jd.json": shapes.jd(interviews.JOB),
    "behaviour.json": shapes.behaviour(interviews.BEHAVIOUR),
    "profile.json": shapes.profile(interviews.PROFILE),
    "evidence.json": shapes.evidence(interviews.EVIDENCE),
    "verdict.json": shapes.verdict(interviews.VERDICT),
}


@pytest.mark.parametrize("name", formats.FILES)
def test_each_file_has_its_fixed_shape(name: str) -> None:
    formats.check(name, json.dumps(EXAMPLES[name], allow_nan=False))


def test_the_session_tells_its_tracks_and_times() -> None:
    assert META["tracks"] == {
        "candidate_audio": "candidate_audio.wav",
        "interviewer_audio": "interviewer_audio.wav",
    }
    assert (META["start_time"], META["end_time"]) == (1_700_000_000.0, 1_700_000_210.0)


def test_an_unanswered_question_has_a_null_answer() -> None:
    answered, unanswered = shapes.qa(interviews.PAIRS)
    assert answered["answer"] == interviews.ANSWER.text
    assert (unanswered["answer"], unanswered["answered"]) == (None, False)


def test_a_belief_without_evidence_is_insufficient() -> None:
    (snapshot,) = shapes.profile(interviews.PROFILE)
    assert snapshot["intervals"]["technical_depth"] == [0.5718, 0.8282]  # type: ignore[index]
    assert snapshot["state"]["clarity"] == "insufficient_evidence"  # type: ignore[index]


def test_the_script_as_text_has_a_line_a_turn() -> None:
    assert shapes.script_text(interviews.TURNS).splitlines() == [
        "[00:00] Interviewer: How many years have you worked with Python?",
        "[00:03] Candidate: Six years, mostly on payments pipelines.",
        "[00:04] Interviewer: Mhm.",
        "[00:06] Interviewer: And what is [bold]R&D[/bold] to you?",
    ]


@pytest.mark.parametrize(
    ("time", "shown"), [(0, "00:00"), (9.99, "00:09"), (3599, "59:59"), (3661, "01:01:01")]
)
def test_the_clock_has_hours_where_there_are_any(time: float, shown: str) -> None:
    assert shapes.clock(time) == shown


@given(turns())
def test_any_talk_keeps_the_shape_and_a_line_a_turn(talk: list[Turn]) -> None:
    formats.FILES["script.json"].validate_python(shapes.script(talk))
    assert len(shapes.script_text(talk).split("\n")) == len(talk) + 1


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=60))
def test_weights_still_sum_to_1(raw: list[float]) -> None:
    needed = tuple(
        Requirement(f"skill {place}", "must", weight / sum(raw), None, None, "", 0, 0)
        for place, weight in enumerate(raw)
    )
    job = shapes.jd(JobDescription("", None, None, needed, ()))
    formats.check("jd.json", json.dumps(job))


@given(st.floats(-1, 1))
def test_small_changes_are_never_minus_zero(value: float) -> None:
    assert str(shapes.unit(value)) != "-0.0"
