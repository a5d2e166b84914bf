"""How two people talk, in figures."""

from typing import Any, cast

import pytest
from hypothesis import given

from interview.model import Turn
from interview.shapes import in_order
from tests.talk import turn, turns
from workbench.dashboard.views import talking

ASKED = turn("interviewer", "Where did you work before", 0.0)
ANSWERED = turn("candidate", "In a small hospital for years", 3.0)
GOES_ON = turn("interviewer", "And why did you leave", 4.5)


def test_shares_pace_and_waits_of_each() -> None:
    told = talking.figures([ASKED, ANSWERED])
    candidate = cast(dict[str, Any], told["speakers"])["candidate"]
    assert candidate["words"] == 6
    assert candidate["talked"] == pytest.approx(6 * 0.24)
    assert candidate["wait"] == pytest.approx(3.0 - ASKED.span.end)
    assert told["pauses"] == 1
    assert told["longest_pause"] == pytest.approx(3.0 - ASKED.span.end, abs=0.001)
    assert told["both"] == 0.0


def test_talking_at_once_is_counted_by_the_words_that_meet() -> None:
    assert talking.overlaps([ANSWERED, GOES_ON]) == [0.0, pytest.approx(0.24)]


def test_nobody_talks_nothing_is_told() -> None:
    assert talking.figures([]) == {}


@given(turns())
def test_figures_stay_in_their_bounds(made: list[Turn]) -> None:
    ordered = in_order(made)
    assert all(silence >= 0 for silence in talking.silences_before(ordered))
    assert all(shared >= 0 for shared in talking.overlaps(ordered))
