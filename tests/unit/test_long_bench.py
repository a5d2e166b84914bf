"""A recording that is said several times in hours of silence, and how far its times move."""

from pathlib import Path

import numpy as np
import pytest

from interview import media
from interview.errors import BadInput
from interview.model import SAMPLE_RATE
from tests.talk import words
from workbench.bench.long import _drift, _said, _starts, spaced
from workbench.evaluate.truth import read_manifest

REAL = Path(__file__).parents[1] / "data" / "real" / "manifest.json"


def test_the_recording_is_said_where_it_starts_and_silence_is_between(tmp_path: Path) -> None:
    (item,) = read_manifest(REAL)
    starts = _starts(20.0, 90.0)
    assert starts == pytest.approx([0.0, 34.88, 69.76])
    long = spaced(item, starts, 90.0, tmp_path)
    for who, path in item.tracks.items():
        once, whole = (np.concatenate(list(media.audio(one))) for one in (path, long.tracks[who]))
        assert len(whole) == 90 * SAMPLE_RATE
        for start in starts:
            at = round(start * SAMPLE_RATE)
            assert np.abs(whole[at : at + len(once)] - once).max() <= 1 / 32768
            assert not whole[at + len(once) : at + 20 * SAMPLE_RATE].any()


def test_too_little_time_is_refused() -> None:
    with pytest.raises(BadInput, match=r"--hours 0\.01 is too short to say 20 s"):
        _starts(20.0, 36.0)


def test_words_that_come_later_each_time_have_drifted() -> None:
    heard = [
        word
        for start in (1.0, 3601.0, 7201.25)
        for word in words("candidate", "and so it goes on", start)
    ]
    first, middle, last = _said(heard, [0.0, 3600.0, 7200.0])
    assert _drift(first, middle)["drift_ms"] == pytest.approx(0)
    moved = _drift(first, last)
    assert moved["drift_ms"] == pytest.approx(250)
    assert moved["words_alike"] == 1
    assert _drift(first, [])["drift_ms"] is None
