"""Which version of each model is in use, known without MLflow.

Whoever has asked MLflow leaves copies of the models in a folder, and beside them what they were
asked for: who loads a model reads that.
"""

import json
import logging
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from interview.errors import BadInput, NotMade
from registry import folders
from registry.names import CHAMPION, KINDS, Kind, Model, parsed

PATIENCE = 120.0
"""Seconds that MLflow may take where it was never asked: importing it alone takes several."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The models that a configuration asks for.

    `root` holds the copies; `uri` and `artifacts` are MLflow's database or server and, with a
    database, where its files lie. `exact` models as NAME@VERSION go before the alias, and where
    a model has no version with the alias the champion goes. `shipped` is what this release brings.
    """

    root: str
    uri: str
    artifacts: str = ""
    alias: str = CHAMPION
    exact: tuple[str, ...] = ()
    shipped: str = str(folders.TRAINED)

    def version(self, kind: Kind) -> str:
        """A number or an alias."""
        given = dict(parsed(model) for model in self.exact)
        return given.get(kind, self.alias)

    @property
    def pointer(self) -> Path:
        asked = sha256(repr((self.uri, self.alias, self.exact)).encode()).hexdigest()
        return Path(self.root) / f"{self.alias}-{asked[:12]}.json"


def models(wanted: Wanted) -> dict[str, Model]:
    """By name, as MLflow was last heard to say; as shipped where it never answered.

    What is configured and does not exist raises BadInput.
    """
    with suppress(NotMade):
        return last(wanted)
    try:
        _ask(wanted)
        return last(wanted)
    except (NotMade, subprocess.TimeoutExpired) as error:
        log.warning("the models that are shipped are used: %s", error)
        return folders.shipped(Path(wanted.shipped))


def freshen(wanted: Wanted, age: float, now: float) -> None:
    """Has MLflow asked where that was longer than `age` seconds ago; `now` in Unix seconds."""
    with suppress(OSError):
        if now - wanted.pointer.stat().st_mtime < age:
            return
    try:
        _ask(wanted)
    except (BadInput, subprocess.TimeoutExpired) as error:
        log.warning("the models stay as they are: %s", error)


def last(wanted: Wanted) -> dict[str, Model]:
    """What was found the last time; raises NotMade where nothing was, or not all of it is there."""
    try:
        found = json.loads(wanted.pointer.read_bytes())
        known = {name: _known(wanted, name, found[name]) for name in KINDS}
    except (OSError, ValueError, KeyError) as error:
        raise NotResolved from error
    if not all(model.folder.is_dir() for model in known.values()):
        raise NotResolved
    return known


class NotResolved(NotMade):
    """MLflow has not been asked, or did not answer."""

    def __init__(self) -> None:
        super(NotMade, self).__init__(
            "it is not known which models are in use: materialise the models' assets"
        )


def note(wanted: Wanted, found: Mapping[str, Model]) -> None:
    """Leaves word of what was found, whose folders lie below the root."""
    told = {name: [model.version, model.folder.name] for name, model in found.items()}
    unfinished = wanted.pointer.with_suffix(f".{uuid4().hex}")
    unfinished.write_text(json.dumps(told, indent=1) + "\n")
    unfinished.replace(wanted.pointer)


def _known(wanted: Wanted, name: str, told: tuple[str, str]) -> Model:
    version, folder = told
    return Model(name, version, Path(wanted.root) / folder)


WRONG_USE = 2


def _ask(wanted: Wanted) -> None:
    """Has another process ask MLflow, so that this one stays small."""
    done = subprocess.run(
        [sys.executable, "-m", "registry"],
        input=json.dumps(asdict(wanted)),  # not an argument: the address may hold a password
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode == WRONG_USE:
        raise BadInput(done.stderr.strip().split("\n")[-1])
    if done.returncode:
        log.warning("%s", done.stderr.strip().split("\n")[-1])
