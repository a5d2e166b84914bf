"""A session of two people as a capture server records it, a few packets at a time."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace

import numpy as np
from scipy.signal import resample_poly

from assets.speech import AUDIO
from interview.model import SAMPLE_RATE, SPEAKERS, BehaviourMode, SessionMeta, Speaker
from interview.ports import Samples
from interview.store import Store
from interview.store.consent import consents
from interview.store.journal import Closed, Packet
from interview.store.recording import Recording, record
from workbench.bench.clip import RATE, opus

START = 1.7e9
LENGTH = 0.02


def packets(samples: Samples, start: float = 0.0) -> list[Packet]:
    """Samples at `SAMPLE_RATE` as packets of 20 ms."""
    sound = np.asarray(resample_poly(samples, RATE // SAMPLE_RATE, 1), np.float32)
    return [
        Packet(start + k * LENGTH, data, start + k * LENGTH, 1, k, k * 960)
        for k, data in enumerate(opus(sound))
    ]


class Call:
    """Recorded in the store under `session`, both people having agreed to everything.

    It starts, and what happens is told, at what `clock` says.
    """

    def __init__(
        self,
        store: Store,
        session: str,
        tracks: Mapping[Speaker, list[Packet]],
        behaviour: BehaviourMode = "off",
        clock: Callable[[], float] = lambda: START,
    ) -> None:
        self.store, self.session, self.clock = store, session, clock
        self._coming = {speaker: list(coming) for speaker, coming in tracks.items()}
        self._closed: dict[Speaker, list[Closed]] = {speaker: [] for speaker in tracks}
        self._open = ExitStack()
        self._recordings: dict[Speaker, Recording] = {}
        meta = SessionMeta(session, clock(), "research", behaviour)
        store.create(meta, at=clock(), who="test")
        for speaker in SPEAKERS:
            self.tell("consent", speaker, scopes={"recording": True, "transcription": True})
        for speaker in tracks:
            self.tell("connection", speaker)

    def __enter__(self) -> "Call":
        for speaker, closed in self._closed.items():
            recording = record(self.store, self.session, AUDIO[speaker], closed.append)
            self._recordings[speaker] = self._open.enter_context(recording)
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def tell(self, kind: str, who: str, /, **body: object) -> None:
        self.store.append(self.session, kind, at=self.clock(), who=who, body=body)

    def send(self, speaker: Speaker, until: float) -> None:
        """Writes what one person says up to a second."""
        coming = self._coming[speaker]
        number = next((k for k, each in enumerate(coming) if each.at >= until), len(coming))
        heard = consents(self.store, self.session)[speaker]["transcription"]
        self._recordings[speaker].write(replace(each, heard=heard) for each in coming[:number])
        del coming[:number]

    def drop(self, speaker: Speaker, until: float) -> None:
        """Lets go unrecorded what one person says up to a second."""
        self._coming[speaker] = [each for each in self._coming[speaker] if each.at >= until]

    def land(self) -> None:
        """Makes segments of what is complete."""
        for speaker, recording in self._recordings.items():
            while self._closed[speaker]:
                recording.land(self._closed[speaker].pop(0))

    def complete(self) -> None:
        for speaker, recording in self._recordings.items():
            self.send(speaker, float("inf"))
            recording.close()
        self.land()
        self.tell("completed", "interviewer")


def seconds(tracks: Mapping[Speaker, list[Packet]]) -> float:
    return max(sent[-1].at + LENGTH for sent in tracks.values())


def steps(end: float, step: float) -> Iterator[float]:
    yield from np.arange(step, end + step, step).tolist()
