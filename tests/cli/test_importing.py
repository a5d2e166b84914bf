"""Recorded files become a session that the other commands know."""

import wave
from pathlib import Path

import numpy as np
import pytest

from interview.store import Store
from tests.cli.conftest import Workbench

SELECTION = ["--purpose", "selection"]


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """Two seconds of noise as a 16 kHz WAV file."""
    path = tmp_path / "sound.wav"
    samples = np.random.default_rng(1).integers(-20000, 20000, 32000)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(samples.astype("<i2").tobytes())
    return path


def test_import_prints_the_id_and_keeps_every_sample(
    sound: Path, store: Store, workbench: Workbench, tmp_path: Path
) -> None:
    called = workbench("import", "--candidate", sound, "--interviewer", sound, "--session", "a")
    assert (called.code, called.out) == (0, "a\n")
    workbench("export", "a", tmp_path / "out", "--format", "media")
    assert (tmp_path / "out" / "candidate_audio.wav").read_bytes() == sound.read_bytes()
    assert store.events("a")[0].who


def test_an_id_is_found_where_none_is_given(
    sound: Path, store: Store, workbench: Workbench
) -> None:
    made = {workbench("import", "--candidate", sound).out.strip() for _ in range(2)}
    assert made == set(store.sessions())
    assert len(made) == 2


def test_purpose_behaviour_posting_and_offset_arrive(
    sound: Path, store: Store, workbench: Workbench, tmp_path: Path
) -> None:
    posting = tmp_path / "posting.txt"
    posting.write_text("We need five years of Python.\n")
    called = workbench(
        *("import", "--session", "a", "--candidate", sound, "--interviewer", sound),
        *("--jd", posting, "--purpose", "selection", "--behaviour", "observables"),
        *("--offset", "candidate_audio=0", "--offset", "interviewer_audio=1.5"),
    )
    assert called.code == 0, called.err
    assert (store.meta("a").purpose, store.meta("a").behaviour) == ("selection", "observables")
    assert store.job("a") == posting.read_text()
    assert store.duration("a") == 3.5
    assert not store.samples("a", "interviewer_audio")[:24000].any()


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        ([], 2, "give --candidate or --interviewer"),
        (["--candidate", "{sound}", "--offset", "candidate_audio"], 2, "TRACK=SECONDS"),
        (["--candidate", "{sound}", "--offset", "drums=1"], 2, "interviewer_audio"),
        (["--candidate", "{sound}", "--offset", "candidate_audio=soon"], 2, "TRACK=SECONDS"),
        (["--candidate", "{sound}", "--session", "../up"], 2, "cannot name a session"),
        (
            ["--candidate", "{sound}", "--purpose", "selection", "--behaviour", "affect"],
            2,
            "affect",
        ),
        (["--candidate", "nowhere.wav"], 2, "does not exist"),
        (["--candidate", "{text}"], 1, "cannot be decoded"),
        (["--candidate", "{sound}", "--video", "{sound}"], 1, "holds no video"),
    ],
)
def test_what_cannot_be_imported_leaves_nothing(
    options: list[str], code: int, says: str, sound: Path, store: Store, workbench: Workbench
) -> None:
    text = sound.with_name("text.wav")
    text.write_text("this is no sound " * 99)
    called = workbench("import", *(one.format(sound=sound, text=text) for one in options))
    assert called.code == code
    assert says in called.err
    assert len(called.err.splitlines()) == 1
    assert store.sessions() == []


def test_an_id_that_is_taken_is_refused(sound: Path, store: Store, workbench: Workbench) -> None:
    workbench("import", "--candidate", sound, "--session", "a")
    before = store.events("a")
    assert workbench("import", "--interviewer", sound, "--session", "a").code == 2
    assert store.events("a") == before


def test_the_language_is_said_or_heard(store: Store, workbench: Workbench) -> None:
    spanish = Path(__file__).parents[1] / "data" / "spanish" / "candidate.opus"
    for session, language in (("said", "de"), ("heard", "auto"), ("usual", "")):
        options = ["--language", language] if language else []
        called = workbench("import", "--candidate", spanish, "--session", session, *options)
        assert called.code == 0, called.err
    assert [store.meta(one).language for one in ("said", "heard", "usual")] == ["de", "es", "en"]


def test_a_language_that_is_none_is_refused(
    sound: Path, store: Store, workbench: Workbench
) -> None:
    called = workbench("import", "--candidate", sound, "--language", "klingon")
    assert (called.code, store.sessions()) == (2, [])
    assert "no language 'klingon' is known" in called.err
    called = workbench("import", "--candidate", sound, "--language", "auto")
    assert (called.code, store.sessions()) == (2, [])
    assert "nobody speaks in the first 300 s" in called.err
