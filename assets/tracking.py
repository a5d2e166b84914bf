"""Each scored session as an MLflow run: parameters, metrics over time, verdict, picture."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

import dagster as dg

from assets.failures import explained
from assets.partitions import SESSIONS
from assets.previews import profile_picture
from assets.resources import StoreResource
from interview import shapes
from interview.model import HistoryPoint, ProfileSnapshot, Verdict
from interview.store import Store
from interview.store.copies import copy_of

if TYPE_CHECKING:  # at run time MLflow is imported where it is used: that costs seconds
    from mlflow import MlflowClient

BATCH = 1000  # metrics that MLflow takes in one call
MADE_OF = ("words", "job_description", "evidence", "profile", "verdict")


@dataclass(frozen=True, slots=True)
class Param:
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Metric:
    """`t` is on the session clock; `step` is the number of the answer."""

    name: str
    value: float
    t: float
    step: int


@dataclass(frozen=True, slots=True)
class Artifact:
    name: str
    content: bytes


Entry = Param | Metric | Artifact


@dataclass(frozen=True, slots=True)
class Scoring:
    """One scoring of a session; what has the same digest was made of the same.

    `instead_of` is the version whose verdict counts, where this one is only to be compared with it.
    """

    session: str
    start_time: float
    scorer: str
    versions: Mapping[str, str]
    digest: str
    instead_of: str = ""

    @property
    def tags(self) -> Mapping[str, str]:
        return {
            "mlflow.runName": f"{self.session} {self.scorer}",
            "kind": "rescoring" if self.instead_of else "scoring",
            "instead_of": self.instead_of,
            "session": self.session,
            "scorer": self.scorer,
            "digest": self.digest,
        }


class Tracked(Protocol):
    """What has a run in MLflow; among its tags are "session" and "digest"."""

    @property
    def session(self) -> str: ...

    @property
    def start_time(self) -> float: ...

    @property
    def versions(self) -> Mapping[str, str]: ...

    @property
    def digest(self) -> str: ...

    @property
    def tags(self) -> Mapping[str, str]: ...


def scoring(store: Store, session: str, scorer: str) -> Scoring:
    versions = {kind: store.active(session, kind) for kind in MADE_OF}
    made_of = [versions, [store.digest(session, kind) for kind in MADE_OF]]
    digest = sha256(repr(made_of).encode()).hexdigest()
    return Scoring(session, store.meta(session).start_time, scorer, versions, digest)


def entries(profile: Sequence[ProfileSnapshot], verdict: Verdict) -> Iterator[Entry]:
    """What is worth keeping of a scoring."""
    yield Param("calibration", verdict.calibration)
    yield Param("state", verdict.state)
    yield Param("risk_flags", ", ".join(risk.flag for risk in verdict.risk_flags) or "none")
    for step, point in enumerate(verdict.history, 1):
        yield from _outlook(point, step)
    for step, snapshot in enumerate(profile, 1):
        for dimension, held in snapshot.beliefs.items():
            yield Metric(dimension, held.mean, snapshot.t, step)
    yield Artifact("verdict.json", json.dumps(shapes.verdict(verdict), indent=1).encode())
    yield Artifact("profile.png", profile_picture(profile))


def _outlook(point: HistoryPoint, step: int) -> Iterator[Metric]:
    low, high = point.outlook.interval
    yield Metric("hire_probability", point.outlook.hire_probability, point.t, step)
    yield Metric("hire_probability_low", low, point.t, step)
    yield Metric("hire_probability_high", high, point.t, step)


class TrackingResource(dg.ConfigurableResource[None]):
    """Where MLflow keeps its runs.

    `artifacts` is a folder or URL for a database at `uri`; a tracking server at `uri` has its own.
    """

    uri: str
    artifacts: str = ""
    experiment: str = "scoring"

    def log(self, tracked: Tracked, entries: Iterator[Entry], experiment: str = "") -> str:
        """The id of the MLflow run that holds it; nothing is logged twice."""
        from registry import client as mlflow

        client = mlflow.connect(self.uri)
        with mlflow.answering(self.uri):
            where = mlflow.experiment(client, experiment or self.experiment, self.artifacts)
            same = f"tags.session = '{tracked.session}' and tags.digest = '{tracked.digest}'"
            found = client.search_runs([where], same)
            run = found[0] if found else client.create_run(where, tags=dict(tracked.tags))
            if run.info.status != "FINISHED":
                _send(client, run.info.run_id, tracked, list(entries))
            return str(run.info.run_id)


def _send(client: "MlflowClient", run: str, tracked: Tracked, logged: Sequence[Entry]) -> None:
    from mlflow.entities import Metric as Point
    from mlflow.entities import Param as Setting

    settings = [Setting(f"version_{kind}", version) for kind, version in tracked.versions.items()]
    settings += [Setting(entry.name, entry.value) for entry in logged if isinstance(entry, Param)]
    client.log_batch(run, params=settings)
    points = [
        Point(entry.name, entry.value, round((tracked.start_time + entry.t) * 1000), entry.step)
        for entry in logged
        if isinstance(entry, Metric)
    ]
    for first in range(0, len(points), BATCH):
        client.log_batch(run, metrics=points[first : first + BATCH])
    with copy_of(tracked.session) as folder:
        for entry in logged:
            if isinstance(entry, Artifact):
                (folder / entry.name).write_bytes(entry.content)
        client.log_artifacts(run, str(folder))
    client.set_terminated(run)


@dg.asset(
    partitions_def=SESSIONS, group_name="tracking", kinds={"mlflow"}, code_version="scoring-run@1"
)
@explained()
def scoring_run(
    context: dg.AssetExecutionContext,
    store: StoreResource,
    tracking: TrackingResource,
    profile: list[ProfileSnapshot],
    verdict: Verdict,
) -> dg.MaterializeResult[None]:
    """The MLflow run of this scoring; the same scoring is logged once."""
    made = scoring(store.open(), context.partition_key, verdict.scorer)
    run = tracking.log(made, entries(profile, verdict))
    summary = f"MLflow run {run} in {tracking.uri}"
    return dg.MaterializeResult(
        data_version=dg.DataVersion(made.digest),
        metadata={
            "summary": dg.MetadataValue.text(summary),
            "mlflow_run": dg.MetadataValue.text(run),
            "experiment": dg.MetadataValue.text(tracking.experiment),
        },
    )
