"""What is remembered is never told of anything else."""

from dataclasses import replace
from pathlib import Path

from assets import recent
from interview.model import SessionMeta
from interview.remembering import remembering
from interview.store import Store
from tests.talk import words

SAID = words("candidate", "I built it in a year.", 1.0)
REVISED = [*SAID[:-1], replace(SAID[-1], text="week.")]


def test_a_function_is_asked_again_only_of_something_else() -> None:
    asked: list[list[int]] = []

    @remembering
    def doubled(numbers: object) -> list[int]:
        assert isinstance(numbers, tuple)
        asked.append(list(numbers))
        return [2 * number for number in numbers]

    numbers = [1, 2]
    doubled(numbers).append(0)
    assert doubled([1, 2]) == [2, 4]
    numbers[1] = 3
    assert doubled(numbers) == [2, 6]
    assert asked == [[1, 2], [1, 3]]


def test_words_that_another_wrote_are_read(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for session in ("one", "two"):
        store.create(SessionMeta(session, 0.0, "research", "off"), at=0.0, who="test")
    digest = recent.write(store, "one", SAID, "v@1")
    assert (digest, recent.read(store, "one")) == (store.digest("one", "words"), list(SAID))
    store.write("one", "words", REVISED, version="v@1")
    store.write("two", "words", REVISED[:2], version="v@1")
    assert recent.read(store, "one") == REVISED
    assert recent.read(store, "two") == REVISED[:2]
