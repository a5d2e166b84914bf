"""Coroutines among the tests run on asyncio, which aiortc needs."""

import pytest


@pytest.fixture(scope="package")
def anyio_backend() -> str:
    return "asyncio"
