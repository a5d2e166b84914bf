"""Libraries stay silent and fetch nothing, unless the user's own environment says otherwise."""

import os
from importlib.resources import files


def keep_offline() -> None:
    """Sets what `offline.env` lists, where unset; to be called before a library is imported."""
    for line in files("interview").joinpath("offline.env").read_text().splitlines():
        name, _, value = line.partition("=")
        os.environ.setdefault(name, value)
