"""What makes sure: each looks at what the store has and Dagster has not, and asks for just that.

In the store the time of a change tells whether there is anything to read, so that hundreds of
sessions cost nothing. A cursor is the time up to which all changes are dealt with.
"""

import time
from collections.abc import Callable, Iterator, Sequence

import dagster as dg

from assets import corrections
from assets.media import landed
from assets.partitions import SESSIONS
from assets.resources import StoreResource
from dagster_project.address import ask
from dagster_project.origin import PARTITION
from dagster_project.settings import ANSWER, FINISH
from dagster_project.wanted import (
    ATTEMPT_TAG,
    CORRECTIONS,
    answer_tags,
    by_answer,
    is_over,
    next_attempt,
    seen_until,
)
from interview.corrections import KIND
from interview.errors import InterviewError
from interview.model import Event
from interview.settling import Settled
from interview.store import Store
from interview.store.changes import events_changed, kind_changed
from interview.store.kept import ERASE

RUNNING = dg.DefaultSensorStatus.RUNNING
EVERY = 5  # seconds; Dagster looks no more often
AT_ONCE = 50  # new sessions a tick
WITHOUT_WORKER = 15.0
"""Seconds after which a settled answer that no worker takes gets a process of its own: a worker
that died is started again sooner."""
LAST_WORDS = 10.0
"""Seconds after the end in which a worker that does not answer may be starting again."""
STUCK = 600.0
"""Seconds after the end in which a worker may still have to catch up."""
FORGOTTEN = 30 * 86400.0
"""Seconds after the end from which on a session is finished by hand only, as in a new home."""


@dg.sensor(minimum_interval_seconds=EVERY, default_status=RUNNING)
def landed_sessions(context: dg.SensorEvaluationContext, store: StoreResource) -> dg.SensorResult:
    """Makes each new session a partition and tells of its media."""
    sessions = store.open()
    known = set(context.instance.get_dynamic_partitions(str(SESSIONS.name)))
    new = [session for session in sessions.sessions() if session not in known][:AT_ONCE]
    media = [event for session in new for event in _media(context, sessions, session)]
    return dg.SensorResult(dynamic_partitions_requests=_partitions(new), asset_events=media)


@dg.sensor(job_name=ANSWER, minimum_interval_seconds=EVERY, default_status=RUNNING)
def settled_answers(context: dg.SensorEvaluationContext, store: StoreResource) -> dg.SensorResult:
    """Has done what is settled and not done, by the session's worker while there is one."""
    sessions, now, seen = store.open(), time.time(), float(context.cursor or 0.0)
    changed = _changed(sessions, seen, lambda session: kind_changed(sessions, session, "settled"))
    requests, waiting = list[dg.RunRequest](), set[str]()
    for session, at in changed.items():
        runs = by_answer(_runs(context, ANSWER, session))
        for each in _settled(context, sessions, session):
            found = runs.get((each.answer, each.digest), [])
            if not is_over(found):
                waiting.add(session)
            attempt = next_attempt(found)
            alone = attempt and not _is_handed_over(session, each)
            if attempt and alone and now - at > WITHOUT_WORKER:
                requests.append(_answer(session, each, attempt))
    return _asked(requests, seen_until(seen, changed, waiting, now))


@dg.sensor(job_name=ANSWER, minimum_interval_seconds=EVERY, default_status=RUNNING)
def corrected_interviews(
    context: dg.SensorEvaluationContext, store: StoreResource
) -> dg.SensorResult:
    """Tells what persons put right, and has made again what that changes; as `settled_answers`."""
    sessions, now, seen = store.open(), time.time(), float(context.cursor or 0.0)
    changed = _changed(sessions, seen, lambda session: events_changed(sessions, session))
    requests, told, waiting = list[dg.RunRequest](), list[dg.AssetMaterialization](), set[str]()
    for session in changed:
        last = _last_correction(_events(context, sessions, session))
        if last is None:
            continue
        news = corrections.news(context.instance, sessions, session)
        told += [news] if news else []
        found = by_answer(_runs(context, ANSWER, session)).get((last.answer, last.digest), [])
        if is_over(found) or not _is_outdated(sessions, session):
            continue
        waiting.add(session)
        attempt = next_attempt(found)
        if attempt and not _is_handed_over(session, last):
            requests.append(_answer(session, last, attempt))
    return _asked(requests, seen_until(seen, changed, waiting, now), told)


@dg.sensor(job_name=FINISH, minimum_interval_seconds=EVERY, default_status=RUNNING)
def finished_interviews(
    context: dg.SensorEvaluationContext, store: StoreResource
) -> dg.SensorResult:
    """Has all of an interview made afresh that was live and is over, once its worker is gone."""
    sessions, now, seen = store.open(), time.time(), float(context.cursor or 0.0)
    changed = _changed(sessions, seen, lambda session: events_changed(sessions, session))
    requests, waiting = list[dg.RunRequest](), set[str]()
    for session in changed:
        end = _end(_events(context, sessions, session))
        runs = _runs(context, FINISH, session) if end is not None else []
        if end is None or now - end > FORGOTTEN or _is_finished(runs):
            continue
        waiting.add(session)
        attempt = next_attempt(runs)
        if attempt and now - end > LAST_WORDS and (now - end > STUCK or not _has_worker(session)):
            requests.append(_finish(session, attempt))
    found = seen_until(seen, changed, waiting, now)
    media = [event for each in requests for event in _media(context, sessions, _session(each))]
    return _asked(requests, found, media)


def _changed(store: Store, seen: float, change: Callable[[str], float]) -> dict[str, float]:
    """When each session changed, if that was after `seen`."""
    stamps = {session: change(session) for session in store.sessions()}
    return {session: at for session, at in stamps.items() if at > seen}


def _asked(
    requests: Sequence[dg.RunRequest], seen: float, media: Sequence[dg.AssetMaterialization] = ()
) -> dg.SensorResult:
    return dg.SensorResult(
        run_requests=requests,
        cursor=repr(seen),
        dynamic_partitions_requests=_partitions(sorted({_session(each) for each in requests})),
        asset_events=media,
    )


def _partitions(sessions: Sequence[str]) -> list[dg.AddDynamicPartitionsRequest]:
    return [SESSIONS.build_add_request(sessions)] if sessions else []


def _runs(context: dg.SensorEvaluationContext, job: str, session: str) -> Sequence[dg.DagsterRun]:
    return context.instance.get_runs(dg.RunsFilter(job_name=job, tags={PARTITION: session}))


def _events(context: dg.SensorEvaluationContext, store: Store, session: str) -> Sequence[Event]:
    try:
        return store.events(session)
    except InterviewError as error:
        context.log.warning(f"the events of {session} cannot be read: {error}")
        return []


def _media(
    context: dg.SensorEvaluationContext, store: Store, session: str
) -> Iterator[dg.AssetMaterialization]:
    try:
        yield landed(store, session)
    except InterviewError as error:
        context.log.warning(f"the media of {session} cannot be told: {error}")


def _settled(context: dg.SensorEvaluationContext, store: Store, session: str) -> Sequence[Settled]:
    """Of a session that goes on: what was settled in one that is over is part of finishing it."""
    try:
        if any(event.kind == "completed" for event in store.events(session)):
            return []
        return store.read(session, "settled", list[Settled])
    except InterviewError as error:
        context.log.warning(f"what is settled in {session} cannot be read: {error}")
        return []


def _end(events: Sequence[Event]) -> float | None:
    """When an interview was over, in Unix seconds; None where it goes on, was imported or goes."""
    if any(event.kind == ERASE for event in events):
        return None
    live = any(event.kind == "connection" for event in events)
    ends = [event.at for event in events if live and event.kind == "completed"]
    return ends[0] if ends else None


def _last_correction(events: Sequence[Event]) -> Settled | None:
    """In the form of an answer; None where there is none, or where all is to go."""
    if any(event.kind == ERASE for event in events):
        return None
    made = [event for event in events if event.kind == KIND]
    return Settled(CORRECTIONS, made[-1].hash, 0.0) if made else None


def _is_outdated(store: Store, session: str) -> bool:
    """Whether what was made up to the verdict lacks a correction; else who makes it reads them."""
    return bool(store.versions(session, "verdict")) and not corrections.are_in(store, session)


def _is_finished(runs: Sequence[dg.DagsterRun]) -> bool:
    """Whether nothing more will come; a person who cancels does not want it."""
    return is_over(runs) or any(run.status == dg.DagsterRunStatus.CANCELED for run in runs)


def _is_handed_over(session: str, settled: Settled) -> bool:
    """Whether a worker knows of it; one that is too busy to reply counts."""
    return _hears(session, {"op": "answer", "answer": settled.answer, "digest": settled.digest})


def _has_worker(session: str) -> bool:
    return _hears(session, {"op": "status"})


def _hears(session: str, message: dict[str, str]) -> bool:
    try:
        return ask(session, message) is not None
    except TimeoutError:
        return True


def _answer(session: str, settled: Settled, attempt: int) -> dg.RunRequest:
    about = answer_tags(session, settled.answer, settled.digest)
    return _request(session, about, attempt, "/".join(about.values()))


def _finish(session: str, attempt: int) -> dg.RunRequest:
    return _request(session, {PARTITION: session}, attempt, session)


def _request(session: str, about: dict[str, str], attempt: int, key: str) -> dg.RunRequest:
    tags = {**about, ATTEMPT_TAG: str(attempt)}
    return dg.RunRequest(run_key=f"{key}/{attempt}", partition_key=session, tags=tags)


def _session(request: dg.RunRequest) -> str:
    return str(request.partition_key)
