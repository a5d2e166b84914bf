"""The application of Celery's workers: each executes one run after the other, all loaded.

    celery --app dagster_project.celery_app worker --hostname answers1@%h --queues dagster

INTERVIEW_BROKER and INTERVIEW_RESULTS name the two databases of Redis, DAGSTER_HOME and
INTERVIEW_DATA the folders that all machines share.
"""

import os

from celery.signals import worker_process_init
from dagster_celery.make_app import make_app
from dagster_celery.tasks import create_execute_job_task

from dagster_project.origin import code_origin
from dagster_project.settings import ANSWER

app = make_app(  # type: ignore[no-untyped-call]  # Dagster's
    {"broker": os.environ["INTERVIEW_BROKER"], "backend": os.environ["INTERVIEW_RESULTS"]}
)
app.conf.update(
    worker_concurrency=1,  # two runs in threads of one process block each other
    worker_disable_prefetch=True,  # what waits, waits where every worker can take it
    worker_proc_alive_timeout=120.0,  # seconds to load in
    worker_hijack_root_logger=False,
)
execute_job = create_execute_job_task(app)


@worker_process_init.connect  # type: ignore[untyped-decorator]  # Celery ships no types
def load(**_: object) -> None:
    """What takes time, in the process that executes runs."""
    from dagster._utils.hosted_user_process import recon_job_from_origin

    from dagster_project.live.process import warm_judgement

    warm_judgement()
    recon_job_from_origin(code_origin(ANSWER)).get_definition()
