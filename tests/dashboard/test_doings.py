"""What pages read and do, without a browser."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from interview.corrections import applied, standing
from interview.errors import BadInput, Refused
from interview.model import Event, Sentence, Turn
from interview.store import Store
from interview.store.live import Draft, write_drafts
from tests import interviews
from tests.browser.dashboards import begin, derive, spoken
from workbench.covering import Role, User
from workbench.dashboard import doings
from workbench.dashboard.listing import Listing
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views import controls, correcting, heard, player, qa, script
from workbench.dashboard.watch import Watch

NOW = interviews.META.start_time + 300.0
Look = Callable[..., Viewing]


@pytest.fixture
def viewing(tmp_path: Path) -> Look:
    """A session that goes on, with all that is made of it, as somebody sees it."""
    store = Store(tmp_path)
    begin(store, "one", NOW - 300.0)
    derive(store, "one", spoken())
    watch = Watch(store)

    def clock() -> float:
        return NOW

    def viewing(role: Role = "examiner", session: str = "one") -> Viewing:
        listing = Listing(store, clock)
        return Viewing(store, User("Ada", role), watch, listing, clock, session)

    return viewing


def last(viewing: Viewing) -> Event:
    return viewing.store.events(viewing.session)[-1]


def test_what_is_done_is_an_event_in_ones_name(viewing: Look) -> None:
    one = viewing()
    assert doings.profiling(one.store.events("one"))
    doings.switch_profiling(one, False)
    assert not doings.profiling(one.store.events("one"))
    assert (last(one).who, last(one).body) == ("Ada", {"on": False, "time": 300.0})
    doings.comment(one, "  Ask again. ")
    assert last(one).body == {"text": "Ask again."}
    doings.rate(one, 4, "Knows why.")
    doings.complete(one)
    assert [event.kind for event in one.store.events("one")][-4:] == [
        "profiling",
        "comment",
        "rating",
        "completed",
    ]


def test_what_makes_no_sense_is_not_kept(viewing: Look) -> None:
    one = viewing()
    doings.complete(one)
    for wrong in (
        lambda: doings.complete(one),
        lambda: doings.comment(one, " "),
        lambda: doings.comment(one, "x" * 5000),
        lambda: doings.rate(one, 6, "Too good."),
        lambda: correcting.correct(one, {"do": "nothing"}),
    ):
        with pytest.raises(BadInput):
            wrong()
    assert last(one).kind == "completed"


@pytest.mark.parametrize(
    "do",
    [
        lambda one: doings.switch_profiling(one, False),
        doings.complete,
        lambda one: doings.comment(one, "Hm."),
        lambda one: doings.rate(one, 1, "No."),
        lambda one: correcting.correct(one, {"do": "word", "word": "c-1", "text": "no"}),
    ],
)
def test_who_may_look_changes_nothing(viewing: Look, do: Callable[[Viewing], object]) -> None:
    with pytest.raises(Refused):
        do(viewing("viewer"))


def test_a_correction_waits_until_the_turns_have_it(viewing: Look) -> None:
    one, word = viewing(), interviews.ANSWER.words[0]
    said = correcting.correct(one, {"do": "word", "word": word.id, "text": "Eight or nine"})
    assert said.startswith("Your correction is kept.")
    turns, corrections = heard.once(one, list), standing(one.store.events("one"))
    assert correcting.waiting(turns, corrections) == {word.id: "Eight or nine"}
    (about,) = cast(list[dict[str, str]], controls.look(one).facts["corrections"])
    assert about["said"] == "00:03 candidate 'Six' reads 'Eight or nine'"
    right = Turn((Sentence(tuple(applied(interviews.ANSWER.words, corrections))),))
    assert right.text.startswith("Eight or nine years")
    assert not correcting.waiting([right], corrections)
    message = {"do": "take_back", "correction": corrections[0].id}
    assert correcting.correct(one, cast(dict[str, object], message)).startswith("The correction is")
    assert not standing(one.store.events("one"))


def test_a_turn_of_the_other_is_told_word_by_word(viewing: Look) -> None:
    one = viewing()
    message = {"do": "speaker", "turn": interviews.ANSWER.id, "speaker": "interviewer"}
    correcting.correct(one, cast(dict[str, object], message))
    waiting = script.look(one).facts["waiting"]
    assert cast(dict[str, str], waiting)[interviews.ANSWER.id] == "Six (said by the interviewer)"


def test_the_log_says_what_happened_and_who_did_it(viewing: Look) -> None:
    one = viewing()
    doings.comment(one, "Ask again.")
    doings.switch_profiling(one, False)
    told = [(row["who"], row["said"]) for row in controls.look(one).rows.values()]
    assert told == [
        ("test", "began the session, for research"),
        ("Ada", "commented: Ask again."),
        ("Ada", "switched profiling off"),
    ]


def test_pairs_have_their_turns_and_what_they_are_evidence_of(viewing: Look) -> None:
    rows: dict[str, Any] = dict(qa.look(viewing()).rows)
    asked, unanswered = rows[interviews.QUESTION.id], rows[interviews.UNANSWERED.id]
    assert [(turn["text"], turn["p"]) for turn in asked["answers"]] == [
        (interviews.ANSWER.text, 0.93)
    ]
    assert [one["quote"] for one in asked["evidence"]] == [interviews.ANSWER.text]
    assert not unanswered["answers"]
    later = [turn.id for turn in spoken() if turn.speaker == "candidate"][1:6]
    assert [turn for turn, _, _ in unanswered["others"]] == later


def test_drafts_are_shown_until_they_are_gone(viewing: Look) -> None:
    one = viewing()
    write_drafts(one.store, "one", [Draft("candidate", 70.0, 71.0, "and then")], NOW)
    assert script.look(one).facts["drafts"] == [["candidate", 70.0, 71.0, "and then"]]
    write_drafts(one.store, "one", [Draft("candidate", 70.0, 71.0, " ")], NOW)
    assert script.look(one).facts["drafts"] == []


def test_before_anything_is_made_there_is_nothing_to_show(viewing: Look) -> None:
    begin(viewing().store, "new", NOW)
    new = viewing(session="new")
    assert script.look(new).facts["talk"] == {}
    assert not [*script.look(new).rows, *qa.look(new).rows, *player.look(new).rows]
    assert player.look(new).facts == {"tracks": [], "duration": 0.0}


def test_turns_are_read_anew_when_they_change(viewing: Look) -> None:
    one = viewing()
    before = len(script.look(one).rows)
    derive(one.store, "one", spoken()[:-1])
    assert len(script.look(one).rows) == before - 1
