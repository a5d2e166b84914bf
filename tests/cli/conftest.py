"""A stored session as a run leaves it, and a way to call the commands."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from interview.model import Purpose, Span, Track
from interview.store import Store
from tests import interviews
from workbench import cli

SOUND: tuple[Track, ...] = ("candidate_audio", "interviewer_audio")
DERIVED = {
    "words": interviews.WORDS,
    "turns": interviews.TURNS,
    "pairs": interviews.PAIRS,
    "job_description": interviews.JOB,
    "evidence": interviews.EVIDENCE,
    "profile": interviews.PROFILE,
    "verdict": interviews.VERDICT,
}


class Called(NamedTuple):
    code: int
    out: str
    err: str


Workbench = Callable[..., Called]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def store(root: Path) -> Store:
    return Store(root)


def land(store: Store, session: str, purpose: Purpose = "research") -> None:
    """Eight seconds of two tracks with a gap, and nothing derived."""
    meta = replace(interviews.META, session_id=session, purpose=purpose, behaviour="off")
    store.create(meta, at=meta.start_time, who="test")
    for track in SOUND:
        noise = np.random.default_rng(len(track)).uniform(-1, 1, 8 * 16000).astype(np.float32)
        with store.land_audio(session, track, interviews.SYNC[track]) as writer:
            writer.write(noise[:48000], 0.0)
            writer.gap(Span(3.0, 3.5), "mute")
            writer.write(noise[56000:], 3.5)
    store.append(session, "completed", at=meta.start_time + 8, who="test", body={})


def derive(store: Store, session: str) -> None:
    for kind, value in DERIVED.items():
        store.write(session, kind, value, version="test@1")


@pytest.fixture
def demo(store: Store) -> str:
    """A session with everything."""
    land(store, "demo")
    derive(store, "demo")
    return "demo"


@pytest.fixture
def covered(store: Store) -> str:
    """A session of purpose selection that nobody has rated."""
    land(store, "chosen", "selection")
    derive(store, "chosen")
    return "chosen"


@pytest.fixture
def workbench(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Workbench:
    """Calls the program in this process, with `root` as the folder of the sessions."""
    monkeypatch.setenv("INTERVIEW_DATA", str(root))

    def call(*arguments: str | Path) -> Called:
        capsys.readouterr()
        code = cli.run([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Called(code, said.out, said.err)

    return call


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in the place of Dagster's: what stands in the file is what it does."""
    package = tmp_path / "dagster_project"
    package.mkdir()
    (package / "__init__.py").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return package / "run.py"
