"""The evidence of a session scored again by another model, beside what counts."""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import cast

import dagster as dg

from assets import previews
from assets.failures import explained
from assets.models import ModelsResource
from assets.partitions import SESSIONS
from assets.resources import StoreResource
from assets.tracking import Artifact, Entry, Metric, Param, Scoring, TrackingResource
from assets.weighing import weigh_beside
from interview import rescoring as again
from interview.errors import BadInput, Refused
from interview.model import Evidence, JobDescription, ProfileSnapshot, Verdict
from interview.rescoring import Judged, Rescoring
from interview.scorer import ScorerModel
from interview.store import Store
from registry.names import CHALLENGER

KIND = "rescoring"
READ = ("evidence", "profile", "verdict", "job_description")


class RescoringConfig(dg.Config):
    """The model as NAME@VERSION, by number or alias."""

    model: str = f"interview-scorer@{CHALLENGER}"


@dg.asset(
    partitions_def=SESSIONS,
    group_name="judgement",
    kinds={"json"},
    code_version=again.VERSION,
    deps=READ,
)
@explained()
def rescoring(
    context: dg.AssetExecutionContext,
    config: RescoringConfig,
    store: StoreResource,
    models: ModelsResource,
    tracking: TrackingResource,
) -> dg.MaterializeResult[None]:
    """What another scoring model makes of the same evidence; what counts stays as it is."""
    sessions, session = store.open(), context.partition_key
    _check_uncovered(sessions, session)
    held = sessions.read(session, "verdict", Verdict)
    model = models.scorer_of(config.model)
    if model.version == held.scorer:
        raise BadInput(
            f"session {session} is scored by {model.version} already: name another version"
        )
    made = _rescored(sessions, session, (models.scorer_of(held.scorer), model))
    digest = sessions.write(
        session, KIND, made, version=model.version, inputs=_inputs(sessions, session)
    )
    run = tracking.log(_scoring(sessions, session, made, digest), _entries(sessions, session, made))
    return dg.MaterializeResult(
        data_version=dg.DataVersion(digest),
        metadata=_about(made) | {"mlflow_run": dg.MetadataValue.text(run)},
    )


def _check_uncovered(store: Store, session: str) -> None:
    """Refused as long as nobody who decides has rated: that comes before any verdict."""
    rated = any(event.kind == "rating" for event in store.events(session))
    if store.meta(session).purpose == "selection" and not rated:
        raise Refused(f"the verdict of session {session} is covered until it is rated")


def _rescored(store: Store, session: str, models: tuple[ScorerModel, ScorerModel]) -> Rescoring:
    """Keeps the new profile and verdict as versions that do not count."""
    evidence = store.read(session, "evidence", list[Evidence])
    job = store.read(session, "job_description", JobDescription)
    profile = store.read(session, "profile", list[ProfileSnapshot])
    before = Judged(profile, store.read(session, "verdict", Verdict))
    after = again.judged(profile, evidence, job, models[1])
    inputs, version = _inputs(store, session), models[1].version
    store.write_beside(
        session, "profile", after.profile, version=f"{again.VERSION}+{version}", inputs=inputs
    )
    store.write_beside(session, "verdict", after.verdict, version=version, inputs=inputs)
    weigh_beside(store, session, after, models[1])
    return again.compared(before, after, evidence, models)


def _inputs(store: Store, session: str) -> dict[str, str]:
    return {kind: store.digest(session, kind) for kind in READ}


def _scoring(store: Store, session: str, made: Rescoring, digest: str) -> Scoring:
    versions = {kind: store.active(session, kind) for kind in READ}
    start = store.meta(session).start_time
    both = sha256(f"{digest} {versions}".encode()).hexdigest()
    return Scoring(session, start, made.after.scorer, versions, both, instead_of=made.before.scorer)


def _entries(store: Store, session: str, made: Rescoring) -> Iterator[Entry]:
    yield Param("calibration", made.after.calibration)
    yield Param("state", f"{made.before.state} -> {made.after.state}")
    yield Param("flags_gained", ", ".join(made.gained) or "none")
    yield Param("flags_lost", ", ".join(made.lost) or "none")
    t = made.after.time
    for name, verdict in (
        ("hire_probability_before", made.before),
        ("hire_probability", made.after),
    ):
        yield Metric(name, verdict.outlook.hire_probability, t, 0)
        yield Metric(f"{name}_width", 1.0 - verdict.confidence, t, 0)
    yield Metric("delta", made.delta, t, 0)
    yield Metric("evidence_reread", len(made.reread), t, 0)
    for rating in [each.body for each in store.events(session) if each.kind == "rating"][-1:]:
        yield Metric("rating", float(cast(float, rating["value"])), t, 0)
    yield Artifact("rescoring.json", json.dumps(again.as_json(made), indent=1).encode())


def _about(made: Rescoring) -> previews.Metadata:
    was, now = (each.outlook.hire_probability for each in (made.before, made.after))
    rows = [
        (one.dimension, one.before.mean, one.after.mean, one.after.mean - one.before.mean)
        for one in made.dimensions
    ]
    summary = f"{made.before.scorer} {was:.2f}, {made.after.scorer} {now:.2f}"
    return {
        "summary": dg.MetadataValue.text(summary),
        "delta": dg.MetadataValue.float(made.delta),
        "flags_gained": dg.MetadataValue.text(", ".join(made.gained)),
        "flags_lost": dg.MetadataValue.text(", ".join(made.lost)),
        "evidence_reread": dg.MetadataValue.int(len(made.reread)),
        "dimensions": dg.MetadataValue.md(
            previews.table(["dimension", "before", "after", "difference"], rows)
        ),
    }
