"""What each command does; the arguments as a person types them."""

import getpass
from dataclasses import dataclass
from typing import Annotated

import typer


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for every command."""

    root: str
    debug: bool


SessionId = Annotated[str, typer.Argument(metavar="SESSION", show_default=False)]


def settings(context: typer.Context) -> Settings:
    found: Settings = context.obj
    return found


def user() -> str:
    """Who calls, for the audit chain."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        return "unknown"
