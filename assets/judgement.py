"""What the answers say about the job: requirements, evidence, profile, verdict."""

from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from itertools import chain

import dagster as dg
import numpy as np

from assets.failures import explained
from assets.partitions import SESSIONS
from assets.parts import Parts
from assets.resources import (
    EMBEDDER_VERSION,
    EmbedderResource,
    StoreResource,
    TaxonomyResource,
)
from interview import belief, judgement, pairing, posting
from interview import evidence as scoring
from interview.model import (
    Answer,
    Evidence,
    JobDescription,
    ProfileSnapshot,
    QAPair,
    Turn,
    Verdict,
)
from interview.ports import JobContext, Scorer, Vectors

VECTORS = dg.PythonObjectDagsterType(np.ndarray, name="Vectors")


@dg.asset(partitions_def=SESSIONS, group_name="job", kinds={"json"}, code_version=posting.VERSION)
@explained()
def job_description(
    context: dg.AssetExecutionContext, store: StoreResource, taxonomy: TaxonomyResource
) -> JobDescription:
    """The posting as weighted requirements, each with its quote; empty without a posting."""
    text = store.open().job(context.partition_key)
    return posting.describe(text or "", taxonomy.load())


@dg.asset(
    partitions_def=SESSIONS,
    group_name="job",
    kinds={"parquet"},
    code_version=EMBEDDER_VERSION,
    dagster_type=VECTORS,
)
@explained()
def job_vectors(job_description: JobDescription, embedder: EmbedderResource) -> Vectors:
    """A unit vector of meaning for the quote of each requirement, in their order."""
    return embedder.load().embed([wanted.quote for wanted in job_description.requirements])


@dg.asset(
    partitions_def=SESSIONS,
    group_name="judgement",
    kinds={"parquet"},
    code_version=scoring.VERSION,
    ins={"job_vectors": dg.AssetIn(dagster_type=VECTORS)},
)
@explained()
def evidence(
    context: dg.AssetExecutionContext,
    store: StoreResource,
    embedder: EmbedderResource,
    turns: list[Turn],
    pairs: list[QAPair],
    job_description: JobDescription,
    job_vectors: Vectors,
) -> list[Evidence]:
    """What each scorer finds in each answer; only an answer that is new or changed is scored."""
    parts = Parts(store.open(), context.partition_key, "evidence", scoring.VERSION)
    job = JobContext(job_description, job_vectors) if job_description.requirements else None
    engine = embedder.load()
    todo = _to_judge(pairing.answers(pairs, turns), job, scoring.scorers(engine), engine.version)
    found = parts.get(todo, list[Evidence], lambda far: context.log.info(f"judged {far} answers"))
    context.add_output_metadata({"judged_anew": dg.MetadataValue.int(parts.made)})
    return list(chain.from_iterable(found))


def _to_judge(
    answers: Sequence[Answer], job: JobContext | None, scorers: Sequence[Scorer], engine: str
) -> dict[str, Callable[[], list[Evidence]]]:
    """A key of all that the evidence depends on, and how to find that evidence."""
    seen = sha256(repr((engine, [scorer.version for scorer in scorers], job and job.job)).encode())
    todo: dict[str, Callable[[], list[Evidence]]] = {}
    for at, answer in enumerate(answers):
        seen.update(repr(answer).encode())
        judge = partial(scoring.judge, answer, answers[:at], job, scorers)
        todo[f"{answer.pair.id}-{seen.hexdigest()[:32]}"] = judge
    return todo


@dg.asset(
    partitions_def=SESSIONS, group_name="judgement", kinds={"parquet"}, code_version=belief.VERSION
)
def profile(
    turns: list[Turn],
    pairs: list[QAPair],
    evidence: list[Evidence],
    job_description: JobDescription,
) -> list[ProfileSnapshot]:
    """The belief about each dimension and requirement after each answer."""
    return belief.evolve(pairing.answers(pairs, turns), evidence, job_description)


@dg.asset(
    partitions_def=SESSIONS, group_name="judgement", kinds={"json"}, code_version=judgement.SCORER
)
def verdict(
    profile: list[ProfileSnapshot], evidence: list[Evidence], job_description: JobDescription
) -> Verdict:
    """The distribution of the hire probability, how it came about, and the risk flags."""
    return judgement.verdict(profile, evidence, job_description)
