"""The commands. Each module behind them is loaded when its command runs."""

import sys
import traceback
from collections.abc import Sequence
from types import TracebackType
from typing import Annotated

import typer
from typer.exceptions import TyperException
from typer.main import get_command

from interview.errors import BadInput, BadMedia, InterviewError
from workbench.commands import (
    Settings,
    comparing,
    correcting,
    erasing,
    examining,
    measuring,
    modelling,
    recording,
    running,
)
from workbench.console import remark

FAILURE = 1
WRONG_USE = 2

app = typer.Typer(
    add_completion=False,
    invoke_without_command=True,
    rich_markup_mode=None,  # plain help takes half the time to start
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def workbench(
    context: typer.Context,
    data: Annotated[
        str, typer.Option(envvar="INTERVIEW_DATA", metavar="FOLDER", help="Where sessions lie.")
    ] = "data",
    debug: Annotated[
        bool, typer.Option("--debug", help="Show tracebacks and what other processes say.")
    ] = False,
) -> None:
    """Interviews as words, questions and answers, a profile and a verdict with its uncertainty."""
    context.obj = Settings(data, debug)
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


app.command("import")(recording.import_)
app.command()(running.run)
app.command()(running.demo)
app.command()(running.up)
app.command()(running.dashboard)
app.command()(examining.sessions)
app.command()(examining.show)
app.command()(examining.export)
app.command()(examining.rate)
app.command()(correcting.correct)
app.command()(erasing.erase)
app.command()(modelling.train)
app.command()(modelling.promote)
app.command()(modelling.rescore)
app.command()(comparing.compare)
app.command()(measuring.evaluate)
app.command()(measuring.bench)
app.command()(measuring.doctor)


def main() -> None:
    """Exits with 2 for wrong use and 1 for a failure, each told in one line on stderr."""
    if "--debug" not in sys.argv:
        sys.excepthook = _in_one_line
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """The exit code. `--debug` may stand anywhere."""
    debug = "--debug" in arguments
    given = [argument for argument in arguments if argument != "--debug"]
    try:
        command = get_command(app)  # app() would take over sys.excepthook
        code = command(["--debug"] * debug + given, prog_name="workbench", standalone_mode=False)
        return code or 0
    except (InterviewError, TyperException, OSError) as error:
        if debug:
            traceback.print_exc()
        remark(f"workbench: {_message(error)}".replace("\n", " "))
        return _code(error)


def _message(error: Exception) -> str:
    if isinstance(error, TyperException):
        context = getattr(error, "ctx", None)  # usage errors know the command they are about
        hint = f". See '{context.command_path} --help'" if context else ""
        return f"{error.format_message().rstrip('.')}{hint}"
    return str(error)


def _code(error: Exception) -> int:
    """Wrong use is what the caller has to change; a medium that breaks off is a failure."""
    if isinstance(error, TyperException):
        return error.exit_code
    wrong = isinstance(error, BadInput) and not isinstance(error, BadMedia)
    return WRONG_USE if wrong else FAILURE


def _in_one_line(
    kind: type[BaseException], error: BaseException, _trace: TracebackType | None
) -> None:
    """For what nobody expected: Python itself exits with 1."""
    remark(f"workbench: {kind.__name__}: {error} (a bug: --debug shows where)")
