"""Whisper through faster-whisper: one decode an utterance, in as short a window as will do.

Whisper pads all audio to 30 s, and encoding those costs more than everything else. A shorter window
gives nearly the same words as long as the padding is the spectrum of silence (faster-whisper pads
the spectrum with zeros, which are no silence: short windows then loop). Where a decode is doubtful,
the full window decides.

What an utterance lacks beside a whole track is the words before it. Those that were said just
before are given as a prompt (over the demo, the nurse's interview and the human recordings 21
instead of 25 wrong words in 1 522, and fewer decodes in doubt), and a beam of 5 hears better than
one of 1 for a quarter more of the decoder's cost, as its weights are read once for all hypotheses.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_suppressed_tokens, merge_punctuations

from interview import confidence
from interview.confidence import Calibration
from interview.engines import weights
from interview.errors import EngineUnavailable
from interview.level import raised
from interview.model import SAMPLE_RATE, Span
from interview.ports import Samples, Token

WINDOWS = (10, 15, 20)  # seconds that the encoder sees, and FULL
FULL = 30
ROOM = 2.0  # seconds of silence that a short window leaves after the samples
FRAMES = 100  # spectral frames a second
BEAM = 5
LIKELY = -0.7  # mean log probability of a token below which a short window is not trusted
TOKENS = 8  # a second; nobody speaks faster, a loop does
REPEATED = 4  # tokens that come twice in a row: the full window must hear them too
REPETITIVE = 2.4  # compression ratio of a loop (OpenAI's threshold, as the next two)
NO_SPEECH = 0.6
UNLIKELY = -1.0
PHRASES = frozenset({"", "you", "thank you", "thanks for watching", "bye"})
"""What Whisper says in silence, at keys and to music: its subtitles did where nobody spoke."""
HOLLOW = 0.3, -0.9  # of no speech and of likelihood, from which on such a phrase is not believed
PREPENDED, APPENDED = "\"'([{-", "\"'.,!?:;)]}%"  # marks that belong to the word behind, before
EARLY = 0.05  # seconds by which attention comes too early, for starts as for ends
REMEMBERED = 60  # tokens of what was said before
PHRASE = 5  # tokens that must not come twice in the last try at a loop


@dataclass(frozen=True, slots=True)
class Decode:
    """What one pass over one window gave. `likelihood` is the mean log probability of a token."""

    tokens: list[int]
    text: str
    likelihood: float
    no_speech: float
    complete: bool

    @property
    def looping(self) -> bool:
        data = self.text.encode()
        return not self.complete or len(data) > REPETITIVE * len(zlib.compress(data))

    @property
    def doubtful(self) -> bool:
        return self.looping or self.likelihood < LIKELY or _repeats(self.tokens, REPEATED)

    @property
    def silent(self) -> bool:
        hollow = _letters(self.text) in PHRASES
        no_speech, likelihood = HOLLOW if hollow else (NO_SPEECH, UNLIKELY)
        return self.no_speech > no_speech and self.likelihood < likelihood


class Whisper:
    """A Whisper model for CTranslate2: "base", a local folder, or a name on the hub.

    The default is what INTERVIEW_SPEECH_MODEL names.

    int8 on one thread, so that the words do not depend on the machine's cores. The confidence of a
    word is what `calibration`, the shipped one unless told otherwise, makes of the mean probability
    that the decoder gives its tokens.
    """

    def __init__(
        self,
        model: str | None = None,
        language: str = "en",
        cache: Path | None = None,
        calibration: Calibration | None = None,
    ) -> None:
        self._name = model or weights.configured_model()
        self._language, self._cache = language, cache
        self._calibration = calibration

    @property
    def version(self) -> str:
        language = "" if self._language == "en" else f"-{self._language}"
        return f"whisper-{Path(self._name).name}{language}-int8@3"

    def transcribe(self, samples: Samples, before: str = "") -> list[Token]:
        """Of at most 30 s."""
        if len(samples) > FULL * SAMPLE_RATE:
            raise ValueError(f"Whisper hears at most {FULL} s at once: cut the samples")
        if not samples.any():
            return []
        window = next((w for w in WINDOWS if w >= len(samples) / SAMPLE_RATE + ROOM), FULL)
        prompt = self._prompt(before)
        encoded, decode = self._hear(samples, window, prompt)
        if window < FULL and decode.doubtful:
            encoded, decode = self._hear(samples, FULL, prompt)
        if decode.looping:
            decode = self._decode(encoded, len(samples), [], phrase=PHRASE)
        if decode.silent or decode.looping or not decode.text:
            return []
        words = timed_words(self._model, self._tokenizer, decode.tokens, encoded, len(samples))
        return self._confident(words)

    def draft(self, samples: Samples) -> str:
        """In another thread than `transcribe`, neither waits for the other."""
        window = next((w for w in WINDOWS if w >= len(samples) / SAMPLE_RATE + ROOM), FULL)
        _, decode = self._hear(samples[-FULL * SAMPLE_RATE :], window, [], beam=1)
        return "" if decode.silent or decode.looping else decode.text

    def _prompt(self, before: str) -> list[int]:
        """The last tokens of what was said before, as Whisper was trained to be given them."""
        if not before:
            return []
        tokens = self._tokenizer.encode(" " + before)
        return [self._tokenizer.sot_prev, *tokens[-REMEMBERED:]]

    def _hear(
        self, samples: Samples, window: int, prompt: list[int], beam: int = BEAM
    ) -> tuple[ctranslate2.StorageView, Decode]:
        padded = np.pad(raised(samples), (0, window * SAMPLE_RATE - len(samples)))
        spectrum = self._model.feature_extractor(padded)[:, : window * FRAMES]
        encoded = self._model.encode(np.ascontiguousarray(spectrum, np.float32))
        return encoded, self._decode(encoded, len(samples), prompt, beam=beam)

    def _decode(
        self,
        encoded: ctranslate2.StorageView,
        heard: int,
        prompt: list[int],
        phrase: int = 0,
        beam: int = BEAM,
    ) -> Decode:
        start = [*prompt, *self._tokenizer.sot_sequence, self._tokenizer.no_timestamps]
        limit = round(TOKENS * (heard / SAMPLE_RATE + ROOM))
        result = self._model.model.generate(
            encoded,
            [start],
            beam_size=beam,
            max_length=2 * limit,  # CTranslate2 generates half of it
            no_repeat_ngram_size=phrase,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=self._suppressed,
        )[0]
        tokens = result.sequences_ids[0]
        text = self._tokenizer.decode(tokens).strip()
        complete = len(tokens) < limit
        return Decode(tokens, text, result.scores[0], result.no_speech_prob, complete)

    def _confident(self, tokens: list[Token]) -> list[Token]:
        calibration = self._calibration or confidence.shipped()
        confidences = calibration.confidences([token.confidence for token in tokens])
        return [
            replace(token, confidence=each) for token, each in zip(tokens, confidences, strict=True)
        ]

    @cached_property
    def _model(self) -> WhisperModel:
        folder = weights.find(self._name, self._cache)
        return WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=1, num_workers=2
        )

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        many = self._model.model.is_multilingual
        if not many and self._language != "en":
            raise EngineUnavailable(
                f"the Whisper model {self._name} hears English alone, not {self._language!r}: "
                "name another in INTERVIEW_SPEECH_MODEL"
            )
        return Tokenizer(self._model.hf_tokenizer, many, "transcribe", self._language)

    @cached_property
    def _suppressed(self) -> list[int]:
        return list(get_suppressed_tokens(self._tokenizer, [-1]))


def timed_words(
    model: WhisperModel,
    tokenizer: Tokenizer,
    tokens: list[int],
    encoded: ctranslate2.StorageView,
    heard: int,
) -> list[Token]:
    """The words of tokens that were decoded from `heard` samples, by the decoder's attention."""
    words = model.find_alignment(tokenizer, [tokens], encoded, heard * FRAMES // SAMPLE_RATE)[0]
    merge_punctuations(words, PREPENDED, APPENDED)
    end = heard / SAMPLE_RATE
    return [
        Token(
            word["word"].strip(),
            Span(min(float(word["start"]) + EARLY, end), min(float(word["end"]) + EARLY, end)),
            float(word["probability"]),
        )
        for word in words
        if word["word"].strip()
    ]


def _letters(text: str) -> str:
    """In lower case without its marks."""
    return "".join(char for char in text.lower() if char.isalnum() or char == " ").strip()


def _repeats(tokens: Sequence[int], least: int) -> bool:
    """Does a phrase of at least so many tokens follow itself?"""
    return any(
        tokens[at : at + length] == tokens[at + length : at + 2 * length]
        for length in range(least, len(tokens) // 2 + 1)
        for at in range(len(tokens) - 2 * length + 1)
    )
