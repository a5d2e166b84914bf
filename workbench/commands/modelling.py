"""Commands about models: train one, put it to use, score a session by another."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from interview.errors import BadInput
from workbench.commands import SessionId, settings
from workbench.console import OUT, say

if TYPE_CHECKING:
    from registry.models import Registry
    from workbench.train.trained import Trained

Trainable = Literal["questions", "linking", "skills", "esco", "scorer", "confidence"]
UNREGISTERED = "confidence"
"""Part of the recogniser, whose version stands for both: no version of its own is promoted."""
Version = Annotated[str, typer.Argument(metavar="NAME@VERSION", show_default=False)]


def train(
    model: Annotated[Trainable, typer.Argument(show_default=False)],
    data: Annotated[
        Path,
        typer.Option(
            exists=True,
            file_okay=False,
            metavar="FOLDER",
            help="Labelled texts; of the scorer: sessions that examiners rated; "
            "of confidence: recordings with a manifest.",
        ),
    ],
    into: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Keep the model's files there too.")
    ] = None,
) -> None:
    """Train a model and register it as the challenger of the one in use."""
    if into is not None and into.exists():
        raise BadInput(f"{into} exists: name a folder that does not")
    if into is None and model == UNREGISTERED:
        raise BadInput(f"{model} is not registered: say with --into where its files go")
    with TemporaryDirectory() as folder:
        made = _trained(model, data, Path(folder) / model)
        registered = "" if model == UNREGISTERED else _registered(made)
        if into is not None:
            copytree(made.folder, into)
    _print(made.metrics)
    if registered:
        say(f"{registered} is the challenger; to use it: workbench promote {registered}")


def _trained(model: Trainable, data: Path, into: Path) -> "Trained":
    from workbench.train.trained import Trained

    made = import_module(f"workbench.train.{model}").train(data, into)
    if not isinstance(made, Trained):
        raise TypeError(f"workbench.train.{model} gives {type(made).__name__}")
    return made


def _registered(made: "Trained") -> str:
    """The name and version under which it is the challenger."""
    from registry.models import Candidate
    from registry.names import CHALLENGER, kind

    of = kind(made.model)
    candidate = Candidate(of, made.folder, "trained", made.params, made.metrics, made.artifacts)
    return f"{of.name}@{opened().add(candidate, CHALLENGER)}"


def opened() -> "Registry":
    """The registry with what is shipped in it, so that a challenger has a champion."""
    from interview.offline import keep_offline
    from registry import settings as place

    keep_offline()
    from registry.models import Registry

    found = Registry(place.uri(), place.artifacts())
    found.add_shipped()
    return found


def _print(metrics: Mapping[str, float]) -> None:
    """Each figure with its interval, where it has one."""
    for name, value in metrics.items():
        low, high = metrics.get(f"{name}_low"), metrics.get(f"{name}_high")
        interval = f"  {low:.4g} to {high:.4g}" if low is not None and high is not None else ""
        if not name.endswith(("_low", "_high")):
            say(f"{name:28} {value:10.4g}{interval}")


def promote(model: Version) -> None:
    """Let a version be the champion: what interviews are understood and judged by."""
    from registry import settings as place

    registry = opened()
    registry.promote(model)
    for found in registry.resolve(place.wanted()).values():
        say(f"{found}")
    say("Processes that run go on with what they loaded; sessions are scored anew by a run.")


def rescore(
    context: typer.Context,
    session: SessionId,
    model: Annotated[
        str, typer.Option(metavar="NAME@VERSION", help="By number or alias.", show_default=False)
    ],
) -> None:
    """Score a session by another model too, and show what differs; what counts stays."""
    from interview.rescoring import Rescoring
    from interview.store import Store
    from registry.names import parsed
    from workbench import running
    from workbench.difference import page
    from workbench.session import load_session

    root, debug = settings(context).root, settings(context).debug
    parsed(model)
    pairs = load_session(session, root).pairs
    load_session(session, root).verdict  # noqa: B018  # refused as long as it is covered
    running.follow(running.run(session, root, rescore=model, debug=debug), OUT)
    OUT.print(page(Store(root).read(session, "rescoring", Rescoring), pairs))
