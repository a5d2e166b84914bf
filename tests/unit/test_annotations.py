"""Exports that were edited in other programs, taken over as corrections."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from praatio import textgrid as praat
from pympi.Elan import Eaf

from interview import script
from interview.corrections import SpeakerFix, TextFix, applied, listed, standing
from interview.errors import BadInput
from interview.model import SessionMeta, Turn, Word
from interview.store import Store
from tests.interviews import ANSWER, NODDED, PAIRS, TURNS, WORDS
from tests.properties.growing import talk
from workbench import annotations
from workbench.annotations import Changes, changes, take_over
from workbench.corrections import correct_speaker, correct_word
from workbench.exports import eaf, textgrid

DURATION = 8.0
FIRST, SECOND, THIRD = ANSWER.words[:3]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "data")
    made.create(SessionMeta("one", 0.0, "research", "off"), at=0.0, who="test")
    for kind, value in (("words", WORDS), ("turns", TURNS), ("pairs", PAIRS)):
        made.write("one", kind, list(value), version="1")
    return made


def exported(folder: Path, turns: list[Turn] = TURNS) -> tuple[Path, Path]:
    grid, elan = folder / "script.TextGrid", folder / "script.eaf"
    grid.write_text(textgrid.textgrid(turns, DURATION), encoding="utf-8")
    elan.write_text(eaf.eaf(turns, 0.0), encoding="utf-8")
    return grid, elan


def in_praat(path: Path, edit: Callable[[praat.Textgrid], None], form: str = "long") -> None:
    grid = praat.openTextgrid(str(path), includeEmptyIntervals=False)
    edit(grid)
    kind = "long_textgrid" if form == "long" else "short_textgrid"
    grid.save(str(path), format=kind, includeBlankSpaces=True)


def label(grid: praat.Textgrid, tier: str, was: str, now: str) -> None:
    (at,) = (n for n, entry in enumerate(grid.getTier(tier).entries) if entry.label == was)
    entry = grid.getTier(tier).entries[at]
    grid.getTier(tier).deleteEntry(entry)
    if now:
        grid.getTier(tier).insertEntry((entry.start, entry.end, now))


def shown(store: Store) -> list[Word]:
    heard = store.read("one", "words", list[Word])
    return applied(heard, standing(store.events("one")))


def taken(store: Store, path: Path) -> list[TextFix | SpeakerFix]:
    take_over(store, "one", path, who="ana", at=7.0)
    fixes = [each.fix for each in listed(store.events("one"))]
    return [fix for fix in fixes if isinstance(fix, TextFix | SpeakerFix)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(talk())
def test_what_nobody_edited_changes_nothing(tmp_path: Path, words: list[Word]) -> None:
    turns = script.turns(script.sentences(words))
    for path in exported(tmp_path, turns):
        assert changes(annotations.read(path), words, words) == Changes()


@pytest.mark.parametrize("form", ["long", "short"])
def test_labels_that_were_changed_in_praat(store: Store, tmp_path: Path, form: str) -> None:
    grid, _ = exported(tmp_path)

    def edit(grid: praat.Textgrid) -> None:
        label(grid, "candidate words", "Six", "Sechs Jahre, naïve")
        label(grid, "candidate words", "mostly", "")
        label(grid, "interviewer words", "Mhm.", "Yes.")

    in_praat(grid, edit, form)
    found = {fix.word.id: fix.text for fix in taken(store, grid) if isinstance(fix, TextFix)}
    assert found == {FIRST.id: "Sechs Jahre, naïve", THIRD.id: "", NODDED.id: "Yes."}
    assert take_over(store, "one", grid, who="ana", at=8.0) == []


def test_labels_that_were_changed_in_elan(store: Store, tmp_path: Path) -> None:
    _, path = exported(tmp_path)
    elan = Eaf(str(path))
    tier, times = "candidate words", [start_and_end(word) for word in (FIRST, SECOND)]
    elan.remove_annotation(tier, sum(times[0]) // 2)
    elan.add_annotation(tier, *times[0], "Seven")
    elan.remove_annotation(tier, sum(times[1]) // 2)
    elan.add_annotation("interviewer words", *times[1], "years?")
    elan.to_file(str(path))
    fixes = taken(store, path)
    texts = {fix.word.id: fix.text for fix in fixes if isinstance(fix, TextFix)}
    moved = [(w.id, f.speaker) for f in fixes if isinstance(f, SpeakerFix) for w in f.words]
    assert texts == {FIRST.id: "Seven", SECOND.id: "years?"}
    assert moved == [(SECOND.id, "interviewer")]
    assert take_over(store, "one", path, who="ana", at=8.0) == []


def test_a_file_from_before_corrections_does_not_undo_them(store: Store, tmp_path: Path) -> None:
    grid, _ = exported(tmp_path)
    correct_word(store, "one", FIRST.id, "Sixty seven", who="ana", at=7.0)
    correct_word(store, "one", THIRD.id, "", who="ana", at=7.0)
    correct_speaker(store, "one", [SECOND.id], "interviewer", who="ana", at=7.0)
    in_praat(grid, lambda made: label(made, "candidate words", "payments", "payment"))
    (event,) = take_over(store, "one", grid, who="ben", at=8.0)
    assert event.body["text"] == "payment"


def test_words_that_share_a_place_are_edited_each(store: Store, tmp_path: Path) -> None:
    correct_word(store, "one", FIRST.id, "spring boot", who="ana", at=7.0)
    words = shown(store)
    turns = script.turns(script.sentences(words))
    grid, _ = exported(tmp_path, turns)

    def edit(grid: praat.Textgrid) -> None:
        label(grid, "candidate words", "spring", "Spring Cloud and")
        label(grid, "candidate words", "boot", "Boot")

    in_praat(grid, edit)
    take_over(store, "one", grid, who="ana", at=8.0)
    said = " ".join(word.text for word in shown(store) if word.speaker == "candidate")
    assert said.startswith("Spring Cloud and Boot years,")


def moved_boundary(grid: praat.Textgrid) -> None:
    tier = grid.getTier("candidate words")
    entry = tier.entries[0]
    tier.deleteEntry(entry)
    tier.insertEntry((entry.start + 0.01, entry.end, entry.label))


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (moved_boundary, "no interval of a word of the candidate as they are now: export again"),
        (lambda grid: grid.removeTier("interviewer words"), "no tier 'interviewer words'"),
        (lambda grid: label(grid, "candidate words", "Six", "x" * 250), "too long for a word"),
    ],
)
def test_what_cannot_be_taken_over_says_why_and_changes_nothing(
    store: Store, tmp_path: Path, edit: Callable[[praat.Textgrid], None], why: str
) -> None:
    grid, _ = exported(tmp_path)
    in_praat(grid, lambda made: label(made, "candidate words", "mostly", "often"))
    in_praat(grid, edit)
    with pytest.raises(BadInput, match=why):
        take_over(store, "one", grid, who="ana", at=7.0)
    assert not listed(store.events("one"))


def test_the_file_of_another_session_is_refused(store: Store, tmp_path: Path) -> None:
    grid, elan = exported(tmp_path, [ANSWER])
    with pytest.raises(BadInput, match="is it another's"):
        take_over(store, "one", grid, who="ana", at=7.0)
    (tmp_path / "session_meta.json").write_text('{"session_id": "two"}')
    with pytest.raises(BadInput, match="an export of session two"):
        take_over(store, "one", elan, who="ana", at=7.0)
    assert not listed(store.events("one"))


@pytest.mark.parametrize("name", ["a.TextGrid", "a.eaf", "a.txt"])
@pytest.mark.parametrize("data", [b"", b"no such thing", bytes(range(256)), b"<A><TIER/></A>"])
def test_what_is_no_such_file_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(BadInput, match=str(path)):
        annotations.read(path)


def start_and_end(word: Word) -> tuple[int, int]:
    return round(word.span.start * 1000), round(word.span.end * 1000)
