"""Scorers grow with what they count, stay in bounds, abstain, and do not see spelling or marks."""

import re
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview import evidence
from interview.engines.embeddings import MiniLM
from interview.evidence import speech, wording
from interview.model import Answer, Evidence, Span, Word
from interview.ports import Scorer
from tests.answers import answer
from workbench.evaluate import rewording

FACTS = [
    "I rewrote the plan in two weeks",
    "last winter we lost three percent of the stock",
    "after that my manager reduced the costs by half",
    "I asked the driver and he fixed it the same day",
    "we trained twelve people in March",
]
FILLING = [
    "that is how it is there",
    "it depends on the day and on the place",
    "the building is near the river",
    "this is a question of taste",
]
HEDGES = ["maybe", "I guess", "probably", "sort of", "perhaps"]
BY_ONE = ("specificity", "structure", "clarity", "linguistic-confidence")

SAID = """
    I we never always have worked with the team for three years and it was not easy because um uh
    like you know Leeds organised colour twenty eighteen. people, but my boss did it alone
"""
words = st.sampled_from(sorted(set(SAID.split())))
texts = st.lists(words, min_size=1, max_size=60).map(" ".join)


@pytest.fixture(scope="module")
def scorers() -> tuple[Scorer, ...]:
    return evidence.scorers(MiniLM())


def by_scorer(said: Answer, scorers: tuple[Scorer, ...]) -> dict[str, Evidence]:
    found = evidence.judge(said, [], None, scorers)
    return {one.scorer.split("@")[0]: one for one in found}


def value(text: str, scorer: str, scorers: tuple[Scorer, ...]) -> float:
    return by_scorer(answer(text), scorers)[scorer].value


@given(text=texts, earlier=texts)
def test_values_and_deviations_are_within_bounds_and_words_are_real(
    text: str, earlier: str, scorers: tuple[Scorer, ...]
) -> None:
    before, said = answer(earlier, at=10), answer(text, at=100)
    known = {word.id for one in (before, said) for word in one.words}
    for one in evidence.judge(said, [before], None, scorers):
        assert 0 <= one.value <= 1
        assert 0 < one.sd < 1.2
        assert known.issuperset(one.words)
        assert one.words


@given(text=texts)
def test_an_answer_of_two_words_is_not_judged_by_itself(
    text: str, scorers: tuple[Scorer, ...]
) -> None:
    short = by_scorer(answer(" ".join(text.split()[:2])), scorers)
    assert not short.keys() & set(BY_ONE)


@given(chosen=st.permutations(FACTS), filling=st.permutations(FILLING), more=st.integers(1, 4))
def test_more_facts_in_as_many_words_are_more_specific(
    chosen: list[str], filling: list[str], more: int, scorers: tuple[Scorer, ...]
) -> None:
    few = " ".join([chosen[0], *filling])
    many = " ".join([*chosen[: more + 1], *filling[more:]])
    assert value(many, "specificity", scorers) > value(few, "specificity", scorers)


@given(hedges=st.lists(st.sampled_from(HEDGES), min_size=1, max_size=5))
def test_hedges_lower_confidence(hedges: list[str], scorers: tuple[Scorer, ...]) -> None:
    plain = " ".join(FACTS[:3])
    hedged = " ".join([*hedges, plain])
    scorer = "linguistic-confidence"
    assert value(hedged, scorer, scorers) < value(plain, scorer, scorers)


@given(fillers=st.integers(1, 6))
def test_fillers_lower_clarity_and_nothing_else(fillers: int, scorers: tuple[Scorer, ...]) -> None:
    said = FACTS[:3]
    halting = [f"um {fact}" if at < fillers else fact for at, fact in enumerate(said)]
    plain, filled = (by_scorer(answer(" ".join(one)), scorers) for one in (said, halting))
    assert filled["clarity"].value < plain["clarity"].value
    for name in ("specificity", "structure", "linguistic-confidence"):
        assert filled[name].value == plain[name].value


@given(text=texts, seed=st.integers(0, 2**16))
def test_how_it_is_written_changes_no_value(
    text: str, seed: int, scorers: tuple[Scorer, ...]
) -> None:
    said = answer(text)
    for way in (rewording.unmarked, rewording.exchanged, rewording.halved, rewording.scattered):
        written = replace(said, words=tuple(way(said.words, Random(seed))))  # noqa: S311  # no secret
        assert values(written, scorers) == values(said, scorers)
    spelled = replace(said, words=tuple(rewording.spelling(said.words, Random(seed))))  # noqa: S311  # no secret
    assert values(spelled, scorers) == values(said, scorers)


def values(said: Answer, scorers: tuple[Scorer, ...]) -> dict[str, float]:
    return {one.id: one.value for one in evidence.judge(said, [], None, scorers)}


@given(british=st.sampled_from(sorted(rewording.VARIANTS)))
def test_both_spellings_have_one_form(british: str) -> None:
    assert wording.plain(british) == wording.plain(rewording.VARIANTS[british])


@given(text=texts)
def test_the_one_form_stays_as_it_is(text: str) -> None:
    once = wording.plain(text)
    assert wording.plain(once) == once


@given(text=texts)
def test_clauses_hold_all_that_was_said_in_order(text: str) -> None:
    said = answer(text).words
    told = [token for clause in speech.clauses(said) for token in clause.tokens]
    assert told == wording.tokens(said)
    assert " ".join(token.text for token in told) == wording.plain(text)


@given(text=texts, places=st.lists(st.integers(0, 59), max_size=6))
def test_hesitations_are_left_out_wherever_they_are(text: str, places: list[int]) -> None:
    pieces = re.sub(r"\b(um|uh|like|know|you)\b", "so", text).split()
    with_fillers = list(pieces)
    for place in sorted(places, reverse=True):
        with_fillers.insert(min(place, len(pieces)), "um")
    assert wording.plain(" ".join(with_fillers)) == wording.plain(" ".join(pieces))


def test_a_long_pause_costs_clarity(scorers: tuple[Scorer, ...]) -> None:
    said = answer("I asked the driver if he had a key and he fixed the door on the same day")
    half = 8
    paused = tuple(
        replace(word, span=word.span.shifted(1.2)) if at >= half else word
        for at, word in enumerate(said.words)
    )
    late = by_scorer(replace(said, words=paused), scorers)["clarity"].value
    assert late <= by_scorer(said, scorers)["clarity"].value


def test_who_talks_very_fast_is_less_clear(scorers: tuple[Scorer, ...]) -> None:
    said = answer("I asked the driver if he had a key and he fixed the door on the same day")

    def faster(word: Word) -> Word:
        return replace(word, span=Span(word.span.start / 3, word.span.end / 3))

    hurried = replace(said, words=tuple(map(faster, said.words)))
    usual = by_scorer(said, scorers)["clarity"].value
    assert by_scorer(hurried, scorers)["clarity"].value < usual
