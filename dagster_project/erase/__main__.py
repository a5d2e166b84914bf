"""Erases a session, or all that are due.

    python -m dagster_project.erase SESSION [--by ROLE] [--who NAME] [--at SECONDS]
    python -m dagster_project.erase --due [--at SECONDS]

prints a receipt a line as JSON, and after a failure a last {"error"}. Exit 2 for wrong use.
"""

import argparse
import json
import logging
import sys
import time
from collections.abc import Iterable, Sequence

import dagster as dg

from dagster_project.erase import duty
from dagster_project.erase.order import Places, Receipt, erase
from dagster_project.instance import home
from dagster_project.settings import data_root
from interview.errors import BadInput, InterviewError
from interview.store import Store
from registry import settings
from registry.resolved import WRONG_USE


def places(instance: dg.DagsterInstance) -> Places:
    """By the environment."""
    root = data_root()
    return Places(Store(root), duty.erasures_in(root), instance, settings.uri())


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser("dagster_project.erase", description="Erase sessions.")
    parser.add_argument("session", nargs="?")
    parser.add_argument("--due", action="store_true", help="all whose time has come")
    parser.add_argument("--by", default="operator", help="the role, for the receipt")
    parser.add_argument("--who", default="", help="the name, for the session's own events")
    parser.add_argument("--at", type=float, help="now, in Unix seconds")
    asked = parser.parse_args(arguments)
    if asked.due == bool(asked.session):
        parser.error("name a session, or --due")
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    try:
        home()
        with dg.DagsterInstance.get() as instance:
            now = time.time() if asked.at is None else asked.at
            for receipt in _erased(places(instance), asked, now):
                _say(receipt)
    except InterviewError as error:
        _say({"error": str(error)})
        return WRONG_USE if isinstance(error, BadInput) else 1
    return 0


def _erased(where: Places, asked: argparse.Namespace, now: float) -> Iterable[Receipt]:
    if asked.due:
        return duty.do(where, where.store.sessions(), now)
    who = asked.who or asked.by
    return [erase(where, asked.session, by=asked.by, why="asked", who=who, at=now)]


def _say(line: Receipt) -> None:
    print(json.dumps(line), flush=True)  # noqa: T201  # what this program is for


if __name__ == "__main__":
    sys.exit(main())
