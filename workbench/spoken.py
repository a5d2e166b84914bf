"""The script as far as the words go."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from interview import corrections, script
from interview.errors import NotMade
from interview.model import Turn, Word

if TYPE_CHECKING:
    from interview.store import Store


def turns(store: "Store", session: str) -> list[Turn]:
    """As stored, or made here of words that are newer.

    While an interview goes on words are stored with each utterance, turns when an answer settles.
    """
    if not store.versions(session, "words") or _made_of(store, session).get("words") in (
        None,
        store.digest(session, "words"),
    ):
        return store.read(session, "turns", list[Turn])
    words = store.read(session, "words", list[Word])
    right = corrections.standing(store.events(session))
    spoken = script.turns(script.sentences(corrections.applied(words, right)))
    return corrections.flagged(spoken, words, right)


def _made_of(store: "Store", session: str) -> Mapping[str, str]:
    """Digests of what the stored turns were made of, by kind; none where they were not made."""
    try:
        return store.provenance(session, "turns").inputs
    except NotMade:
        return {"words": ""}
