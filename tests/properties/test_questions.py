"""What holds of the odds of questions while a session grows."""

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from interview.engines import questions
from interview.engines.exchange import HORIZON
from interview.engines.questions import Detector
from interview.model import Turn, Word
from interview.script import sentences, settled, turns
from tests.properties.growing import begun_before, interview, moments
from tests.talk import turns as any_turns


@cache
def detector() -> Detector:
    return questions.load(questions.SHIPPED, "interview-questions@1")


def by_sentence(words: list[Word]) -> dict[str, float]:
    known = turns(sentences(words))
    return {
        sentence.id: odds
        for turn, own in zip(known, detector().by_model(known), strict=True)
        for sentence, odds in zip(turn.sentences, own, strict=True)
    }


@given(interview(), st.data())
def test_what_is_said_after_the_horizon_changes_nothing(
    words: list[Word], data: st.DataObject
) -> None:
    time = data.draw(moments(words))
    known = begun_before(words, time)
    before, after = by_sentence(known), by_sentence(words)
    for sentence in settled(known, time):
        if sentence.span.end + HORIZON < time:
            assert before[sentence.id] == after[sentence.id]


@given(any_turns())
def test_any_words_have_odds(talk: list[Turn]) -> None:
    odds = detector().log_odds(talk)
    assert [len(own) for own in odds] == [len(turn.sentences) for turn in talk]
    assert all(abs(value) < 50 for own in odds for value in own)
