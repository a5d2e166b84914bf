"""A tiny interview of tones in a real store, and Dagster with scripted engines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg
import numpy as np
import pytest

from assets import corrections
from assets.faces import FaceResource
from assets.media import register
from assets.models import ModelsResource
from assets.resources import EmbedderResource, LanguageResource, SpeechResource, StoreResource
from assets.store_io import StoreIO
from assets.tracking import TrackingResource
from dagster_project.definitions import definitions
from dagster_project.run import materialise
from interview.errors import NotMade
from interview.hearing import Speech
from interview.model import SessionMeta, Sync, Track
from interview.pairing import HAND_SET
from interview.ports import Embedder, Samples, SkillTagger, Taxonomy, Understanding
from interview.store import Store
from registry import folders, resolved
from registry.names import Model
from tests.dagster.tones import (
    HashEmbedder,
    LevelVoice,
    NoSkills,
    NoTags,
    SureAligner,
    ToneTranscriber,
    silence,
    tone,
)

SESSION = "tones"
POSTING = "Backend engineer. You must have 5 years of Python. SQL is a plus."
MEANINGS = {
    300: "What did you do with Python?",
    440: "I worked with Python for six years and built the payment service at my last company.",
    600: "How do you work with others?",
    900: "We review each change together and I mentored two juniors last year.",
}
INTERVIEWER = np.concatenate([tone(300, 2.0), silence(6.0), tone(600, 2.0), silence(4.5)])
CANDIDATE = np.concatenate([silence(2.5), tone(440, 5.0), silence(3.0), tone(900, 3.5)])
UTTERANCES = 4
KINDS = (
    "words",
    "sentences",
    "turns",
    "pairs",
    "job_description",
    "job_vectors",
    "evidence",
    "profile",
    "verdict",
)
WITHOUT_MLFLOW = ",".join(KINDS)


@dataclass
class Workbench:
    """One store, one Dagster instance, and what a run says."""

    store: Store
    instance: dg.DagsterInstance
    resources: Mapping[str, object]
    transcriber: ToneTranscriber
    said: list[Mapping[str, object]] = field(default_factory=list)

    def add(
        self, session: str, tracks: Mapping[Track, Samples], posting: str | None = POSTING
    ) -> None:
        self.store.create(SessionMeta(session, 1.7e9, "research", "off"), at=1.7e9, who="test")
        for track, samples in tracks.items():
            with self.store.land_audio(session, track, Sync("import", None)) as writer:
                writer.write(samples, 0.0)
        if posting is not None:
            self.store.write_job(session, posting)

    def run(self, select: str | None = WITHOUT_MLFLOW, session: str = SESSION) -> dg.DagsterRun:
        """The run of this call; raises what `materialise` raises."""
        self.said.clear()
        register(self.instance, self.store, session)
        corrections.report(self.instance, self.store, session)
        repository = definitions(self.resources).get_repository_def()
        materialise(repository, self.instance, session, select, self.said.append)
        return self.instance.get_runs(limit=1)[0]

    def states(self) -> dict[str, object]:
        """The last state of each asset."""
        return {str(line["asset"]): line["state"] for line in self.said}

    def metadata(self, asset: str) -> Mapping[str, object]:
        event = self.instance.get_latest_materialization_event(dg.AssetKey(asset))
        assert event is not None
        assert event.asset_materialization is not None
        return {name: each.value for name, each in event.asset_materialization.metadata.items()}


@pytest.fixture
def workbench(tmp_path: Path) -> Iterator[Workbench]:
    yield from workbench_in(tmp_path)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """After one run; to be read only."""
    for made in workbench_in(tmp_path_factory.mktemp("finished")):
        made.run()
        yield made


def workbench_in(folder: Path) -> Iterator[Workbench]:
    """Its sessions are in `data`."""
    transcriber = ToneTranscriber(MEANINGS)
    store = StoreResource(root=str(folder / "data"))
    resources = {
        "store": store,
        "io_manager": StoreIO(store=store),
        "speech": scripted_speech(Speech(LevelVoice(), transcriber, SureAligner())),
        "embedder": scripted_embedder(HashEmbedder()),
        "models": scripted_models(folder, NoSkills()),
        "language": LanguageResource(),
        "face": FaceResource(),
        "tracking": TrackingResource(
            uri=f"sqlite:///{folder}/mlruns/mlflow.db", artifacts=str(folder / "artifacts")
        ),
    }
    with dg.DagsterInstance.ephemeral() as instance:
        made = Workbench(store.open(), instance, resources, transcriber)
        made.add(SESSION, {"candidate_audio": CANDIDATE, "interviewer_audio": INTERVIEWER})
        yield made


def scripted_speech(speech: Speech) -> SpeechResource:
    class Scripted(SpeechResource):
        def load(self, language: str = "en") -> Speech:  # noqa: ARG002  # the resource's
            return speech

    return Scripted()


def scripted_embedder(embedder: Embedder) -> EmbedderResource:
    class Scripted(EmbedderResource):
        def load(self) -> Embedder:
            return embedder

    return Scripted()


class ShippedModels(ModelsResource):
    """The registry's, which is not asked as long as nobody materialises it."""

    def models(self) -> Mapping[str, Model]:
        try:
            return resolved.last(self.wanted())
        except NotMade:
            return folders.shipped(Path(self.shipped))


def models_in(folder: Path) -> dict[str, Any]:
    """Where MLflow and the copies are."""
    return {
        "root": str(folder / "models"),
        "uri": f"sqlite:///{folder}/mlruns/mlflow.db",
        "artifacts": str(folder / "artifacts"),
    }


def scripted_models(folder: Path, taxonomy: Taxonomy) -> ModelsResource:
    class Scripted(ShippedModels):
        def understanding(self) -> Understanding:
            return HAND_SET

        def tagger(self) -> SkillTagger:
            return NoTags()

        def taxonomy(self) -> Taxonomy:
            return taxonomy

    return Scripted(**models_in(folder))
