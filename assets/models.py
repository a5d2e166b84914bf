"""The models that interviews are understood by: versions of MLflow's registry."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg

from assets.failures import explained
from interview import scorer
from interview.engines import esco, linking, questions, tagger
from interview.errors import BadInput, InterviewError
from interview.ports import SkillTagger, Taxonomy, Understanding
from interview.scorer import ScorerModel
from registry import folders, resolved
from registry.measured import Measured
from registry.names import CHAMPION, KINDS, SHIPPED_ALONE, Model, parsed
from registry.resolved import Wanted

if TYPE_CHECKING:
    from registry.models import Registry

ASSETS: Mapping[str, str] = {
    "question_model": "interview-questions",
    "linking_model": "interview-linking",
    "skill_model": "interview-skills",
    "esco_model": "interview-esco",
    "scorer_model": "interview-scorer",
}
"""The asset that tells which version of a model is in use."""


class ModelsResource(dg.ConfigurableResource[None]):
    """The models of an alias, or exact ones as NAME@VERSION; see `registry.resolved.Wanted`.

    A process uses what it was told first, or last by `ask`.
    """

    root: str
    uri: str
    artifacts: str = ""
    alias: str = CHAMPION
    exact: list[str] = []  # noqa: RUF012  # pydantic copies it
    shipped: str = str(folders.TRAINED)

    def models(self) -> Mapping[str, Model]:
        """By name."""
        return _models(self.wanted())

    def ask(self) -> Mapping[str, Model]:
        """What MLflow says now. Raises Transient where it does not answer."""
        self._registry().resolve(self.wanted())
        _models.cache_clear()
        return self.models()

    def _registry(self) -> "Registry":
        from registry.models import Registry  # only here: a live worker goes without MLflow

        return Registry(self.uri, self.artifacts, Path(self.shipped))

    def scorer_of(self, model: str) -> ScorerModel:
        """The scorer NAME@VERSION, by number or alias, of which MLflow is asked."""
        kind, version = parsed(model)
        if kind is not KINDS["interview-scorer"]:
            raise BadInput(f"{model} scores nothing: name a version of interview-scorer")
        if version == SHIPPED_ALONE:
            return _scorer(folders.shipped(Path(self.shipped))[kind.name])
        registry = self._registry()
        registry.add_shipped()
        return _scorer(registry.fetch(kind, version, Path(self.root)))

    def log_evaluation(self, model: Model, found: Measured) -> None:
        """Keeps what was measured of a model. Raises Transient."""
        self._registry().log_evaluation(model, found)

    def wanted(self) -> Wanted:
        exact = tuple(self.exact)
        return Wanted(self.root, self.uri, self.artifacts, self.alias, exact, self.shipped)

    def understanding(self) -> Understanding:
        known = self.models()
        return _understanding(known["interview-questions"], known["interview-linking"])

    def tagger(self) -> SkillTagger:
        return _tagger(self.models()["interview-skills"])

    def taxonomy(self) -> Taxonomy:
        return _taxonomy(self.models()["interview-esco"])

    def scorer(self) -> ScorerModel:
        return _scorer(self.models()["interview-scorer"])


@cache
def _models(wanted: Wanted) -> Mapping[str, Model]:
    return resolved.models(wanted)


@cache
def _understanding(asks: Model, answers: Model) -> Understanding:
    return Understanding(
        questions.load(asks.folder, str(asks)), linking.load(answers.folder, str(answers))
    )


@cache
def _tagger(model: Model) -> SkillTagger:
    return tagger.load(model.folder, str(model))


@cache
def _taxonomy(model: Model) -> Taxonomy:
    return esco.load(model.folder, str(model))


@cache
def _scorer(model: Model) -> ScorerModel:
    return scorer.load(model.folder, str(model))


def _spec(asset: str, name: str) -> dg.AssetSpec:
    return dg.AssetSpec(
        asset,
        description=f"The version of {name} that is in use.",
        group_name="models",
        kinds={"mlflow"},
    )


@dg.multi_asset(specs=[_spec(asset, name) for asset, name in ASSETS.items()])
def models(
    context: dg.AssetExecutionContext, models: ModelsResource
) -> Iterator[dg.MaterializeResult[None]]:
    """Asks MLflow; where it does not answer, what is known of it stays in use."""
    with explained():
        found = _found(models, context.log.warning)
        for asset, name in ASSETS.items():
            yield _told(asset, found[name])


def _found(models: ModelsResource, warn: Callable[[str], None]) -> Mapping[str, Model]:
    try:
        return models.ask()
    except BadInput:
        raise
    except InterviewError as error:
        warn(f"the models stay as they are: {error}")
        return models.models()


def _told(asset: str, model: Model) -> dg.MaterializeResult[None]:
    digest = folders.digest(model.folder)
    figures = folders.figures(model.folder)
    return dg.MaterializeResult(
        asset_key=asset,
        data_version=dg.DataVersion(f"{model}-{digest[:12]}"),
        metadata={
            "summary": dg.MetadataValue.text(str(model)),
            "version": dg.MetadataValue.text(str(model)),
            "sha256": dg.MetadataValue.text(digest),
            "card": dg.MetadataValue.md(folders.card(model.folder)),
            **{name: dg.MetadataValue.float(value) for name, value in figures.items()},
        },
    )
