"""What is written down while people talk is how the words of the whole recording begin."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.speech import Listener
from dagster_project.live.scribe import Scribe
from interview.hearing import Speech
from interview.model import SPEAKERS, Speaker, Word
from interview.store import Store
from interview.store.journal import Packet
from interview.store.live import follow
from tests.dagster.calling import Call, packets, seconds
from tests.dagster.conftest import CANDIDATE, INTERVIEWER, MEANINGS
from tests.dagster.tones import LevelVoice, SureAligner, ToneTranscriber, silence, tone

ROUND = silence(1.0)
LONG = np.concatenate([tone(440, 14.0), silence(0.25), tone(900, 9.5), silence(0.5), tone(440, 1)])
SENT: Mapping[Speaker, list[Packet]] = {
    "candidate": packets(np.concatenate([CANDIDATE, ROUND, LONG])),
    "interviewer": packets(np.concatenate([INTERVIEWER, ROUND, tone(300, 2.0)])),
}
END = seconds(SENT)
SESSION = "call"


def speech() -> Speech:
    return Speech(LevelVoice(), ToneTranscriber(MEANINGS), SureAligner())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The session when it is over, and its words by the batch."""
    store = Store(tmp_path_factory.mktemp("whole"))
    with Call(store, SESSION, SENT) as call:
        call.complete()
    store.write(
        SESSION, "words", Listener(store, SESSION, speech()).words(lambda _: None), version="1"
    )
    return store


class Live:
    """A scribe that may die."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.decoded = 0
        self.restart()

    def restart(self) -> None:
        self.scribe = Scribe(self.call.store, SESSION, speech())
        self.events = follow(self.call.store, SESSION)

    def go(self, now: float, most: int) -> None:
        """Looks once and decodes at most so many utterances."""
        self.scribe.follow(self.events())
        self.scribe.listen(now)
        before = self.scribe.decoded
        for _ in range(most):
            if self.scribe.next() is None:
                break
        self.decoded += self.scribe.decoded - before


def check_prefix(live: Live, all_words: list[Word]) -> None:
    heard = live.scribe.heard()
    for speaker in SPEAKERS:
        said = [word for word in all_words if word.speaker == speaker]
        known = [word for word in live.scribe.words if word.speaker == speaker]
        assert known == said[: len(known)]
        assert {w.id for w in said if w.span.start < heard[speaker]} <= {w.id for w in known}


@dataclass(frozen=True)
class Moment:
    """What happens after some seconds: who is heard of, and what is done about it."""

    after: float
    speakers: frozenset[Speaker]
    landing: bool
    death: bool
    decodes: int


moments = st.builds(
    Moment,
    st.floats(0.02, 8.0),
    st.frozensets(st.sampled_from(SPEAKERS)),
    st.booleans(),
    st.sampled_from([False] * 7 + [True]),
    st.integers(0, 5),
)


@settings(max_examples=10, deadline=None)
@given(course=st.lists(moments, max_size=25))
def test_words_are_a_prefix_however_they_come(
    tmp_path_factory: pytest.TempPathFactory, whole: Store, course: list[Moment]
) -> None:
    all_words = whole.read(SESSION, "words", list[Word])
    store = Store(tmp_path_factory.mktemp("live"))
    now = 0.0
    with Call(store, SESSION, SENT) as call:
        live = Live(call)
        for moment in course:
            now += moment.after
            for speaker in moment.speakers:
                call.send(speaker, now)
            if moment.landing:
                call.land()
            if moment.death:
                live.restart()
            live.go(now, moment.decodes)
            check_prefix(live, all_words)
        call.complete()
        while not live.scribe.over:
            live.go(now, 5)
    assert live.scribe.write() == whole.digest(SESSION, "words")
    assert live.decoded == len(store.parts(SESSION, "words", speech().version))
    assert _parts(store) == _parts(whole)


def _parts(store: Store) -> dict[str, list[Word]]:
    version = speech().version
    return {
        key: store.read_part(SESSION, "words", version, key, list[Word])
        for key in store.parts(SESSION, "words", version)
    }


MUTED = 30.0
"""Longer than a segment, and than what came late may take."""


def test_who_is_muted_in_a_word_is_not_waited_for(tmp_path: Path) -> None:
    said, later = packets(tone(440, 5.3)), packets(tone(900, 3.0), MUTED)
    with Call(Store(tmp_path), SESSION, {"candidate": said + later}) as call:
        live = Live(call)
        call.send("candidate", 5.3)
        call.tell("muted", "candidate", kind="audio", on=True, time=5.3)
        live.go(6.0, 5)
        assert not live.scribe.words
        live.go(9.0, 5)
        assert [word.text for word in live.scribe.words] == MEANINGS[440].split()
        assert live.scribe.heard()["candidate"] > 6.0
        call.tell("muted", "candidate", kind="audio", on=False, time=MUTED)
        call.complete()
        live.go(MUTED + 4.0, 5)
        assert live.scribe.over
        batch = Listener(call.store, SESSION, speech()).words(lambda _: None)
        assert live.scribe.words == batch


def test_what_the_other_says_meanwhile_is_waited_for(tmp_path: Path) -> None:
    """Whether they are heard in this speaker's track as well shows in both tracks alone."""
    sent: dict[Speaker, list[Packet]] = {
        "candidate": packets(np.concatenate([tone(440, 3.0), silence(3.0)])),
        "interviewer": packets(silence(6.0)),
    }
    with Call(Store(tmp_path), SESSION, sent) as call:
        live = Live(call)
        call.send("candidate", 6.0)
        call.send("interviewer", 2.0)
        live.go(6.0, 5)
        assert live.scribe.waiting == 1
        assert not live.scribe.words
        call.send("interviewer", 6.0)
        live.go(6.1, 5)
        assert live.scribe.words


def test_a_stall_is_waited_for(tmp_path: Path) -> None:
    with Call(Store(tmp_path), SESSION, {"candidate": packets(tone(440, 5.3))}) as call:
        live = Live(call)
        call.send("candidate", 5.0)
        live.go(60.0, 5)
        assert not live.scribe.words
        call.complete()
        live.go(60.0, 5)
        assert live.scribe.words


def test_who_did_not_agree_is_not_heard(tmp_path: Path) -> None:
    sent: dict[Speaker, list[Packet]] = {"candidate": packets(tone(440, 5.3))}
    with Call(Store(tmp_path), SESSION, sent) as call:
        call.tell("consent", "candidate", scopes={"recording": True, "transcription": False})
        live = Live(call)
        call.send("candidate", 6.0)
        live.go(30.0, 5)
        assert not live.scribe.words
        assert live.scribe.heard()["candidate"] > 20.0


def test_consent_that_is_taken_back_ends_the_hearing(tmp_path: Path) -> None:
    with Call(Store(tmp_path), SESSION, {"candidate": packets(tone(440, 9.0))}) as call:
        live = Live(call)
        call.send("candidate", 3.0)
        live.go(3.0, 5)
        call.tell("consent", "candidate", scopes={"recording": True, "transcription": False})
        call.send("candidate", 9.0)
        live.go(20.0, 5)
        heard = live.scribe.words
        assert heard
        assert max(word.span.end for word in heard) < 3.1
        assert live.scribe.heard()["candidate"] > 8.5


@settings(max_examples=6, deadline=None)
@given(
    changes=st.lists(st.floats(0.0, END), min_size=1, max_size=4).map(sorted),
    recording=st.booleans(),
)
def test_live_and_batch_hear_what_was_said_with_consent(
    tmp_path_factory: pytest.TempPathFactory, changes: list[float], recording: bool
) -> None:
    with Call(Store(tmp_path_factory.mktemp("consent")), SESSION, SENT) as call:
        live = Live(call)
        for number, (change, until) in enumerate(pairwise([*changes, END])):
            for speaker in SPEAKERS:
                call.send(speaker, change)
            live.go(change, 3)
            scopes = {"recording": recording or number % 2 == 1, "transcription": number % 2 == 1}
            call.tell("consent", "candidate", scopes=scopes)
            if not scopes["recording"]:
                call.drop("candidate", until)
        call.complete()
        live.go(END + 5.0, 20)
        assert live.scribe.over
        batch = Listener(call.store, SESSION, speech()).words(lambda _: None)
        assert live.scribe.words == batch
