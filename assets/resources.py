"""The store and the engines: one of each a process, whose weights load when first used."""

from functools import cache

import dagster as dg
from interview.engines.alignment import Sphinx

from interview.engines import esco
from interview.engines.embeddings import MiniLM
from interview.engines.voice import Silero
from interview.engines.whisper import Whisper
from interview.hearing import Speech
from interview.ports import Embedder, Taxonomy
from interview.store import Store


class StoreResource(dg.ConfigurableResource[None]):
    """The folder or URL under which the sessions lie."""

    root: str

    def open(self) -> Store:
        return Store(self.root)


class SpeechResource(dg.ConfigurableResource[None]):
    """The engines of speech; `model` is a folder or a name, empty for the one installed."""

    model: str = ""
    threads: int = 2

    def load(self) -> Speech:
        return _speech(self.model, self.threads)


class EmbedderResource(dg.ConfigurableResource[None]):
    def load(self) -> Embedder:
        return _embedder()


class TaxonomyResource(dg.ConfigurableResource[None]):
    def load(self) -> Taxonomy:
        return _taxonomy()


@cache
def _speech(model: str, threads: int) -> Speech:
    return Speech(Silero(), Whisper(model, threads), Sphinx())


@cache
def _embedder() -> Embedder:
    return MiniLM()


@cache
def _taxonomy() -> Taxonomy:
    return esco.load()


SPEECH_VERSION = SpeechResource().load().version
EMBEDDER_VERSION = EmbedderResource().load().version
