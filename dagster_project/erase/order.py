"""In which order a session goes.

First whatever writes to it ends. Then its folder goes, so that nothing new follows from it, then
Dagster's history, MLflow's runs, temporary files. The erasure is written down before and forgotten
last: killed at any moment, the next one finds it and goes on, and each step may be done again.
"""

import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import dagster as dg

from dagster_project.address import address
from dagster_project.erase.history import forget
from dagster_project.erase.runs import STEP, Wait, check_backfills, end_runs, is_sensing
from interview.errors import Damaged, Transient
from interview.store import Store, copies, erasure, kept, paths
from interview.store.erasure import Erasure, Erasures

PATIENCE = 60.0
"""Seconds in which a worker ends its work, and a sensor that has begun."""
OWN = frozenset({"erasures", "retention"})
"""The sensors that erase."""
Receipt = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Places:
    """Where a session may have left anything; `mlflow` is a URI."""

    store: Store
    erasures: Erasures
    instance: dg.DagsterInstance
    mlflow: str
    wait: Wait = time.sleep


def erase(places: Places, session: str, *, by: str, why: str, who: str, at: float) -> Receipt:
    """Removes all of a session, or what a dead process left of it; `at` in Unix seconds.

    Raises NoSuchSession where nothing of it is found anywhere, Refused while it is recorded or a
    run of it goes on, Transient where another program is in the way.
    """
    paths.session_folder(places.store.root, session)  # BadIdentifier
    with places.erasures.alone():
        if places.store.exists(session):
            _stop(places, session, who, at)
        check_backfills(places.instance, session)
        end_runs(places.instance, session, places.wait)
        begun = places.erasures.begin(session, by, why)
        done = _go_through(places, begun)
        if not any(done.removed.values()):
            places.erasures.drop(done)
            raise paths.no_session(session)
        return places.erasures.end(done, at)


def erase_kinds(
    places: Places, session: str, kinds: Sequence[str], *, by: str, why: str, at: float
) -> Receipt:
    """Removes some kinds, and all history of the session, in which they may show."""
    with places.erasures.alone():
        check_backfills(places.instance, session)
        end_runs(places.instance, session, places.wait)
        return _end(places, places.erasures.begin(session, by, why, kinds), at)


def finish(places: Places, begun: Erasure, at: float) -> Receipt:
    """Brings to its end what has begun."""
    with places.erasures.alone():
        return _end(places, begun, at)


def _end(places: Places, begun: Erasure, at: float) -> Receipt:
    done = _go_through(places, begun)
    if done.kinds and places.store.exists(done.session):
        body = {"kinds": list(done.kinds)}
        places.store.append(done.session, kept.CLEARED, at=at, who=done.by, body=body)
    return places.erasures.end(done, at)


def _stop(places: Places, session: str, who: str, at: float) -> None:
    """Nobody may write to it any more."""
    store = places.store
    erasure.check_nobody_records(store, session)
    if not isinstance(store.root, Path):
        return
    with suppress(Damaged):  # it goes all the same
        if not any(event.kind == kept.ERASE for event in store.events(session)):
            store.append(session, kept.ERASE, at=at, who=who, body={})
    for _ in range(round(PATIENCE / STEP)):
        if not erasure.is_worked_on(store, session):
            return
        places.wait(STEP)
    raise Transient(f"session {session} is still being worked on: erase it again in a minute")


def _go_through(places: Places, begun: Erasure) -> Erasure:
    steps: Sequence[Callable[[Places, Erasure], Erasure]] = (
        _prepare,
        _empty_store,
        _forget_history,
        _forget_scorings,
        _remove_temporary,
    )
    for step in steps:
        begun = step(places, begun)
        places.erasures.keep(begun)
    return begun


def _prepare(places: Places, begun: Erasure) -> Erasure:
    return erasure.prepared(places.store, begun)


def _empty_store(places: Places, begun: Erasure) -> Erasure:
    erasure.empty_store(places.store, begun)
    return begun


def _forget_history(places: Places, begun: Erasure) -> Erasure:
    _await_sensors(places)
    end_runs(places.instance, begun.session, places.wait)
    return begun.adding(forget(places.instance, begun.session))


def _await_sensors(places: Places) -> None:
    """One that read the store while the session was there may still tell of it."""
    for _ in range(round(PATIENCE / STEP)):
        if not is_sensing(places.instance, OWN, time.time()):
            return
        places.wait(STEP)


def _forget_scorings(places: Places, begun: Erasure) -> Erasure:
    from registry import erasing  # MLflow takes seconds to load

    if begun.pseudonym and not begun.kinds:
        models = erasing.fitted_to(places.mlflow, begun.pseudonym)
        erasing.mark(places.mlflow, models, begun.number)
        begun = replace(begun, models=tuple(models))
    return begun.adding(erasing.forget(places.mlflow, begun.session))


def _remove_temporary(places: Places, begun: Erasure) -> Erasure:
    """Where a process was killed that had a copy."""
    del places
    found = copies.left(begun.session)
    for folder in found:
        shutil.rmtree(folder, ignore_errors=True)
    if not begun.kinds:
        address(begun.session).unlink(missing_ok=True)
    return begun.adding({"temporary": len(found)})
