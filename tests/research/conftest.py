"""What only real weights can tell is left out, and told as deselected, where there are none."""

import os

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("INTERVIEW_PYFEAT_WEIGHTS"):
        return
    golden = [item for item in items if "golden" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=golden)
    items[:] = [item for item in items if item not in golden]
