"""Which tests this machine can run: the others are skipped with the reason."""

import os
import shutil
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from interview.offline import keep_offline

keep_offline()

SHARED = Path(os.environ.get("INTERVIEW_SHARED", Path(__file__).parents[2] / "shared"))


def _research_extras() -> bool:
    return all(find_spec(name) for name in ("torch", "transformers", "whisperx", "feat"))


def _browser() -> bool:
    return any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))


NEEDS: dict[str, tuple[Callable[[], bool], str]] = {
    "shared": ((SHARED / "data").is_dir, f"no data folder {SHARED}: name one in INTERVIEW_SHARED"),
    "browser": (_browser, "no Chromium on the path"),
    "research": (_research_extras, "the research extras are not installed: make test-research"),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = {mark: reason for mark, (present, reason) in NEEDS.items() if not present()}
    for item in items:
        for mark in item.iter_markers():
            if mark.name in missing:
                item.add_marker(pytest.mark.skip(reason=missing[mark.name]))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with data, design and formats that lies beside the checkout."""
    return SHARED
