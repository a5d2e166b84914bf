"""`python -m capture_server --data data`: serves until it is stopped, and says where."""

import datetime as dt
import logging
from pathlib import Path
from typing import Annotated, Any

import typer
import uvicorn

from capture_server.app import Settings, create_site
from capture_server.host import Desk, link_code
from capture_server.plans import Terms
from capture_server.signalling import LONGEST
from capture_server.tls import certificate, machine_names
from interview.store import Store

_DAYS = 90
_LOOPBACK = ("localhost", "127.0.0.1")


def main(
    data: Annotated[Path, typer.Option(help="folder of the sessions", envvar="INTERVIEW_DATA")],
    host: Annotated[str, typer.Option(help="address to listen at")] = "0.0.0.0",  # noqa: S104
    port: int = 8443,
    name: Annotated[list[str] | None, typer.Option(help="another name or address")] = None,
    http: Annotated[
        bool, typer.Option("--http", help="plain HTTP, for this machine alone")
    ] = False,
    interview: Annotated[str, typer.Option(help="make one of this title, for research")] = "",
) -> None:
    """Serve the capture pages: HTTPS for the local network, or plain HTTP for this machine."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("aioice").setLevel(logging.WARNING)
    folder = data / ".capture"
    names = list(_LOOPBACK) if http else [*machine_names(), *(name or [])]
    settings = Settings(folder, names, port, secure=not http)
    site = create_site(Store(data), settings)
    _announce(settings)
    if interview:
        _invite(site.desk, interview)
    tls = {} if http else _tls(folder, names)
    uvicorn.run(
        site.app,
        host="127.0.0.1" if http else host,
        port=port,
        log_level="warning",
        access_log=False,  # addresses of pages tell who is there when
        server_header=False,
        proxy_headers=False,
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


def _invite(desk: Desk, title: str) -> None:
    terms = Terms(title=title, purpose="research", behaviour="off", retention_days=_DAYS)
    links = desk.links(desk.plan(terms))["links"]
    for role, link in links.items():
        typer.echo(f"For the {role}:")
        typer.echo(f"  {link}")
    link_code(links["candidate"]).terminal(compact=True)


if __name__ == "__main__":
    typer.run(main)
