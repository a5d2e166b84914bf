import dagster as dg

from assets.comparison import AFRESH
from assets.understanding import NAMES
from dagster_project.settings import ANSWER, FINISH, JOB, RESCORE

QUEUE = "dagster-celery/queue"
"""Where Celery's workers judge answers, none waits behind what takes minutes."""

EVERYTHING = dg.AssetSelection.all() - dg.AssetSelection.assets("rescoring")
"""That an interview is made of."""

interview_job = dg.define_asset_job(
    JOB,
    selection=EVERYTHING,
    description="Everything that follows from the media of a session.",
)

answer_job = dg.define_asset_job(
    ANSWER,
    selection=dg.AssetSelection.assets(*NAMES).without_checks(),
    description="What an answer changes, from the words that are known to the verdict.",
)

finish_job = dg.define_asset_job(
    FINISH,
    selection=EVERYTHING,
    tags={AFRESH: "yes", QUEUE: FINISH},
    description="All of an interview that is over, and whether it is what was said live.",
)

rescore_job = dg.define_asset_job(
    RESCORE,
    selection=dg.AssetSelection.assets("rescoring"),
    tags={QUEUE: FINISH},
    description="Sessions scored again, by the challenger unless the configuration names another.",
)
