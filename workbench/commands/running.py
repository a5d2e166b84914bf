"""The command that makes what a session lacks."""

from typing import Annotated

import typer

from workbench.commands import SessionId, settings
from workbench.console import OUT


def run(
    context: typer.Context,
    session: SessionId,
    select: Annotated[
        str | None, typer.Option(metavar="ASSETS", help="Only these, e.g. profile,verdict.")
    ] = None,
) -> None:
    """Make everything of a session, or what is selected, through Dagster."""
    from interview.store import Store
    from workbench import running

    root, debug = settings(context).root, settings(context).debug
    Store(root).meta(session)
    running.follow(running.run(session, root, select, debug=debug), OUT)
