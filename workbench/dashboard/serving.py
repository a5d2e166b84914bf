"""The server, and what it says when it starts."""

import logging
from pathlib import Path

import uvicorn

from interview.store import Store
from workbench.console import say
from workbench.dashboard.access import access_to, links
from workbench.dashboard.app import create

_NAMES = ("localhost", "127.0.0.1")


def serve(root: Path, port: int) -> None:
    """Until it is stopped: plain HTTP, for this machine alone."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    access = access_to(root)
    app = create(Store(root), access, [f"{name}:{port}" for name in _NAMES])
    say(f"The dashboard is at http://localhost:{port}/dashboard/sessions")
    for role, link in links(root, port).items():
        say(f"For {role}s (whoever has this link is one):\n  {link}")
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=port,
        log_level="warning",
        access_log=False,  # addresses of pages tell who is looked at when
        server_header=False,
        proxy_headers=False,
        ws_per_message_deflate=False,  # nothing leaves this machine
        timeout_graceful_shutdown=3,
    )
