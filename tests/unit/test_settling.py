"""When an answer settles and what counts of it, on a talk by hand."""

from collections.abc import Mapping

from interview import pairing, script
from interview.model import Answer, Event, Speaker
from interview.pairing import HAND_SET
from interview.settling import SETTLING, Settled, Switch, profiled, settled, switches
from tests.conversation import said

TALK = """
    I: What did you do with Kafka?
    C: I wrote the consumers.
    C +1.4: And I led a team of six.
    I +0.2: And how many messages were there?
    C +0.2: Two million a day.
    I +2: Why did you leave?
    C: I wanted to learn something new.
"""
WORDS = said(TALK)
TURNS = script.turns(script.sentences(WORDS))
PAIRS = pairing.pairs(TURNS, HAND_SET)
ANSWERS = pairing.answers(PAIRS, TURNS, HAND_SET)
PART, WHOLE, SECOND, LAST = (
    next(word.span.end for word in WORDS if word.text == text)
    for text in ("consumers.", "six.", "day.", "new.")
)


def ends(candidate: float, interviewer: float) -> list[float]:
    heard: Mapping[Speaker, float] = {"candidate": candidate, "interviewer": interviewer}
    known = [word for word in WORDS if word.span.start < heard[word.speaker]]
    turns = script.turns(script.sentences(known))
    answers = pairing.answers(pairing.pairs(turns, HAND_SET), turns, HAND_SET)
    return [each.end for each in settled(answers, turns, heard)]


def texts(*switched: Switch) -> list[str]:
    return [answer.text for answer in profiled(TURNS, PAIRS, switched, HAND_SET)]


def test_an_answer_settles_after_a_second_of_silence() -> None:
    assert ends(PART + SETTLING - 0.01, 60) == []
    assert ends(PART + SETTLING, PART) == [PART]


def test_an_answer_that_goes_on_stays_as_it_was_until_it_settles_again() -> None:
    assert ends(WHOLE, WHOLE) == [PART]
    assert ends(WHOLE + SETTLING, WHOLE) == [WHOLE]


def test_what_the_interviewer_says_next_settles_an_answer() -> None:
    assert ends(WHOLE + 0.9, WHOLE + 0.2) == [PART]
    assert ends(WHOLE + 0.9, WHOLE + 0.9) == [WHOLE]


def test_a_revision_has_another_digest() -> None:
    def first(time: float) -> Settled:
        known = [word for word in WORDS if word.span.start < time]
        turns = script.turns(script.sentences(known))
        answers = pairing.answers(pairing.pairs(turns, HAND_SET), turns, HAND_SET)
        return settled(answers, turns, {"candidate": time, "interviewer": time})[0]

    part, same, whole, later = (first(t) for t in (PART + 1, WHOLE, WHOLE + 1, LAST + 1))
    assert part == same
    assert part.answer == whole.answer
    assert part.digest != whole.digest
    assert whole == later


def test_nothing_said_while_profiling_is_off_counts() -> None:
    first, second, last = (answer.text for answer in ANSWERS)
    assert texts(Switch(0, False)) == []
    assert texts(Switch(SECOND + 1, False)) == [first, second]
    assert texts(Switch(WHOLE + 2.5, False), Switch(SECOND + 1, True)) == [first, last]
    assert texts(Switch(PART + 1, False)) == ["I wrote the consumers."]


def test_an_answer_counts_again_from_when_profiling_is_on() -> None:
    asked_while_off = Switch(SECOND + 1.5, False), Switch(LAST - 0.7, True)
    assert texts(*asked_while_off)[-1] == "something new."
    both = texts(Switch(PART + 1, False), Switch(WHOLE - 0.7, True))
    assert both[0] == "I wrote the consumers. of six."


def test_what_had_settled_keeps_how_surely_it_answers() -> None:
    off, on = Switch(WHOLE + 1, False), Switch(SECOND + 1, True)
    known = [word for word in WORDS if word.span.start < off.time]
    turns = script.turns(script.sentences(known))
    (then,) = pairing.answers(pairing.pairs(turns, HAND_SET), turns, HAND_SET)
    first, last = profiled(TURNS, PAIRS, [off, on], HAND_SET)
    assert first == then
    assert last == ANSWERS[-1]
    assert isinstance(first, Answer)


def test_switches_are_read_from_the_events() -> None:
    kinds = [("created", {}), ("profiling", {"on": False, "time": 3.5}), ("mark", {"time": 4.0})]
    events = [Event(kind, 1.7e9, "interviewer", body, "", "") for kind, body in kinds]
    assert switches(events) == [Switch(3.5, False)]


def test_another_model_gives_another_digest() -> None:
    heard: Mapping[Speaker, float] = {"candidate": 60.0, "interviewer": 60.0}
    one, other = (settled(ANSWERS, TURNS, heard, models) for models in ("a@1", "a@2"))
    assert [each.answer for each in one] == [each.answer for each in other]
    assert {each.digest for each in one}.isdisjoint(each.digest for each in other)
