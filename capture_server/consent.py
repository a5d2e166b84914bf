"""What people are told before they agree, from the terms of their interview."""

import hashlib
import json
from dataclasses import asdict, dataclass

from capture_server.plans import Terms
from interview.model import Speaker


@dataclass(frozen=True, slots=True)
class Scope:
    """One thing to agree to, each on its own."""

    name: str
    title: str
    text: str
    required: bool


@dataclass(frozen=True, slots=True)
class ConsentText:
    paragraphs: tuple[str, ...]
    scopes: tuple[Scope, ...]

    @property
    def version(self) -> str:
        """Changes with every letter of the text."""
        content = json.dumps(asdict(self), sort_keys=True).encode()
        return hashlib.sha256(content).hexdigest()[:16]


_PURPOSES = {
    "research": "This interview is recorded for research. It decides nothing about you.",
    "selection": "This interview is part of choosing a person for a job. A person decides, not a "
    "program: programs only sort what was said and show where it was said.",
}
_PLACE = (
    "The recording stays on the computer of the person who invited you. This page sends nothing "
    "to anybody else."
)
_RIGHTS = (
    "You may stop at any moment, and take back during the call what you agreed to. The candidate "
    "can have everything erased with the link to this page, after the call too, as long as the "
    "link is good. Later, and for the interviewer, the person who sent the link does it."
)
_BEHAVIOUR = {
    "observables": "From your picture, programs measure whether a face is seen, how the head moves "
    "and where the eyes point. This never enters any assessment.",
    "affect": "From your picture, programs measure head, eyes and facial muscles and guess at "
    "stress and engagement. These are weak guesses, for research only, and are shown as such.",
}


def consent_text(terms: Terms, role: Speaker) -> ConsentText:
    paragraphs = (_PURPOSES[terms.purpose], _PLACE, _kept(terms.retention_days), _RIGHTS)
    return ConsentText(paragraphs, tuple(_scopes(terms, role)))


def _kept(days: int) -> str:
    span = "1 day" if days == 1 else f"{days} days"
    return f"Everything is erased after {span}." if days else "No date of removal is set."


def _scopes(terms: Terms, role: Speaker) -> list[Scope]:
    what = "Your voice and your picture are" if role == "candidate" else "Your voice is"
    scopes = [
        Scope(
            "recording",
            "Recording",
            f"{what} recorded. The interview cannot be held here without this.",
            True,
        ),
        Scope(
            "transcription",
            "Written transcript",
            "What you say is turned into text, and programs look for questions, answers and what "
            "they show. Without this, nothing you say is turned into text.",
            False,
        ),
    ]
    if role == "candidate" and terms.behaviour != "off":
        text = f"{_BEHAVIOUR[terms.behaviour]} Without this, no picture of you is analysed."
        scopes.append(Scope("behaviour", "Signals from the face", text, False))
    return scopes
