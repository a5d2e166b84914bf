"""What the engines of the research extra share: torch on few threads, and silence."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def on_threads(number: int) -> Iterator[None]:
    """Always so many, as the last bits of a result depend on it."""
    import torch

    others = torch.get_num_threads()
    torch.set_num_threads(number)
    try:
        yield
    finally:
        torch.set_num_threads(others)


@contextmanager
def quiet() -> Iterator[None]:
    """These libraries warn of each other's versions and of checkpoints that are older."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
