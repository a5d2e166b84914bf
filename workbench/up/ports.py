"""TCP ports of this machine: which are free, and who has the others."""

import socket
from collections.abc import Iterator
from pathlib import Path

from interview.errors import BadInput

_LISTENING = "0A"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def require_free(name: str, port: int) -> None:
    """BadInput names who listens there, where the system tells."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("", port))  # whichever address of this machine it is taken at
        except OSError as error:
            raise BadInput(
                f"port {port} for {name} is taken{_by_whom(port)}: stop that, "
                f"or choose another with --port {name}=NUMBER (0 takes any that is free)"
            ) from error


def _by_whom(port: int) -> str:
    try:
        sockets = set(_listening(port))
        for process in Path("/proc").glob("[0-9]*"):
            if sockets & set(_open(process)):
                command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
                return f" by process {process.name} ({command[:80]})"
    except OSError:  # no Linux, or it is gone
        pass
    return ""


def _listening(port: int) -> Iterator[str]:
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            _, local, _, state, *_, inode = line.split()[:10]
            if state == _LISTENING and int(local.rpartition(":")[2], 16) == port:
                yield f"socket:[{inode}]"


def _open(process: Path) -> Iterator[str]:
    try:
        for link in (process / "fd").iterdir():
            yield str(link.readlink())
    except OSError:  # another user's, or gone
        return
