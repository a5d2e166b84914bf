"""Both tracks of a session as they grow, cut into utterances."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from assets.speech import AUDIO, OTHER
from dagster_project.live.presence import LATE, Presence
from interview.errors import Refused
from interview.hearing import Cutter
from interview.model import SAMPLE_RATE, SPEAKERS, Speaker, Utterance
from interview.ports import Samples, VoiceDetector
from interview.store import Store
from interview.store.tail import Tail

KEPT = 30 * SAMPLE_RATE
"""Samples of a track that are kept at least: no utterance is longer."""
MOST = 40
"""Utterances that wait at most: the sound behind them waits in the store."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An utterance with its samples and those of the other speaker's track."""

    utterance: Utterance
    own: Samples
    other: Samples


class Ear:
    """One track."""

    def __init__(self, store: Store, session: str, speaker: Speaker, voice: VoiceDetector) -> None:
        self.cutter = Cutter(speaker, voice)
        self._tail = Tail(store, session, AUDIO[speaker])
        self._coming: Iterator[Samples] = iter(())
        self._kept: deque[tuple[int, Samples]] = deque()
        self._end = 0

    @property
    def position(self) -> float:
        """Seconds that were heard."""
        return self._end / SAMPLE_RATE

    def listen(self, silent: float | None, late: float) -> list[Utterance] | None:
        """What the next stretch closes, None where there is none.

        `silent` as of `Presence`; up to `late` all has come of what may be heard.
        """
        samples = next(self._coming, None)
        if samples is None:
            self._coming = self._next(silent, late)
            samples = next(self._coming, None)
        return None if samples is None else self._push(samples)

    def _next(self, silent: float | None, late: float) -> Iterator[Samples]:
        try:
            yield from self._tail.read()
        except Refused:
            silent = late
        if silent is not None:
            yield from self._tail.silence(silent)

    def finish(self) -> list[Utterance]:
        """What the end of the track closes."""
        return self.cutter.finish()

    def samples(self, utterance: Utterance) -> Samples:
        """This track's samples of an utterance, 0 where they are not known."""
        first, end = utterance.start_sample, utterance.end_sample
        known = np.zeros(end - first, np.float32)
        for start, samples in self._kept:
            low, high = max(start, first), min(start + len(samples), end)
            if low < high:
                known[low - first : high - first] = samples[low - start : high - start]
        return known

    def _push(self, samples: Samples) -> list[Utterance]:
        self._kept.append((self._end, samples))
        self._end += len(samples)
        while self._kept[0][0] + len(self._kept[0][1]) <= self._end - KEPT - len(samples):
            self._kept.popleft()
        return self.cutter.push(samples)


class Ears:
    """Both tracks."""

    def __init__(self, store: Store, session: str, voice: VoiceDetector) -> None:
        self._ears = {speaker: Ear(store, session, speaker, voice) for speaker in SPEAKERS}
        self._closed: deque[tuple[Utterance, Samples]] = deque()
        self._waiting: deque[Heard] = deque()

    def listen(self, presence: Presence, now: float) -> bool:
        """Hears what has come, as long as not too much waits; whether that is all."""
        listening = set(SPEAKERS)
        while listening and self.waiting < MOST:
            speaker = min(listening, key=lambda each: self._ears[each].position)
            closed = self._ears[speaker].listen(presence.silent(speaker, now), now - LATE)
            if closed is None:
                listening.discard(speaker)
            else:
                self._close(closed)
        self._release()
        return not listening

    def finish(self) -> None:
        """Closes what is open: nothing more will come."""
        for ear in self._ears.values():
            self._close(ear.finish())
        self._release(all_heard=True)

    @property
    def waiting(self) -> int:
        return len(self._closed) + len(self._waiting)

    def next(self) -> Heard | None:
        """Takes the utterance that ended first of those of which both tracks are known."""
        return self._waiting.popleft() if self._waiting else None

    def heard(self) -> dict[Speaker, float]:
        """Up to which second each speaker's words that began before are in closed utterances.

        Of those that wait none is in it.
        """
        closed = [*(heard.utterance for heard in self._waiting), *(one for one, _ in self._closed)]
        waiting = {one.speaker: one for one in sorted(closed, reverse=True)}
        return {
            speaker: waiting[speaker].span.start
            if speaker in waiting
            else ear.cutter.earliest / SAMPLE_RATE
            for speaker, ear in self._ears.items()
        }

    def open(self) -> list[Heard]:
        """The utterances that go on."""
        going_on = (ear.cutter.open for ear in self._ears.values())
        return [self._heard(each, self._own(each)) for each in going_on if each is not None]

    def position(self) -> float:
        """Seconds up to which both tracks were heard, or the one that there is."""
        return max(ear.position for ear in self._ears.values())

    def _close(self, closed: Iterable[Utterance]) -> None:
        self._closed.extend((each, self._own(each)) for each in closed)

    def _release(self, *, all_heard: bool = False) -> None:
        """Lets those go on whose stretch of the other track has come as well."""
        for each in list(self._closed):
            utterance, own = each
            if all_heard or self._ears[OTHER[utterance.speaker]].position >= utterance.span.end:
                self._closed.remove(each)
                self._waiting.append(self._heard(utterance, own))

    def _own(self, utterance: Utterance) -> Samples:
        return self._ears[utterance.speaker].samples(utterance)

    def _heard(self, utterance: Utterance, own: Samples) -> Heard:
        return Heard(utterance, own, self._ears[OTHER[utterance.speaker]].samples(utterance))
