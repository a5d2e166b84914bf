import dagster as dg

from dagster_project.settings import JOB

interview_job = dg.define_asset_job(
    JOB,
    selection=dg.AssetSelection.all(),
    description="Everything that follows from the media of a session.",
)
