"""Labels that Praat itself has changed and saved, in each of its formats and encodings."""

from pathlib import Path

import parselmouth
import pytest
from parselmouth.praat import call

from interview.corrections import applied, standing
from interview.model import Word
from interview.store import Store
from tests.interviews import META, TURNS, WORDS
from workbench.annotations import take_over
from workbench.exports import textgrid

SAVED = ("Save as text file", "Save as short text file")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "data")
    store.create(META, at=0.0, who="test")
    store.write(META.session_id, "words", WORDS, version="test@1")
    return store


def taken(store: Store, path: Path) -> list[str]:
    take_over(store, META.session_id, path, who="ann", at=1.0)
    heard = store.read(META.session_id, "words", list[Word])
    return [word.text for word in applied(heard, standing(store.events(META.session_id)))]


@pytest.mark.parametrize("save", SAVED)
@pytest.mark.parametrize("now", ["Seven", "naïve", "東京", 'the "six"'])
def test_a_label_changed_in_praat_is_taken_over(
    now: str, save: str, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "script.TextGrid"
    path.write_text(textgrid.textgrid(TURNS, 8.0), encoding="utf-8")
    grid = parselmouth.read(str(path))
    place = call(grid, "Get interval at time", 2, WORDS[8].span.start + 0.01)
    was = call(grid, "Get label of interval", 2, place)
    assert was == WORDS[8].text
    call(grid, "Set interval text", 2, place, now)
    call(grid, save, str(path))
    words = [word.text for word in WORDS]
    expected = [*words[:8], *now.split(), *words[9:]]
    assert taken(store, path) == expected


def test_what_praat_only_read_and_saved_corrects_nothing(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "script.TextGrid"
    path.write_text(textgrid.textgrid(TURNS, 8.0), encoding="utf-8")
    for save in SAVED:
        call(parselmouth.read(str(path)), save, str(path))
        assert taken(store, path) == [word.text for word in WORDS]
    assert [event.kind for event in store.events(META.session_id)] == ["created"]
