"""What holds of the odds of links while a session grows."""

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from interview.engines import linking
from interview.engines.answering import Talk, candidates
from interview.engines.exchange import heard
from interview.engines.linking import Answering, Linker
from interview.model import Sentence, Turn, Word
from interview.questions import asks
from interview.script import sentences, settled
from tests.properties.growing import begun_before, interview, moments
from tests.talk import turns as any_turns


@cache
def answering() -> Answering:
    return linking.read(linking.SHIPPED)[1]


@cache
def linker() -> Linker:
    return linking.load(linking.SHIPPED, "interview-linking@1")


def odds(said: list[Sentence]) -> dict[tuple[str, str], float]:
    talk = Talk([heard(one) for one in said], [asks(one) for one in said])
    return {
        (said[question].id, said[at].id): answering().link(talk, question, at)
        for question in range(len(said))
        if talk.asks[question]
        for at in candidates(talk.said, question)
    }


@given(interview(), st.data())
def test_what_is_said_later_changes_nothing(words: list[Word], data: st.DataObject) -> None:
    time = data.draw(moments(words))
    known = begun_before(words, time)
    before, after = sentences(known), sentences(words)
    done = {sentence.id for sentence in settled(known, time)}
    sure = [at for at in range(len(before)) if all(s.id in done for s in before[: at + 1])]
    now = odds(after)
    assert before[: len(sure)] == after[: len(sure)]
    so_far = odds(before[: len(sure)])
    assert so_far == {pair: now[pair] for pair in so_far}


@given(any_turns())
def test_any_talk_has_finite_odds(said: list[Turn]) -> None:
    reading = linker().reading(said)
    for question, turn in enumerate(said):
        for at in range(question + 1, len(said)):
            if said[at].speaker != turn.speaker:
                assert abs(reading.log_odds(turn.sentences, at)) < 1e3
