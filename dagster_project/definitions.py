"""What Dagster loads."""

from collections.abc import Mapping

import dagster as dg

import assets
from dagster_project.defs.jobs import (
    answer_job,
    finish_job,
    interview_job,
    quality_job,
    rescore_job,
)
from dagster_project.defs.resources import resources
from dagster_project.defs.retention import erasures, outdated_runs, retention
from dagster_project.defs.sensors import (
    corrected_interviews,
    finished_interviews,
    landed_sessions,
    settled_answers,
)


def definitions(resources: Mapping[str, object]) -> dg.Definitions:
    return dg.Definitions(
        assets=dg.load_assets_from_package_module(assets),
        asset_checks=dg.load_asset_checks_from_package_module(assets),
        jobs=[interview_job, answer_job, finish_job, rescore_job, quality_job],
        sensors=[
            landed_sessions,
            settled_answers,
            corrected_interviews,
            finished_interviews,
            outdated_runs,
            erasures,
            retention,
        ],
        resources=resources,
        executor=dg.in_process_executor,  # models are loaded once a run, not once a step
    )


@dg.definitions
def defs() -> dg.Definitions:
    return definitions(resources())
