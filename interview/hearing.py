"""From samples to words: utterances, their words, their times.

Utterances are cut by the samples alone. The pause that closes one shrinks as it grows, so that
words never wait for a long answer to end; where no pause comes, the quietest place is taken.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np

from interview import bleed
from interview.bleed import Repair
from interview.model import SAMPLE_RATE, Span, Speaker, TimedBy, Utterance, Word
from interview.ports import Aligner, Samples, Token, Transcriber, VoiceDetector
from interview.prosody import prosody

SPEECH, SILENCE = 0.5, 0.35  # Silero's own thresholds; between them nothing changes
PAUSES = ((5.0, 0.6), (9.0, 0.25), (13.0, 0.15))  # up to so many seconds: the pause that closes
LONGEST = PAUSES[-1][0]
SEARCH = (9.0, 12.5)  # seconds of an utterance between which the quietest place is looked for
PADDING = 0.2  # seconds kept around speech, at most half of the pause behind it
RECENT = 3.0  # seconds after which a speaker's words tell nothing of those that follow
BEHIND = 1.0  # seconds of silence that the end of a track is followed by
SHORTEST = 0.09  # seconds of speech that make an utterance: less is a click
BLOCK = 60 * SAMPLE_RATE  # samples looked at together: bounds memory, changes no result
CUTTER = "cutter@2"


class Cutter:
    """Cuts one track into utterances while it grows.

    What was returned never changes; how the samples are divided into pushes changes nothing.
    """

    def __init__(self, speaker: Speaker, voice: VoiceDetector) -> None:
        self._speaker = speaker
        self._stream = voice.stream()
        self._frame = voice.frame
        self._rest = np.empty(0, np.float32)
        self._now = 0  # frames heard
        self._free = 0  # sample up to which earlier utterances reach
        self._start: int | None = None  # frame in which the open utterance begins
        self._quiet: int | None = None  # frame in which its last pause begins
        self._heard: list[tuple[float, float]] = []  # speech and power of each of its frames

    @property
    def earliest(self) -> int:
        """The sample before which nothing begins that is not closed yet."""
        first = self._now if self._start is None else self._start
        return max(self._free, first * self._frame - _samples(PADDING))

    @property
    def open(self) -> Utterance | None:
        """The utterance that goes on, as far as it was heard."""
        if self._start is None:
            return None
        return Utterance(self._speaker, self.earliest, self._now * self._frame)

    def push(self, samples: Samples) -> list[Utterance]:
        samples = np.concatenate([self._rest, samples])
        whole = len(samples) // self._frame * self._frame
        self._rest = samples[whole:]
        powers = np.square(samples[:whole].reshape(-1, self._frame)).mean(axis=1)
        speech = self._stream.push(samples[:whole])
        closed = [
            self._hear(*frame) for frame in zip(speech.tolist(), powers.tolist(), strict=True)
        ]
        return [utterance for utterances in closed for utterance in utterances]

    def finish(self) -> list[Utterance]:
        """What the end of the track closes; silence lies behind it."""
        closed = self.push(np.zeros(_samples(BEHIND), np.float32))
        if self._start is None:
            return closed
        end = self._now * self._frame if self._quiet is None else self._quiet * self._frame
        return closed + self._close(self._start, end)

    def _hear(self, speech: float, power: float) -> list[Utterance]:
        if self._start is None and speech >= SPEECH:
            self._start = self._now
        self._now += 1
        if self._start is None:
            return []
        self._heard.append((speech, power))
        if speech >= SPEECH:
            self._quiet = None
        elif speech < SILENCE and self._quiet is None:
            self._quiet = self._now - 1
        return self._close_at_pause() or self._close_at_quietest()

    def _close_at_pause(self) -> list[Utterance]:
        if self._start is None or self._quiet is None:
            return []
        pause = _closing_pause(self._seconds(self._quiet - self._start))
        if self._seconds(self._now - self._quiet) < pause:
            return []
        return self._close(
            self._start, self._quiet * self._frame + _samples(min(PADDING, pause / 2))
        )

    def _close_at_quietest(self) -> list[Utterance]:
        if self._start is None or self._seconds(len(self._heard)) < LONGEST:
            return []
        cut = self._quietest()
        start, quiet, rest = self._start + cut, self._quiet, self._heard[cut:]
        self._heard = self._heard[:cut]
        closed = self._close(self._start, start * self._frame)
        self._start, self._heard = start, rest
        self._quiet = None if quiet is None else max(quiet, start)
        return closed

    def _quietest(self) -> int:
        """The frame around which there is least power."""
        powers = np.array([power for _, power in self._heard])
        first, last = (round(seconds * SAMPLE_RATE / self._frame) for seconds in SEARCH)
        return first + int(np.argmin(np.convolve(powers, np.ones(3), "same")[first:last]))

    def _close(self, first: int, end: int) -> list[Utterance]:
        """Closes what began in frame `first` at sample `end`."""
        start = max(self._free, first * self._frame - _samples(PADDING))
        spoken = sum(speech >= SPEECH for speech, _ in self._heard)
        self._start, self._quiet, self._heard = None, None, []
        if self._seconds(spoken) < SHORTEST:
            return []
        self._free = end
        return [Utterance(self._speaker, start, end)]

    def _seconds(self, frames: int) -> float:
        return frames * self._frame / SAMPLE_RATE


def _closing_pause(spoken: float) -> float:
    return next((pause for limit, pause in PAUSES if spoken < limit), PAUSES[-1][1])


def _samples(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE)


def utterances(samples: Samples, speaker: Speaker, voice: VoiceDetector) -> list[Utterance]:
    cutter = Cutter(speaker, voice)
    blocks = (samples[at : at + BLOCK] for at in range(0, len(samples), BLOCK))
    return [cut for block in blocks for cut in cutter.push(block)] + cutter.finish()


@dataclass(frozen=True, slots=True)
class Speech:
    """The engines that make words of samples."""

    voice: VoiceDetector
    transcriber: Transcriber
    aligner: Aligner

    @property
    def cut_version(self) -> str:
        """Of all that utterances depend on."""
        return f"{CUTTER}+{self.voice.version}"

    @property
    def version(self) -> str:
        """Of all that words depend on."""
        return (
            f"{self.cut_version}+{bleed.VERSION}+{self.transcriber.version}+{self.aligner.version}"
        )


def words(
    utterance: Utterance,
    own: Samples,
    other: Samples | None,
    speech: Speech,
    said: Sequence[Word] = (),
) -> list[Word]:
    """The words of an utterance, every one timed within it, their starts never going back.

    `own` and `other` are the tracks of the utterance's speaker and of the other one from session
    time 0 on; nothing outside the utterance is heard. `said` holds all words of the speaker's
    earlier utterances, in order; those of others do not matter.
    """
    theirs = None if other is None else cut(other, utterance)
    return recognised(utterance, cut(own, utterance), theirs, speech, said)


def recognised(
    utterance: Utterance,
    heard: Samples,
    other: Samples | None,
    speech: Speech,
    said: Sequence[Word] = (),
) -> list[Word]:
    """As `words`, from both speakers' samples of the utterance alone."""
    mended = bleed.repair(heard, other)
    before = _before(utterance, said)
    found = [
        (token, span.shifted(part.span.start), timed_by)
        for part in _spoken(utterance.speaker, mended, speech.voice)
        for token, span, timed_by in _timed(cut(mended.samples, part), speech, before)
    ]
    return [
        Word(
            id=f"{utterance.id}-{index}",
            speaker=utterance.speaker,
            text=token.text,
            span=span.shifted(utterance.span.start),
            confidence=token.confidence,
            timed_by=timed_by,
            prosody=prosody(mended.samples, span),
            repaired=mended.touches(span),
        )
        for index, (token, span, timed_by) in enumerate(found)
    ]


def _spoken(speaker: Speaker, mended: Repair, voice: VoiceDetector) -> list[Utterance]:
    """What is decoded at once: all, or what is still speech without the other voice."""
    if mended.changed:
        return utterances(mended.samples, speaker, voice)
    return [Utterance(speaker, 0, len(mended.samples))]


def _timed(samples: Samples, speech: Speech, before: str) -> list[tuple[Token, Span, TimedBy]]:
    tokens = speech.transcriber.transcribe(samples, before)
    aligned = speech.aligner.align(samples, tokens)
    return in_time(tokens, aligned, len(samples) / SAMPLE_RATE)


def _before(utterance: Utterance, said: Sequence[Word]) -> str:
    """The text of the speaker's last utterance, if it ended just before."""
    own = (word for word in reversed(said) if word.speaker == utterance.speaker)
    last = next(own, None)
    if last is None or utterance.span.start - last.span.end >= RECENT:
        return ""
    same = [last, *takewhile(lambda word: _of(word) == _of(last), own)]
    return " ".join(word.text for word in reversed(same))


def _of(word: Word) -> str:
    """The id of the utterance of a word."""
    return word.id.rpartition("-")[0]


def in_order(words: Iterable[Word]) -> list[Word]:
    """By start; words that start together by speaker, then as they were said."""
    return sorted(words, key=lambda word: (word.span.start, word.speaker))


def cut(track: Samples, utterance: Utterance) -> Samples:
    """The utterance's stretch of a track, with zeros where the track does not reach."""
    part = track[utterance.start_sample : utterance.end_sample]
    return np.pad(part, (0, utterance.end_sample - utterance.start_sample - len(part)))


def in_time(
    tokens: Sequence[Token], aligned: Sequence[Span | None], end: float
) -> list[tuple[Token, Span, TimedBy]]:
    """The aligner's spans, the recogniser's where there is none, in order and before `end`."""
    timed: list[tuple[Token, Span, TimedBy]] = []
    earliest = 0.0
    for token, span in zip(tokens, aligned, strict=True):
        source = span or token.span
        earliest = min(max(source.start, earliest), end)
        last = min(max(source.end, earliest), end)
        timed.append((token, Span(earliest, last), "aligner" if span else "attention"))
    return timed
