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
    from registry.models import Candidate, Registry

Trainable = Literal["questions", "linking", "skills", "esco", "scorer"]
Version = Annotated[str, typer.Argument(metavar="NAME@VERSION", show_default=False)]


def train(
    model: Annotated[Trainable, typer.Argument(show_default=False)],
    data: Annotated[
        Path,
        typer.Option(
            exists=True,
            file_okay=False,
            metavar="FOLDER",
            help="Labelled texts; of the scorer: sessions that examiners rated.",
        ),
    ],
    into: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Keep the model's files there too.")
    ] = None,
) -> None:
    """Train a model and register it as the challenger of the one in use."""
    from registry.names import CHALLENGER

    if into is not None and into.exists():
        raise BadInput(f"{into} exists: name a folder that does not")
    with TemporaryDirectory() as folder:
        made = _trained(model, data, Path(folder) / model)
        version = opened().add(made, CHALLENGER)
        if into is not None:
            copytree(made.folder, into)
    _print(made.metrics)
    name = f"{made.kind.name}@{version}"
    say(f"{name} is the challenger; to use it: workbench promote {name}")


def _trained(model: Trainable, data: Path, into: Path) -> "Candidate":
    from registry.models import Candidate
    from registry.names import kind
    from workbench.train.trained import Trained

    made = import_module(f"workbench.train.{model}").train(data, into)
    if not isinstance(made, Trained):
        raise TypeError(f"workbench.train.{model} gives {type(made).__name__}")
    return Candidate(
        kind(made.model), made.folder, "trained", made.params, made.metrics, made.artifacts
    )


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
