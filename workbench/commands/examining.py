"""Commands that show a session, hand it on, and take the examiner's rating."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from interview.errors import InterviewError, NotMade, Refused
from workbench.commands import SessionId, settings, user
from workbench.console import OUT, remark, say
from workbench.exports import Format


def sessions(context: typer.Context) -> None:
    """List the sessions."""
    from interview.store import Store
    from workbench.overview import overview

    root = settings(context).root
    known = Store(root).sessions()
    if known:
        OUT.print(overview(known, root))
    else:
        remark(f"no session in {root} yet: workbench import --candidate F --interviewer F")


def show(context: typer.Context, session: SessionId) -> None:
    """Show a session to a person: script, answers, profile, verdict."""
    from workbench.session import load_session
    from workbench.show import page

    OUT.print(page(load_session(session, settings(context).root)))


def export(
    context: typer.Context,
    session: SessionId,
    directory: Annotated[Path, typer.Argument(metavar="DIR", show_default=False)],
    form: Annotated[Format, typer.Option("--format", help="What other programs read.")] = "json",
    force: Annotated[
        bool, typer.Option("--force", help="Also into a folder that holds other files.")
    ] = False,
) -> None:
    """Write a session as files for other programs."""
    from workbench.exports import folder
    from workbench.session import load_session

    loaded = load_session(session, settings(context).root)
    exported = folder.export(loaded, directory, form, force=force)
    say(f"{directory}: {', '.join(exported.files)}")
    _tell_left_out(exported.left_out, session)


def _tell_left_out(left_out: Mapping[str, InterviewError], session: str) -> None:
    reasons = {
        NotMade: f"not made yet (workbench run {session})",
        Refused: f"covered until rated (workbench rate {session} --value 1..5 --reason TEXT)",
    }
    for kind, reason in reasons.items():
        names = [name for name, why in left_out.items() if isinstance(why, kind)]
        if names:
            remark(f"{reason}: {', '.join(names)}")


def rate(
    context: typer.Context,
    session: SessionId,
    value: Annotated[int, typer.Option(min=1, max=5, help="1 (no) to 5 (yes).")],
    reason: Annotated[str, typer.Option(help="Why, in your own words.")],
) -> None:
    """Record the examiner's rating, which uncovers the profile and the verdict."""
    from interview.store import Store
    from workbench import ratings

    store = Store(settings(context).root)
    kept = ratings.rate(store, session, value, reason, who=user(), at=time.time())
    say(f"rated {session}: {value} of 5 by {kept.who} ({kept.body['reason']})")
