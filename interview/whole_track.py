"""The words of whole tracks, heard once the interview is over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from interview import bleed, hearing
from interview.bleed import Repair
from interview.hearing import Speech
from interview.model import SAMPLE_RATE, Span, Speaker, Utterance, Word
from interview.ports import Samples, Token, VoiceDetector
from interview.prosody import prosody


@dataclass(frozen=True, slots=True)
class ByUtterance:
    """The engines of live interviews, an utterance at a time."""

    speech: Speech
    unavailable = ""

    @property
    def version(self) -> str:
        return self.speech.version

    def words(self, speaker: Speaker, own: Samples, other: Samples | None) -> list[Word]:
        said: list[Word] = []
        for utterance in hearing.utterances(own, speaker, self.speech.voice):
            said += hearing.words(utterance, own, other, self.speech, said)
        return said


@dataclass(frozen=True, slots=True)
class Passage:
    """What was decoded at once, and where an aligner placed it; spans count from its start."""

    utterance: Utterance
    tokens: Sequence[Token]
    aligned: Sequence[Span | None]


def mended(speaker: Speaker, own: Samples, other: Samples | None, voice: VoiceDetector) -> Repair:
    """The track without the other's voice, which is looked for an utterance at a time."""
    if other is None:
        return Repair(own, ())
    samples, changed = own.copy(), list[Span]()
    for utterance in hearing.utterances(own, speaker, voice):
        stretch = slice(utterance.start_sample, utterance.end_sample)
        part = bleed.repair(hearing.cut(own, utterance), hearing.cut(other, utterance))
        samples[stretch] = part.samples[: len(samples[stretch])]
        changed += [span.shifted(utterance.span.start) for span in part.changed]
    return Repair(samples, tuple(changed))


def told(passages: Iterable[Passage], track: Repair) -> list[Word]:
    """The words of passages that follow each other, every one timed within its passage."""
    return [word for passage in passages for word in _told(passage, track)]


def _told(passage: Passage, track: Repair) -> list[Word]:
    utterance = passage.utterance
    start, samples = utterance.span.start, hearing.cut(track.samples, utterance)
    timed = hearing.in_time(passage.tokens, passage.aligned, len(samples) / SAMPLE_RATE)
    return [
        Word(
            id=f"{utterance.id}-{index}",
            speaker=utterance.speaker,
            text=token.text,
            span=span.shifted(start),
            confidence=token.confidence,
            timed_by=timed_by,
            prosody=prosody(samples, span),
            repaired=track.touches(span.shifted(start)),
        )
        for index, (token, span, timed_by) in enumerate(timed)
    ]
