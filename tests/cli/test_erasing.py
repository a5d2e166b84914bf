"""The command that erases: what it asks of the other process, and what it tells a person."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Workbench
from workbench.erasing import NotErased, Receipt, erase, erase_due, receipts

RECEIPT = {
    "number": "0a",
    "at": 1.8e9,
    "by": "operator",
    "why": "asked",
    "what": "session",
    "removed": {"files": 3, "mlflow_runs_to_collect": 2},
    "models": ["interview-scorer@3"],
    "hash": "ff",
}


@pytest.fixture
def eraser(child: Path) -> Path:
    """A program in the place of the one that erases."""
    package = child.parent / "erase"
    package.mkdir()
    (package / "__init__.py").touch()
    return package / "__main__.py"


def saying(line: object, code: int = 0) -> str:
    return (
        f"import sys\nprint('a library says hello')\nprint({json.dumps(line)!r})\nsys.exit({code})"
    )


def test_a_receipt_is_printed_with_what_stays(eraser: Path, workbench: Workbench) -> None:
    eraser.write_text(saying(RECEIPT))
    called = workbench("erase", "quokka")
    assert called.code == 0
    assert json.loads(called.out) == RECEIPT
    assert "interview-scorer@3" in called.err
    assert "mlflow gc" in called.err


def test_the_other_process_is_told_who_asks_and_when(eraser: Path) -> None:
    eraser.write_text(
        "import json, os, sys\n"
        f"told = {RECEIPT!r}\n"
        "told['by'] = ' '.join([os.environ['INTERVIEW_DATA'], *sys.argv[1:]])\n"
        "print(json.dumps(told))\n"
    )
    asked = erase("here", "quokka", who="Ann", at=5.0)
    assert asked.by == "here quokka --who Ann --by examiner --at 5.0"
    (due,) = erase_due("here", at=6.0)
    assert due.by == "here --due --at 6.0"
    assert isinstance(due, Receipt)


def test_what_goes_wrong_is_one_line(eraser: Path, workbench: Workbench) -> None:
    eraser.write_text(saying({"error": "end the interview first"}, 2))
    called = workbench("erase", "quokka")
    assert (called.code, called.err.strip()) == (2, "workbench: end the interview first")
    eraser.write_text("import sys\nsys.exit('out of memory')")
    with pytest.raises(NotErased, match="out of memory"):
        erase("here", "quokka", who="Ann", at=5.0)


@pytest.mark.parametrize("arguments", [(), ("quokka", "--due")])
def test_a_session_or_all_that_are_due(workbench: Workbench, arguments: tuple[str, ...]) -> None:
    called = workbench("erase", *arguments)
    assert called.code == 2
    assert "--due" in called.err


def test_who_erased_nothing_has_no_receipts(tmp_path: Path) -> None:
    assert receipts(str(tmp_path)) == []
