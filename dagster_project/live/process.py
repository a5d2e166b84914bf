"""The process of a session's worker, from the first import to its end."""

import logging
import signal
import threading
import time
from contextlib import ExitStack

import dagster as dg
import numpy as np

from assets.media import register
from assets.resources import SpeechResource
from dagster_project.answer_runs import AnswerRuns
from dagster_project.definitions import defs
from dagster_project.instance import home
from dagster_project.live.address import address
from dagster_project.live.post import open_at
from dagster_project.live.worker import Session, Worker
from dagster_project.run import bury, materialise
from dagster_project.settings import data_root
from interview.hearing import Speech, recognised
from interview.model import SAMPLE_RATE, Utterance
from interview.store import Store
from interview.store.live import claimed

JOB_ASSETS = "job_description,job_vectors"

log = logging.getLogger(__name__)


def run(session: str) -> int:
    """Works until the session is over, or the process is told to stop."""
    begun = time.monotonic()
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    store = Store(data_root())
    home()
    with ExitStack() as held:
        held.enter_context(claimed(store, session))
        instance = held.enter_context(dg.DagsterInstance.get())
        speech = SpeechResource().load()
        worker = _worker(Session(session, store, speech, time.time), instance)
        held.enter_context(open_at(address(session), worker.post))
        log.info("ready after %.1f s", time.monotonic() - begun)
        while not worker.over and not stop.is_set():
            if not worker.work():
                worker.wait()
    return 0


def _worker(session: Session, instance: dg.DagsterInstance) -> Worker:
    warm(session.speech)
    bury(instance)
    register(instance, session.store, session.id)
    repository = defs().get_repository_def()
    materialise(repository, instance, session.id, JOB_ASSETS, lambda _: None)
    return Worker(session, instance, AnswerRuns(instance, repository))


def warm(speech: Speech) -> None:
    """Loads what speech needs, so that the first words do not wait for it."""
    noise = np.random.default_rng(0).normal(0.0, 0.01, SAMPLE_RATE).astype(np.float32)
    speech.voice.stream().push(noise)
    recognised(Utterance("candidate", 0, SAMPLE_RATE), noise, None, speech)
