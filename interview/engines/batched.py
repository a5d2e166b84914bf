"""whisperx (research extra): a whole track at once, for interviews that are over.

Its own voice detector (pyannote's, whose weights are in the wheel) cuts the track into pieces of
up to 30 s, which Whisper decodes several at a time. Words get their times from wav2vec2 where
there are weights for it, else from pocketsphinx; those that the aligner cannot place keep what
Whisper's attention tells. Where whisperx would load or ask for something over a network, it is
handed what lies here instead.
"""

import os
from dataclasses import replace
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np

from interview import bleed
from interview.confidence import shipped
from interview.engines import weights
from interview.engines.alignment import Sphinx
from interview.engines.extras import on_threads, quiet
from interview.engines.tokens import mended as mended_tokenizer
from interview.engines.wav2vec import NOT_INSTALLED, THREADS, Wav2Vec, module
from interview.engines.whisper import FRAMES, FULL, timed_words
from interview.errors import EngineUnavailable
from interview.hearing import CUTTER
from interview.model import SAMPLE_RATE, Speaker, Utterance, Word
from interview.ports import Samples, Token, VoiceDetector
from interview.whole_track import Passage, mended, told

BATCH = 8
"""Pieces at once, always: the last bits of a result depend on it, as on the threads."""
MOST = 400
"""Tokens of a piece that are timed: what is longer is a loop."""
_COMPUTE = {"cpu": "int8", "cuda": "float16"}


class Whisperx:
    """`model` as `Whisper` takes it, `align` as `Wav2Vec` does or "", `device` "cpu" or "cuda".

    `voice` finds where the other speaker's voice may leak in, as for live interviews.
    """

    def __init__(
        self, voice: VoiceDetector, model: str | None = None, align: str = "", device: str = "cpu"
    ) -> None:
        self._voice, self._device = voice, device
        self._name = model or weights.configured_model()
        self._wav2vec = Wav2Vec(align, device) if align else None
        self._aligner = self._wav2vec or Sphinx()

    @cached_property
    def version(self) -> str:
        installed = version("whisperx") if find_spec("whisperx") else "none"
        model = f"{Path(self._name).name}-{_COMPUTE.get(self._device, 'none')}@1"
        mending = f"{CUTTER}+{self._voice.version}+{bleed.VERSION}"
        return f"{mending}+whisperx-{installed}-{model}+{self._aligner.version}"

    @cached_property
    def unavailable(self) -> str:
        if self._device not in _COMPUTE:
            return f"whisperx does not run on {self._device!r}: take {' or '.join(_COMPUTE)}"
        if self._device == "cuda" and not ctranslate2.get_cuda_device_count():
            return "no graphics card is there for whisperx: take the device cpu"
        if self._wav2vec:
            return self._wav2vec.unavailable
        return NOT_INSTALLED if find_spec("whisperx") is None else ""

    def words(self, speaker: Speaker, own: Samples, other: Samples | None) -> list[Word]:
        if self.unavailable:
            raise EngineUnavailable(self.unavailable)
        track = mended(speaker, own, other, self._voice)
        with on_threads(THREADS), quiet():
            pieces = self._decoded(track.samples)
            passages = [self._passage(speaker, track.samples, piece) for piece in pieces]
        return told(passages, track)

    def _decoded(self, samples: Samples) -> list[dict[str, Any]]:
        """Pieces with "start" and "end" in seconds and "text"."""
        if not samples.any():
            return []
        found: list[dict[str, Any]] = self._pipeline.transcribe(samples, batch_size=BATCH)[
            "segments"
        ]
        return [piece for piece in found if piece["text"].strip()]

    def _passage(self, speaker: Speaker, samples: Samples, piece: dict[str, Any]) -> Passage:
        start, end = (round(piece[name] * SAMPLE_RATE) for name in ("start", "end"))
        utterance = Utterance(speaker, start, min(end, len(samples), start + FULL * SAMPLE_RATE))
        said = samples[utterance.start_sample : utterance.end_sample]
        tokens = self._tokens(said, piece["text"])
        return Passage(utterance, tokens, self._aligner.align(said, tokens))

    def _tokens(self, samples: Samples, text: str) -> list[Token]:
        """The words, how sure the decoder is of them, and when it attended to them."""
        model, tokenizer = self._pipeline.model, self._pipeline.tokenizer
        padded = np.pad(samples, (0, FULL * SAMPLE_RATE - len(samples)))
        spectrum = model.feature_extractor(padded)[:, : FULL * FRAMES]
        encoded = model.encode(np.ascontiguousarray(spectrum, np.float32))
        ids = tokenizer.encode(" " + " ".join(text.split()))[:MOST]
        words = timed_words(model, tokenizer, ids, encoded, len(samples))
        confident = shipped().confidences([word.confidence for word in words])
        return [replace(word, confidence=p) for word, p in zip(words, confident, strict=True)]

    @cached_property
    def _pipeline(self) -> Any:  # noqa: ANN401  # whisperx ships no types
        folder = weights.find(self._name)
        os.environ.setdefault("TORCH_HOME", str(weights.cache_folder() / "torch"))
        with quiet():
            loaded = module("asr").load_model(
                str(folder),
                self._device,
                compute_type=_COMPUTE[self._device],
                language="en",
                vad_method="pyannote",
                threads=THREADS,
            )
        loaded.tokenizer.tokenizer = mended_tokenizer(loaded.model.hf_tokenizer)
        return loaded
