"""Whichever way in is taken, libraries are told to stay silent and to fetch nothing."""

import os
import subprocess
import sys
from importlib.resources import files

import pytest


@pytest.mark.parametrize("room", ["workbench", "capture_server", "dagster_project"])
def test_every_way_in_keeps_libraries_offline(room: str) -> None:
    wanted = files("interview").joinpath("offline.env").read_text().split()
    names = [line.partition("=")[0] for line in wanted]
    bare = {name: value for name, value in os.environ.items() if name not in names}
    script = f"import os, {room}; print(*[f'{{n}}={{os.environ.get(n)}}' for n in {names}])"
    done = subprocess.run(
        [sys.executable, "-c", script], env=bare, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == wanted
