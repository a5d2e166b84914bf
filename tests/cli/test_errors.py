"""What goes wrong is one line on stderr and an exit code."""

import subprocess
import sys
from pathlib import Path

import pytest

from interview.store import Store
from tests.cli.conftest import Workbench, land

REPOSITORY = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["show"], "Missing argument 'SESSION'"),
        (["shaw"], "Did you mean 'show'"),
        (["show", "nobody"], "no session nobody"),
        (["show", "../../etc"], "cannot name a session"),
        (["run", "nobody"], "no session nobody"),
        (["export", "nobody", "out", "--format", "docx"], "--format"),
        (["rate", "nobody", "--value", "6", "--reason", "x"], "--value"),
        (["rate", "nobody", "--value", "3.5", "--reason", "x"], "--value"),
        (["rate", "nobody", "--value", "3", "--reason", " "], "reason"),
        (["rate", "nobody", "--value", "3", "--reason", "x"], "no session nobody"),
        (["evaluate", "speech", "--data", "missing.json"], "missing.json"),
        (["train", "confidence", "--data", "."], "say with --into where its files go"),
        (["show", "nobody", "--colour"], "No such option"),
    ],
)
def test_wrong_use_exits_with_2(arguments: list[str], says: str, workbench: Workbench) -> None:
    called = workbench(*arguments)
    assert called.code == 2
    assert called.out == ""
    assert says in called.err
    assert len(called.err.splitlines()) == 1


def test_a_traceback_is_shown_on_request_alone(workbench: Workbench) -> None:
    assert "Traceback" not in workbench("show", "nobody").err
    assert "Traceback" in workbench("show", "nobody", "--debug").err


def test_damage_is_a_failure_that_names_the_file(
    store: Store, root: Path, workbench: Workbench
) -> None:
    land(store, "new")
    events = root / "session=new" / "events.jsonl"
    events.write_text(events.read_text().replace("completed", "cOmpleted"))
    called = workbench("show", "new")
    assert called.code == 1
    assert "events.jsonl" in called.err
    assert len(called.err.splitlines()) == 1
    assert "damaged" in workbench("sessions").out


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, cwd=REPOSITORY, check=True
    )


def test_help_loads_nothing_heavy() -> None:
    heavy = "{'mlflow', 'dagster', 'torch', 'pandas', 'pyarrow', 'av', 'numpy', 'faster_whisper'}"
    code = f"import sys, workbench.cli; print({heavy} & set(sys.modules))"
    assert python("-c", code).stdout == "set()\n"
    assert "Usage: workbench" in python("-m", "workbench", "--help").stdout
