"""What is sent to a page when what it shows has changed."""

import json
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from interview.shapes import in_order
from tests import interviews
from tests.browser.dashboards import spoken
from tests.talk import turn, turns
from workbench.dashboard.views import script
from workbench.dashboard.views.keyed import Picture, Row, applied, changes

VALUES = st.integers(0, 3) | st.sampled_from(["", "a"])
ROWS = st.dictionaries(
    st.sampled_from("abcd"),
    st.dictionaries(st.sampled_from(["text", "end"]), VALUES)
    | st.fixed_dictionaries({"words": st.lists(VALUES)}),
)
PICTURES = st.builds(Picture, ROWS, st.dictionaries(st.just("talk"), VALUES))


@given(PICTURES, PICTURES)
def test_a_page_that_gets_the_changes_has_what_the_server_has(old: Picture, new: Picture) -> None:
    after = applied(old, json.loads(json.dumps(changes(old, new))))
    assert after.rows == new.rows
    assert {**old.facts, **new.facts} == after.facts


@given(PICTURES)
def test_nothing_is_sent_where_nothing_has_changed(same: Picture) -> None:
    assert changes(same, same) == {}


def test_of_a_turn_that_goes_on_only_what_is_new_is_sent() -> None:
    """An hour of talk, and one turn of it goes on by ten words."""
    said = "and this is what was said there by one of the two"
    before = [turn("candidate", said, 10.0 * number) for number in range(750)]
    longer = turn("candidate", f"{said} and then ten words more that nobody had heard before", 7490)
    old = Picture(dict(script.rows(before)))
    message = changes(old, Picture(dict(script.rows([*before[:-1], longer]))))
    assert len(json.dumps(message)) < 700
    assert list(cast(dict[str, Row], message["put"])) == [longer.id]


@given(turns())
def test_every_turn_is_a_row_with_its_words(made: list) -> None:  # type: ignore[type-arg]
    rows = script.rows(made)
    assert [key for key, _ in rows] == [one.id for one in in_order(made)]
    told = [[word[0] for word in cast(list[list[str]], row["words"])] for _, row in rows]
    assert told == [[word.id for word in one.words] for one in in_order(made)]


def test_silence_overlap_and_holes_are_told() -> None:
    rows = dict(script.rows(spoken()))
    assert "pause" not in rows[interviews.QUESTION.id]
    assert rows[interviews.NODDED.id]["overlap"] == 0.24
    assert rows[interviews.NODDED.id]["flags"] == ["overlap", "backchannel"]
    ((_, hole),) = script.holes(interviews.GAPS)
    assert hole == {"speaker": "candidate", "start": 3.2, "end": 3.4, "missing": "loss"}
