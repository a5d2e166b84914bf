"""Commands that make things: a run through Dagster, and the demonstration."""

import time
from typing import Annotated

import typer

from workbench.commands import SessionId, settings
from workbench.console import OUT, remark, say


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


def up(
    context: typer.Context,
    port: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=NUMBER", help="Of capture, dagster, dashboard, mlflow; 0: any."),
    ] = None,
) -> None:
    """Start everything for live interviews, and watch it until Ctrl-C."""
    from workbench.up.stack import up

    up(settings(context).root, dict(_port(given) for given in port or ()))


def dashboard(
    context: typer.Context, port: Annotated[int, typer.Option(min=1, max=65_535)] = 5006
) -> None:
    """Serve the dashboard and REST alone, without what live interviews need."""
    from pathlib import Path

    from interview.offline import keep_offline
    from workbench.dashboard.serving import serve
    from workbench.up.ports import require_free

    keep_offline()
    require_free("dashboard", port)
    serve(Path(settings(context).root), port)


def _port(given: str) -> tuple[str, int]:
    name, _, number = given.partition("=")
    if not number.isdecimal() or int(number) > 65_535:
        raise typer.BadParameter(f"{given!r} is not NAME=NUMBER", param_hint="--port")
    return name, int(number)


def demo(context: typer.Context) -> None:
    """Run the whole pipeline on the demo interview and show what comes out."""
    from interview.store import Store
    from workbench import demo
    from workbench.commands.recording import land
    from workbench.session import load_session
    from workbench.show import page

    root, at = settings(context).root, time.time()
    store = Store(root)
    if not store.exists(demo.SESSION):
        land(demo.recording(at), root, at)
    if store.versions(demo.SESSION, "verdict"):
        remark(f"session {demo.SESSION} is complete: 'workbench run {demo.SESSION}' runs it again")
    else:
        run(context, demo.SESSION)
    OUT.print(page(load_session(demo.SESSION, root), compact=True))
    say(demo.next_steps(root))
