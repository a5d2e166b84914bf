import dagster as dg

from assets.comparison import AFRESH
from assets.understanding import NAMES
from dagster_project.settings import ANSWER, FINISH, JOB

QUEUE = "dagster-celery/queue"
"""Where Celery's workers judge answers, none waits behind what takes minutes."""

interview_job = dg.define_asset_job(
    JOB,
    selection=dg.AssetSelection.all(),
    description="Everything that follows from the media of a session.",
)

answer_job = dg.define_asset_job(
    ANSWER,
    selection=dg.AssetSelection.assets(*NAMES).without_checks(),
    description="What an answer changes, from the words that are known to the verdict.",
)

finish_job = dg.define_asset_job(
    FINISH,
    selection=dg.AssetSelection.all(),
    tags={AFRESH: "yes", QUEUE: FINISH},
    description="All of an interview that is over, and whether it is what was said live.",
)
