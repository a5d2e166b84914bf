"""The process of a session's worker, from the first import to its end."""

import gc
import logging
import os
import signal
import sys
import threading
import time
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass

import dagster as dg
import numpy as np

from assets.media import register
from assets.models import ModelsResource
from assets.resources import EmbedderResource, SpeechResource
from dagster_project.address import address
from dagster_project.definitions import defs
from dagster_project.defs.resources import models
from dagster_project.instance import home
from dagster_project.live.answers import Understood
from dagster_project.live.behaviour import watched
from dagster_project.live.post import open_at
from dagster_project.live.worker import Runs, Session, Worker
from dagster_project.queued_runs import answer_runs
from dagster_project.run import RunFailed, bury, materialise
from dagster_project.settings import data_root
from interview.hearing import Speech, recognised
from interview.model import SAMPLE_RATE, Utterance
from interview.store import Store
from interview.store.live import claimed
from interview.store.values import pack

JOB_ASSETS = "job_description,job_vectors"
DRAFTS = "INTERVIEW_DRAFTS"
"""Of the environment: `off` leaves what is being said unsaid until it is written down."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Loaded:
    """All that takes time to load, whatever the session."""

    speech: SpeechResource
    models: ModelsResource
    instance: dg.DagsterInstance
    repository: dg.RepositoryDefinition

    def work_on(self, session: str, stop: threading.Event) -> None:
        """Until the session is over."""
        store = Store(data_root())
        with claimed(store, session):
            bury(self.instance)
            register(self.instance, store, session)
            runs = Runs(
                self.instance, answer_runs(self.instance, self.repository), self._describe_job
            )
            drafts = os.environ.get(DRAFTS) != "off"
            understood = Understood(self.models.understanding(), self.models.scorer().version)
            speech = self.speech.load(store.meta(session).language)
            about = Session(session, store, speech, understood, time.time)
            behaviour = watched(store, session, self.models.scorer(), time.monotonic)
            worker = Worker(about, runs, drafts=drafts, behaviour=behaviour)
            with behaviour or nullcontext(), open_at(address(session), worker.post):
                worker.describe_job()
                log.info("listens to session %s", session)
                while not worker.over and not stop.is_set():
                    if not worker.work():
                        worker.wait()

    def _describe_job(self, session: str) -> None:
        try:
            materialise(self.repository, self.instance, session, JOB_ASSETS, lambda _: None)
        except RunFailed as error:  # the runs of answers will say so too; words go on
            log.error("session %s: %s", session, error)


def run(session: str | None) -> int:
    """Works until the session is over, or the process is told to stop.

    Without a session it is told one by a line on standard input when all is loaded, and stops when
    that ends.
    """
    begun, stop = time.monotonic(), threading.Event()
    logging.basicConfig(format="%(message)s")
    logging.getLogger("dagster_project").setLevel(logging.INFO)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    home()
    with ExitStack() as held:
        instance = held.enter_context(dg.DagsterInstance.get())
        speech = SpeechResource()
        loaded = Loaded(speech, models(), instance, defs().get_repository_def())
        warm(speech.load())
        gc.collect()
        gc.freeze()  # going through all of Dagster costs 0.2 s, in the middle of an answer
        log.info("loaded in %.1f s", time.monotonic() - begun)
        asked = session or _told(stop)
        if asked is not None:
            loaded.work_on(asked, stop)
    return 0


def warm(speech: Speech) -> None:
    """Loads what the engines and the store need, so that the first words do not wait for it."""
    noise = np.random.default_rng(0).normal(0.0, 0.01, SAMPLE_RATE).astype(np.float32)
    speech.voice.stream().push(noise)
    words = recognised(Utterance("candidate", 0, SAMPLE_RATE), noise, None, speech)
    pack("words", words, speech.version, {})
    warm_judgement()


def warm_judgement() -> None:
    """Loads what judging an answer needs."""
    EmbedderResource().load().embed(["warm"])
    loaded = models()
    loaded.taxonomy().concept("warm")
    loaded.tagger().tag(["warm"])
    loaded.understanding()
    loaded.scorer()


def _told(stop: threading.Event) -> str | None:
    """The session that standard input names, None where it ends or the process is told to stop."""
    lines: list[str] = []
    come = threading.Event()

    def read() -> None:
        lines.append(sys.stdin.readline().strip())
        come.set()
        while sys.stdin.readline():
            pass
        stop.set()  # who started this process is gone

    threading.Thread(target=read, name="orders", daemon=True).start()
    while not come.wait(0.2):
        if stop.is_set():
            return None
    return lines[0] or None
