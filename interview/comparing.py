"""Versions of an interview's words held against each other, and against what was said.

Word error rates are counted on what Whisper's English normaliser leaves; words match where they
are the same in the same order, capitals and marks aside.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from rapidfuzz.distance import Levenshtein
from whisper_normalizer.english import EnglishTextNormalizer

from interview.model import SPEAKERS, Speaker, Word

VERSION = "comparing@1"


@dataclass(frozen=True, slots=True)
class SaidTurn:
    """A turn as it was said, and when each of its words started, where somebody knows."""

    speaker: Speaker
    text: str
    starts: tuple[tuple[str, float], ...] | None = None


@dataclass(frozen=True, slots=True)
class Deviation:
    """Of times that should be the same: median and 95th percentile of how far they are apart."""

    median_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class HeardVersion:
    """One version of the words; `wer` and `starts` against what was said, where that is known.

    `confidence` is the mean of its words', `aligned` the share that an aligner placed.
    """

    version: str
    words: int
    confidence: float | None
    aligned: float | None
    wer: float | None
    starts: Deviation | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What two versions heard otherwise from second `start` on."""

    speaker: Speaker
    start: float
    active: str
    other: str


@dataclass(frozen=True, slots=True)
class OtherVersion:
    """A version beside the one that counts: `wer` if that were the truth, `matched` words."""

    heard: HeardVersion
    wer: float | None
    matched: int
    starts: Deviation | None
    ends: Deviation | None
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True, slots=True)
class WordsComparison:
    """The words that count, and each other version of them."""

    active: HeardVersion
    others: tuple[OtherVersion, ...]


def compared(
    active: str, versions: Mapping[str, Sequence[Word]], truth: Sequence[SaidTurn] = ()
) -> WordsComparison:
    """`versions` of the words of the same tracks by name, the one that counts among them."""
    held = versions[active]
    others = (
        _other(held, words, _heard(name, words, truth))
        for name, words in versions.items()
        if name != active
    )
    return WordsComparison(_heard(active, held, truth), tuple(others))


def _heard(version: str, words: Sequence[Word], truth: Sequence[SaidTurn]) -> HeardVersion:
    return HeardVersion(
        version=version,
        words=len(words),
        confidence=_mean([word.confidence for word in words]),
        aligned=_mean([word.timed_by == "aligner" for word in words]),
        wer=_wer([(_text(words, who), _said(truth, who)) for who in SPEAKERS]),
        starts=_deviation([error for who in SPEAKERS for error in _errors(words, truth, who)]),
    )


def _other(held: Sequence[Word], words: Sequence[Word], heard: HeardVersion) -> OtherVersion:
    tracks = [(_of(held, who), _of(words, who)) for who in SPEAKERS]
    same = [pair for track in tracks for pair in _matched(*track)]
    differing = [each for track in tracks for each in _differing(*track)]
    return OtherVersion(
        heard=heard,
        wer=_wer([(_text(words, who), _text(held, who)) for who in SPEAKERS]),
        matched=len(same),
        starts=_deviation([other.span.start - one.span.start for one, other in same]),
        ends=_deviation([other.span.end - one.span.end for one, other in same]),
        disagreements=tuple(sorted(differing, key=lambda each: (each.start, each.speaker))),
    )


def _matched(held: Sequence[Word], words: Sequence[Word]) -> Iterator[tuple[Word, Word]]:
    for at, to in _equal([word.text for word in held], [word.text for word in words]):
        yield held[at], words[to]


def _equal(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The indices of what both have in the same order."""
    for at, to, size in _blocks(one, other):
        yield from ((at + far, to + far) for far in range(size))


def _blocks(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Where what both have begins and how long it is; the last, of no length, is the end."""
    steps = Levenshtein.opcodes([*map(letters, one)], [*map(letters, other)])
    for block in steps.as_matching_blocks():
        yield block.a, block.b, block.size


def _differing(held: Sequence[Word], words: Sequence[Word]) -> Iterator[Disagreement]:
    after = 0, 0
    for at, to, size in _blocks([word.text for word in held], [word.text for word in words]):
        ours, theirs = held[after[0] : at], words[after[1] : to]
        if ours or theirs:
            first = min((*ours[:1], *theirs[:1]), key=lambda word: word.span.start)
            yield Disagreement(first.speaker, first.span.start, _joined(ours), _joined(theirs))
        after = at + size, to + size


def _errors(words: Sequence[Word], truth: Sequence[SaidTurn], who: Speaker) -> Iterator[float]:
    """Heard minus true start of a speaker's words, where that is known of all of them."""
    turns = [turn.starts for turn in truth if turn.speaker == who]
    true = [start for starts in turns for start in starts or ()]
    if all(turns):
        own = _of(words, who)
        for at, to in _equal([word.text for word in own], [text for text, _ in true]):
            yield own[at].span.start - true[to][1]


def _wer(tracks: Sequence[tuple[str, str]]) -> float | None:
    """Of what was heard against what was said, all tracks together; None where nothing was."""
    pairs = [(normalised(heard), normalised(said)) for heard, said in tracks]
    words = sum(len(said) for _, said in pairs)
    return sum(Levenshtein.distance(*pair) for pair in pairs) / words if words else None


def normalised(text: str) -> list[str]:
    """The words that count, by Whisper's English normaliser."""
    return str(_normaliser()(text)).split()


@cache
def _normaliser() -> EnglishTextNormalizer:
    return EnglishTextNormalizer()


def letters(text: str) -> str:
    """What tells words apart, capitals and marks aside."""
    return "".join(char for char in text.lower() if char.isalnum() or char == "'")


def _of(words: Sequence[Word], who: Speaker) -> list[Word]:
    return [word for word in words if word.speaker == who]


def _text(words: Sequence[Word], who: Speaker) -> str:
    return _joined(_of(words, who))


def _said(truth: Sequence[SaidTurn], who: Speaker) -> str:
    return " ".join(turn.text for turn in truth if turn.speaker == who)


def _joined(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None


def _deviation(errors: Sequence[float]) -> Deviation | None:
    if not errors:
        return None
    apart = 1000 * np.abs(errors)
    return Deviation(float(np.median(apart)), float(np.percentile(apart, 95)))
