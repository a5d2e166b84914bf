"""Packets leave in order, once, and no more are missing than were lost."""

import random

from hypothesis import given
from hypothesis import strategies as st

from capture_server.order import ReorderBuffer, Unwrapper

DEPTH = 6


def sent(first: int, arrivals: list[int]) -> list[int]:
    buffer: ReorderBuffer[int] = ReorderBuffer(DEPTH)
    return [out for k in arrivals for out in buffer.push((first + k) % 65536, k)]


@given(first=st.integers(0, 65535), arrivals=st.lists(st.integers(0, 300), max_size=200))
def test_what_leaves_is_in_order_and_leaves_once(first: int, arrivals: list[int]) -> None:
    left = sent(first, arrivals)
    assert left == sorted(set(left))
    assert set(left) <= set(arrivals)


@given(first=st.integers(0, 65535), shifts=st.lists(st.integers(0, DEPTH - 2), max_size=300))
def test_overtaking_loses_nothing(first: int, shifts: list[int]) -> None:
    count = len(shifts)
    arrivals = [0, *sorted(range(1, count), key=lambda k: (k + shifts[k], k))] if count else []
    end = list(range(count, count + 2 * DEPTH))
    assert sent(first, arrivals + end)[:count] == list(range(count))


@given(first=st.integers(0, 65535), seed=st.integers(0, 1000), loss=st.floats(0, 0.2))
def test_as_many_frames_are_missing_as_packets_were_lost(
    first: int, seed: int, loss: float
) -> None:
    chance = random.Random(seed)  # noqa: S311
    arrivals = [k for k in range(600) if k == 0 or chance.random() >= loss]
    arrivals += range(600, 600 + 2 * DEPTH)
    assert sent(first, arrivals)[: len(arrivals) - DEPTH] == arrivals[: len(arrivals) - DEPTH]


def test_a_sender_that_counts_anew_is_followed() -> None:
    buffer: ReorderBuffer[int] = ReorderBuffer(DEPTH)
    for k in range(500):
        buffer.push(20_000 + k, k)
    left = [out for k in range(500) for out in buffer.push(k, k)]
    assert left[-1] == 499
    assert len(left) > 390


@given(
    bits=st.sampled_from([16, 32]),
    start=st.integers(0, 2**32),
    steps=st.lists(st.integers(-900, 30_000), max_size=50),
)
def test_a_counter_goes_on_beyond_its_wrap_around(bits: int, start: int, steps: list[int]) -> None:
    unwrap, value = Unwrapper(bits), start
    first = unwrap(value % 2**bits)
    for step in steps:
        value += step
        assert unwrap(value % 2**bits) - first == value - start
