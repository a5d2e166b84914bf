"""Corrections as a person types them."""

from pathlib import Path

import pytest

from interview.store import Store
from tests.cli.conftest import Workbench
from tests.interviews import ANSWER, QUESTION
from workbench.corrections import listed

WORD, NEXT = (word.id for word in ANSWER.words[:2])


def test_each_kind_is_made_listed_and_undone(demo: str, store: Store, workbench: Workbench) -> None:
    made = workbench("correct", demo, "--word", WORD, "--text", "Seven")
    assert (made.code, made.out) == (0, f"demo: {store.events(demo)[-1].hash[:8]}\n")
    assert "workbench run demo --select sentences+" in made.err
    workbench("correct", demo, "--word", NEXT, "--word", WORD, "--speaker", "interviewer")
    workbench("correct", demo, "--turn", ANSWER.id, "--speaker", "interviewer")
    link = "--question", QUESTION.id, "--turn", ANSWER.id
    workbench("correct", demo, *link, "--answers-not")
    first, *others = listed(store.events(demo))
    assert len(others) == 3
    assert workbench("correct", demo, "--undo", first.id[:8]).code == 0
    rows = workbench("correct", demo).out.splitlines()
    assert "taken back" in rows[1]
    assert "'Six' reads 'Seven'" in rows[1]
    assert "is the interviewer's" in " ".join(rows)
    assert "does not answer" in " ".join(rows)


def test_an_edited_export_is_taken_over(
    demo: str, tmp_path: Path, store: Store, workbench: Workbench
) -> None:
    workbench("export", demo, tmp_path / "out", "--format", "textgrid")
    file = tmp_path / "out" / "script.TextGrid"
    same = workbench("correct", demo, "--from", file)
    assert (same.code, same.out) == (0, "")
    assert "nothing to correct" in same.err
    file.write_text(file.read_text().replace('"Six"', '"Seven"'))
    assert workbench("correct", demo, "--from", file).code == 0
    assert len(listed(store.events(demo))) == 1
    workbench("export", demo, tmp_path / "again", "--format", "json")
    assert '"text": "Seven"' in (tmp_path / "again" / "transcript.json").read_text()


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (["--text", "Seven"], "say --word ID --text TEXT"),
        (["--speaker", "interviewer"], "no turn None"),
        (["--turn", "nobody", "--speaker", "interviewer"], "no turn nobody"),
        (["--undo", "abc"], "'workbench correct demo' lists them"),
    ],
)
def test_wrong_use_says_what_to_say(
    demo: str, workbench: Workbench, asked: list[str], why: str
) -> None:
    called = workbench("correct", demo, *asked)
    assert called.code == 2
    assert why in called.err
