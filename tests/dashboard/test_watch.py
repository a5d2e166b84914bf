"""Whether the pages hear of what is written, once, and of nothing else."""

import queue
import threading
import time
from pathlib import Path

import pytest

from interview.errors import NoSuchSession
from interview.model import SessionMeta
from interview.store import Store
from interview.store.live import Draft, write_drafts
from workbench.dashboard.watch import EVERY, Watch

SESSION = "spoken"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path)
    made.create(SessionMeta(SESSION, 1.7e9, "research", "off"), at=1.7e9, who="test")
    made.write(SESSION, "words", [], version="one@1")
    write_drafts(made, SESSION, [], at=1.7e9)
    return made


@pytest.fixture
def heard() -> "queue.Queue[frozenset[str]]":
    return queue.Queue()


def test_what_is_written_is_told_within_a_second(
    store: Store, heard: "queue.Queue[frozenset[str]]"
) -> None:
    end = Watch(store).subscribe(SESSION, heard.put)
    store.write(SESSION, "words", [], version="one@1")
    assert heard.get(timeout=1.0) == {"words"}
    store.write_part(SESSION, "words", "one@1", "c-0", [])
    assert heard.get(timeout=1.0) == {"words"}
    store.append(SESSION, "comment", at=1.7e9, who="test", body={"text": "good"})
    assert heard.get(timeout=1.0) == {"events"}
    write_drafts(store, SESSION, [Draft("candidate", 0.0, 1.0, "I")], at=1.7e9)
    assert heard.get(timeout=1.0) == {"drafts"}
    end()


def test_many_changes_at_once_are_one_word(
    store: Store, heard: "queue.Queue[frozenset[str]]"
) -> None:
    end = Watch(store).subscribe(SESSION, heard.put)
    store.write(SESSION, "turns", [], version="one@1")
    store.write(SESSION, "pairs", [], version="one@1")
    told = heard.get(timeout=1.0)
    while told != {"turns", "pairs"}:
        told |= heard.get(timeout=1.0)
    with pytest.raises(queue.Empty):
        heard.get(timeout=3 * EVERY)
    end()


def test_who_has_gone_is_told_nothing_and_nobody_looks_any_more(
    store: Store, heard: "queue.Queue[frozenset[str]]"
) -> None:
    others = set(threading.enumerate())
    watch = Watch(store)
    first, second = watch.subscribe(SESSION, heard.put), watch.subscribe(SESSION, heard.put)
    first()
    first()
    store.append(SESSION, "comment", at=1.7e9, who="test", body={})
    assert heard.get(timeout=1.0) == {"events"}
    second()
    time.sleep(3 * EVERY)
    assert heard.empty()
    assert "watch" not in {thread.name for thread in set(threading.enumerate()) - others}


def test_an_erased_session_is_told_once(store: Store, heard: "queue.Queue[frozenset[str]]") -> None:
    watch = Watch(store)
    end = watch.subscribe(SESSION, heard.put)
    store.erase(SESSION)
    assert heard.get(timeout=1.0) == {"erased"}
    with pytest.raises(queue.Empty):
        heard.get(timeout=3 * EVERY)
    end()
    with pytest.raises(NoSuchSession):
        watch.subscribe(SESSION, heard.put)


def test_an_error_of_one_page_stops_no_other(
    store: Store, heard: "queue.Queue[frozenset[str]]", caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: frozenset[str]) -> None:
        raise ValueError("this page is broken")

    watch = Watch(store)
    ends = [watch.subscribe(SESSION, broken), watch.subscribe(SESSION, heard.put)]
    for _ in range(2):
        store.append(SESSION, "comment", at=1.7e9, who="test", body={})
        assert heard.get(timeout=1.0) == {"events"}
    assert "this page is broken" in caplog.text
    for end in ends:
        end()


def test_who_is_slow_is_told_once_of_all(
    store: Store, heard: "queue.Queue[frozenset[str]]"
) -> None:
    free = threading.Event()

    def slow(changed: frozenset[str]) -> None:
        heard.put(changed)
        free.wait(10)

    end = Watch(store).subscribe(SESSION, slow)
    store.append(SESSION, "comment", at=1.7e9, who="test", body={})
    assert heard.get(timeout=1.0) == {"events"}
    store.write(SESSION, "turns", [], version="one@1")
    time.sleep(3 * EVERY)
    store.write(SESSION, "pairs", [], version="one@1")
    time.sleep(3 * EVERY)
    free.set()
    assert heard.get(timeout=1.0) == {"turns", "pairs"}
    end()
