"""The verdict with what the face showed, beside the one that rests on words alone."""

from collections.abc import Iterator
from contextlib import suppress

import dagster as dg

from assets.failures import explained
from assets.models import ModelsResource
from assets.partitions import SESSIONS
from assets.resources import StoreResource
from assets.store_io import made
from interview import judgement
from interview.conduct import affect, telling
from interview.errors import NotMade, Refused
from interview.model import (
    AnswerBehaviour,
    BehaviourSample,
    Evidence,
    JobDescription,
    ProfileSnapshot,
    Verdict,
)
from interview.rescoring import Judged
from interview.scorer import ScorerModel
from interview.store import Store
from interview.store.permitted import AFFECT, AFFECT_EVIDENCE, AFFECT_VERDICT

READ = ("behaviour", "answer_behaviour", "profile", "verdict", "job_description")
"""Not `affect`, which is made anew from behaviour: it may be left out, and Dagster 1.13 waits for
ever where a step lacks one input that was left out and another that failed."""


def _spec(name: str, kind: str, about: str) -> dg.AssetSpec:
    return dg.AssetSpec(
        name,
        deps=[*READ, "scorer_model"],
        description=about,
        group_name="behaviour",
        code_version=f"{affect.VERSION}+{telling.VERSION}+{judgement.VERSION}",
        kinds={kind},
        skippable=True,
    )


SPECS = (
    _spec(
        AFFECT_EVIDENCE,
        "parquet",
        "What affect says of answers: weak, and from seconds of video instead of words.",
    ),
    _spec(
        AFFECT_VERDICT,
        "json",
        "The verdict with that evidence, whose share of the information is capped, and without.",
    ),
)


@dg.multi_asset(specs=SPECS, partitions_def=SESSIONS)
def weighing(
    context: dg.AssetExecutionContext, store: StoreResource, models: ModelsResource
) -> Iterator[dg.MaterializeResult[None]]:
    """For consented research in mode affect alone, else nothing."""
    sessions, session = store.open(), context.partition_key
    with explained():
        try:
            sessions.check_permitted(session, AFFECT)
        except Refused as reason:
            context.log.info(str(reason))
            return
        for kind, digest in weigh(sessions, session, models.scorer()).items():
            version = sessions.active(session, kind)
            yield dg.MaterializeResult(
                asset_key=kind,
                metadata=made(version, digest),
                data_version=dg.DataVersion(digest),
            )


def weigh(store: Store, session: str, model: ScorerModel) -> dict[str, str]:
    """Keeps both kinds as those that count and gives their digests; Refused as the store says."""
    profile = store.read(session, "profile", list[ProfileSnapshot])
    held = Judged(profile, store.read(session, "verdict", Verdict))
    shown, inputs = _shown(store, session, model), _inputs(store, session)
    found = {
        AFFECT_EVIDENCE: shown,
        AFFECT_VERDICT: _weighed(store, session, held, shown, model),
    }
    version = _version(model)
    return {
        kind: store.write(session, kind, value, version=version, inputs=inputs)
        for kind, value in found.items()
    }


def weigh_beside(store: Store, session: str, held: Judged, model: ScorerModel) -> None:
    """Keeps what another model judged, with what the face showed, as a version that does not count.

    Nothing where that may not be or was never made.
    """
    with suppress(Refused, NotMade):
        shown = _shown(store, session, model)
        verdict = _weighed(store, session, held, shown, model)
        inputs = _inputs(store, session)
        store.write_beside(session, AFFECT_VERDICT, verdict, version=_version(model), inputs=inputs)


def _shown(store: Store, session: str, model: ScorerModel) -> list[Evidence]:
    """None where the model leaves the face out; Refused where it may not be looked at so."""
    store.check_permitted(session, AFFECT)
    samples = affect.affect(store.read(session, "behaviour", list[BehaviourSample]))
    answers = store.read(session, "answer_behaviour", list[AnswerBehaviour])
    spoken = {answer.qa: answer.span for answer in answers}
    return telling.evidence(samples, spoken) if model.behaviour else []


def _weighed(
    store: Store, session: str, held: Judged, shown: list[Evidence], model: ScorerModel
) -> Verdict:
    job = store.read(session, "job_description", JobDescription)
    return judgement.with_behaviour(held.verdict, held.profile[-1:], shown, job, model)


def _inputs(store: Store, session: str) -> dict[str, str]:
    return {kind: store.digest(session, kind) for kind in READ}


def _version(model: ScorerModel) -> str:
    return f"{model.version}+{affect.VERSION}+{telling.VERSION}"
