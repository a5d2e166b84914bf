"""The command that holds the versions of a session's words against each other."""

from pathlib import Path
from typing import Annotated

import typer

from workbench.commands import SessionId, settings
from workbench.console import OUT, remark


def compare(
    context: typer.Context,
    session: SessionId,
    truth: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            envvar="INTERVIEW_TRUTH",
            metavar="FILE",
            help="What was said (the demo has its own).",
        ),
    ] = None,
) -> None:
    """Hold the words of a session by each engine against those that count, and what was said."""
    from interview.comparing import WordsComparison
    from interview.store import Store
    from workbench import demo, running
    from workbench.hearings import page

    root, debug = settings(context).root, settings(context).debug
    Store(root).meta(session)
    if truth is None and session == demo.SESSION:
        truth = demo.TRUTH
    said = {"INTERVIEW_TRUTH": str(truth.absolute()) if truth else ""}
    steps = running.run(session, root, "words_comparison", debug=debug, environment=said)
    running.follow(steps, OUT)
    made = Store(root).read(session, "words_comparison", WordsComparison)
    OUT.print(page(made))
    if not made.others:
        remark(
            "there is one version of the words; another engine makes another: "
            f"INTERVIEW_SPEECH_ENGINE=whisperx workbench run {session}"
        )
