"""Silero on real speech, noise and tones."""

from pathlib import Path

import numpy as np
import pytest

from interview import media
from interview.engines.voice import Silero
from interview.hearing import utterances
from interview.model import SAMPLE_RATE
from interview.ports import Samples

REAL = Path(__file__).parents[1] / "data" / "real" / "candidate.flac"


@pytest.fixture(scope="module")
def recording() -> Samples:
    return np.concatenate(list(media.audio(REAL)))


@pytest.mark.parametrize("piece", [1, 100, 512, 513, 4_000, 100_000])
def test_pushes_of_any_size_give_the_same_bits(recording: Samples, piece: int) -> None:
    samples = recording[: 20_000 if piece == 1 else None]
    stream = Silero().stream()
    pushed = [stream.push(samples[at : at + piece]) for at in range(0, len(samples), piece)]
    whole = Silero().stream().push(samples)
    np.testing.assert_array_equal(np.concatenate(pushed), whole)
    assert len(whole) == len(samples) // Silero.frame


def test_a_prefix_is_heard_as_in_the_whole(recording: Samples) -> None:
    half = len(recording) // 2
    prefix = Silero().stream().push(recording[:half])
    np.testing.assert_array_equal(prefix, Silero().stream().push(recording)[: len(prefix)])


def test_speech_is_found_and_the_silence_between_is_not(recording: Samples) -> None:
    speech = Silero().stream().push(recording)
    assert np.mean(speech > 0.5) > 0.2
    assert np.mean(speech < 0.1) > 0.2


TIMES = np.arange(8 * SAMPLE_RATE) / SAMPLE_RATE
CHORD = sum(np.sin(2 * np.pi * pitch * TIMES) for pitch in (261.6, 329.6, 392.0))


@pytest.mark.parametrize(
    "sound",
    [
        np.zeros(8 * SAMPLE_RATE),
        np.random.default_rng(0).normal(0, 0.1, 8 * SAMPLE_RATE),
        np.random.default_rng(0).normal(0, 0.001, 8 * SAMPLE_RATE),
        0.3 * np.sin(2 * np.pi * 440 * TIMES),
        0.1 * CHORD * (1 - TIMES * 2 % 1),
        0.3 * np.sin(2 * np.pi * 50 * TIMES),
        np.zeros(160),
        np.zeros(0),
    ],
    ids=["zeros", "noise", "hiss", "tone", "chords", "hum", "10 ms", "nothing"],
)
def test_what_is_not_speech_has_no_utterance(sound: Samples) -> None:
    assert utterances(sound.astype(np.float32), "candidate", Silero()) == []
