"""Which tests this machine can run: the others are skipped with the reason."""

import os
import shutil
from ctypes.util import find_library
from importlib.util import find_spec
from pathlib import Path

import pytest

from interview.offline import keep_offline

keep_offline()

SHARED = Path(os.environ.get("INTERVIEW_SHARED", Path(__file__).parents[2] / "shared"))


def _shared() -> str | None:
    if (SHARED / "data").is_dir():
        return None
    return f"no data folder {SHARED}: name one in INTERVIEW_SHARED"


def _browser() -> str | None:
    if any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        return None
    return "no Chromium on the path"


def _research() -> str | None:
    if not all(find_spec(name) for name in ("torch", "transformers", "whisperx", "feat")):
        return "the research extras are not installed: make test-research"
    return None if find_library("avcodec") else "FFmpeg's libraries are missing: install ffmpeg"


LACKS = {"shared": _shared, "browser": _browser, "research": _research}
"""By marker: what keeps its tests from running here, if anything does."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    lacking = {mark: reason for mark, lacks in LACKS.items() if (reason := lacks())}
    for item in items:
        for mark in item.iter_markers():
            if mark.name in lacking:
                item.add_marker(pytest.mark.skip(reason=lacking[mark.name]))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with data, design and formats that lies beside the checkout."""
    return SHARED
