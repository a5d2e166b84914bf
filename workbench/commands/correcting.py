"""The command that puts right what was heard or understood."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interview.errors import BadInput
from interview.model import Event, Speaker
from workbench import spoken
from workbench.commands import SessionId, settings, user
from workbench.console import OUT, day, remark, say

if TYPE_CHECKING:
    from rich.table import Table

    from interview.store import Store


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person typed."""

    words: Sequence[str] = ()
    text: str | None = None
    speaker: Speaker | None = None
    turn: str | None = None
    question: str | None = None
    answers: bool = True
    file: Path | None = None
    undone: str | None = None


def correct(
    context: typer.Context,
    session: SessionId,
    word: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="May be given again for --speaker.")
    ] = None,
    text: Annotated[
        str | None, typer.Option(help="What was said in place of --word: maybe '', or several.")
    ] = None,
    speaker: Annotated[Speaker | None, typer.Option(help="Who said --word or all --turn.")] = None,
    turn: Annotated[str | None, typer.Option(metavar="ID")] = None,
    question: Annotated[
        str | None, typer.Option(metavar="ID", help="What --turn answers, or does not.")
    ] = None,
    answers: Annotated[bool, typer.Option("--answers/--answers-not")] = True,
    file: Annotated[
        Path | None,
        typer.Option("--from", exists=True, dir_okay=False, metavar="F", help="An edited export."),
    ] = None,
    undo: Annotated[
        str | None, typer.Option(metavar="CORRECTION", help="The beginning of its id will do.")
    ] = None,
) -> None:
    """Put right a word, a speaker or a link; without options, list what was put right."""
    from interview.store import Store

    store = Store(settings(context).root)
    asked = Asked(word or (), text, speaker, turn, question, answers, file, undo)
    if asked == Asked(answers=answers):
        OUT.print(_table(store, session))
        return
    made = _made(store, session, asked)
    if not made:
        remark("the tiers of words say what is shown: nothing to correct")
        return
    say(f"{session}: {', '.join(event.hash[:8] for event in made)}")
    remark(
        f"all that follows is made again while 'workbench up' runs, else by: "
        f"workbench run {session} --select sentences+"
    )


def _table(store: "Store", session: str) -> "Table":
    from rich.table import Table
    from rich.text import Text

    from workbench import corrections

    lost = {each.id for each in corrections.lost(store, session)}
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for name in ("id", "when (UTC)", "who", "state", "correction"):
        table.add_column(name, overflow="fold")
    for each in corrections.listed(store.events(session)):
        state = "taken back" if each.taken_back else "fits no more" if each.id in lost else ""
        cells = each.id[:8], day(each.at), each.who, state, corrections.described(each.fix)
        table.add_row(*map(Text, cells))
    return table


def _made(store: "Store", session: str, asked: Asked) -> list[Event]:
    """The corrections that are asked for; raises BadInput."""
    from workbench import annotations, corrections

    who, at = user(), time.time()
    if asked.file is not None:
        return annotations.take_over(store, session, asked.file, who=who, at=at)
    if asked.undone is not None:
        return [corrections.take_back(store, session, asked.undone, who=who, at=at)]
    if asked.question is not None and asked.turn is not None:
        about, answers = (asked.question, asked.turn), asked.answers
        return [corrections.correct_link(store, session, *about, answers=answers, who=who, at=at)]
    if asked.speaker is not None:
        words = asked.words or _words_of(store, session, asked.turn)
        return [corrections.correct_speaker(store, session, words, asked.speaker, who=who, at=at)]
    if asked.text is not None and len(asked.words) == 1:
        (word,) = asked.words
        return [corrections.correct_word(store, session, word, asked.text, who=who, at=at)]
    raise BadInput(
        "say --word ID --text TEXT, --word ID or --turn ID with --speaker, --question ID --turn ID "
        "with --answers or --answers-not, --from FILE, or --undo CORRECTION"
    )


def _words_of(store: "Store", session: str, turn: str | None) -> list[str]:
    turns = spoken.turns(store, session)
    found = [word.id for each in turns if each.id == turn for word in each.words]
    if not found:
        raise BadInput(f"session {session} has no turn {turn}: take an id from its script")
    return found
