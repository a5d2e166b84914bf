"""Erasing in steps that anybody can bring to an end, and what is told of it afterwards.

`.erasing/` holds the erasures that have begun: each knows its session until the last step is done,
so that nothing stays that nobody finds. `receipts.jsonl` is a chain that names nobody.
"""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from interview.errors import Refused, Transient
from interview.store import Store, paths
from interview.store.chain import Chain, canonical
from interview.store.paths import Place
from interview.store.pseudonym import known_pseudonym

BEGUN, RECEIPTS = ".erasing", "receipts.jsonl"
PLANS = Path(".capture", "planned")
"""Where the capture server keeps interviews that nobody has joined."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """An erasure that has begun. `by` is a role, `number` is drawn by lot.

    `pseudonym` is what stands for the session in trained models, "" where nothing does.
    """

    number: str
    session: str
    by: str
    why: str
    kinds: tuple[str, ...] = ()
    pseudonym: str = ""
    removed: Mapping[str, int] = field(default_factory=dict)
    models: tuple[str, ...] = ()

    def adding(self, removed: Mapping[str, int]) -> "Erasure":
        known = dict(self.removed)
        for name, count in removed.items():
            known[name] = known.get(name, 0) + count
        return replace(self, removed=known)


class Erasures:
    """Those that have begun, and the receipts, in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self._begun, self._receipts = folder / BEGUN, folder / RECEIPTS

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One at a time."""
        self._begun.mkdir(parents=True, exist_ok=True)
        with paths.locked(self._begun):
            yield

    def at_work(self) -> bool:
        """Whether one goes on now."""
        return self._begun.exists() and _is_locked(self._begun)

    def begun(self) -> list[Erasure]:
        """Those that are not at their end."""
        return [_read(file) for file in sorted(self._begun.glob("*.json"))]

    def begin(self, session: str, by: str, why: str, kinds: Sequence[str] = ()) -> Erasure:
        """The one that has begun for the session already, or a new one."""
        wanted = Erasure(uuid4().hex, session, by, why, tuple(kinds))
        known = (each for each in self.begun() if each.session == session)
        return next((each for each in known if bool(each.kinds) == bool(kinds)), wanted)

    def keep(self, erasure: Erasure) -> None:
        """Remember how far it is."""
        self._begun.mkdir(parents=True, exist_ok=True)
        paths.put(self._file(erasure), canonical(asdict(erasure)))

    def end(self, erasure: Erasure, at: float) -> Mapping[str, Any]:
        """Keeps the receipt, once, and forgets the session; `at` in Unix seconds."""
        chain = Chain(self._receipts)
        known = [link for link in chain.links if link["number"] == erasure.number]
        receipt = known[0] if known else chain.append(_told(erasure, at))
        self.drop(erasure)
        return receipt

    def drop(self, erasure: Erasure) -> None:
        self._file(erasure).unlink(missing_ok=True)

    def _file(self, erasure: Erasure) -> Path:
        return self._begun / f"{erasure.number}.json"


def _told(erasure: Erasure, at: float) -> dict[str, object]:
    return {
        "number": erasure.number,
        "at": round(at),
        "by": erasure.by,
        "why": erasure.why,
        "what": "signals from the face" if erasure.kinds else "session",
        "removed": dict(erasure.removed),
        "models": list(erasure.models),
    }


def prepared(store: Store, erasure: Erasure) -> Erasure:
    """With what only the session's folder tells, as long as that is there."""
    if not store.exists(erasure.session):
        return erasure
    known = erasure.pseudonym or known_pseudonym(store, erasure.session)
    weight = weighed(store, erasure.session, erasure.kinds)
    return replace(erasure, pseudonym=known, removed={**erasure.removed, **weight})


def empty_store(store: Store, erasure: Erasure) -> None:
    """The first step, after which nothing that was said or shown is left in the store."""
    if erasure.kinds:
        remove_kinds(store, erasure.session, erasure.kinds)
    else:
        remove_session(store, erasure.session)


def check_nobody_records(store: Store, session: str) -> None:
    """Refused while media come in."""
    folder = paths.session_folder(store.root, session)
    if isinstance(folder, Path) and any(map(_is_locked, folder.glob("media/*"))):
        raise Refused(f"session {session} is being recorded: end the interview first")


def is_in_use(store: Store, session: str) -> bool:
    """Whether media come in or a worker listens."""
    try:
        check_nobody_records(store, session)
    except Refused:
        return True
    return is_worked_on(store, session)


def is_worked_on(store: Store, session: str) -> bool:
    """Whether a worker listens to it."""
    folder = paths.session_folder(store.root, session) / "live"
    return isinstance(folder, Path) and folder.exists() and _is_locked(folder)


def remove_session(store: Store, session: str) -> None:
    """The folder, what a crash left of it, and the plan that it was made of."""
    if store.exists(session):
        store.erase(session)
    if isinstance(store.root, Path):
        with store.staging():
            pass  # sweeps what dead processes left
        for plan in (store.root / PLANS).glob(f"{session}.json*"):
            plan.unlink(missing_ok=True)


def remove_kinds(store: Store, session: str, kinds: Sequence[str]) -> None:
    folder = paths.local(paths.session_folder(store.root, session))
    for kind in kinds:  # of a folder that is gone as well
        shutil.rmtree(folder / paths.kind_name(kind), ignore_errors=True)


def weighed(store: Store, session: str, kinds: Sequence[str] = ()) -> dict[str, int]:
    """Files and bytes of a session, or of some kinds of it."""
    folder = paths.session_folder(store.root, session)
    tops = [folder / kind for kind in kinds] if kinds else [folder]
    files = [file for top in tops for file in _files(top)]
    return {"files": len(files), "bytes": sum(int(file.stat().st_size) for file in files)}


def _files(place: Place) -> Iterator[Place]:
    for entry in paths.entries(place):
        if entry.is_dir():
            yield from _files(entry)
        else:
            yield entry


def _is_locked(folder: Path) -> bool:
    try:
        with paths.locked(folder, wait=False):
            return False
    except Transient:
        return True


def _read(file: Path) -> Erasure:
    told = json.loads(file.read_bytes())
    sequences = {name: tuple(told[name]) for name in ("kinds", "models")}
    return Erasure(**{**told, **sequences})
