"""Whisper base on real speech, and on what is none."""

from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from interview import media
from interview.engines.voice import Silero
from interview.engines.whisper import Decode, Whisper
from interview.hearing import utterances
from interview.model import SAMPLE_RATE
from interview.ports import Samples, Token
from workbench.evaluate import wordless

REAL = Path(__file__).parents[1] / "data" / "real"
SAID = {
    "candidate": [
        "Concord returned to its place amidst the tents.",
        "I am from the cutter lying off the coast.",
    ],
    "interviewer": [
        "He was not an ill-disposed young man.",
        "He might even have been made amiable himself.",
    ],
}
SECONDS = np.arange(6 * SAMPLE_RATE) / SAMPLE_RATE
NOISE = np.random.default_rng(0)


@pytest.fixture(scope="module")
def whisper() -> Whisper:
    return Whisper()


def spoken() -> Iterator[tuple[str, Samples]]:
    for name, lines in SAID.items():
        samples = np.concatenate(list(media.audio(REAL / f"{name}.flac")))
        found = utterances(samples, "candidate", Silero())
        for line, each in zip(lines, found, strict=True):
            yield line, samples[each.start_sample : each.end_sample]


@pytest.fixture(scope="module")
def recordings() -> dict[str, Samples]:
    return dict(spoken())


def letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalpha())


def text(tokens: list[Token]) -> str:
    return " ".join(token.text for token in tokens)


def test_the_words_of_real_speech(whisper: Whisper, recordings: dict[str, Samples]) -> None:
    for line, samples in recordings.items():
        heard = letters(text(whisper.transcribe(samples)))
        assert SequenceMatcher(None, heard, letters(line)).ratio() > 0.9


def test_words_lie_in_the_samples_in_order(
    whisper: Whisper, recordings: dict[str, Samples]
) -> None:
    for samples in recordings.values():
        tokens = whisper.transcribe(samples)
        assert all(a.span.start <= b.span.start for a, b in pairwise(tokens))
        assert all(0 <= token.span.start <= token.span.end for token in tokens)
        assert tokens[-1].span.end <= len(samples) / SAMPLE_RATE
        assert all(token.text == token.text.strip() != "" for token in tokens)


def test_times_are_plain_numbers(whisper: Whisper, recordings: dict[str, Samples]) -> None:
    """Dagster does not take numpy's for metadata."""
    samples = next(iter(recordings.values()))
    for token in whisper.transcribe(samples):
        assert type(token.span.start) is type(token.span.end) is float


def test_confidence_falls_in_noise(whisper: Whisper, recordings: dict[str, Samples]) -> None:
    clean = next(iter(recordings.values()))
    noisy = (clean + NOISE.normal(0, 0.05, len(clean))).astype(np.float32)
    sure, unsure = (
        np.mean([token.confidence for token in whisper.transcribe(samples)])
        for samples in (clean, noisy)
    )
    assert 0 < unsure < sure <= 1


def test_nothing_of_one_call_is_left_in_the_next(
    whisper: Whisper, recordings: dict[str, Samples]
) -> None:
    first, second, *_ = recordings.values()
    once = whisper.transcribe(first)
    whisper.transcribe(second)
    assert whisper.transcribe(first) == once


@pytest.mark.parametrize(
    "sound",
    [
        np.zeros(6 * SAMPLE_RATE),
        NOISE.normal(0, 0.1, 6 * SAMPLE_RATE),
        NOISE.normal(0, 0.0001, 6 * SAMPLE_RATE),
        0.3 * np.sin(2 * np.pi * 440 * SECONDS),
        0.3 * np.sin(2 * np.pi * 50 * SECONDS),
        NOISE.normal(0, 0.01, 160),
        np.zeros(0),
    ],
    ids=["zeros", "noise", "hiss", "tone", "hum", "10 ms", "nothing"],
)
def test_what_is_not_speech_has_no_words(whisper: Whisper, sound: Samples) -> None:
    assert whisper.transcribe(sound.astype(np.float32)) == []


@pytest.mark.parametrize("make", wordless.SOUNDS.values(), ids=wordless.SOUNDS)
def test_rooms_without_speech_have_no_words(
    whisper: Whisper, make: Callable[[float, int], Samples]
) -> None:
    """Also where a voice detector has let them through."""
    assert whisper.transcribe(make(5.0, 3)) == []


@pytest.mark.parametrize(
    ("text", "likelihood", "no_speech", "silent"),
    [
        ("Thank you.", -1.2, 0.5, True),
        ("Thank you.", -0.3, 0.9, False),
        ("Thank you.", -1.2, 0.1, False),
        ("Thank you very much for the figures.", -1.0, 0.5, False),
        (". .", -1.2, 0.5, True),
        ("Thank you very much for the figures.", -1.2, 0.9, True),
    ],
)
def test_a_hollow_phrase_needs_more_to_be_believed(
    text: str, likelihood: float, no_speech: float, silent: bool
) -> None:
    assert Decode([1], text, likelihood, no_speech, True).silent is silent


def test_soft_speech_is_heard_as_well(whisper: Whisper, recordings: dict[str, Samples]) -> None:
    for line, samples in recordings.items():
        heard = letters(text(whisper.transcribe(0.01 * samples)))
        assert SequenceMatcher(None, heard, letters(line)).ratio() > 0.9


def test_more_than_a_window_is_refused(whisper: Whisper) -> None:
    with pytest.raises(ValueError, match="at most 30 s"):
        whisper.transcribe(np.ones(31 * SAMPLE_RATE, np.float32))


def test_the_version_names_the_model() -> None:
    assert Whisper().version == "whisper-base-int8@3"
    assert Whisper("models/small.en").version == "whisper-small.en-int8@3"
