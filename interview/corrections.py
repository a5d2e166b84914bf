"""What a person put right, laid over what was heard and understood: none of that is changed.

A correction names what it is about as it stood then, by id, time and text, so that it finds it
again where it is heard anew. Of two about the same thing the later counts.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import accumulate, pairwise
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from interview.model import Event, Span, Speaker, Turn, Word

KIND = "correction"
NEAR = 0.3
"""Seconds by which the start of a word may move and it is still the word of that id."""
SAME = 0.5
"""Share of their common time above which another word, or turn, is the one that was meant."""

Decision = tuple[str, str, bool]
"""A question's turn, a turn of the other, and whether that answers it."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A word as it was heard, or a turn as it was shown."""

    id: str
    speaker: Speaker
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class TextFix:
    """What was said instead of a word: one word, several, or none."""

    word: Anchor
    text: str
    fix: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class SpeakerFix:
    """Who said the words instead."""

    words: tuple[Anchor, ...]
    speaker: Speaker
    fix: Literal["speaker"] = "speaker"


@dataclass(frozen=True, slots=True)
class LinkFix:
    """Whether one turn answers the question of another."""

    question: Anchor
    answer: Anchor
    answers: bool
    fix: Literal["link"] = "link"


Fix = TextFix | SpeakerFix | LinkFix
_FIX: TypeAdapter[Fix] = TypeAdapter(Fix)


@dataclass(frozen=True, slots=True)
class Correction:
    """`id` is the hash of its event, `at` in Unix seconds."""

    id: str
    who: str
    at: float
    fix: Fix
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class _Edits:
    """By the ids of words that were heard."""

    texts: Mapping[str, str]
    speakers: Mapping[str, Speaker]


def listed(events: Iterable[Event]) -> list[Correction]:
    """All that were made, in their order, also those that were taken back."""
    made: dict[str, Correction] = {}
    for event in events:
        if event.kind != KIND:
            continue
        taken = str(event.body.get("takes_back"))
        if taken in made:
            made[taken] = replace(made[taken], taken_back=True)
        elif (fix := _fix(event.body)) is not None:
            made[event.hash] = Correction(event.hash, event.who, event.at, fix)
    return list(made.values())


def standing(events: Iterable[Event]) -> tuple[Correction, ...]:
    """Those that count."""
    return tuple(each for each in listed(events) if not each.taken_back)


def digest(corrections: Iterable[Correction]) -> str:
    """Of what is put right, whoever did it and when."""
    return sha256(repr([each.fix for each in corrections]).encode()).hexdigest()


def applied(words: Sequence[Word], corrections: Sequence[Correction]) -> list[Word]:
    """The words as they were put right, by start.

    Of several words in the place of one the first keeps its id, those behind it are `<id>.1` and
    so on, and they share its time by their letters. What a person wrote has confidence 1.
    """
    if not corrections:
        return list(words)
    edits = _edits(words, corrections)
    right = (each for word in words for each in _right(word, edits))
    return sorted(right, key=lambda word: word.span.start)


def flagged(
    turns: Sequence[Turn], words: Sequence[Word], corrections: Sequence[Correction]
) -> list[Turn]:
    """The turns of the corrected words, `edited` where they are; `words` as they were heard.

    Where a word was taken out it is the turn of its speaker that goes on there, or else the next.
    """
    if not corrections:
        return list(turns)
    edits, edited = _edits(words, corrections), set[str]()
    turn_of = {word.id: turn.id for turn in turns for word in turn.words}
    for word in words:
        right = _right(word, edits)
        if right != [word]:
            edited |= {turn_of[each.id] for each in right if each.id in turn_of}
        if not right:
            edited |= _around(word, edits.speakers.get(word.id, word.speaker), turns)
    return [_flagged(turn) if turn.id in edited else turn for turn in turns]


def decisions(turns: Sequence[Turn], corrections: Iterable[Correction]) -> tuple[Decision, ...]:
    """What persons say of links, by the ids of `turns`, which are corrected ones."""
    found = (_decision(each.fix, turns) for each in corrections if isinstance(each.fix, LinkFix))
    return tuple(decision for decision in found if decision is not None)


def unfit(
    corrections: Iterable[Correction], words: Sequence[Word], turns: Sequence[Turn]
) -> list[Correction]:
    """Those that do not find, or not wholly, what they are about.

    `words` as they were heard, `turns` as corrected.
    """
    by_id = {word.id: word for word in words}

    def fits(fix: Fix) -> bool:
        match fix:
            case TextFix():
                return _heard(fix.word, by_id, fix.text) is not None
            case SpeakerFix():
                return all(_heard(each, by_id) is not None for each in fix.words)
            case LinkFix():
                return _decision(fix, turns) is not None

    return [each for each in corrections if not fits(each.fix)]


def root(word: str) -> str:
    """The id of the word that was heard where a person put this one."""
    return word.partition(".")[0]


def anchor(of: Word | Turn) -> Anchor:
    return Anchor(of.id, of.speaker, of.span, of.text)


def _fix(body: Mapping[str, object]) -> Fix | None:
    """None for what another program wrote and is no correction."""
    try:
        return _FIX.validate_python(body)
    except ValidationError:
        return None


def _edits(words: Sequence[Word], corrections: Sequence[Correction]) -> _Edits:
    by_id = {word.id: word for word in words}
    texts, speakers = dict[str, str](), dict[str, Speaker]()
    for each in corrections:
        match each.fix:
            case TextFix() as fix:
                word = _heard(fix.word, by_id, fix.text)
                if word and f"{word.id}.1" not in by_id:  # applied already
                    texts[word.id] = fix.text
            case SpeakerFix() as fix:
                found = (_heard(one, by_id) for one in fix.words)
                speakers |= {word.id: fix.speaker for word in found if word}
    return _Edits(texts, speakers)


def _heard(about: Anchor, by_id: Mapping[str, Word], text: str | None = None) -> Word | None:
    """The word that was heard, which may be what a person said it should be."""
    own = by_id.get(about.id)
    if own and _near(own.span, about.span) and (_alike(own, about) or own.text == text):
        return own
    meant = (
        word
        for word in by_id.values()
        if word.speaker == about.speaker
        and root(word.id) == word.id
        and _share(word.span, about.span) > SAME
        and _alike(word, about)
    )
    return next(meant, None)


def _near(a: Span, b: Span) -> bool:
    return a.overlap(b) > 0 or abs(a.start - b.start) <= NEAR


def _share(a: Span, b: Span) -> float:
    """Of the time that both cover together that which each of them covers."""
    both = a.overlap(b)
    return both / (a.duration + b.duration - both) if both else 0.0


def _alike(word: Word, about: Anchor) -> bool:
    return _bare(word.text) == _bare(about.text)


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text.casefold()) or text


def _right(word: Word, edits: _Edits) -> list[Word]:
    speaker = edits.speakers.get(word.id, word.speaker)
    if word.id not in edits.texts:
        return [word if speaker == word.speaker else replace(word, speaker=speaker)]
    texts = edits.texts[word.id].split()
    ids = [word.id, *(f"{word.id}.{number}" for number in range(1, len(texts)))]
    sounds = [*[None] * (len(texts) - 1), word.prosody]  # how the last of them ends
    spoken = zip(ids, texts, _shared(word.span, texts), sounds, strict=False)
    return [
        replace(word, id=i, speaker=speaker, text=t, span=span, confidence=1.0, prosody=p)
        for i, t, span, p in spoken
    ]


def _shared(span: Span, texts: Sequence[str]) -> list[Span]:
    lengths = list(accumulate(map(len, texts)))
    ends = [span.start + span.duration * length / lengths[-1] for length in lengths[:-1]]
    edges = [span.start, *(min(end, span.end) for end in ends), span.end]
    return [Span(*edge) for edge in pairwise(edges)]


def _around(word: Word, speaker: Speaker, turns: Sequence[Turn]) -> set[str]:
    own = [turn for turn in turns if turn.speaker == speaker]
    begun = [turn.id for turn in own if turn.sentences[0].words[0].span.start <= word.span.start]
    return {*begun[-1:]} or {turn.id for turn in own[:1]}


def _flagged(turn: Turn) -> Turn:
    return replace(turn, flags=(*turn.flags, "edited"))


def _decision(fix: LinkFix, turns: Sequence[Turn]) -> Decision | None:
    question, answer = _turn(fix.question, turns), _turn(fix.answer, turns)
    if not question or not answer or question.speaker == answer.speaker:
        return None
    return question.id, answer.id, fix.answers


def _turn(about: Anchor, turns: Sequence[Turn]) -> Turn | None:
    own = [turn for turn in turns if turn.speaker == about.speaker]
    with_word = (turn for turn in own if any(word.id == about.id for word in turn.words))
    at_its_time = (turn for turn in own if _share(turn.span, about.span) > SAME)
    return next(with_word, None) or next(at_its_time, None)
