"""Forced alignment with wav2vec2 as whisperx does it (research extra), on weights of the user's.

whisperx would fetch sentence rules for NLTK and tell sentences apart by them; here each text is
one sentence, so that nothing is fetched and no word is lost with a sentence that has no times.
"""

import hashlib
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from interview.engines.extras import on_threads, quiet
from interview.errors import EngineUnavailable
from interview.model import SAMPLE_RATE, Span
from interview.offline import keep_offline
from interview.ports import Samples, Token

THREADS = 1
NOT_INSTALLED = "whisperx is not installed: install the research extra"
WEIGHTS = ("model.safetensors", "pytorch_model.bin")


class Wav2Vec:
    """`model` is a folder of a Wav2Vec2ForCTC with its processor, as transformers writes it.

    Or its name on the hub, where there is a network and HF_HUB_OFFLINE=0. `device` is torch's.
    """

    def __init__(self, model: str, device: str = "cpu", language: str = "en") -> None:
        self._name, self._device, self._language = model, device, language

    @cached_property
    def version(self) -> str:
        return f"wav2vec-{Path(self._name).name}-{self._digest}@1"

    @cached_property
    def unavailable(self) -> str:
        keep_offline()
        folder = Path(self._name).expanduser()
        if folder.is_dir() and not self._files:
            return f"{folder} holds no wav2vec2 model: name a folder with {' or '.join(WEIGHTS)}"
        if not folder.is_dir() and os.environ["HF_HUB_OFFLINE"] != "0":
            return (
                f"no wav2vec2 model {self._name!r}: name an existing folder, or one of the hub's "
                "models where there is a network and HF_HUB_OFFLINE=0"
            )
        return NOT_INSTALLED if find_spec("whisperx") is None else ""

    def align(self, samples: Samples, words: Sequence[Token]) -> list[Span | None]:
        if self.unavailable:
            raise EngineUnavailable(self.unavailable)
        text = " ".join(word.text for word in words)
        whole = {"start": 0.0, "end": len(samples) / SAMPLE_RATE, "text": text}
        model, about = self._model
        with on_threads(THREADS), quiet(), _no_sentences() as alignment:
            found = alignment.align([whole], model, about, samples, self._device)["word_segments"]
        if len(found) != len(text.split()):
            return [None] * len(words)
        rest = iter(found)
        return [_span([next(rest) for _ in word.text.split()]) for word in words]

    @property
    def _files(self) -> list[Path]:
        folder = Path(self._name).expanduser()
        return [folder / name for name in WEIGHTS if (folder / name).is_file()][:1]

    @cached_property
    def _digest(self) -> str:
        for path in self._files:
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()[:12]
        return "hub"

    @cached_property
    def _model(self) -> tuple[Any, dict[str, Any]]:
        folder = Path(self._name).expanduser()
        name = str(folder) if folder.is_dir() else self._name
        with quiet():
            try:
                made: tuple[Any, dict[str, Any]] = module("alignment").load_align_model(
                    self._language, self._device, model_name=name
                )
            except ValueError as error:
                raise EngineUnavailable(
                    f"{self._name} cannot be loaded as a wav2vec2 model for letters: "
                    "name the folder of a Wav2Vec2ForCTC with its processor"
                ) from error
        made[0].eval()
        return made


def module(name: str) -> ModuleType:
    """A module of whisperx, which tells nobody that it is used."""
    keep_offline()
    log = logging.getLogger("whisperx")
    if not log.handlers:
        log.addHandler(logging.NullHandler())  # else it makes one that writes to stdout
    with quiet():
        try:
            import_module("torchaudio")
        except OSError:  # it is built for CUDA and lies beside a torch that is not
            _without_extension()
        return import_module(f"whisperx.{name}")


def _without_extension() -> None:
    """Nothing that whisperx asks of torchaudio is in its extension."""
    stub = ModuleType("torchaudio._extension")
    stub.__dict__.update(
        _IS_TORCHAUDIO_EXT_AVAILABLE=False,
        _IS_ALIGN_AVAILABLE=False,
        _check_cuda_version=lambda: None,
        fail_if_no_align=lambda function: function,
    )
    sys.modules["torchaudio._extension"] = stub
    import_module("torchaudio")


class _OneSentence:
    def span_tokenize(self, text: str) -> list[tuple[int, int]]:
        return [(0, len(text))]


@contextmanager
def _no_sentences() -> Iterator[Any]:
    """whisperx's module of alignment, in place of whose sentence rules there are none."""
    alignment: Any = module("alignment")
    usual = alignment.nltk_load
    alignment.nltk_load = lambda _: _OneSentence()
    try:
        yield alignment
    finally:
        alignment.nltk_load = usual


def _span(entries: Sequence[dict[str, Any]]) -> Span | None:
    """None where one has no score: whisperx lent it the times of a neighbour, if any."""
    if not entries or any("score" not in entry for entry in entries):
        return None
    start, end = entries[0]["start"], entries[-1]["end"]
    return Span(float(start), float(max(start, end)))
