"""Following a track that grows is reading it when all has landed, however both are timed."""

from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interview.model import SAMPLE_RATE
from interview.ports import Samples
from interview.store import Store
from interview.store.journal import Closed, Packet
from interview.store.recording import record
from interview.store.tail import Tail
from tests.capture.streams import AUDIO, SESSION, land_closed, session, spoken

NUMBER = 325
TIMES = [0.5, 1.97, 3.3, 4.6, 5.9]


@st.composite
def unheard(draw: st.DrawFn) -> set[int]:
    """Packets that come while consent is not given, which changes now and then."""
    changes = draw(st.sets(st.integers(1, NUMBER), max_size=6))
    return {k for k in range(NUMBER) if sum(change <= k for change in changes) % 2}


@st.composite
def calls(draw: st.DrawFn) -> list[Packet]:
    """Packets that go missing, come a little off their time, and pause."""
    places = st.integers(1, NUMBER - 1)
    pauses = draw(st.dictionaries(places, st.floats(0.03, 5.0), max_size=3))
    return spoken(
        6.5,
        TIMES,
        start=draw(st.floats(0.0, 3.0)),
        lost=draw(st.sets(places, max_size=6)),
        holes={at: (pause, "mute") for at, pause in pauses.items()},
        unheard=draw(unheard()),
    )


class Call:
    """A recording that is made a few packets at a time, while somebody listens."""

    def __init__(self, store: Store, data: st.DataObject, silences: bool) -> None:
        self._draw, self._silences, self._store = data.draw, silences, store
        self.tail = Tail(store, SESSION, AUDIO)
        self.heard: list[Samples] = []

    def go(self, packets: list[Packet]) -> None:
        closed: list[Closed] = []
        with record(self._store, SESSION, AUDIO, closed.append) as recording:
            while packets:
                number = self._draw(st.integers(1, 120))
                recording.write(packets[:number])
                packets = packets[number:]
                if self._draw(st.booleans()):
                    land_closed(recording, closed)
                self._listen(packets)
            recording.close()
            land_closed(recording, closed)
        self._hear(self.tail.read())

    def _listen(self, coming: list[Packet]) -> None:
        match self._draw(st.sampled_from(["not", "listen", "silence", "anew"])):
            case "listen":
                self._hear(self.tail.read())
            case "silence" if self._silences and coming:
                self._hear(self.tail.read())
                self._hear(self.tail.silence(coming[0].at - 0.001))
            case "anew":
                self.tail = Tail(self._store, SESSION, AUDIO)
                self.heard = list(self.tail.read())

    def _hear(self, samples: Iterable[Samples]) -> None:
        self.heard += samples


@settings(max_examples=30, deadline=None)
@given(packets=calls(), silences=st.booleans(), data=st.data())
def test_following_is_reading(
    tmp_path_factory: pytest.TempPathFactory,
    packets: list[Packet],
    silences: bool,
    data: st.DataObject,
) -> None:
    store = session(tmp_path_factory.mktemp("tail"))
    call = Call(store, data, silences)
    call.go(packets)
    heard = np.concatenate([np.zeros(0, np.float32), *call.heard])
    landed = store.samples(SESSION, AUDIO) if store.tracks(SESSION) else np.zeros(0, np.float32)
    assert np.array_equal(heard[: len(landed)], landed)
    assert not heard[len(landed) :].any()
    assert call.tail.position == len(heard) >= len(landed)
    assert packets[-1].heard <= (len(heard) == len(landed))


def test_what_has_come_is_heard_at_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    store = session(tmp_path_factory.mktemp("tail"))
    packets = spoken(6.5, TIMES, start=1.0)
    tail = Tail(store, SESSION, AUDIO)
    closed: list[Closed] = []
    with record(store, SESSION, AUDIO, closed.append) as recording:
        for number, packet in enumerate(packets):
            recording.write([packet])
            list(tail.read())
            if number:
                assert tail.position / SAMPLE_RATE >= packet.at - 0.065
            land_closed(recording, closed)


def test_a_silence_that_is_known_is_heard(tmp_path_factory: pytest.TempPathFactory) -> None:
    store = session(tmp_path_factory.mktemp("tail"))
    packets = spoken(1.3, TIMES[:1], start=1.0)
    tail = Tail(store, SESSION, AUDIO)
    with record(store, SESSION, AUDIO, lambda _: None) as recording:
        recording.write(packets)
        list(tail.read())
        assert not list(tail.silence(3.9))
        assert list(tail.silence(4.1))
        assert tail.position == round(4.1 * SAMPLE_RATE)
