"""From words to sentences and from sentences to the merged script.

Each step is a function of all words so far, and what it decides about a sentence depends on what
was said before its end. So a session that grows never moves the start of a sentence.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from statistics import median
from typing import Literal

from interview.model import SPEAKERS, Sentence, Speaker, Turn, TurnFlag, Word
from interview.phrases import is_back_channel
from interview.questions import asks
from interview.remembering import remembering

VERSION = "script@1"

Tune = Literal["falls", "neutral", "goes_on"]
Ending = Literal["asked", "final", "open", "comma", "dangling"]

PATIENCE: dict[Ending, dict[Tune, float]] = {
    "asked": {"falls": 0.0, "neutral": 0.0, "goes_on": 0.0},
    "final": {"falls": 0.0, "neutral": 0.0, "goes_on": 0.15},
    "open": {"falls": 0.35, "neutral": 0.6, "goes_on": 0.9},
    "comma": {"falls": 0.6, "neutral": 1.0, "goes_on": 1.5},
    "dangling": {"falls": 1.5, "neutral": 1.5, "goes_on": 1.5},
}
"""Seconds of silence that end a sentence, by how the text and the pitch of its last word end.

A pause of 0.6 s ends as many unpunctuated sentences as not, one of 1.5 s after a word that wants
another ("of", "the", "and"): dialogue act boundaries in 20 meetings of the ICSI corpus.
"""

FALL = 4.0
"""Semitones under the sentence's median pitch: the final fall."""
FADE = 10.0
"""Decibels under the sentence's median level: the voice gives up the floor."""
LEVEL = -2.0
"""From so many semitones a second on, a pitch near the median or above it does not fall."""

INTERRUPTION = 0.4
"""Seconds of silence in which the other may have taken the floor, and as many before it."""
INTERRUPTING_WORDS = 3
OVERLAP = 0.1
"""Seconds for which two people must talk at once to overlap: word times are not finer."""
CONTINUER_WORDS = 4
CONTINUER_SECONDS = 1.5
RESUMED = 2.5
"""Seconds around a continuer's start within which the other spoke and goes on."""
LAPSE = 2.5
"""Seconds of silence after a question that nobody took up: what its speaker says next is new."""

_ABBREVIATION = re.compile(
    r"mr|mrs|ms|dr|prof|st|vs|etc|e\.g|i\.e|cf|al|approx|dept|inc|ltd|corp|jr|sr|fig|[ap]\.m"
    r"|(?!i)[a-z](?:\.[a-z])*"
)
_DANGLING = re.compile(
    r"an?|the|and|or|but|because|if|of|to|with|for|from|in|on|at|by|as|than|my|our|your|their|his"
    r"|her|its|i|we|they|is|are|was|were|am|be|uh|um|so|that|which|who|then|just|very"
)


@remembering
def sentences(words: Sequence[Word]) -> list[Sentence]:
    """Each speaker's words cut into sentences, in the order in which these begin."""
    begun = _begun(words)
    cut = [s for speaker in SPEAKERS for s in _cut(_spoken(words, speaker), begun)]
    return sorted(cut, key=lambda sentence: _order(sentence.words[0]))


def settled(words: Sequence[Word], heard_until: float) -> list[Sentence]:
    """The sentences that no later word can change.

    Every word BEGUN before `heard_until` must be in `words`: a word that is still being uttered
    would otherwise join a sentence that was called settled.
    """
    known = [word for word in words if word.span.start < heard_until]
    cut, begun = sentences(known), _begun(known)
    last = {sentence.speaker: sentence.id for sentence in cut}
    return [s for s in cut if s.id != last[s.speaker] or _ends(s.words, heard_until, begun)]


@remembering
def turns(sentences: Sequence[Sentence]) -> list[Turn]:
    """The script: both speakers' turns in the order in which they begin.

    A back-channel is a turn of its own and does not divide the other's turn; a question that
    nobody took up ends a turn. As the session grows turns are added or grow, none goes away.
    """
    groups: list[list[Sentence]] = []
    floor: list[Sentence] = []
    continuers = set()
    for at, sentence in enumerate(sentences):
        if floor and _is_continuer(at, sentences, floor):
            continuers.add(sentence.id)
            groups.append([sentence])
        elif floor and floor[-1].speaker == sentence.speaker and not _lapsed(floor[-1], sentence):
            floor.append(sentence)
        else:
            floor = [sentence]
            groups.append(floor)
    shared = _overlapping(sentences)
    return [_turn(group, shared, continuers) for group in groups]


def _order(word: Word) -> tuple[float, tuple[int, ...]]:
    return word.span.start, _place(word.id)


@lru_cache(maxsize=16384)  # the words of an hour
def _place(word: str) -> tuple[int, ...]:
    """Where it was said; what a person put behind a word has a number of its own after a dot."""
    _, utterance, index = word.split("-")
    return int(utterance), *map(int, index.split("."))


def _spoken(words: Sequence[Word], speaker: Speaker) -> list[Word]:
    return sorted((word for word in words if word.speaker == speaker), key=_order)


def _begun(words: Sequence[Word]) -> dict[Speaker, list[float]]:
    """When each speaker's words begin, in order."""
    return {
        speaker: sorted(word.span.start for word in words if word.speaker == speaker)
        for speaker in SPEAKERS
    }


def _cut(spoken: Iterable[Word], begun: Mapping[Speaker, Sequence[float]]) -> list[Sentence]:
    cut: list[list[Word]] = []
    for word in spoken:
        if cut and not _ends(cut[-1], word.span.start, begun):
            cut[-1].append(word)
        else:
            cut.append([word])
    return [Sentence(tuple(held)) for held in cut]


def _ends(held: Sequence[Word], then: float, begun: Mapping[Speaker, Sequence[float]]) -> bool:
    """Whether a sentence of the words `held` is over if its speaker says no more before `then`.

    More words of the other can only end it, so that what holds now holds for any later `then`.
    """
    last = held[-1]
    silence = max(0.0, then - last.span.end)
    if _enough(silence, held):
        return True
    if silence < INTERRUPTION:
        return False
    since = last.span.end - INTERRUPTION
    said = sum(
        bisect_left(starts, then) - bisect_left(starts, since)
        for speaker, starts in begun.items()
        if speaker != last.speaker
    )
    return said >= INTERRUPTING_WORDS


def _enough(silence: float, held: Sequence[Word]) -> bool:
    """Whether nobody would wait longer; how the voice ends is asked only where that decides it."""
    patience = PATIENCE[_ending(held[-1].text)]
    shortest, longest = patience["falls"], patience["goes_on"]
    if shortest == longest or not shortest <= silence < longest:
        return silence >= shortest
    return silence >= patience[_tune(held)]


@lru_cache(maxsize=16384)  # the words of a language that an hour has
def _ending(text: str) -> Ending:
    said, marks = re.sub(r"^\W+|\W+$", "", text.lower()), re.sub(r"^.*\w", "", text)
    if "?" in marks or "!" in marks:
        return "asked"
    if "." in marks and ".." not in marks and not _ABBREVIATION.fullmatch(said):
        return "final"
    if _DANGLING.fullmatch(said):
        return "dangling"
    return "comma" if re.search("[,;:\u2013\u2014-]", marks) else "open"


def _tune(held: Sequence[Word]) -> Tune:
    """How the voice ends, against the sentence so far; neutral where that is not known."""
    last = held[-1].prosody
    heard = [word.prosody for word in held if word.prosody]
    pitches = [p.pitch for p in heard if p.pitch is not None]
    if last is None or len(heard) < 3:
        return "neutral"
    if last.level <= median(p.level for p in heard) - FADE:
        return "falls"
    if last.pitch is None or last.slope is None or len(pitches) < 3:
        return "neutral"
    above = last.pitch - median(pitches)
    if above <= -FALL:
        return "falls"
    return "goes_on" if above >= 0 and last.slope >= LEVEL else "neutral"


def _is_continuer(at: int, sentences: Sequence[Sentence], floor: Sequence[Sentence]) -> bool:
    """Whether the sentence leaves the floor to the other, who holds it.

    It is said within the other's speech, or at the end of a sentence that asks nothing and that
    the other follows up at once. Only starts are compared where a sentence may still grow.
    """
    said, held = sentences[at], floor[-1]
    if said.speaker == held.speaker or not _sounds_like_continuer(said):
        return False
    if held.span.end >= said.span.end:
        return True
    following = sentences[at + 1] if at + 1 < len(sentences) else said
    return (
        following.speaker == held.speaker
        and following.span.start - said.span.start < RESUMED
        and said.span.start - held.span.end < RESUMED
        and not any(asks(sentence) for sentence in floor[-2:])
    )


def _lapsed(said: Sentence, then: Sentence) -> bool:
    return said.span.gap(then.span) >= LAPSE and asks(said)


def _sounds_like_continuer(sentence: Sentence) -> bool:
    short = len(sentence.words) <= CONTINUER_WORDS and sentence.span.duration <= CONTINUER_SECONDS
    return short and is_back_channel(sentence.text)


def _overlapping(sentences: Sequence[Sentence]) -> set[str]:
    """The ids of words that are said while the other speaks."""
    shared: set[str] = set()
    latest: dict[Speaker, Word] = {}
    for word in sorted((w for s in sentences for w in s.words), key=_order):
        for speaker, other in latest.items():
            if speaker != word.speaker and word.span.overlap(other.span) >= OVERLAP:
                shared |= {word.id, other.id}
        known = latest.get(word.speaker)
        if known is None or word.span.end >= known.span.end:
            latest[word.speaker] = word
    return shared


def _turn(group: Sequence[Sentence], shared: set[str], continuers: set[str]) -> Turn:
    flags: list[TurnFlag] = []
    if any(word.id in shared for sentence in group for word in sentence.words):
        flags.append("overlap")
    if group[0].id in continuers:
        flags.append("backchannel")
    if any(word.repaired for sentence in group for word in sentence.words):
        flags.append("repaired")
    return Turn(tuple(group), tuple(flags))
