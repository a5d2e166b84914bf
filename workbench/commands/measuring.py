"""Commands that measure: the results against a truth, the cost, the installation."""

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from workbench.commands import settings
from workbench.console import say
from workbench.report import Report

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]


def evaluate(
    kind: Annotated[Literal["speech", "sessions"], typer.Argument(metavar="KIND")],
    data: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help="A manifest of media and truth.")
    ],
    as_json: AsJson = False,
) -> None:
    """Compare results with the truth: speech or sessions."""
    if kind == "speech":
        from workbench.evaluate.speech import figures
    else:
        from workbench.evaluate.sessions import figures
    _print(figures(data), as_json)


def _print(report: Report, as_json: bool) -> None:
    if as_json:
        say(json.dumps(report.as_json(), ensure_ascii=False))
        return
    for name, value in report.figures.items():
        say(f"{name:28} {'not measured' if value is None else format(value, '10.4g')}")
    for name, condition in report.conditions.items():
        say(f"{name}: {condition}")


def doctor(context: typer.Context) -> None:
    """Check the installation, the weights, the ports and the disk, and say what to do."""
    from workbench.doctor import doctor

    raise typer.Exit(doctor(settings(context).root))
