"""Corrections as a page asks for them, and what they will change."""

from collections.abc import Iterable, Sequence

from interview.corrections import Correction, applied, root
from interview.errors import BadInput
from interview.model import SPEAKERS, Turn, Word
from workbench import corrections
from workbench.dashboard import doings
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views import heard
from workbench.dashboard.views.keyed import Message

SOON = "It shows in everything that follows from it as soon as that is made again."


def correct(viewing: Viewing, message: Message) -> str:
    """Does what a message asks for; what it says is for the person who asked."""
    doings.check_examiner(viewing)
    store, session = viewing.store, viewing.session
    who, at = viewing.user.name, viewing.clock()
    match message:
        case {"do": "word", "word": str(word), "text": str(text)}:
            corrections.correct_word(store, session, word, text, who=who, at=at)
        case {"do": "speaker", "turn": str(turn), "speaker": ("candidate" | "interviewer") as said}:
            words = _words(viewing, turn)
            corrections.correct_speaker(store, session, words, said, who=who, at=at)
        case {"do": "link", "question": str(question), "turn": str(turn), "answers": bool(answers)}:
            corrections.correct_link(
                store, session, question, turn, answers=answers, who=who, at=at
            )
        case {"do": "take_back", "correction": str(correction)}:
            corrections.take_back(store, session, correction, who=who, at=at)
            return f"The correction is taken back. {SOON}"
        case _:
            raise BadInput("this page asked for what it cannot do: reload it")
    return f"Your correction is kept. {SOON}"


def waiting(turns: Iterable[Turn], standing: Sequence[Correction]) -> dict[str, str]:
    """What will be read in the place of words that are shown as they were before, by their ids."""
    shown = [word for turn in turns for word in turn.words]
    right: dict[str, list[Word]] = {}
    for word in applied(shown, standing):
        right.setdefault(root(word.id), []).append(word)
    return {
        word.id: _instead(word, right.get(word.id, []))
        for word in shown
        if "." not in word.id and _differs(word, right.get(word.id, []))
    }


def _words(viewing: Viewing, turn: str) -> list[str]:
    return [word.id for each in heard.once(viewing, list) if each.id == turn for word in each.words]


def _differs(word: Word, right: Sequence[Word]) -> bool:
    return [(one.text, one.speaker) for one in right if one.id == word.id] != [
        (word.text, word.speaker)
    ]


def _instead(word: Word, right: Sequence[Word]) -> str:
    text = " ".join(one.text for one in right)
    moved = next((one.speaker for one in right if one.speaker != word.speaker), None)
    return f"{text} (said by the {moved})" if moved in SPEAKERS else text or "(not said)"
