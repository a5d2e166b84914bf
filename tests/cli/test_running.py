"""How a run is followed: the lines of the process, and what a person sees of them."""

import io
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from interview.errors import BadInput
from interview.store import Store
from tests.cli.conftest import Workbench, land
from workbench import running
from workbench.running import Cost, RunFailed, Step

STEPS = [
    Step("words", "started"),
    Step("words", "started", note="heard 12/40 utterances"),
    Step("words", "done", 12.34, "603 words"),
    Step("turns", "failed", note="no [words]"),
    Step("pairs", "skipped"),
]


def test_the_steps_of_a_run_come_as_they_are_told(child: Path) -> None:
    child.write_text(
        "import os, sys\n"
        "print('a library says hello')\n"
        """print('{"asset": "words", "state": "done", "seconds": 1.5, "note": "3 words"}')\n"""
        """print('{"asset": "%s", "state": "skipped"}' % os.environ["INTERVIEW_DATA"])\n"""
        """print('{"asset": "%s", "state": "skipped"}' % " ".join(sys.argv[1:]))\n"""
    )
    assert list(running.run("demo", "here", "words,turns")) == [
        Step("words", "done", 1.5, "3 words"),
        Step("here", "skipped"),
        Step("demo --select words,turns", "skipped"),
    ]


def test_a_run_ends_with_what_it_cost(child: Path) -> None:
    child.write_text(
        "import json, os, time\n"
        "held = bytearray(2**28)\n"
        "while time.process_time() < 0.3: pass\n"
        """told = {"asset": os.environ["ASKED"], "state": "done", "cpu_seconds": 0.25}\n"""
        "print(json.dumps(told))\n"
    )
    costs: list[Cost] = []

    def steps() -> Iterator[Step]:
        costs.append((yield from running.run("demo", "here", environment={"ASKED": "words"})))

    assert list(steps()) == [Step("words", "done", cpu_seconds=0.25)]
    (cost,) = costs
    assert 0.3 <= cost.cpu_seconds < 10
    ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # what a child begins with
    assert 256 < cost.peak_rss_mb < max(1024, 1.1 * ours)


@pytest.mark.parametrize(
    ("program", "raised", "says"),
    [
        ("""print('{"error": "words: no weights"}'); exit(1)""", RunFailed, "words: no weights"),
        ("""print('{"error": "cannot select x"}'); exit(2)""", BadInput, "cannot select x"),
        ("import nothing_there", RunFailed, "No module named 'nothing_there'"),
        ("import os; os.kill(os.getpid(), 9)", RunFailed, "it said nothing"),
    ],
)
def test_a_run_that_fails_says_why(
    child: Path, program: str, raised: type[Exception], says: str
) -> None:
    child.write_text(program)
    with pytest.raises(raised, match=says):
        list(running.run("demo", "here"))


def test_without_a_terminal_each_asset_is_a_line() -> None:
    console = Console(file=io.StringIO(), width=80)
    running.follow(iter(STEPS), console)
    assert console.file.getvalue().splitlines() == [  # type: ignore[attr-defined]  # StringIO
        "✓ words               12.3 s 603 words",
        "✗ turns                      no [words]",
        "- pairs",
    ]


def test_on_a_terminal_the_last_state_of_each_asset_stays() -> None:
    console = Console(file=io.StringIO(), width=80, force_terminal=True)
    running.follow(iter(STEPS), console)
    shown = console.file.getvalue()  # type: ignore[attr-defined]  # StringIO
    assert "heard 12/40 utterances" not in shown.split("\n")[-4:]
    assert "603 words" in shown
    assert "no [words]" in shown


def test_run_of_a_session_without_sound_is_a_failure(store: Store, workbench: Workbench) -> None:
    land(store, "new")
    assert workbench("run", "new", "--select", "nonsense").code != 0
