"""What holds of every script, and of one that grows."""

from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from interview.model import Sentence, Turn, Word
from interview.script import sentences, settled, turns
from tests.properties.growing import begun_before, moments, talk


@given(talk())
def test_no_word_is_lost_or_doubled(words: list[Word]) -> None:
    script = sentences(words)
    assert sorted(w.id for s in script for w in s.words) == sorted(w.id for w in words)
    assert sorted(w.id for t in turns(script) for w in t.words) == sorted(w.id for w in words)


@given(talk(), st.randoms())
def test_words_may_come_in_any_order(words: list[Word], random: Random) -> None:
    shuffled = random.sample(words, len(words))
    assert sentences(shuffled) == sentences(words)


@given(talk())
def test_sentences_and_turns_are_in_order_and_of_one_speaker(words: list[Word]) -> None:
    script = sentences(words)
    parts: list[Sentence | Turn] = [*script, *turns(script)]
    assert all({word.speaker for word in part.words} == {part.speaker} for part in parts)
    assert all(a.span.start <= b.span.start for p in parts for a, b in pairwise(p.words))
    assert script == sorted(script, key=lambda sentence: sentence.span.start)
    assert turns(script) == sorted(turns(script), key=lambda turn: turn.span.start)


@given(talk(), st.data())
def test_what_was_settled_stays(words: list[Word], data: st.DataObject) -> None:
    time = data.draw(moments(words))
    assert set(settled(begun_before(words, time), time)) <= set(sentences(words))


@given(talk(), st.data())
def test_words_from_beyond_the_watermark_settle_nothing(
    words: list[Word], data: st.DataObject
) -> None:
    time = data.draw(moments(words))
    assert settled(words, time) == settled(begun_before(words, time), time)


@given(talk())
def test_everything_settles_in_the_end(words: list[Word]) -> None:
    assert settled(words, 1e6) == sentences(words)


@given(talk(), st.data())
def test_no_turn_goes_away_while_the_session_grows(words: list[Word], data: st.DataObject) -> None:
    heard = begun_before(words, data.draw(moments(words)))
    before = {turn.id for turn in turns(sentences(heard))}
    assert before <= {turn.id for turn in turns(sentences(words))}
