"""Where a session's live worker is spoken to, and how: a JSON line there, a JSON line back."""

import hashlib
import json
import os
import socket
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dagster_project.settings import data_root
from interview.errors import Refused

PATIENCE = 5.0  # seconds


def address(session: str) -> Path:
    """The worker's Unix socket, in a folder that no one else may enter; short, as sockets must be.

    Refused where the folder is another's.
    """
    folder = Path(tempfile.gettempdir()) / f"interview-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    made = folder.lstat()
    if made.st_uid != os.getuid() or made.st_mode & 0o077:
        raise Refused(f"{folder} is not private: remove it, or let TMPDIR name another place")
    return folder / hashlib.sha256(f"{data_root()}\n{session}".encode()).hexdigest()[:32]


def ask(
    session: str, message: Mapping[str, object], timeout: float = PATIENCE
) -> dict[str, Any] | None:
    """The worker's answer, None where there is no worker.

    Raises TimeoutError where there is one that says nothing: whether it heard is not known.
    """
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(timeout)
        try:
            connection.connect(str(address(session)))
            connection.sendall(json.dumps(message).encode() + b"\n")
            with connection.makefile() as lines:
                line = lines.readline()
        except (FileNotFoundError, ConnectionError):
            return None
        except BlockingIOError as error:  # more callers than it lets wait
            raise TimeoutError(f"the worker of {session} is too busy to answer") from error
    return json.loads(line) if line else None
