"""What was said: the costly map, an utterance at a time."""

from collections.abc import Callable
from functools import cached_property, partial
from itertools import chain
from time import process_time

import dagster as dg

from assets.failures import explained
from assets.partitions import SESSIONS
from assets.parts import Parts
from assets.resources import SPEECH_VERSION, SpeechResource, StoreResource
from interview import hearing
from interview.errors import BadInput
from interview.hearing import Speech
from interview.model import Speaker, Track, Utterance, Word
from interview.ports import Samples
from interview.store import Store

AUDIO: dict[Speaker, Track] = {"candidate": "candidate_audio", "interviewer": "interviewer_audio"}
OTHER: dict[Speaker, Speaker] = {"candidate": "interviewer", "interviewer": "candidate"}


class Listener:
    """Hears both tracks of a session, each on its own, and only what nobody has heard yet."""

    def __init__(self, store: Store, session: str, speech: Speech) -> None:
        self._store, self._session, self._speech = store, session, speech
        self.parts = Parts(store, session, "words", speech.version)

    @cached_property
    def utterances(self) -> list[Utterance]:
        """Of both speakers, by start; cut anew only when the media changed."""
        version, digest = self._speech.voice.version, self._store.media_digest(self._session)
        cuts = Parts(self._store, self._session, "utterances", version)
        (cut,) = cuts.get({digest: self._cut}, list[Utterance])
        return cut

    def words(self, note: Callable[[str], None]) -> list[Word]:
        """All words in order."""
        todo = {_key(utterance): partial(self._hear, utterance) for utterance in self.utterances}
        heard = self.parts.get(
            todo, list[Word], lambda how_far: note(f"heard {how_far} utterances")
        )
        return hearing.in_order(chain.from_iterable(heard))

    @cached_property
    def _tracks(self) -> dict[Speaker, Samples]:
        landed = self._store.tracks(self._session)
        return {
            speaker: self._store.samples(self._session, track)
            for speaker, track in AUDIO.items()
            if track in landed
        }

    def _cut(self) -> list[Utterance]:
        if not self._tracks:
            raise BadInput(f"session {self._session} has no audio: import a track or record one")
        found = [
            utterance
            for speaker, samples in self._tracks.items()
            for utterance in hearing.utterances(samples, speaker, self._speech.voice)
        ]
        return sorted(found, key=lambda utterance: (utterance.start_sample, utterance.speaker))

    def _hear(self, utterance: Utterance) -> list[Word]:
        own = self._tracks[utterance.speaker]
        other = self._tracks.get(OTHER[utterance.speaker])
        return hearing.words(utterance, own, other, self._speech)


def _key(utterance: Utterance) -> str:
    return f"{utterance.id}-{utterance.end_sample:07d}"


@dg.asset(deps=["media"], partitions_def=SESSIONS, group_name="speech", code_version=SPEECH_VERSION)
@explained()
def words(
    context: dg.AssetExecutionContext, store: StoreResource, speech: SpeechResource
) -> list[Word]:
    """Every spoken word with its times; an utterance that was heard before is not decoded again."""
    listener, started = Listener(store.open(), context.partition_key, speech.load()), process_time()
    heard = listener.words(context.log.info)
    context.add_output_metadata(_effort(listener, process_time() - started))
    return heard


def _effort(listener: Listener, cpu_seconds: float) -> dict[str, dg.MetadataValue]:
    spoken = sum(utterance.span.duration for utterance in listener.utterances)
    return {
        "utterances": dg.MetadataValue.int(len(listener.utterances)),
        "decoded": dg.MetadataValue.int(listener.parts.made),
        "speech_seconds": dg.MetadataValue.float(spoken),
        "cpu_seconds": dg.MetadataValue.float(cpu_seconds),
    }
