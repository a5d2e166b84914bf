"""The registry: which versions of the models there are, and which of them are in use."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Literal

from mlflow.entities import Metric, Param
from mlflow.entities.model_registry import ModelVersion
from mlflow.exceptions import MlflowException

from interview.errors import BadInput, Damaged
from registry import folders
from registry.client import answering, connect, experiment
from registry.measured import Measured
from registry.names import CHAMPION, KINDS, Kind, Model, parsed
from registry.packaging import files_of, package
from registry.resolved import Wanted, note

Origin = Literal["shipped", "trained"]
LONGEST = 5000  # characters of a card that MLflow shows as a description


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model that is to become a version, and what is worth keeping of how it came about.

    `artifacts` are files by name: reliability.png, confusion.csv, errors.csv.
    """

    kind: Kind
    folder: Path
    origin: Origin
    params: Mapping[str, str | float] = field(default_factory=dict)
    metrics: Mapping[str, float] = field(default_factory=dict)
    artifacts: Mapping[str, bytes] = field(default_factory=dict)


class Registry:
    """Raises Transient where MLflow does not answer. `shipped` holds what this release ships."""

    def __init__(self, uri: str, artifacts: str = "", shipped: Path = folders.TRAINED) -> None:
        self._uri, self._artifacts, self._shipped = uri, artifacts, shipped
        self._client = connect(uri)

    def add(self, candidate: Candidate, alias: str | None = None) -> str:
        """Makes a version of it, with a run that tells how it came about; its number."""
        with answering(self._uri):
            version = self._add(candidate)
            if alias is not None:
                self._client.set_registered_model_alias(candidate.kind.name, alias, version)
            return version

    def promote(self, model: str) -> None:
        """Lets NAME@VERSION be the champion; raises BadInput where there is none."""
        kind, version = parsed(model)
        with answering(self._uri):
            number = str(self._version(kind, version).version)
            self._client.set_registered_model_alias(kind.name, CHAMPION, number)

    def add_shipped(self) -> None:
        """Makes what this release ships a version, once.

        It becomes the champion where there is none, or where the champion was shipped too: a
        champion that somebody has trained and chosen stays.
        """
        with answering(self._uri):
            for kind in KINDS.values():
                self._add_shipped(kind)

    def resolve(self, wanted: Wanted) -> dict[str, Model]:
        """The models that are wanted, copied below its root; who asks without MLflow is told too.

        Raises BadInput, Damaged and Transient.
        """
        self.add_shipped()
        found = {
            name: self.fetch(kind, wanted.version(kind), Path(wanted.root), CHAMPION)
            for name, kind in KINDS.items()
        }
        note(wanted, found)
        return found

    def fetch(self, kind: Kind, version: str, root: Path, instead: str | None = None) -> Model:
        """A copy of the model of a number or alias, or of the alias `instead` where it has none.

        Raises BadInput where there is neither, and Damaged.
        """
        with answering(self._uri):
            found = self._version(kind, version, instead)
            digest = found.tags.get("digest", "")
            target = root / f"{kind.name}@{found.version}-{digest[:12]}"
            if not target.is_dir() or folders.digest(target) != digest:
                self._copy(found, digest, target)
            return Model(kind.name, str(found.version), target)

    def log_evaluation(self, model: Model, found: Measured) -> None:
        """A run with what was measured of a version some time after its training."""
        with answering(self._uri):
            run = self._begin(KINDS[model.name], "evaluation", {"version": str(model)})
            self._measured(run, found.figures, found.params)
            with TemporaryDirectory() as folder:
                self._keep(run, found.artifacts, Path(folder))
            self._client.set_terminated(run)

    def named(self, kind: Kind, folder: Path) -> Model:
        """The version that has the folder's files, or a name by their sha256 where none has."""
        digest = folders.digest(folder)
        with answering(self._uri):
            same = [int(each.version) for each in self._versions(kind, digest=digest)]
        return Model(kind.name, str(min(same)) if same else digest[:12], folder)

    def _version(self, kind: Kind, version: str, instead: str | None = None) -> ModelVersion:
        aliases = self._aliases(kind)
        number = version if version.isdecimal() else aliases.get(version)
        if number is None and instead is not None:
            number = aliases.get(instead)
        try:
            if number is not None:
                return self._client.get_model_version(kind.name, str(number))
        except MlflowException as error:
            if error.error_code != "RESOURCE_DOES_NOT_EXIST":
                raise
        known = sorted(int(each.version) for each in self._versions(kind))
        raise BadInput(
            f"there is no {kind.name}@{version}: name one of the versions {known} or of the "
            f"aliases {', '.join(sorted(aliases)) or 'there will be'}"
        )

    def _versions(self, kind: Kind, **tags: str) -> list[ModelVersion]:
        clauses = [f"name = '{kind.name}'", *(f"tags.{key} = '{tags[key]}'" for key in tags)]
        return list(self._client.search_model_versions(" and ".join(clauses)))

    def _aliases(self, kind: Kind) -> Mapping[str, str]:
        try:
            return dict(self._client.get_registered_model(kind.name).aliases)
        except MlflowException as error:
            if error.error_code != "RESOURCE_DOES_NOT_EXIST":
                raise
            return {}

    def _add(self, candidate: Candidate) -> str:
        kind, digest = candidate.kind, folders.digest(candidate.folder)
        run = self._log(candidate)
        with suppress(MlflowException):  # it is known already
            self._client.create_registered_model(kind.name)
        made = self._client.create_model_version(
            kind.name,
            source=f"runs:/{run}/model",
            run_id=run,
            tags={"digest": digest, "origin": candidate.origin},
            description=folders.card(candidate.folder)[:LONGEST],
        )
        return str(made.version)

    def _add_shipped(self, kind: Kind) -> None:
        """Two processes may do this at once: the version of the one that was first stays."""
        folder = self._shipped / kind.folder
        same = {"digest": folders.digest(folder), "origin": "shipped"}
        champion, added = self._aliases(kind).get(CHAMPION), None
        if not self._versions(kind, **same):
            metrics = folders.figures(folder)
            added = self._add(Candidate(kind, folder, "shipped", metrics=metrics))
        elif champion is not None:
            return
        first = min(self._versions(kind, **same), key=lambda each: int(each.version))
        if added not in (None, str(first.version)):
            self._client.delete_model_version(kind.name, added)
        if champion is None or (added is not None and self._is_shipped(kind, champion)):
            self._client.set_registered_model_alias(kind.name, CHAMPION, str(first.version))

    def _is_shipped(self, kind: Kind, version: str) -> bool:
        tags = self._client.get_model_version(kind.name, version).tags
        return bool(tags.get("origin") == "shipped")

    def _log(self, candidate: Candidate) -> str:
        """A run with the model, its figures and its pictures."""
        kind = candidate.kind
        run = self._begin(kind, candidate.origin, {})
        data = folders.recorded(candidate.folder).get("data_sha256", "")
        self._measured(run, candidate.metrics, {**candidate.params, "data_sha256": data})
        with TemporaryDirectory() as folder:
            package(kind, candidate.folder, Path(folder) / "model")
            self._keep(run, candidate.artifacts, Path(folder))
        self._client.set_terminated(run)
        return run

    def _keep(self, run: str, artifacts: Mapping[str, bytes], folder: Path) -> None:
        """With all that lies in the folder already."""
        for name, content in artifacts.items():
            (folder / name).write_bytes(content)
        self._client.log_artifacts(run, str(folder))

    def _begin(self, kind: Kind, what: str, tags: Mapping[str, str]) -> str:
        where = experiment(self._client, kind.experiment, self._artifacts)
        told = {"mlflow.runName": f"{kind.name} {what}", "kind": what, "model": kind.name, **tags}
        return str(self._client.create_run(where, tags=told).info.run_id)

    def _measured(
        self, run: str, figures: Mapping[str, float], given: Mapping[str, object]
    ) -> None:
        at = int(self._client.get_run(run).info.start_time)
        metrics = [Metric(name, value, at, 0) for name, value in figures.items()]
        params = [Param(name, str(value)) for name, value in given.items()]
        self._client.log_batch(run, metrics=metrics, params=params)

    def _copy(self, version: ModelVersion, digest: str, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=target.parent) as folder:
            run = version.run_id or ""
            files = files_of(Path(self._client.download_artifacts(run, "model", folder)))
            if folders.digest(files) != digest:
                raise Damaged(
                    f"the files of {version.name}@{version.version} in MLflow are not what was "
                    "registered: train it again, or promote another version"
                )
            rmtree(target, ignore_errors=True)  # a copy that was changed
            try:
                files.rename(target)
            except OSError:
                if not target.is_dir():  # otherwise another process was first
                    raise
