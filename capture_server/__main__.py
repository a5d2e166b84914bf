"""`python -m capture_server --data data`: serves until it is stopped, and says where."""

import datetime as dt
import logging
from pathlib import Path
from typing import Annotated, Any

import typer
import uvicorn

from capture_server.app import Settings, create_app
from capture_server.signalling import LONGEST
from capture_server.tls import certificate, machine_names
from interview.store import Store

_LOOPBACK = ("localhost", "127.0.0.1")


def main(
    data: Annotated[Path, typer.Option(help="folder of the sessions", envvar="INTERVIEW_DATA")],
    host: Annotated[str, typer.Option(help="address to listen at")] = "0.0.0.0",  # noqa: S104
    port: int = 8443,
    name: Annotated[list[str] | None, typer.Option(help="another name or address")] = None,
    http: Annotated[
        bool, typer.Option("--http", help="plain HTTP, for this machine alone")
    ] = False,
) -> None:
    """Serve the capture pages: HTTPS for the local network, or plain HTTP for this machine."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("aioice").setLevel(logging.WARNING)
    folder = data / ".capture"
    names = list(_LOOPBACK) if http else [*machine_names(), *(name or [])]
    settings = Settings(folder, names, port, secure=not http)
    app = create_app(Store(data), settings)
    _announce(settings)
    tls = {} if http else _tls(folder, names)
    uvicorn.run(
        app,
        host="127.0.0.1" if http else host,
        port=port,
        log_level="warning",
        access_log=False,  # addresses of pages tell who is there when
        server_header=False,
        ws="websockets-sansio",
        ws_max_size=4 * LONGEST,
        timeout_graceful_shutdown=5,
        **tls,
    )


def _tls(folder: Path, names: list[str]) -> dict[str, Any]:
    chain, key = certificate(folder / "tls", names, dt.datetime.now(dt.UTC))
    return {"ssl_certfile": str(chain), "ssl_keyfile": str(key)}


def _announce(settings: Settings) -> None:
    typer.echo("The capture server is at")
    for address in settings.addresses:
        typer.echo(f"  {address}")
    typer.echo("The host's page, which makes interviews (keep this link to yourself):")
    typer.echo(f"  {settings.addresses[0]}/#{settings.tokens.host}")
    if settings.secure:
        typer.echo("Browsers warn of its certificate once: it is made here, accept it by hand.")


if __name__ == "__main__":
    typer.run(main)
