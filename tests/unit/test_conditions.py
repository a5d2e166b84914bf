"""Conditions do to tracks what their names say, the same each time."""

from pathlib import Path

import numpy as np
import pytest

from interview import media
from interview.errors import BadInput
from interview.model import SAMPLE_RATE, SPEAKERS
from interview.ports import Samples
from workbench.evaluate.conditions import CONDITIONS, at_level, named, noisy, speech_power
from workbench.evaluate.leaks import Tracks
from workbench.evaluate.noises import fan, made

REAL = Path(__file__).parents[1] / "data" / "real"


@pytest.fixture(scope="module")
def tracks() -> Tracks:
    return {who: np.concatenate(list(media.audio(REAL / f"{who}.flac"))) for who in SPEAKERS}


def power(samples: Samples) -> float:
    return float(np.square(samples, dtype=np.float64).mean())


def decibels(ratio: float) -> float:
    return float(10 * np.log10(ratio))


@pytest.mark.parametrize("noise", ["hum", "fan", "babble"])
@pytest.mark.parametrize("snr", [20, 10, 5])
def test_noise_lies_under_the_speech_as_its_name_says(tracks: Tracks, noise: str, snr: int) -> None:
    changed = named(f"{noise}-{snr}").change(tracks, list(tracks.values()))
    for who, track in tracks.items():
        added = power(changed[who] - track)
        assert decibels(speech_power(track) / added) == pytest.approx(snr, abs=0.1)


def test_silence_around_speech_does_not_change_its_power(tracks: Tracks) -> None:
    track = tracks["candidate"]
    longer = np.pad(track, (0, 10 * len(track)))
    assert speech_power(longer) == pytest.approx(speech_power(track), rel=0.01)


def test_a_quiet_track_keeps_16_bits(tracks: Tracks) -> None:
    quiet = named("quiet").change(tracks, [])["candidate"]
    assert decibels(speech_power(quiet)) == pytest.approx(-40, abs=0.5)
    assert np.array_equal(quiet * 32768, np.round(quiet * 32768))


def test_what_is_too_loud_is_clipped(tracks: Tracks) -> None:
    clipped = named("clipped").change(tracks, [])["candidate"]
    assert np.mean(np.abs(clipped) >= 32767 / 32768) > 0.01
    assert np.abs(clipped).max() == 1


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_is_the_same_each_time_and_for_each_track(tracks: Tracks, name: str) -> None:
    once, again = (named(name).change(tracks, []) for _ in range(2))
    for who in tracks:
        assert np.array_equal(once[who], again[who])
        assert once[who].dtype == np.float32
        assert len(once[who]) == max(map(len, tracks.values()))
        assert np.array_equal(once[who], tracks[who]) == (name == "clean")


def test_an_unknown_condition_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(BadInput, match=r"no condition 'rain'.*fan-10.*leak-10-20ms"):
        named("rain")


def test_silent_tracks_stay_silent() -> None:
    nothing = np.zeros(SAMPLE_RATE, np.float32)
    assert np.array_equal(at_level(nothing, -40), nothing)
    assert np.array_equal(noisy(nothing, made(fan, len(nothing), "fan"), 10), nothing)
    empty: Tracks = {"candidate": nothing[:0]}
    assert all(len(named(name).change(empty, [])["candidate"]) == 0 for name in ("fan-5", "quiet"))
