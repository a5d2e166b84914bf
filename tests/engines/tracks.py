"""What everything that hears whole tracks must do, and tracks to do it with."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import get_args

import numpy as np
from rapidfuzz.distance import Levenshtein

from interview import media
from interview.model import SAMPLE_RATE, Speaker, TimedBy, Word
from interview.ports import Samples, TrackHearing

REAL = Path(__file__).parents[1] / "data" / "real"
SAID = "concord returned to its place amidst the tents i am from the cutter lying off the coast"
THEIRS = {"disposed", "ill-disposed", "young", "amiable"}
WRONG = 3  # words, at most


def track(speaker: Speaker) -> Samples:
    return np.concatenate(list(media.audio(REAL / f"{speaker}.flac")))


def leaked(own: Samples, other: Samples, delay: float = 0.02, level: float = 0.2) -> Samples:
    """A track into whose microphone the other voice comes, later and softer."""
    late = np.roll(other, round(delay * SAMPLE_RATE))
    return (own + level * late).astype(np.float32)


def check_contract(hearing: TrackHearing) -> None:
    assert hearing.unavailable == ""
    assert "@" in hearing.version
    own, other = track("candidate"), track("interviewer")
    words = hearing.words("candidate", own, other)
    check_words(words, "candidate", len(own))
    check_text(words)
    check_nothing(hearing)
    theirs = hearing.words("interviewer", other, None)
    check_words(theirs, "interviewer", len(other))
    assert THEIRS & {letters(word) for word in theirs}
    assert hearing.words("candidate", own, other) == words
    check_leak(hearing.words("candidate", leaked(own, other), other))


def check_words(words: Sequence[Word], speaker: Speaker, samples: int) -> None:
    """Every one timed within the track, in order, under an id of its own."""
    assert words
    assert len({word.id for word in words}) == len(words)
    for word in words:
        assert word.speaker == speaker
        assert word.id.startswith(f"{speaker[0]}-")
        assert word.text == word.text.strip() != ""
        assert 0 <= word.span.start <= word.span.end <= samples / SAMPLE_RATE
        assert 0 <= word.confidence <= 1
        assert word.timed_by in get_args(TimedBy)
        assert word.prosody is not None
    assert all(one.span.start <= two.span.start for one, two in pairwise(words))


def check_text(words: Sequence[Word]) -> None:
    heard = [letters(word) for word in words]
    assert Levenshtein.distance(heard, SAID.split()) <= WRONG, heard
    assert not any(word.repaired for word in words)


def check_leak(words: Sequence[Word]) -> None:
    """The other's words are not this speaker's, and what was done to the track is told."""
    assert not THEIRS & {letters(word) for word in words}
    assert Levenshtein.distance([letters(word) for word in words], SAID.split()) <= WRONG


def check_nothing(hearing: TrackHearing) -> None:
    """Where nobody speaks there are no words."""
    for silence in (np.zeros(0, np.float32), np.zeros(SAMPLE_RATE, np.float32), hiss(3.0)):
        assert hearing.words("candidate", silence, None) == []


def hiss(seconds: float) -> Samples:
    random = np.random.default_rng(1)
    return random.normal(0, 0.001, round(seconds * SAMPLE_RATE)).astype(np.float32)


def letters(word: Word) -> str:
    return word.text.lower().strip(".,!?;:")
