"""`python -m workbench.dashboard --data data`: serves until it is stopped, and says where."""

from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from interview.store import Store
from workbench.dashboard.access import Access
from workbench.dashboard.app import access_to, create

_NAMES = ("localhost", "127.0.0.1")


def main(
    data: Annotated[Path, typer.Option(help="folder of the sessions", envvar="INTERVIEW_DATA")],
    port: int = 5006,
) -> None:
    """Serve the dashboard and REST, by plain HTTP for this machine alone."""
    access = access_to(data)
    app = create(Store(data), access, [f"{name}:{port}" for name in _NAMES])
    _announce(access, port)
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=port,
        log_level="warning",
        access_log=False,  # addresses of pages tell who is looked at when
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=3,
    )


def _announce(access: Access, port: int) -> None:
    typer.echo(f"The dashboard is at http://localhost:{port}/dashboard/sessions")
    for role in ("examiner", "viewer"):
        typer.echo(f"For {role}s (keep this link to yourselves):")
        typer.echo(f"  http://localhost:{port}/sign-in#{access.key(role)}")


if __name__ == "__main__":
    typer.run(main)
