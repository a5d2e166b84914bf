"""Putting right what was heard or understood: each correction is an event, and so is its end.

What was heard stays as it is. All that follows from it is made again by Dagster, where that runs,
or by 'workbench run'.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from textwrap import shorten
from typing import TYPE_CHECKING

from interview.corrections import (
    KIND,
    Anchor,
    Correction,
    Fix,
    LinkFix,
    SpeakerFix,
    TextFix,
    anchor,
    applied,
    listed,
    root,
    standing,
    unfit,
)
from interview.errors import BadInput
from interview.model import SPEAKERS, Event, QAPair, Speaker, Turn, Word
from interview.shapes import clock, one_line
from workbench import spoken

if TYPE_CHECKING:
    from interview.store import Store

__all__ = [
    "Correction",
    "correct_link",
    "correct_speaker",
    "correct_word",
    "described",
    "listed",
    "lost",
    "take_back",
]

LONGEST = 200
"""Characters in the place of one word."""
SHOWN = 40
"""Characters of what was said that tell it from the rest."""


def correct_word(
    store: "Store", session: str, word: str, text: str, *, who: str, at: float
) -> Event:
    """Say what was said in the place of a word: a word, several, or nothing; `at` in Unix seconds.

    BadInput where there is no such word, or nothing changes.
    """
    heard, shown = _words(store, session)
    said = one_line(text)
    if len(said) > LONGEST:
        raise BadInput(f"{len(said)} characters are too long for a word: give at most {LONGEST}")
    if word not in shown:
        raise BadInput(f"session {session} shows no word {word}: take an id from its transcript")
    if said == shown[word].text:
        raise BadInput(f"word {word} reads {said!r} already: say what was said instead")
    together = [one for one in shown.values() if root(one.id) == root(word)]
    whole = " ".join(said if one.id == word else one.text for one in together)
    fix = TextFix(anchor(heard[root(word)]), " ".join(whole.split()))
    return _append(store, session, fix, who, at)


def correct_speaker(
    store: "Store", session: str, words: Sequence[str], speaker: Speaker, *, who: str, at: float
) -> Event:
    """Say who spoke the words; a turn is all its words. BadInput as for `correct_word`."""
    heard, shown = _words(store, session)
    unknown = [word for word in words if word not in shown]
    if unknown:
        raise BadInput(f"session {session} shows no word {unknown[0]}: take ids from its script")
    if speaker not in SPEAKERS:
        raise BadInput(f"{speaker!r} is no speaker: say {' or '.join(SPEAKERS)}")
    moved = dict.fromkeys(root(word) for word in words if shown[word].speaker != speaker)
    if not moved:
        raise BadInput(f"all these words are the {speaker}'s already: say who else spoke them")
    fix = SpeakerFix(tuple(anchor(heard[word]) for word in moved), speaker)
    return _append(store, session, fix, who, at)


def correct_link(
    store: "Store", session: str, question: str, turn: str, *, answers: bool, who: str, at: float
) -> Event:
    """Say whether a turn answers a question, by the ids of a pair and of a turn as they are shown.

    BadInput where there is no such question or turn, or where it cannot answer.
    """
    turns = {each.id: each for each in spoken.turns(store, session)}
    pairs = store.read(session, "pairs", list[QAPair])
    if question not in turns or not any(question in pair.question_turns for pair in pairs):
        raise BadInput(f"session {session} has no question {question}: take the id of a pair")
    if turn not in turns:
        raise BadInput(f"session {session} has no turn {turn}: take an id from its script")
    asked, said = turns[question], turns[turn]
    if asked.speaker == said.speaker or said.span.start < asked.span.start:
        raise BadInput(f"turn {turn} cannot answer {question}: name a later one of the other")
    fix = LinkFix(anchor(asked), anchor(said), answers)
    if _said_last(store.events(session), fix):
        raise BadInput(f"somebody has said so of {question} and {turn} already: nothing to change")
    return _append(store, session, fix, who, at)


def take_back(store: "Store", session: str, correction: str, *, who: str, at: float) -> Event:
    """End a correction, named by its id or enough of its beginning to tell it from the others."""
    ids = [each.id for each in standing(store.events(session)) if each.id.startswith(correction)]
    if len(ids) != 1 or not correction:
        raise BadInput(
            f"{len(ids)} corrections of session {session} are {correction or 'without an id'!r}: "
            f"'workbench correct {session}' lists them"
        )
    return store.append(session, KIND, at=at, who=who, body={"takes_back": ids[0]})


def lost(store: "Store", session: str) -> list[Correction]:
    """Those that stand and do not find, or not wholly, what they are about."""
    right = standing(store.events(session))
    if not right:
        return []
    heard, turns = (
        store.read(session, "words", list[Word]),
        store.read(session, "turns", list[Turn]),
    )
    return unfit(right, heard, turns)


def described(fix: Fix) -> str:
    """What is put right, in a line for a person."""
    match fix:
        case TextFix():
            return f"{_where(fix.word)} {_quoted(fix.word)} reads {one_line(fix.text)!r}"
        case SpeakerFix():
            said = " ".join(one_line(word.text) for word in fix.words)
            return f"{_where(fix.words[0])} {_short(said)!r} is the {fix.speaker}'s"
        case LinkFix():
            verb = "answers" if fix.answers else "does not answer"
            asked = f"{_where(fix.question)} {_quoted(fix.question)}"
            return f"{_where(fix.answer)} {_quoted(fix.answer)} {verb} {asked}"


def _where(about: Anchor) -> str:
    return f"{clock(about.span.start)} {about.speaker}"


def _quoted(about: Anchor) -> str:
    return repr(_short(one_line(about.text)))


def _short(text: str) -> str:
    return shorten(text, SHOWN, placeholder=" ...")


def _words(store: "Store", session: str) -> tuple[dict[str, Word], dict[str, Word]]:
    """By id, as they were heard and as they are shown."""
    heard = store.read(session, "words", list[Word])
    shown = applied(heard, standing(store.events(session)))
    return {word.id: word for word in heard}, {word.id: word for word in shown}


def _said_last(events: Iterable[Event], fix: LinkFix) -> bool:
    about = fix.question.id, fix.answer.id
    links = (each.fix for each in standing(events) if isinstance(each.fix, LinkFix))
    said = [link.answers for link in links if (link.question.id, link.answer.id) == about]
    return said[-1:] == [fix.answers]


def _append(store: "Store", session: str, fix: Fix, who: str, at: float) -> Event:
    return store.append(session, KIND, at=at, who=who, body=asdict(fix))
