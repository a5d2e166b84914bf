"""Forced alignment of known words with pocketsphinx and the acoustic model inside its package.

Where no path is found, wider beams are tried, then the words on either side of the longest pause
alone, if need be down to single words: in noise it is one misheard word that lets the rest fail.
"""

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
from pocketsphinx import Decoder

from interview.engines.letters import sounds
from interview.engines.spoken import spoken
from interview.model import SAMPLE_RATE, Span
from interview.ports import Samples, Token

FRAMES = 100  # a second
FEWEST = 1600  # samples that can hold a word
WIDE = {"beam": 1e-100, "pbeam": 1e-100, "wbeam": 1e-80}
ALIKE = 1e-6  # seconds by which pauses that are as long as one another may differ
SHORTEST_PART = 3  # letters in each half of a compound

Times = list[tuple[float, float]]


class Dictionary:
    """A pocketsphinx decoder and which words it knew before any were added."""

    def __init__(self, **beams: float) -> None:
        self._decoder = Decoder(samprate=SAMPLE_RATE, lm=None, loglevel="FATAL", **beams)
        self._added: set[str] = set()

    def knows(self, word: str) -> bool:
        return word not in self._added and self._decoder.lookup_word(word) is not None

    def align(self, samples: Samples, words: Sequence[str]) -> Times | None:
        """Seconds from the first sample, or None where there is no path to the last word."""
        if len(samples) < FEWEST:
            return None
        for word in words:
            if self._decoder.lookup_word(word) is None:
                self._added.add(word)
                self._decoder.add_word(word, sounds(word) or "AH", True)
        self._decoder.set_align_text(" ".join(words))
        self._run(samples)
        found = [
            (segment.start_frame / FRAMES, (segment.end_frame + 1) / FRAMES)
            for segment in self._decoder.seg() or ()
            if not segment.word.startswith(("<", "["))  # silence and noise
        ]
        return found if len(found) == len(words) else None

    def _run(self, samples: Samples) -> None:
        self._decoder.reinit_feat()  # forgets the noise and the loudness of earlier utterances
        self._decoder.start_utt()
        pcm = (np.clip(samples, -1, 1) * 32767).astype("<i2")
        self._decoder.process_raw(pcm.tobytes(), full_utt=True)
        self._decoder.end_utt()


class Sphinx:
    """Keeps nothing of one call for the next; not for several threads at once."""

    version = "sphinx-en-us@2"

    def align(self, samples: Samples, words: Sequence[Token]) -> list[Span | None]:
        return self._place(samples, 0.0, words)

    def _place(self, samples: Samples, offset: float, words: Sequence[Token]) -> list[Span | None]:
        """Spans of words within the samples, the first of which is `offset` seconds in."""
        said = [self._said(word.text) for word in words]
        times = self._times(samples, [name for names in said for name in names])
        if times is not None:
            return _spans(said, times, offset)
        cut = _widest_pause(words)
        if cut is None:
            return [None] * len(words)
        middle = (words[cut - 1].span.end + words[cut].span.start) / 2
        sample = min(max(round((middle - offset) * SAMPLE_RATE), 0), len(samples))
        return [
            *self._place(samples[:sample], offset, words[:cut]),
            *self._place(samples[sample:], offset + sample / SAMPLE_RATE, words[cut:]),
        ]

    def _times(self, samples: Samples, names: list[str]) -> Times | None:
        if not names:
            return []
        return self._usual.align(samples, names) or self._wide.align(samples, names)

    def _said(self, text: str) -> list[str]:
        return [part for word in spoken(text, self._usual.knows) for part in self._parts(word)]

    def _parts(self, word: str) -> list[str]:
        """The word, or its halves if it is unknown and made of two that are known."""
        if self._usual.knows(word):
            return [word]
        cuts = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
        halves = ([word[:cut], word[cut:]] for cut in cuts)
        return next((pair for pair in halves if all(map(self._usual.knows, pair))), [word])

    @cached_property
    def _usual(self) -> Dictionary:
        return Dictionary()

    @cached_property
    def _wide(self) -> Dictionary:
        return Dictionary(**WIDE)


def _spans(said: list[list[str]], times: Times, offset: float) -> list[Span | None]:
    """One span a word over all that is said for it; None for a word that is not said."""
    rest = iter(times)
    spans: list[Span | None] = []
    for names in said:
        own = [next(rest) for _ in names]
        spans.append(Span(offset + own[0][0], offset + own[-1][1]) if own else None)
    return spans


def _widest_pause(words: Sequence[Token]) -> int | None:
    """The index of the word behind it; of pauses alike, it is the one nearest to the middle."""
    pauses = [first.span.gap(second.span) for first, second in pairwise(words)]
    widest = [at for at, pause in enumerate(pauses, 1) if pause >= max(pauses) - ALIKE]
    return min(widest, key=lambda at: abs(2 * at - len(words)), default=None)
