"""`python -m workbench.dashboard --data data`: serves until it is stopped, and says where."""

from pathlib import Path
from typing import Annotated

import typer

from workbench.dashboard.serving import serve


def main(
    data: Annotated[Path, typer.Option(help="folder of the sessions", envvar="INTERVIEW_DATA")],
    port: int = 5006,
) -> None:
    """Serve the dashboard and REST, by plain HTTP for this machine alone."""
    serve(data, port)


if __name__ == "__main__":
    typer.run(main)
