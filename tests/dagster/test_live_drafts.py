"""What is being said is shown until the words are there, and never instead of them."""

import time
from pathlib import Path

import numpy as np

from dagster_project.live.drafts import Drafts
from dagster_project.live.ears import Heard
from interview.model import SAMPLE_RATE, SessionMeta, Utterance
from interview.ports import Samples
from interview.store import Store
from interview.store.live import Draft, read_drafts

SESSION = "call"


class Echo:
    """Says how many seconds it heard."""

    def draft(self, samples: Samples) -> str:
        return f"{len(samples) / SAMPLE_RATE:.1f} s"


class Room:
    def __init__(self, folder: Path) -> None:
        self.store, self.now = Store(folder), 100.0
        self.store.create(SessionMeta(SESSION, 1.7e9, "research", "off"), at=1.7e9, who="test")
        self.drafts = Drafts(self.store, SESSION, Echo(), lambda: self.now)

    def offer(self, *utterances: Utterance) -> None:
        heard = [Heard(each, tones(each), tones(each)) for each in utterances]
        self.drafts.offer(lambda: heard)

    def shown(self, number: int) -> list[Draft]:
        """The drafts, as soon as there are so many."""
        for _ in range(200):
            _, drafts = read_drafts(self.store, SESSION)
            if len(drafts) == number:
                return drafts
            time.sleep(0.01)
        raise AssertionError(f"there are {len(drafts)} drafts, not {number}")


def tones(utterance: Utterance) -> Samples:
    return np.zeros(utterance.end_sample - utterance.start_sample, np.float32)


def spoken(start: float, end: float) -> Utterance:
    return Utterance("candidate", round(start * SAMPLE_RATE), round(end * SAMPLE_RATE))


def test_a_draft_is_shown_until_the_words_are_there(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.offer(spoken(1.0, 3.5))
    assert room.shown(1) == [Draft("candidate", 1.0, 3.5, "2.5 s")]
    room.drafts.stored(spoken(1.0, 4.0))
    assert room.shown(0) == []


def test_a_draft_that_comes_too_late_is_not_shown(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.drafts.stored(spoken(1.0, 4.0))
    room.offer(spoken(1.0, 3.5))
    room.now += 2.0
    room.offer(spoken(4.0, 6.0))
    time.sleep(0.1)
    room.offer(spoken(4.0, 6.0))
    assert [draft.begin for draft in room.shown(1)] == [4.0]


def test_what_a_dead_worker_left_is_gone(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.offer(spoken(1.0, 3.5))
    room.shown(1)
    Drafts(room.store, SESSION, Echo(), lambda: room.now)
    assert room.shown(0) == []


def test_drafts_come_once_a_second_at_most(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.offer(spoken(1.0, 2.0))
    assert room.shown(1)[0].end == 2.0
    time.sleep(0.05)
    room.offer(spoken(1.0, 4.0))
    time.sleep(0.05)
    assert room.shown(1)[0].end == 2.0
    room.now += 1.0
    room.offer(spoken(1.0, 4.0))
    time.sleep(0.1)
    assert room.shown(1)[0].end == 4.0
