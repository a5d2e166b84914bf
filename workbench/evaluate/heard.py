"""Ways to hear the tracks of a recording: as the pipeline does, and others to hold it against."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import numpy as np
from faster_whisper import WhisperModel

from interview import media
from interview.engines import languages, weights
from interview.hearing import Speech
from interview.model import Span, Speaker, Word
from interview.ports import Samples, TrackHearing
from interview.whole_track import ByUtterance
from workbench.evaluate.leaks import Tracks
from workbench.evaluate.truth import Item

Heard = Mapping[Speaker, Sequence[Word]]


class Plain:
    """faster-whisper on each whole track with the same weights and its own default settings.

    Except that the language is given, and that words shall have times.
    """

    unavailable = ""

    @property
    def version(self) -> str:
        return f"faster-whisper {version('faster-whisper')}"

    def words(self, speaker: Speaker, own: Samples, other: Samples | None) -> list[Word]:  # noqa: ARG002  # the port's
        segments, _ = self._model.transcribe(own, language="en", word_timestamps=True)
        said = (word for segment in segments for word in segment.words or ())
        return [
            Word(
                f"{speaker[0]}-0000000-{index}",
                speaker,
                word.word.strip(),
                Span(word.start, max(word.start, word.end)),
                word.probability,
                "attention",
            )
            for index, word in enumerate(said)
        ]

    @cached_property
    def _model(self) -> WhisperModel:
        folder = weights.find(weights.configured_model())
        return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)


@dataclass(frozen=True, slots=True)
class Alone:
    """Hears each track as if there were no other."""

    by: TrackHearing

    @property
    def version(self) -> str:
        return self.by.version

    @property
    def unavailable(self) -> str:
        return self.by.unavailable

    def words(self, speaker: Speaker, own: Samples, other: Samples | None) -> list[Word]:  # noqa: ARG002  # the point
        return self.by.words(speaker, own, None)


def default() -> ByUtterance:
    return ByUtterance(languages.engines())


def hear(item: Item, speech: Speech) -> Heard:
    """The words of each track, heard as the pipeline does."""
    return heard_by(ByUtterance(speech), tracks_of(item))


def tracks_of(item: Item) -> dict[Speaker, Samples]:
    return {who: samples_of(path) for who, path in item.tracks.items()}


def samples_of(path: Path) -> Samples:
    return np.concatenate([np.empty(0, np.float32), *media.audio(path)])


def heard_by(by: TrackHearing, tracks: Tracks) -> Heard:
    others = {
        who: next((track for whose, track in tracks.items() if whose != who), None)
        for who in tracks
    }
    return {who: by.words(who, own, others[who]) for who, own in tracks.items()}
