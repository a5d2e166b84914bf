"""How long words take from the mouth to the store and to the page: pure functions.

All times are in seconds on the session clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from interview.model import Speaker, Word
from workbench.evaluate.truth import TrueWord, Truth

_APART = 1.0
"""Seconds by which the same word may lie elsewhere and still be the same."""
_EARLIER = 0.5
"""Seconds before an utterance's begin at which its first word may truly start."""


@dataclass(frozen=True, slots=True)
class Part:
    """The words of one utterance, which was cut off at `cut`, and when they were stored."""

    speaker: Speaker
    words: Sequence[Word]
    cut: float
    at: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draft that a page could draw from `at` on."""

    speaker: Speaker
    begin: float
    text: str
    at: float


Said = Mapping[Speaker, Sequence[TrueWord]]


def said(truth: Truth, lead: float) -> Said:
    """The true words of each speaker, `lead` seconds later; none where their times are not told."""
    words: dict[Speaker, list[TrueWord]] = {"candidate": [], "interviewer": []}
    for turn in truth.turns:
        for word in turn.words or ():
            times = {"start": word.start + lead, "end": word.end + lead}
            words[turn.speaker].append(word.model_copy(update=times))
    return words


def stored_after(parts: Iterable[Part], true: Said) -> list[float]:
    """For each word that was understood: from its end until it was stored."""
    stored = {word.id: part.at for part in parts for word in part.words}
    return [stored[word] - said.end for word, said in _understood(parts, true).items()]


def written_after(parts: Sequence[Part], true: Said) -> list[float]:
    """For each utterance: from the end of its last word until its words were stored.

    The end is the true one, or where that word was misunderstood the one that was heard.
    """
    known = _understood(parts, true)
    lasts = [(max(part.words, key=lambda word: word.span.end), part.at) for part in parts]
    return [at - (known[word.id].end if word.id in known else word.span.end) for word, at in lasts]


def drawn_after(drafts: Sequence[Drawn], true: Said) -> list[float]:
    """For each word that a draft ever showed: from its end until it first did."""
    first: dict[tuple[Speaker, int], float] = {}
    for draft in sorted(drafts, key=lambda draft: draft.at):
        for place in _shown(draft, true[draft.speaker]):
            first.setdefault((draft.speaker, place), draft.at)
    return [at - true[speaker][place].end for (speaker, place), at in first.items()]


def _shown(draft: Drawn, true: Sequence[TrueWord]) -> list[int]:
    near = [
        place
        for place, word in enumerate(true)
        if draft.begin - _EARLIER <= word.start and word.end <= draft.at
    ]
    shown = [letters(text) for text in draft.text.split()]
    return [near[j] for _, j in _same(shown, [letters(true[place].text) for place in near])]


def _understood(parts: Iterable[Part], true: Said) -> dict[str, TrueWord]:
    """The true word of each stored one that is the same, by its id."""
    known: dict[str, TrueWord] = {}
    for speaker, words in true.items():
        heard = [word for part in parts if part.speaker == speaker for word in part.words]
        heard.sort(key=lambda word: word.span)
        same = _same([letters(w.text) for w in heard], [letters(w.text) for w in words])
        for i, j in same:
            if abs(heard[i].span.end - words[j].end) <= _APART:
                known[heard[i].id] = words[j]
    return known


def _same(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Places of what both have, in the same order."""
    return [
        (block.a + i, block.b + i)
        for block in Levenshtein.opcodes(one, other).as_matching_blocks()
        for i in range(block.size)
    ]


def letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum() or char == "'")
