"""Versions of words held against each other and against what was said."""

import pytest
from rich.console import Console

from interview.comparing import Deviation, Disagreement, SaidTurn, compared
from interview.model import Span, Speaker, TimedBy, Word
from workbench.hearings import page


def words(
    text: str, at: float = 0.0, speaker: Speaker = "candidate", timed_by: TimedBy = "aligner"
) -> list[Word]:
    """A word a second from `at` on, each half a second long."""
    return [
        Word(f"{speaker[0]}-{at}-{k}", speaker, one, Span(at + k, at + k + 0.5), 0.8, timed_by)
        for k, one in enumerate(text.split())
    ]


FIRST = words("I built the pipeline.") + words("Which pipeline?", 10, "interviewer")
SECOND = words("I build the pipe line", 0.1, timed_by="attention") + words(
    "Which pipeline?", 10.3, "interviewer"
)
SAID = [
    SaidTurn(
        "candidate",
        "I built the pipeline.",
        (("I", 0.0), ("built", 1.2), ("the", 2.0), ("pipeline", 3.0)),
    ),
    SaidTurn("interviewer", "Which pipeline?"),
]


def rounded(apart: Deviation | None) -> tuple[int, int]:
    assert apart is not None
    return round(apart.median_ms), round(apart.p95_ms)


def test_each_version_is_held_against_the_one_that_counts() -> None:
    made = compared("first", {"first": FIRST, "second": SECOND})
    (other,) = made.others
    assert (made.active.version, other.heard.version) == ("first", "second")
    assert (made.active.words, other.heard.words) == (6, 7)
    assert other.wer == pytest.approx(3 / 6)
    assert other.matched == 4
    assert rounded(other.starts) == rounded(other.ends) == (200, 300)
    assert other.disagreements == (
        Disagreement("candidate", 1.0, "built", "build"),
        Disagreement("candidate", 3.0, "pipeline.", "pipe line"),
    )
    assert made.active.aligned == 1
    assert other.heard.aligned == pytest.approx(2 / 7)
    assert made.active.confidence == pytest.approx(0.8)
    assert (made.active.wer, made.active.starts) == (None, None)


def test_all_are_held_against_what_was_said() -> None:
    made = compared("first", {"first": FIRST, "second": SECOND}, SAID)
    assert made.active.wer == 0
    assert made.others[0].heard.wer == pytest.approx(3 / 6)
    assert rounded(made.active.starts) == (0, 170)
    assert rounded(made.others[0].heard.starts) == (100, 100)


def test_starts_are_judged_only_where_all_of_a_speaker_are_known() -> None:
    made = compared("first", {"first": FIRST}, [*SAID, SaidTurn("candidate", "Yes.")])
    assert made.active.starts is None
    assert made.active.wer == pytest.approx(1 / 7)


def test_the_same_words_differ_in_nothing() -> None:
    (other,) = compared("one", {"one": FIRST, "two": FIRST}).others
    assert (other.wer, other.matched, other.disagreements) == (0, len(FIRST), ())
    assert other.starts == other.ends == Deviation(0, 0)


def test_nothing_heard_is_no_figure() -> None:
    (other,) = compared("one", {"one": [], "two": FIRST}).others
    assert (other.wer, other.starts, other.matched) == (None, None, 0)
    assert other.disagreements[0].active == ""
    made = compared("one", {"one": []}, SAID)
    assert (made.active.confidence, made.active.wer, made.others) == (None, 1.0, ())


def shown(*versions: str) -> str:
    console = Console(width=100, record=True)
    known = {"first": FIRST, "second": SECOND}
    console.print(page(compared("first", {name: known[name] for name in versions}, SAID)))
    return console.export_text()


def test_a_person_sees_both_and_where_they_disagree() -> None:
    told = shown("first", "second")
    assert "Against what was said" in told
    assert "Against the words that count" in told
    assert "[00:03] candidate: pipeline. | pipe line" in told
    assert "200, 300 ms" in told
    assert "Against the words that count" not in shown("first")
