import dagster as dg

from assets.comparison import AFRESH
from assets.models import ASSETS as MODEL_ASSETS
from assets.understanding import NAMES
from dagster_project.settings import ANSWER, FINISH, JOB, QUALITY, RESCORE

QUEUE = "dagster-celery/queue"
"""Where Celery's workers judge answers, none waits behind what takes minutes."""

EVERYTHING = (
    dg.AssetSelection.all()
    - dg.AssetSelection.assets("rescoring")
    - dg.AssetSelection.checks_for_assets(*MODEL_ASSETS)
)
"""That an interview is made of: which models are in use, but not how good they are."""

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

quality_job = dg.define_asset_job(
    QUALITY,
    selection=dg.AssetSelection.assets(*MODEL_ASSETS),
    tags={QUEUE: FINISH},
    description="Which models are in use, and whether they are as good as is recorded of them.",
)
