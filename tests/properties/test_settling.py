"""What holds of settled answers while a session grows and profiling goes on and off."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from interview import pairing, script
from interview.engines import understanding
from interview.model import Answer, Speaker, Turn, Word
from interview.settling import Settled, Switch, as_settled, profiled, settled
from tests.properties.growing import begun_before, interview, moments

BY = understanding.load()


def turns(words: Sequence[Word]) -> list[Turn]:
    return script.turns(script.sentences(words))


def answers(words: Sequence[Word], switches: Sequence[Switch] = ()) -> list[Answer]:
    script_ = turns(words)
    return profiled(script_, pairing.pairs(script_, BY), switches, BY)


def heard(time: float) -> dict[Speaker, float]:
    return {"candidate": time, "interviewer": time}


def known(
    words: Sequence[Word], heard: dict[Speaker, float], switches: Sequence[Switch] = ()
) -> dict[str, Settled]:
    """What is called settled of the words so far, by answer."""
    so_far = [word for word in words if word.span.start < heard[word.speaker]]
    return {one.answer: one for one in settled(answers(so_far, switches), turns(so_far), heard)}


@given(interview(), st.data())
def test_what_settled_changes_only_by_a_revision(words: list[Word], data: st.DataObject) -> None:
    """An answer may be given more words or a changed question, or be no answer any more."""
    early, late = sorted(data.draw(st.tuples(moments(words), moments(words))))
    before, after = known(words, heard(early)), known(words, heard(late))
    asked = {
        time: {one.pair.id: one for one in answers(begun_before(words, time))}
        for time in (early, late)
    }
    for id_, one in before.items():
        now = asked[late].get(id_)
        was = asked[early][id_]
        if now and (now.pair.question, now.question) == (was.pair.question, was.question):
            grown = now.words[: len(was.words)] == was.words
            assert not grown or after[id_].end >= one.end
            assert not grown or after[id_].end > one.end or after[id_].digest == one.digest


@given(interview(), st.data())
def test_words_from_beyond_what_was_heard_settle_nothing(
    words: list[Word], data: st.DataObject
) -> None:
    """Each word that settled lies before the watermark of its speaker, with its silence."""
    marks: dict[Speaker, float] = {
        "candidate": data.draw(moments(words)),
        "interviewer": data.draw(moments(words)),
    }
    assert all(one.end <= marks["candidate"] for one in known(words, marks).values())


@given(interview())
def test_everything_settles_in_the_end(words: list[Word]) -> None:
    given_ = answers(words)
    in_the_end = settled(given_, turns(words), heard(1e6))
    assert [one.answer for one in in_the_end] == [one.pair.id for one in given_]
    assert as_settled(given_, in_the_end) == given_


@given(interview(), st.data())
def test_switched_off_what_had_settled_stays_whatever_is_said(
    words: list[Word], data: st.DataObject
) -> None:
    time = data.draw(moments(words))
    so_far = begun_before(words, time)
    before = as_settled(answers(so_far), known(words, heard(time)).values())
    off = [Switch(time, False)]
    assert answers(so_far, off) == before
    assert answers(words, off) == before


@given(interview(), st.data())
def test_switched_on_again_only_answers_that_go_on_change(
    words: list[Word], data: st.DataObject
) -> None:
    off, on = sorted(data.draw(st.tuples(moments(words), moments(words))))
    before = answers(words, [Switch(off, False)])
    after = {one.pair.id: one for one in answers(words, [Switch(off, False), Switch(on, True)])}
    counted = {word.id for one in before for word in one.words}
    for one in before:
        goes_on = not counted.issuperset(word.id for word in after[one.pair.id].words)
        assert goes_on or after[one.pair.id] == one


@given(interview(), st.data())
def test_nothing_said_while_off_counts(words: list[Word], data: st.DataObject) -> None:
    off, on = sorted(data.draw(st.tuples(moments(words), moments(words))))
    given_ = answers(words, [Switch(off, False), Switch(on, True)])
    assert not [w for one in given_ for w in one.words if off <= w.span.start < on]


@given(interview())
def test_switching_on_what_is_on_changes_nothing(words: list[Word]) -> None:
    assert answers(words, [Switch(0.5, True)]) == answers(words)
