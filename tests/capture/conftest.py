"""Coroutines among the tests run on asyncio, which aiortc needs."""

from pathlib import Path

import pytest

from interview.store import Store
from tests.capture.streams import session


@pytest.fixture(scope="package")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """With one session in which the candidate agreed to everything."""
    return session(tmp_path / "data")
