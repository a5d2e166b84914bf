"""A session's worker: hears, writes down, and has Dagster judge each answer that has settled."""

import logging
import resource
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import dagster as dg

from assets import corrections
from assets.media import VERSION
from dagster_project.answer_runs import AnswerRuns
from dagster_project.live.answers import Answers, Understood
from dagster_project.live.behaviour import Behaviour
from dagster_project.live.drafts import Drafts
from dagster_project.live.post import Message, Post
from dagster_project.live.scribe import Scribe
from dagster_project.wanted import CORRECTIONS
from interview.errors import NotMade
from interview.hearing import Speech
from interview.model import Utterance
from interview.ports import Drafting
from interview.settling import Settled
from interview.store import Store
from interview.store.kept import ERASE
from interview.store.live import follow

POLL = 0.15
"""Seconds between two looks at what has come, while there is nothing to do."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Session:
    """What a worker works on; `clock` gives Unix seconds."""

    id: str
    store: Store
    speech: Speech
    understood: Understood
    clock: Callable[[], float]

    @property
    def start(self) -> float:
        return self.store.meta(self.id).start_time

    def job(self) -> object:
        """All that says what the job asks for."""
        return self.store.job(self.id), self.store.job_weights(self.id)


@dataclass(frozen=True, slots=True)
class Runs:
    """What Dagster executes here: an answer's run, and whatever makes the job's assets."""

    instance: dg.DagsterInstance
    answers: AnswerRuns
    describe_job: Callable[[str], None]


class Worker:
    """Everything of Dagster is done in the thread that calls `work`."""

    def __init__(
        self,
        session: Session,
        runs: Runs,
        *,
        drafts: bool = True,
        behaviour: Behaviour | None = None,
    ) -> None:
        self._session, self._runs, self._behaviour = session, runs, behaviour
        self._events = follow(session.store, session.id)
        self._start = session.start
        self._scribe = Scribe(session.store, session.id, session.speech)
        self._answers = Answers(session.store, session.id, session.understood)
        engine = session.speech.transcriber
        self._drafts = (
            Drafts(session.store, session.id, engine, session.clock)
            if drafts and isinstance(engine, Drafting)
            else None
        )
        self._described: object = None
        self._erased = False
        self._due: deque[Settled] = deque()
        self._corrected: str | None = None
        self._unwritten = False
        self._heard = self._scribe.heard()
        self.post = Post(self._status)

    def work(self) -> bool:
        """Does the most urgent thing; whether there was any."""
        events = self._events()
        self._erased |= any(event.kind == ERASE for event in events) or self._is_gone()
        if self._erased:
            return True
        self._scribe.follow(events)
        self._answers.follow(events)
        self._scribe.listen(self._now())
        message = self.post.take()
        if message is not None:
            self._obey(message)
            return True
        self._heard = self._scribe.heard()
        self._due.extend(self._answers.settle(self._heard))
        self._put_right()
        if self._judge() or self._write_down():
            return True
        if self._drafts is not None:
            self._drafts.offer(self._scribe.open)
        if self._behaviour is not None:
            self._tell(self._behaviour.offer(self._answers.spoken, self._all_judged))
        return False

    def _is_gone(self) -> bool:
        return not self._session.store.exists(self._session.id)

    def wait(self) -> None:
        """Until something may have come."""
        message = self.post.wait(POLL)
        if message is not None:
            self._obey(message)

    @property
    def over(self) -> bool:
        """Whether the session is completed and all of it written down, judged and watched.

        Nothing more is done for one that is erased or is to be.
        """
        if self._erased:
            return True
        shown = self._behaviour is None or self._behaviour.over
        return self._all_judged and shown

    @property
    def _all_judged(self) -> bool:
        settled = self._answers.all_settled and not self._due
        return self._scribe.over and not self._unwritten and settled

    def _judge(self) -> bool:
        if not self._due or self._unwritten:
            return False
        settled = self._due.popleft()
        self._answer(settled.answer, settled.digest)
        if self._behaviour is not None:
            self._tell(self._behaviour.answered(settled.end))
        return True

    def _put_right(self) -> None:
        """Has all made again that a correction changes, behind the answers that it changes."""
        last = self._answers.corrected
        if last is not None and last != self._corrected:
            self._corrected = last
            corrections.report(self._runs.instance, self._session.store, self._session.id)
            self._due.append(Settled(CORRECTIONS, last, 0.0))

    def _write_down(self) -> bool:
        decoded, utterance = self._scribe.decoded, self._scribe.next()
        self._unwritten |= utterance is not None
        if self._drafts is not None and utterance is not None:
            self._drafts.stored(utterance)
        new = self._scribe.decoded > decoded and not self._scribe.catching_up
        if self._unwritten and (new or not self._scribe.waiting):
            self._report(utterance)
        return utterance is not None

    def _report(self, utterance: Utterance | None) -> None:
        """Keeps the words and tells Dagster of them."""
        before = self._digest()
        digest = self._scribe.write()
        self._unwritten = False
        self._answers.told(self._scribe.words)
        if digest != before:
            self._runs.instance.report_runless_asset_event(self._materialised(digest, utterance))

    def _digest(self) -> str | None:
        try:
            return self._session.store.digest(self._session.id, "words")
        except NotMade:
            return None

    def _materialised(self, digest: str, utterance: Utterance | None) -> dg.AssetMaterialization:
        metadata: dict[str, dg.MetadataValue] = {
            "words": dg.MetadataValue.int(len(self._scribe.words))
        }
        if utterance is not None:
            behind = self._now() - utterance.span.end
            log.info("wrote %s, %.2f s behind its end", utterance.id, behind)
            metadata["utterance"] = dg.MetadataValue.text(utterance.id)
            metadata["seconds"] = dg.MetadataValue.float(utterance.span.duration)
            metadata["behind"] = dg.MetadataValue.float(round(behind, 3))
        tags = {VERSION: digest}
        return dg.AssetMaterialization(
            "words", partition=self._session.id, metadata=metadata, tags=tags
        )

    def _tell(self, told: Mapping[str, str]) -> None:
        """Tells Dagster of what the face showed: digests by kind."""
        for kind, digest in told.items():
            made = dg.AssetMaterialization(kind, partition=self._session.id, tags={VERSION: digest})
            self._runs.instance.report_runless_asset_event(made)

    def _obey(self, message: Message) -> None:
        match message["op"]:
            case "answer":
                self._answer(message["answer"], message["digest"])
            case "run":
                run = self._runs.instance.get_run_by_id(message["run_id"])
                if run is not None:
                    self._execute(run, self._runs.answers.job_of(run))

    def describe_job(self) -> None:
        """Makes what answers are judged by, where it is not made or not the same any more."""
        job = self._session.job()
        if job != self._described:
            self._runs.describe_job(self._session.id)
            self._described = job

    def _answer(self, answer: str, digest: str) -> None:
        if answer == CORRECTIONS and corrections.are_in(self._session.store, self._session.id):
            return
        self.describe_job()
        run = self._runs.answers.create(self._session.id, answer, digest)
        if run is not None:
            self._execute(run, self._runs.answers.job)

    def _execute(self, run: dg.DagsterRun, job: dg.JobDefinition) -> None:
        begun = self._session.clock()
        with self.post.holding(run.run_id) as cancelled:
            done = self._runs.answers.execute(run, job, cancelled)
        took = self._session.clock() - begun
        what = self._runs.answers.done if done else "did not"
        log.info("run %s %s in %.2f s", run.run_id, what, took)

    def _now(self) -> float:
        return self._session.clock() - self._start

    def _status(self) -> Message:
        """Of any thread."""
        return {
            "lag": max(0.0, self._now() - min(self._heard.values())),
            "heard": self._heard,
            "waiting": self._scribe.waiting,
            "words": len(self._scribe.words),
            "watched": self._behaviour and self._behaviour.until,
            "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
