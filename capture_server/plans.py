"""Interviews that are agreed but have not begun.

A session's clock starts when it is made, so that is left until the first person joins.
"""

import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from capture_server.private import keep
from interview.errors import BadInput, Refused
from interview.model import LANGUAGES, BehaviourMode, Purpose, SessionMeta
from interview.store import Store

GONE = "this interview does not exist any more: ask the host"
_HOST = "host"


def spoken() -> str:
    """The code of the language of interviews, which whoever starts the server names.

    Raises BadInput.
    """
    code = os.environ.get("INTERVIEW_LANGUAGE", "en")
    if code not in LANGUAGES:
        raise BadInput(f"INTERVIEW_LANGUAGE is {code!r}: live interviews need a code, as en or es")
    return code


class Terms(BaseModel):
    """What the host decides and the people are told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=1, max_length=120, pattern=r"\S")
    purpose: Purpose
    behaviour: BehaviourMode
    retention_days: int = Field(ge=1, le=3650)

    @model_validator(mode="after")
    def _lawful(self) -> "Terms":
        if self.purpose == "selection" and self.behaviour == "affect":
            raise ValueError("emotions are never inferred where people are selected")
        return self


class Plan(BaseModel):
    model_config = ConfigDict(frozen=True)

    session: str
    terms: Terms
    job: str | None = None
    weights: dict[str, float] = {}
    expires: float | None = None
    """Unix seconds at which the last invitation to it expires."""


class Plans:
    """The plans of a folder, beside the store whose sessions they become."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._folder, self._store = folder, store

    def add(self, plan: Plan) -> None:
        """Raises BadInput where the language that they would be heard in is none."""
        spoken()
        keep(self._path(plan.session), plan.model_dump_json().encode())

    def remove(self, session: str) -> None:
        """Refused where it has begun: then it is the store's to erase."""
        if self._store.exists(session):
            raise Refused("this interview has begun: erase it where its data lies")
        self._path(self._waiting(session).session).unlink()

    def remove_expired(self, now: float) -> None:
        """Remove those that nobody can join any more."""
        for plan in self.waiting():
            if plan.expires is not None and plan.expires <= now:
                self._path(plan.session).unlink()

    def invite(self, session: str, expires: float) -> None:
        """Somebody may come until then; Refused where there is no such session."""
        if not self._store.exists(session):
            self._change(session, {"expires": expires})

    def waiting(self) -> list[Plan]:
        files = sorted(self._folder.glob("*.json"))
        return [Plan.model_validate_json(file.read_bytes()) for file in files]

    def begin(self, session: str, now: float) -> None:
        """Make the session unless it is there; `now` becomes its zero."""
        if self._store.exists(session):
            return
        plan = self._waiting(session)
        terms = plan.terms
        meta = SessionMeta(session, now, terms.purpose, terms.behaviour, terms.title, spoken())
        with self._store.staging() as stage:
            stage.create(meta, at=now, who=_HOST)
            days = {"days": terms.retention_days}
            stage.append(session, "retention", at=now, who=_HOST, body=days)
            if plan.job is not None:
                stage.write_job(session, plan.job)
            if plan.weights:
                stage.write_job_weights(session, plan.weights)
        self._path(session).unlink()

    def terms(self, session: str) -> Terms:
        """Of a session that waits or has begun; Refused where there is none."""
        if not self._store.exists(session):
            return self._waiting(session).terms
        meta, days = self._store.meta(session), 0
        for event in self._store.events(session):
            if event.kind == "retention":
                days = int(str(event.body["days"]))
        return Terms.model_construct(
            title=meta.title,
            purpose=meta.purpose,
            behaviour=meta.behaviour,
            retention_days=days,
        )

    def job(self, session: str) -> str | None:
        exists = self._store.exists(session)
        return self._store.job(session) if exists else self._waiting(session).job

    def write_job(self, session: str, text: str) -> None:
        """Keep the posting; Refused once both people are in the call."""
        if self._begins(session):
            self._change(session, {"job": text})
        else:
            self._store.write_job(session, text)

    def weights(self, session: str) -> dict[str, float]:
        exists = self._store.exists(session)
        return self._store.job_weights(session) if exists else self._waiting(session).weights

    def write_weights(self, session: str, weights: dict[str, float]) -> None:
        """Keep the interviewer's weights of requirements; Refused as for the posting."""
        if self._begins(session):
            self._change(session, {"weights": weights})
        else:
            self._store.write_job_weights(session, weights)

    def _begins(self, session: str) -> bool:
        """Whether it is a plan still; Refused once both people are in the call."""
        if self.begun(session):
            raise Refused("the interview has started: its job description stays as it is")
        return not self._store.exists(session)

    def begun(self, session: str) -> bool:
        """Whether both people have been in the call."""
        if not self._store.exists(session):
            return False
        events = self._store.events(session)
        return len({event.who for event in events if event.kind == "connection"}) == 2

    def _change(self, session: str, update: dict[str, object]) -> None:
        self.add(self._waiting(session).model_copy(update=update))

    def _path(self, session: str) -> Path:
        return self._folder / f"{session}.json"

    def _waiting(self, session: str) -> Plan:
        for plan in self.waiting():
            if plan.session == session:
                return plan
        raise Refused(GONE)
