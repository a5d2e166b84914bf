"""What was said: the costly map, an utterance at a time."""

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from time import process_time

import dagster as dg
import numpy as np

from assets import previews
from assets.failures import explained
from assets.partitions import SESSIONS
from assets.parts import Parts
from assets.resources import SPEECH_VERSION, SpeechResource, StoreResource
from assets.store_io import By, keep, made
from interview import hearing
from interview.engines.languages import ENGLISH
from interview.errors import BadInput, EngineUnavailable
from interview.hearing import Cutter, Speech
from interview.model import SAMPLE_RATE, Span, Speaker, Track, Utterance, Word
from interview.ports import Samples, TrackHearing
from interview.store import Store

AUDIO: dict[Speaker, Track] = {"candidate": "candidate_audio", "interviewer": "interviewer_audio"}
BLOCK = 60 * SAMPLE_RATE  # samples that are read at once
OTHER: dict[Speaker, Speaker] = {"candidate": "interviewer", "interviewer": "candidate"}


class Tape:
    """A track that is read in blocks, so that an hour takes no more memory than a minute."""

    def __init__(self, store: Store, session: str, track: Track) -> None:
        self._store, self._where = store, (session, track)
        self._block = lru_cache(maxsize=2)(self._read)

    @property
    def length(self) -> int:
        """Samples until its end."""
        return round(self._store.duration(*self._where) * SAMPLE_RATE)

    def blocks(self) -> Iterator[Samples]:
        """All of it, in order."""
        length = self.length
        for start in range(0, length, BLOCK):
            yield self.samples(start, min(start + BLOCK, length))

    def whole(self) -> Samples:
        return self._store.samples(*self._where)

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
        self._tapes = _tapes(store, session)
        self._speech, digest = speech, store.media_digest(session)
        cuts = Parts(store, session, "utterances", speech.version)
        (self.utterances,) = cuts.get({digest: self._cut}, list[Utterance])
        self.parts = Parts(store, session, "words", speech.version)
        self._said: list[Word] = []

    @property
    def version(self) -> str:
        return self._speech.version

    @property
    def lengths(self) -> list[float]:
        """Seconds of each piece that is heard at once."""
        return [utterance.span.duration for utterance in self.utterances]

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


class TrackListener:
    """Hears each track of a session as a whole, unless somebody has."""

    def __init__(self, store: Store, session: str, hearing: TrackHearing) -> None:
        if hearing.unavailable:
            raise EngineUnavailable(hearing.unavailable)
        self._tapes, self._hearing = _tapes(store, session), hearing
        self._digest = store.media_digest(session)
        self.parts = Parts(store, session, "words", hearing.version)

    @property
    def version(self) -> str:
        return self._hearing.version

    @property
    def lengths(self) -> list[float]:
        return [tape.length / SAMPLE_RATE for tape in self._tapes.values()]

    def words(self, note: Callable[[str], None]) -> list[Word]:
        todo = {f"{who}-{self._digest[:16]}": partial(self._hear, who) for who in self._tapes}
        tracks = self.parts.each(todo, list[Word], lambda far: note(f"heard {far} tracks"))
        return hearing.in_order(word for track in tracks for word in track)

    def _hear(self, speaker: Speaker) -> list[Word]:
        own, other = self._tapes[speaker], self._tapes.get(OTHER[speaker])
        return self._hearing.words(speaker, own.whole(), other.whole() if other else None)


def _tapes(store: Store, session: str) -> dict[Speaker, Tape]:
    landed = store.tracks(session)
    tapes = {
        speaker: Tape(store, session, track) for speaker, track in AUDIO.items() if track in landed
    }
    if not tapes:
        raise BadInput(f"session {session} has no audio: import a track or record one")
    return tapes


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
) -> dg.MaterializeResult[None]:
    """Every spoken word with its times; what was heard before is not decoded again.

    Those of another engine stay beside them as another version.
    """
    started, sessions, session = process_time(), store.open(), context.partition_key
    listener = _listener(sessions, session, speech)
    heard = listener.words(context.log.info)
    spent = process_time() - started
    by = By(listener.version)
    digest = keep(sessions, session, context.assets_def.get_asset_spec(), heard, by)
    return dg.MaterializeResult(
        metadata={
            **previews.about("words", heard),
            **made(by.version, digest),
            **_effort(listener, spent, sessions.duration(session)),
            "versions": dg.MetadataValue.json(sessions.versions(session, "words")),
        },
        data_version=dg.DataVersion(digest),
    )


def _listener(store: Store, session: str, speech: SpeechResource) -> Listener | TrackListener:
    whole, language = speech.whole(), store.meta(session).language
    if whole is None:
        return Listener(store, session, speech.load(language))
    if language != ENGLISH:
        raise BadInput(f"{speech.engine} hears English alone: take whisper for {language!r}")
    return TrackListener(store, session, whole)


def _effort(
    listener: Listener | TrackListener, cpu_seconds: float, duration: float
) -> previews.Metadata:
    lengths = listener.lengths
    effort: previews.Metadata = {
        "utterances" if isinstance(listener, Listener) else "tracks": dg.MetadataValue.int(
            len(lengths)
        ),
        "decoded": dg.MetadataValue.int(listener.parts.made),
        "speech_seconds": dg.MetadataValue.float(sum(lengths, 0.0)),
        "cpu_seconds": dg.MetadataValue.float(cpu_seconds),
    }
    if listener.parts.made == len(lengths) > 0:
        effort["real_time_factor"] = dg.MetadataValue.float(cpu_seconds / duration)
    return effort
