"""What was said: the costly map, an utterance at a time."""

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from time import process_time

import dagster as dg
import numpy as np

from assets.failures import explained
from assets.partitions import SESSIONS
from assets.parts import Parts
from assets.resources import SPEECH_VERSION, SpeechResource, StoreResource
from interview import hearing
from interview.errors import BadInput
from interview.hearing import Cutter, Speech
from interview.model import SAMPLE_RATE, Span, Speaker, Track, Utterance, Word
from interview.ports import Samples
from interview.store import Store

AUDIO: dict[Speaker, Track] = {"candidate": "candidate_audio", "interviewer": "interviewer_audio"}
BLOCK = 60 * SAMPLE_RATE  # samples that are read at once
OTHER: dict[Speaker, Speaker] = {"candidate": "interviewer", "interviewer": "candidate"}


class Tape:
    """A track that is read in blocks, so that an hour takes no more memory than a minute."""

    def __init__(self, store: Store, session: str, track: Track) -> None:
        self._store, self._where = store, (session, track)
        self._block = lru_cache(maxsize=2)(self._read)

    def blocks(self) -> Iterator[Samples]:
        """All of it, in order."""
        length = round(self._store.duration(*self._where) * SAMPLE_RATE)
        for start in range(0, length, BLOCK):
            yield self.samples(start, min(start + BLOCK, length))

    def samples(self, start: int, end: int) -> Samples:
        """From sample `start` to `end`, zeros where the track has none."""
        numbers = range(start // BLOCK, -(-end // BLOCK))
        whole = np.concatenate([self._block(number) for number in numbers])
        return whole[start - numbers[0] * BLOCK :][: end - start]

    def _read(self, number: int) -> Samples:
        start = number * BLOCK / SAMPLE_RATE
        return self._store.samples(*self._where, Span(start, start + BLOCK / SAMPLE_RATE))


class Listener:
    """Hears both tracks of a session, each on its own, and only what nobody has heard yet."""

    def __init__(self, store: Store, session: str, speech: Speech) -> None:
        landed = store.tracks(session)
        self._tapes = {
            speaker: Tape(store, session, track)
            for speaker, track in AUDIO.items()
            if track in landed
        }
        if not self._tapes:
            raise BadInput(f"session {session} has no audio: import a track or record one")
        self._speech, digest = speech, store.media_digest(session)
        cuts = Parts(store, session, "utterances", speech.version)
        (self.utterances,) = cuts.get({digest: self._cut}, list[Utterance])
        self.parts = Parts(store, session, "words", speech.version)
        self._said: list[Word] = []

    def words(self, note: Callable[[str], None]) -> list[Word]:
        """All words in order."""
        todo = {key(utterance): partial(self._hear, utterance) for utterance in self.utterances}
        for heard in self.parts.each(todo, list[Word], lambda far: note(f"heard {far} utterances")):
            self._said += heard
        return hearing.in_order(self._said)

    def _cut(self) -> list[Utterance]:
        """The utterances of both speakers by start."""
        found = [
            utterance
            for speaker, tape in self._tapes.items()
            for utterance in _utterances(tape, Cutter(speaker, self._speech.voice))
        ]
        return sorted(found, key=lambda utterance: (utterance.start_sample, utterance.speaker))

    def _hear(self, utterance: Utterance) -> list[Word]:
        stretch = utterance.start_sample, utterance.end_sample
        own, other = self._tapes[utterance.speaker], self._tapes.get(OTHER[utterance.speaker])
        theirs = other.samples(*stretch) if other else None
        return hearing.recognised(
            utterance, own.samples(*stretch), theirs, self._speech, self._said
        )


def _utterances(tape: Tape, cutter: Cutter) -> list[Utterance]:
    closed = [utterance for block in tape.blocks() for utterance in cutter.push(block)]
    return closed + cutter.finish()


def key(utterance: Utterance) -> str:
    return f"{utterance.id}-{utterance.end_sample:07d}"


@dg.asset(
    deps=["media"],
    partitions_def=SESSIONS,
    group_name="speech",
    kinds={"whisper", "parquet"},
    code_version=SPEECH_VERSION,
)
@explained()
def words(
    context: dg.AssetExecutionContext, store: StoreResource, speech: SpeechResource
) -> list[Word]:
    """Every spoken word with its times; an utterance that was heard before is not decoded again."""
    started, sessions, session = process_time(), store.open(), context.partition_key
    listener = Listener(sessions, session, speech.load())
    heard = listener.words(context.log.info)
    spent = process_time() - started
    context.add_output_metadata(_effort(listener, spent, sessions.duration(session)))
    return heard


def _effort(listener: Listener, cpu_seconds: float, duration: float) -> dict[str, dg.MetadataValue]:
    spoken = sum((utterance.span.duration for utterance in listener.utterances), 0.0)
    effort: dict[str, dg.MetadataValue] = {
        "utterances": dg.MetadataValue.int(len(listener.utterances)),
        "decoded": dg.MetadataValue.int(listener.parts.made),
        "speech_seconds": dg.MetadataValue.float(spoken),
        "cpu_seconds": dg.MetadataValue.float(cpu_seconds),
    }
    if listener.parts.made == len(listener.utterances) > 0:
        effort["real_time_factor"] = dg.MetadataValue.float(cpu_seconds / duration)
    return effort
