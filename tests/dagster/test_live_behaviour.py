"""What is seen while people talk is how what the whole recording shows begins."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.looking import Faces
from capture_server.pictures import encoded
from dagster_project.live import onlooker
from dagster_project.live.behaviour import PAUSE, STARTS, Behaviour, Beside, Digests, Message
from dagster_project.live.onlooker import Onlooker
from interview import conduct
from interview.conduct import affect, geometry
from interview.errors import Refused
from interview.model import (
    AnswerBehaviour,
    BehaviourMode,
    BehaviourSample,
    Face,
    FaceFrame,
    SessionMeta,
    Span,
)
from interview.ports import Picture
from interview.store import Store
from interview.store.journal import Closed, Packet
from interview.store.recording import Recording, record
from tests.engines.faces import VIDEO

SESSION = "call"
SECONDS = 14.0
SPOKEN = {"a": Span(1.0, 4.5), "b": Span(6.2, 12.9)}
ALL = {"recording": True, "transcription": True, "behaviour": True}


class Glances:
    """Sees a face whose place is the light of the picture: quick, and a function of it alone."""

    version = "glances@1"
    units = geometry.UNITS
    rate = 10.0
    unavailable = ""

    def __init__(self) -> None:
        self.looked = 0

    def analyse(self, frames: Sequence[tuple[float, Picture]]) -> list[FaceFrame]:
        self.looked += len(frames)
        return [self._look(time, float(picture.mean())) for time, picture in frames]

    def _look(self, time: float, light: float) -> FaceFrame:
        share = light % 1.0
        units = dict.fromkeys(self.units, share)
        box, tones = (0.4, 0.3, 0.6, 0.7), (share,) * 30
        face = Face(box, 70.0, 0.9, share, 0.0, 0.0, 0.3, (0.0, share / 100), units, tones)
        return FaceFrame(time, 1, light / 255, face)


@cache
def film() -> list[Packet]:
    """The beginning of the demo's portrait as a browser sends it."""
    with av.open(str(VIDEO)) as container:
        frames = []
        for number, frame in enumerate(encoded(container)):
            if frame.at >= SECONDS:
                break
            at, rtp = frame.at, round(frame.at * 90_000)
            frames.append(Packet(at, frame.data, at, 1, number, rtp))
    return frames


class Film:
    """The candidate's video of a session."""

    def __init__(self, store: Store) -> None:
        self.store, self._coming = store, list(film())
        self._closed: list[Closed] = []

    def agree(self, behaviour: bool) -> None:
        body = {"scopes": {**ALL, "behaviour": behaviour}}
        self.store.append(SESSION, "consent", at=1.7e9, who="candidate", body=body)

    @contextmanager
    def recorded(self) -> Iterator["Film"]:
        landing = record(self.store, SESSION, "candidate_video", self._closed.append)
        with landing as self._recording:
            yield self

    def send(self, until: float) -> None:
        coming = [packet for packet in self._coming if packet.at < until]
        self._recording.write(coming)
        del self._coming[: len(coming)]
        self._land(self._recording)

    def complete(self) -> None:
        self.send(float("inf"))
        self._recording.close()
        self._land(self._recording)

    def _land(self, recording: Recording) -> None:
        while self._closed:
            recording.land(self._closed.pop(0))


class Call(Film):
    """A session of a candidate who is filmed."""

    def __init__(self, store: Store, mode: BehaviourMode = "observables") -> None:
        super().__init__(store)
        store.create(SessionMeta(SESSION, 1.7e9, "research", mode), at=1.7e9, who="test")
        self.agree(True)


class InHere:
    """An onlooker in this process, who may die."""

    def __init__(self, store: Store, analyser: Glances) -> None:
        self._onlooker, self._replies = Onlooker(store, SESSION, analyser), list[Message]()
        self.alive = True
        self.told: list[Message] = []

    def order(self, message: Message) -> None:
        self.told.append(message)
        if self.alive:
            self._replies.append(onlooker.replied(self._onlooker, message))

    def reply(self) -> Message | None:
        return self._replies.pop(0) if self._replies else None

    def stop(self) -> None:
        self.alive = False


class Live:
    """Behaviour of a call, by a worker who gives orders at times and may die as well."""

    def __init__(self, call: Call) -> None:
        self.call, self.analyser, self.now = call, Glances(), 0.0
        self.events: list[Digests] = []
        self.weighed = 0
        self.restart()

    def restart(self) -> None:
        self.behaviour = Behaviour(self._start, self._weigh, lambda: self.now)

    def _start(self) -> InHere:
        self.onlooker = InHere(self.call.store, self.analyser)
        return self.onlooker

    def _weigh(self) -> Digests:
        self.weighed += 1
        return {"affect_verdict": str(self.weighed)}

    def go(self, offers: int, complete: bool = False) -> None:
        for _ in range(offers):
            self.now += PAUSE
            told = self.behaviour.offer(lambda: SPOKEN, complete)
            self.events += [told] if told else []

    def finish(self) -> None:
        while not self.behaviour.over:
            self.go(1, complete=True)


def batch(store: Store, analyser: Glances) -> tuple[list[BehaviourSample], list[AnswerBehaviour]]:
    frames = Faces(store, SESSION, analyser).frames(lambda _: None)
    return (
        conduct.series(frames, analyser.units),
        conduct.answers(frames, analyser.units, SPOKEN),
    )


def kept(store: Store) -> tuple[list[BehaviourSample], list[AnswerBehaviour]]:
    return (
        store.read(SESSION, "behaviour", list[BehaviourSample]),
        store.read(SESSION, "answer_behaviour", list[AnswerBehaviour]),
    )


def digests(store: Store) -> dict[str, str]:
    return {kind: store.digest(SESSION, kind) for kind in ("behaviour", "answer_behaviour")}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The digests of the batch result, whose segments were all there at once."""
    store = Store(tmp_path_factory.mktemp("whole"))
    call = Call(store)
    with call.recorded():
        call.complete()
    samples, answers = batch(store, Glances())
    assert len(samples) == SECONDS
    assert [answer.qa for answer in answers] == ["a", "b"]
    store.write(SESSION, "behaviour", samples, version="batch")
    store.write(SESSION, "answer_behaviour", answers, version="batch")
    return digests(store)


moments = st.tuples(
    st.floats(0.1, 4.0),
    st.integers(0, 6),
    st.sampled_from(["", "", "", "worker", "onlooker"]),
    st.sampled_from([0.0, 4.5, 12.9]),
)


@settings(max_examples=15, deadline=None)
@given(course=st.lists(moments, max_size=12))
def test_live_is_batch_however_it_comes(
    tmp_path_factory: pytest.TempPathFactory,
    whole: Mapping[str, str],
    course: list[tuple[float, int, str, float]],
) -> None:
    store = Store(tmp_path_factory.mktemp("live"))
    call, now, deaths = Call(store), 0.0, 0
    live = Live(call)
    with call.recorded():
        for after, offers, death, answered in course:
            now += after
            call.send(now)
            if death == "worker":
                live.restart()
                deaths = 0
            elif death and live.behaviour.until and deaths < STARTS - 1:
                live.onlooker.stop()
                deaths += 1
            live.behaviour.answered(answered)
            live.go(offers)
        call.complete()
        live.finish()
    assert digests(store) == whole
    pictures = int(SECONDS * 10)
    assert live.analyser.looked <= pictures * 1.01


def test_each_answer_is_told_once_it_was_watched(tmp_path: Path) -> None:
    call = Call(Store(tmp_path))
    live = Live(call)
    with call.recorded():
        call.send(4.0)
        live.behaviour.answered(SPOKEN["a"].end)
        live.go(10)
        assert not live.events
        call.send(9.0)
        live.go(10)
        assert len(live.events) == 1
        samples, (answer,) = kept(call.store)
        assert (answer.qa, len(samples)) == ("a", 6)
        all_samples, all_answers = batch(call.store, live.analyser)
        assert samples == all_samples[: len(samples)]
        assert answer == all_answers[0]
        live.go(10)
        assert len(live.events) == 1
        call.complete()
        live.finish()
    assert [set(told) for told in live.events] == [{"behaviour", "answer_behaviour"}] * 2
    assert kept(call.store) == batch(call.store, live.analyser)


def test_who_gets_no_orders_decodes_nothing_and_makes_up_for_it(tmp_path: Path) -> None:
    call = Call(Store(tmp_path))
    live = Live(call)
    with call.recorded():
        call.complete()
        live.go(1)
        assert live.analyser.looked <= 21
        live.behaviour.answered(SPOKEN["a"].end)
        live.finish()
    assert kept(call.store) == batch(call.store, live.analyser)


def test_where_nobody_agreed_no_picture_is_decoded(tmp_path: Path) -> None:
    call = Call(Store(tmp_path))
    call.agree(False)
    live = Live(call)
    with call.recorded():
        call.complete()
        live.behaviour.answered(1.0)
        live.finish()
    assert live.analyser.looked == 0
    assert kept(call.store) == ([], [])


@pytest.mark.parametrize("again", [False, True])
def test_consent_that_is_taken_back_takes_back_what_was_told(tmp_path: Path, again: bool) -> None:
    call = Call(Store(tmp_path))
    live = Live(call)
    with call.recorded():
        call.send(7.0)
        live.behaviour.answered(SPOKEN["a"].end)
        live.go(10)
        assert all(kept(call.store))
        call.agree(False)
        looked = live.analyser.looked
        call.send(9.5)
        live.go(6)
        assert kept(call.store) == ([], [])
        assert live.analyser.looked == looked
        if again:
            call.agree(True)
        call.complete()
        live.finish()
    assert all(kept(call.store)) == again
    if again:
        assert kept(call.store) == batch(call.store, live.analyser)


def test_affect_is_kept_and_weighed_for_consented_research_alone(tmp_path: Path) -> None:
    call = Call(Store(tmp_path), "affect")
    live = Live(call)
    with call.recorded():
        call.send(7.0)
        live.behaviour.answered(SPOKEN["a"].end)
        live.go(10)
        assert set(live.events[-1]) == {
            "behaviour", "answer_behaviour", "affect", "affect_verdict",
        }  # fmt: skip
        assert live.weighed == 1
        assert live.behaviour.answered(SPOKEN["b"].end) == {"affect_verdict": "2"}
        call.complete()
        live.finish()
    samples, _ = batch(call.store, live.analyser)
    store = call.store
    digest = store.digest(SESSION, "affect")
    store.write(SESSION, "affect", affect.affect(samples), version="batch")
    assert store.digest(SESSION, "affect") == digest
    call.agree(False)
    with pytest.raises(Refused):
        store.digest(SESSION, "affect")


class Dies:
    """Nobody looks for long."""

    alive = False

    def order(self, message: Message) -> None: ...

    def reply(self) -> Message | None:
        return None

    def stop(self) -> None: ...


class Fails(Dies):
    alive = True

    def reply(self) -> Message | None:
        return {"error": "the segment is damaged: restore it from a backup"}


@pytest.mark.parametrize("make", [Dies, Fails])
def test_a_session_ends_though_nobody_can_look(make: Callable[[], Any]) -> None:
    now = iter(range(1_000))
    behaviour = Behaviour(make, dict, lambda: float(next(now)))
    for _ in range(4 * STARTS):
        behaviour.offer(dict, False)
    assert behaviour.over


def test_an_onlooker_in_a_process_of_its_own(tmp_path: Path) -> None:
    call = Call(Store(tmp_path))
    with call.recorded():
        call.complete()
    child = Beside(str(tmp_path), SESSION)
    try:
        assert _answer(child, {"op": "look", "last": False})["looked"]
        spoken = {qa: (span.start, span.end) for qa, span in SPOKEN.items()}
        told = _answer(child, {"op": "tell", "spoken": spoken, "whole": False})
        assert told["digests"] == digests(call.store)
        samples, answers = kept(call.store)
        assert (len(samples), answers) == (2, [])
        assert samples[0].face_present == 1
        assert child.alive
    finally:
        child.stop()
    assert not child.alive


@pytest.mark.parametrize("session", [SESSION, "erased"])
def test_an_onlooker_ends_where_nobody_gives_orders_any_more(tmp_path: Path, session: str) -> None:
    Call(Store(tmp_path))
    command = [sys.executable, "-m", "dagster_project.live.onlooker", str(tmp_path), session]
    done = subprocess.run(command, input="", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    assert "Traceback" not in done.stderr


def _answer(child: Beside, message: Message) -> Message:
    child.order(message)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        reply = child.reply()
        if reply is not None:
            return reply
        time.sleep(0.05)
    raise TimeoutError
