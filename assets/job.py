"""What the job asks for."""

import dagster as dg
import numpy as np

from assets import previews
from assets.failures import explained
from assets.models import ModelsResource
from assets.partitions import SESSIONS
from assets.resources import EMBEDDER_VERSION, EmbedderResource, StoreResource
from assets.store_io import By, keep, made
from interview import posting
from interview.model import JobDescription
from interview.ports import Vectors

VECTORS = dg.PythonObjectDagsterType(np.ndarray, name="Vectors")


@dg.asset(
    partitions_def=SESSIONS,
    group_name="job",
    kinds={"json"},
    code_version=posting.VERSION,
    deps=["skill_model", "esco_model"],
)
@explained()
def job_description(
    context: dg.AssetExecutionContext, store: StoreResource, models: ModelsResource
) -> dg.MaterializeResult[None]:
    """The posting as requirements, each with its quote, weighted by it or by the interviewer."""
    sessions, session = store.open(), context.partition_key
    taxonomy, tagger = models.taxonomy(), models.tagger()
    job = posting.describe(sessions.job(session) or "", taxonomy, tagger)
    job = posting.reweighted(job, sessions.job_weights(session))
    version = f"{posting.VERSION}+{tagger.version}+{taxonomy.version}"
    (spec,) = context.assets_def.specs
    digest = keep(sessions, session, spec, job, By(version))
    return dg.MaterializeResult(
        metadata=previews.about("job_description", job) | made(version, digest),
        data_version=dg.DataVersion(digest),
    )


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
