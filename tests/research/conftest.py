"""What only real weights can tell is left out, and told as deselected, where there are none."""

import os

import pytest

WEIGHTS = {"golden": "INTERVIEW_PYFEAT_WEIGHTS", "wav2vec2": "INTERVIEW_WHISPERX_ALIGN"}
"""By the fixture that asks for them: the variable that names their folder."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    missing = {fixture for fixture, name in WEIGHTS.items() if not os.environ.get(name)}
    golden = [item for item in items if missing & {*getattr(item, "fixturenames", ())}]
    config.hook.pytest_deselected(items=golden)
    items[:] = [item for item in items if item not in golden]
