"""Our answers as Dagster judges them where nothing is set: what our own way is held against.

A sensor that looks every 30 s asks, a queue that is looked at every 5 s hands on, each run has a
process and each step another. For `workbench bench live` alone.
"""

import dagster as dg

import assets
from assets.partitions import SESSIONS
from assets.resources import StoreResource
from dagster_project.defs.jobs import answer_job
from dagster_project.defs.resources import resources
from dagster_project.settings import ANSWER
from dagster_project.wanted import answer_tags
from interview.settling import Settled


@dg.sensor(job_name=ANSWER, default_status=dg.DefaultSensorStatus.RUNNING)
def settled_as_usual(store: StoreResource) -> dg.SensorResult:
    """Asks for what is settled; the run key keeps it from asking twice."""
    opened = store.open()
    sessions = [name for name in opened.sessions() if opened.versions(name, "settled")]
    requests = [
        dg.RunRequest(
            each.digest, partition_key=name, tags=answer_tags(name, each.answer, each.digest)
        )
        for name in sessions
        for each in opened.read(name, "settled", list[Settled])
    ]
    return dg.SensorResult(
        requests, dynamic_partitions_requests=[SESSIONS.build_add_request(sessions)]
    )


@dg.definitions
def defs() -> dg.Definitions:
    return dg.Definitions(
        assets=dg.load_assets_from_package_module(assets),
        jobs=[answer_job],
        sensors=[settled_as_usual],
        resources=resources(),
    )
