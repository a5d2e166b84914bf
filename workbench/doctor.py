"""What an installation lacks, and what to do about it."""

import hashlib
import os
import shutil
import socket
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Literal

from workbench.console import say

HERE = Path(__file__).parent
LOCK = HERE.parent / "requirements" / "core.txt"
WEIGHTS = HERE / "weights.sha256"
"""Paths in site-packages with their sha256, as `sha256sum` writes and checks them."""
INSTALL = f"run 'requirements/install {sys.prefix} requirements/core.txt'"

PORTS = {3000: "Dagster", 5000: "MLflow", 5006: "the dashboard", 8443: "the capture server"}

State = Literal["ok", "warning", "broken"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; only a broken one keeps the workbench from working."""

    state: State
    what: str
    advice: str = ""


def doctor(data: str = "data") -> int:
    """Examines the installation and the folder of sessions; 0 when nothing is broken."""
    return report(check(Path(data)))


def report(findings: Sequence[Finding]) -> int:
    for finding in findings:
        advice = f": {finding.advice}" if finding.advice else ""
        say(f"{finding.state:8}{finding.what}{advice}")
    return int(any(finding.state == "broken" for finding in findings))


def check(data: Path) -> list[Finding]:
    cache = Path(os.environ.get("INTERVIEW_CACHE", "~/.cache/interview-workbench")).expanduser()
    found = [python(), *packages(LOCK), *weights(WEIGHTS), *ports(PORTS)]
    return [*found, *room(data.resolve(), cache)]


def python(running: tuple[int, int] = sys.version_info[:2]) -> Finding:
    what = f"Python {running[0]}.{running[1]}"
    if (3, 11) <= running < (3, 13):
        return Finding("ok", what)
    return Finding("broken", what, "make the environment anew with Python 3.11 or 3.12")


def packages(lock: Path) -> Iterator[Finding]:
    """The installed packages against a file of `name==version` lines."""
    if not lock.exists():
        yield Finding("warning", f"no lock {lock}", "run it from the checkout to compare")
        return
    pins = [line.split("==") for line in lock.read_text().split()]
    differing = [
        f"{name} {found or 'missing'} instead of {pinned}"
        for name, pinned in pins
        if (found := _installed(name)) != pinned
    ]
    for what in differing:
        yield Finding("broken", what, INSTALL)
    if not differing:
        yield Finding("ok", f"{len(pins)} packages as locked")


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def weights(manifest: Path) -> Iterator[Finding]:
    """The files that engines load, found without loading an engine."""
    pins = [line.split() for line in manifest.read_text().splitlines()]
    damaged = [name for digest, name in pins if _sha256(name) != digest]
    for name in damaged:
        package = name.split("/")[0].replace("_", "-")
        yield Finding(
            "broken", f"{name} is missing or altered", f"uninstall {package}, then {INSTALL}"
        )
    if not damaged:
        yield Finding("ok", f"{len(pins)} files of weights and tables with the right sha256")


def _sha256(name: str) -> str | None:
    try:
        path = Path(str(distribution(name.split("/")[0]).locate_file(name)))
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (PackageNotFoundError, FileNotFoundError):
        return None


def ports(wanted: dict[int, str]) -> Iterator[Finding]:
    for port, user in wanted.items():
        what = f"port {port} ({user})"
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                yield Finding("warning", f"{what} is taken", "stop what listens there, or move it")
            else:
                yield Finding("ok", f"{what} is free")


def room(data: Path, cache: Path) -> Iterator[Finding]:
    """Free space where sessions grow, and where engines keep their weights made ready."""
    yield space(data, "sessions", megabytes=2000)
    yield space(cache, "weights made ready", megabytes=500)


def space(folder: Path, use: str, megabytes: int) -> Finding:
    there = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(there).free // 10**6
    what = f"{free} MB free for {use} in {folder}"
    if not os.access(there, os.W_OK):
        return Finding("broken", f"{folder} cannot be written", "choose one that can")
    if free < megabytes:
        return Finding("warning", what, f"make room: {megabytes} MB are wanted")
    return Finding("ok", what)
