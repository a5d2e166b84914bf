"""The store and the engines: one of each a process, whose weights load when first used."""

import os
from functools import cache

import dagster as dg

from assets.replies import Language
from interview.engines import languages
from interview.engines.batched import Whisperx
from interview.engines.chat import Chat
from interview.engines.embeddings import MiniLM
from interview.engines.languages import ENGLISH
from interview.engines.voice import Silero
from interview.errors import BadInput
from interview.hearing import Speech
from interview.ports import Embedder, TrackHearing
from interview.store import Store


class StoreResource(dg.ConfigurableResource[None]):
    """The folder or URL under which the sessions lie."""

    root: str

    def open(self) -> Store:
        return Store(self.root)


class SpeechResource(dg.ConfigurableResource[None]):
    """The engines of speech; `model` is what `Whisper` takes: "base", a folder, a name.

    `engine` is "whisper", or "whisperx" for interviews that are over: with `align`, a folder of
    wav2vec2 weights or "", and `device`, "cpu" or "cuda".
    """

    engine: str = os.environ.get("INTERVIEW_SPEECH_ENGINE", "whisper")
    model: str = os.environ.get("INTERVIEW_SPEECH_MODEL", "base")
    align: str = os.environ.get("INTERVIEW_WHISPERX_ALIGN", "")
    device: str = os.environ.get("INTERVIEW_WHISPERX_DEVICE", "cpu")

    def load(self, language: str = ENGLISH) -> Speech:
        """What hears while an interview goes on, an utterance at a time."""
        return _speech(self.model, language)

    def whole(self) -> TrackHearing | None:
        """What hears an interview that is over instead, if something does."""
        if self.engine == "whisper":
            return None
        if self.engine == "whisperx":
            return _whisperx(self.model, self.align, self.device)
        raise BadInput(f"no engine of speech is called {self.engine!r}: take whisper or whisperx")

    @property
    def version(self) -> str:
        """Of the words of an interview that is over."""
        return (self.whole() or self.load()).version


class EmbedderResource(dg.ConfigurableResource[None]):
    def load(self) -> Embedder:
        return _embedder()


class LanguageResource(dg.ConfigurableResource[None]):
    """A language model that also judges answers, which are sent to its address; "" for none.

    `address` is that of an OpenAI-compatible server up to "/v1". The key is read from
    INTERVIEW_LLM_KEY, so that it stands in no configuration. `timeout` in seconds for an answer;
    `budget` in tokens for a session; `again` asks once more what failed.
    """

    address: str = os.environ.get("INTERVIEW_LLM_ADDRESS", "")
    model: str = os.environ.get("INTERVIEW_LLM_MODEL", "")
    timeout: float = float(os.environ.get("INTERVIEW_LLM_TIMEOUT", "20"))
    budget: int = int(os.environ.get("INTERVIEW_LLM_BUDGET", "100000"))
    again: bool = bool(os.environ.get("INTERVIEW_LLM_AGAIN", ""))

    def load(self) -> Language | None:
        if not self.address:
            return None
        key = os.environ.get("INTERVIEW_LLM_KEY", "")
        model = Chat(self.address, self.model, key, self.timeout)
        return Language(model, self.budget, self.again)


@cache
def _speech(model: str, language: str) -> Speech:
    return languages.engines(model, language)


@cache
def _whisperx(model: str, align: str, device: str) -> TrackHearing:
    return Whisperx(Silero(), model, align, device)


@cache
def _embedder() -> Embedder:
    return MiniLM()


SPEECH_VERSION = SpeechResource().version
EMBEDDER_VERSION = EmbedderResource().load().version
