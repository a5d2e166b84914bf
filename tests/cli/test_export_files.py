"""Exports as files, opened by programs that others wrote: full, empty and covered sessions."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path

import av
import numpy as np
import parselmouth
import pyarrow.parquet as pq
import pytest
import srt
import webvtt
from parselmouth.praat import call
from pympi.Elan import Eaf

from interview import judgement, scorer
from interview.model import SAMPLE_RATE
from interview.store import Store
from tests import interviews
from tests.cli.conftest import SOUND, Workbench, land
from workbench.exports import FORMATS
from workbench.tables import COLUMNS

COVERED = {"evidence", "profile", "history", "requirements", "verdict"}
"""Names of files, without suffix, that tell what is judged."""


def words_of_praat(path: Path) -> int:
    grid = parselmouth.read(str(path))
    texts = [
        call(grid, "Get label of interval", tier, place)
        for tier in (2, 4)
        for place in range(1, call(grid, "Get number of intervals", tier) + 1)
    ]
    return sum(bool(text) for text in texts)


def words_of_elan(path: Path) -> int:
    document = Eaf(str(path))
    tiers = ("candidate words", "interviewer words")
    return sum(len(document.get_annotation_data_for_tier(tier)) for tier in tiers)


def words_of_json(path: Path) -> int:
    if path.name != "transcript.json":
        return 0 * len(json.loads(path.read_bytes()))
    return sum(len(speaker["words"]) for speaker in json.loads(path.read_bytes()))


def words_of_cues(texts: list[str]) -> int:
    return sum(len(text.split()) for text in texts)


def seconds_of_sound(path: Path) -> int:
    with av.open(str(path)) as container:
        (stream,) = container.streams.audio
        assert (stream.rate, stream.channels, stream.codec.name) == (SAMPLE_RATE, 1, "pcm_s16le")
        samples = sum(frame.samples for frame in container.decode(stream))
    return round(samples / SAMPLE_RATE)


WORDS: Mapping[str, Callable[[Path], int]] = {
    ".vtt": lambda path: words_of_cues([one.text for one in webvtt.read(str(path)).captions]),
    ".srt": lambda path: words_of_cues(
        [one.content.partition(": ")[2] for one in srt.parse(path.read_text(encoding="utf-8"))]
    ),
    ".TextGrid": words_of_praat,
    ".eaf": words_of_elan,
    ".rttm": lambda path: 0 * len(path.read_text().splitlines()),
    ".ctm": lambda path: len(path.read_text().splitlines()),
    ".json": words_of_json,
    ".txt": lambda path: words_of_cues([line.partition(": ")[2] for line in path.open()]),
    ".parquet": lambda path: pq.read_table(path).num_rows if path.stem == "words" else 0,
    ".wav": lambda path: 0 * seconds_of_sound(path),
}
"""By suffix: how many words another program finds in a file, after opening it."""


def exported(workbench: Workbench, session: str, folder: Path, form: str) -> dict[str, Path]:
    called = workbench("export", session, folder, "--format", form)
    assert called.code == 0, called.err
    return {path.stem: path for path in folder.iterdir()}


@pytest.fixture
def silent(store: Store) -> str:
    """A session that was run and in which nobody spoke."""
    land(store, "silent")
    job = replace(interviews.JOB, requirements=())
    verdict = judgement.verdict([], [], job, scorer.shipped())
    empty = ("words", "turns", "pairs", "evidence", "profile")
    made = {**dict.fromkeys(empty, ()), "job_description": job, "verdict": verdict}
    for kind, value in made.items():
        store.write("silent", kind, list(value) if value == () else value, version="test@1")
    return "silent"


@pytest.mark.parametrize("form", FORMATS)
def test_other_programs_find_every_word(
    form: str, demo: str, workbench: Workbench, tmp_path: Path
) -> None:
    files = exported(workbench, demo, tmp_path / "out", form)
    found = {path.name: WORDS[path.suffix](path) for path in files.values()}
    assert set(found.values()) <= {0, len(interviews.WORDS)}
    assert any(found.values()) or form in ("rttm", "media")


@pytest.mark.parametrize("form", FORMATS)
def test_a_session_in_which_nobody_spoke_is_exported_too(
    form: str, silent: str, workbench: Workbench, tmp_path: Path
) -> None:
    files = exported(workbench, silent, tmp_path / "out", form)
    assert len(files) > 1
    assert [WORDS[path.suffix](path) for path in files.values()] == [0] * len(files)


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_tells_what_is_covered(
    form: str, covered: str, workbench: Workbench, tmp_path: Path
) -> None:
    before = exported(workbench, covered, tmp_path / "before", form)
    assert not COVERED & before.keys()
    told = b"".join(path.read_bytes() for path in before.values() if path.suffix == ".json")
    assert b"0.63" not in told
    assert b"technical_depth" not in told
    workbench("rate", covered, "--value", "4", "--reason", "Clear and concrete")
    after = exported(workbench, covered, tmp_path / "after", form)
    judged = {"json": {"evidence", "profile", "verdict"}, "parquet": COVERED - {"verdict"}}
    assert after.keys() - before.keys() == judged.get(form, set())


def test_tables_keep_times_to_the_millisecond(
    demo: str, workbench: Workbench, tmp_path: Path
) -> None:
    files = exported(workbench, demo, tmp_path / "out", "parquet")
    assert files.keys() == {*COLUMNS, "session_meta"} - {"behaviour"}
    words = pq.read_table(files["words"]).to_pydict()
    spans = [word.span for word in interviews.WORDS]
    assert words["start"] == [round(span.start, 3) for span in spans]
    assert words["end"] == [round(span.end, 3) for span in spans]
    turns = pq.read_table(files["turns"]).to_pylist()
    assert list(chain(*(turn["words"] for turn in turns))) == [
        word.id for turn in interviews.TURNS for word in turn.words
    ]


def test_behaviour_is_exported_where_the_mode_allows_it(
    store: Store, workbench: Workbench, tmp_path: Path
) -> None:
    store.create(interviews.META, at=0.0, who="test")
    store.append("demo", "consent", at=0.0, who="test", body={"behaviour": True})
    store.append("demo", "completed", at=1.0, who="test", body={})
    store.write("demo", "behaviour", interviews.BEHAVIOUR, version="test@1")
    files = exported(workbench, "demo", tmp_path / "out", "parquet")
    rows = {row["measure"]: row for row in pq.read_table(files["behaviour"]).to_pylist()}
    (sample,) = json.loads(
        exported(workbench, "demo", tmp_path / "json", "json")["behaviour"].read_bytes()
    )
    assert rows["AU12"]["value"] == sample["aus"]["AU12"] == 0.7
    assert rows["head_roll"]["value"] is sample["head_roll"] is None
    low, high = sample["intervals"]["gaze_stability"]
    assert (rows["gaze_stability"]["low"], rows["gaze_stability"]["high"]) == (low, high)


def test_sound_is_silent_in_the_gaps_and_as_long_as_the_session(
    demo: str, workbench: Workbench, tmp_path: Path
) -> None:
    files = exported(workbench, demo, tmp_path / "out", "media")
    for track in SOUND:
        assert seconds_of_sound(files[track]) == 8
        with av.open(str(files[track])) as container:
            frames = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
        level = np.abs(np.concatenate(frames).astype(int))
        assert not level[3 * SAMPLE_RATE : round(3.5 * SAMPLE_RATE)].any()
        assert level[: 3 * SAMPLE_RATE].mean() > 1000
