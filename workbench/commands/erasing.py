"""The command that removes sessions for good."""

import json
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from interview.errors import BadInput
from workbench.commands import settings, user
from workbench.console import remark, say

if TYPE_CHECKING:
    from workbench.erasing import Receipt


def erase(
    context: typer.Context,
    session: Annotated[str | None, typer.Argument(metavar="SESSION", show_default=False)] = None,
    due: Annotated[
        bool, typer.Option("--due", help="All whose days are over or that were taken back.")
    ] = False,
) -> None:
    """Remove everything of a session everywhere, and print the receipt that is kept."""
    from workbench import erasing

    if due == bool(session):
        raise BadInput("name a session to erase, or say --due for all whose time has come")
    root, at = settings(context).root, time.time()
    if due:
        done = erasing.erase_due(root, at=at)
    else:
        done = [erasing.erase(root, str(session), who=user(), at=at, role="operator")]
    for receipt in done:
        say(json.dumps(asdict(receipt)))
        _tell_what_stays(receipt)
    if not done:
        remark("nothing is to be erased")


def _tell_what_stays(receipt: "Receipt") -> None:
    if receipt.models:
        remark(
            f"fitted to it among others, and still in use where it is: {', '.join(receipt.models)}"
            " (workbench train scorer makes a model without it)"
        )
    hidden = receipt.removed.get("mlflow_runs_to_collect", 0)
    if hidden:
        remark(f"{hidden} MLflow runs are hidden: 'mlflow gc' where its server runs removes them")
