"""Commands, dashboard and notebooks.

import workbench

demo = workbench.load_session("demo")
"""

import os
from typing import TYPE_CHECKING

from interview.offline import keep_offline

if TYPE_CHECKING:
    from workbench.jupyter import NotebookSession

__all__ = ["load_session"]

keep_offline()


def load_session(session: str, root: str | os.PathLike[str] | None = None) -> "NotebookSession":
    """A session of the data folder `root`, INTERVIEW_DATA or `data`; raises `NoSuchSession`."""
    from workbench.jupyter import load_session  # numpy and the rest take a second

    return load_session(session, root)
