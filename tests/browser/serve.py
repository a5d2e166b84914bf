"""The capture server as it is started by hand, with media on this machine alone."""

import typer

from capture_server import hooks
from capture_server.__main__ import main

if __name__ == "__main__":
    hooks.loopback_only()
    typer.run(main)
