"""What is exported of a call begins at the session's zero, in sync, whatever was missing."""

import wave
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from interview.model import SAMPLE_RATE
from interview.ports import Samples
from tests.capture.streams import FIRST, HEARD, LATER, SAID, SESSION, captured
from workbench.bench.clip import LOOK_AHEAD, RATE, find_chirps, number_shown
from workbench.exports import media
from workbench.session import Session

FRAME = 1 / 30


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    media.write(Session(captured(folder / "data"), SESSION), folder)
    return folder


def sound(path: Path) -> Samples:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels()) == (SAMPLE_RATE, 1)
        pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    return (pcm / 32_768).astype(np.float32)


@pytest.mark.parametrize(("name", "truth"), [("candidate", SAID), ("interviewer", HEARD)])
def test_sound_lies_where_it_was_said(exported: Path, name: str, truth: list[float]) -> None:
    found = find_chirps(sound(exported / f"{name}_audio.wav"))
    assert [time - LOOK_AHEAD / RATE for time in found] == pytest.approx(truth, abs=0.001)


def test_what_was_not_said_is_silence(exported: Path) -> None:
    heard = sound(exported / "candidate_audio.wav")
    for start, end in ((0.0, 0.29), (2.33, 3.79)):
        assert not heard[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)].any()


def test_a_picture_stands_until_the_next_one(exported: Path) -> None:
    with av.open(str(exported / "candidate_video.mp4")) as container:
        shown = [(frame.time or 0.0, number_shown(frame)) for frame in container.decode(video=0)]
    begun = [FIRST + k * FRAME for k in range(60)] + [LATER + k * FRAME for k in range(80)]
    assert [time for time, _ in shown] == pytest.approx([0.0, *begun], abs=0.001)
    assert [number for _, number in shown] == [0, *range(60), *range(80)]  # black, then the call
    held = max(later - earlier for (earlier, _), (later, _) in pairwise(shown))
    assert held == pytest.approx(LATER - FIRST - 59 * FRAME, abs=0.002)
