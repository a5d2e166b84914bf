"""What the job asks for."""

import dagster as dg
import numpy as np

from assets.failures import explained
from assets.partitions import SESSIONS
from assets.resources import EMBEDDER_VERSION, EmbedderResource, StoreResource, TaxonomyResource
from interview import posting
from interview.model import JobDescription
from interview.ports import Vectors

VECTORS = dg.PythonObjectDagsterType(np.ndarray, name="Vectors")


@dg.asset(partitions_def=SESSIONS, group_name="job", kinds={"json"}, code_version=posting.VERSION)
@explained()
def job_description(
    context: dg.AssetExecutionContext, store: StoreResource, taxonomy: TaxonomyResource
) -> JobDescription:
    """The posting as requirements, each with its quote, weighted by it or by the interviewer."""
    sessions = store.open()
    job = posting.describe(sessions.job(context.partition_key) or "", taxonomy.load())
    return posting.reweighted(job, sessions.job_weights(context.partition_key))


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
