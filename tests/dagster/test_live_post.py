"""What a worker is told at its socket, and what it says."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from dagster_project.address import address, ask
from dagster_project.live.post import Post, open_at
from dagster_project.origin import this_process

SESSION = "post"


@contextmanager
def opened() -> Iterator[Post]:
    post = Post(lambda: {"lag": 0.5})
    with open_at(address(SESSION), post):
        yield post


@pytest.fixture
def post() -> Iterator[Post]:
    with opened() as made:
        yield made


def test_messages_wait_in_the_order_in_which_they_came(post: Post) -> None:
    assert post.take() is None
    sent = [{"op": "answer", "answer": str(k), "digest": "d"} for k in range(3)]
    for message in sent:
        assert ask(SESSION, message) == {"ok": True, "process": this_process()}
    assert [post.take() for _ in range(4)] == [*sent, None]


def test_a_message_ends_the_wait(post: Post) -> None:
    threading.Timer(0.2, ask, (SESSION, {"op": "run", "run_id": "r"})).start()
    assert post.wait(20.0) == {"op": "run", "run_id": "r"}
    assert post.wait(0.01) is None


def test_a_run_is_held_from_its_message_to_its_end(post: Post) -> None:
    def health() -> object:
        return (ask(SESSION, {"op": "health", "run_id": "r"}) or {})["running"]

    assert not health()
    ask(SESSION, {"op": "run", "run_id": "r"})
    assert health()
    with post.holding("r") as cancelled:
        assert not cancelled()
        assert (ask(SESSION, {"op": "cancel", "run_id": "r"}) or {})["ok"]
        assert cancelled()
    assert not health()
    assert not (ask(SESSION, {"op": "cancel", "run_id": "r"}) or {})["ok"]


def test_its_status_is_told_while_it_works(post: Post) -> None:
    assert post.take() is None
    assert (ask(SESSION, {"op": "status"}) or {})["lag"] == 0.5


def test_nobody_answers_for_a_worker_that_is_gone() -> None:
    with opened():
        pass
    assert ask(SESSION, {"op": "status"}) is None


def test_a_worker_takes_the_place_of_a_dead_one() -> None:
    path = address(SESSION)
    path.touch()
    with opened():
        assert ask(SESSION, {"op": "status"}) is not None
