"""Coroutines among the tests run on asyncio, which aiortc needs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from interview.store import Store
from tests.capture.streams import session
from tests.capture.web import Site


@pytest.fixture(scope="package")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """With one session in which the candidate agreed to everything."""
    return session(tmp_path / "data")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    with site.client:
        yield site
