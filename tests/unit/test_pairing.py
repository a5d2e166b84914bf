"""What is asked, what answers it, and what else goes on between two people."""

from itertools import pairwise

import pytest

from interview.model import QAPair, Turn
from interview.pairing import HAND_SET, answers, pairs
from tests.conversation import paired, script

both_ways = pytest.mark.parametrize("punctuated", [True, False])


def short(found: list[QAPair], turns: list[Turn]) -> list[tuple[str, str, list[str]]]:
    """(kind, first word of each question turn, first words of each answer turn)."""
    first = {turn.id: turn.words[0].text.lower().strip(".,?!") for turn in turns}
    return [
        (p.kind, " ".join(first[t] for t in p.question_turns), [first[t] for t in p.answer_turns])
        for p in found
    ]


def summary(text: str, punctuated: bool) -> list[tuple[str, str, list[str]]]:
    turns = script(text, punctuated)
    return short(pairs(turns, HAND_SET), turns)


@both_ways
def test_a_question_and_its_answer(punctuated: bool) -> None:
    assert summary("I: What did you build?\nC: A pipeline for events.", punctuated) == [
        ("question", "what", ["a"])
    ]


@both_ways
def test_an_audio_check_is_a_question_too(punctuated: bool) -> None:
    assert summary("I: Hello, can you hear me?\nC: Yes, very well.", punctuated) == [
        ("question", "hello", ["yes"])
    ]


@both_ways
def test_a_statement_about_the_candidate_asks_if_it_is_confirmed(punctuated: bool) -> None:
    talk = """
        I: What did you build?
        C: I moved the old jobs to a queue.
        I: And night shifts would be fine for you.
        C: Yes, I work four nights a month.
        I: We are open every night.
    """
    assert summary(talk, punctuated) == [
        ("question", "what", ["i"]),
        ("follow_up", "and", ["yes"]),
    ]


@both_ways
def test_a_follow_up_takes_up_the_answer(punctuated: bool) -> None:
    talk = """
        I: What did you build?
        C: I removed the duplicate messages from the reports.
        I: How did you find the duplicate messages?
        C: With a dashboard.
        I: Where do you see yourself in three years?
        C: In a bigger team.
    """
    assert summary(talk, punctuated) == [
        ("question", "what", ["i"]),
        ("follow_up", "how", ["with"]),
        ("question", "where", ["in"]),
    ]


@both_ways
def test_an_answer_goes_on_after_a_back_channel(punctuated: bool) -> None:
    talk = """
        I: What did you build?
        C: I moved the old jobs to a queue.
        I +0.2: Mhm.
        C +0.5: And then I tested the whole thing.
    """
    turns = script(talk, punctuated)
    (pair,) = pairs(turns, HAND_SET)
    assert pair.answer is not None
    assert pair.answer.lower().rstrip(".").endswith("tested the whole thing")
    assert "mhm" not in pair.answer.lower()


@both_ways
def test_an_answer_goes_on_after_an_interjection(punctuated: bool) -> None:
    talk = """
        I: What did you build?
        C: I moved the old jobs to a queue.
        I: That must have been a lot of effort.
        C: Indeed, because half of the jobs had no tests.
    """
    assert summary(talk, punctuated) == [("question", "what", ["i", "indeed"])]


def test_an_interrupted_answer_goes_on_when_asked_to() -> None:
    talk = """
        I: What do you do outside lessons?
        C: I run a robotics club with fifteen pupils and they have built an arm.
        I -0.3: Sorry to cut in, who pays for that?
        C: Their parents pay most of it.
        I: Good to know. Go on, please.
        C: So their arm can sort sweets by colour.
    """
    assert summary(talk, True) == [
        ("question", "what", ["i", "so"]),
        ("follow_up", "sorry", ["their"]),
    ]


@both_ways
def test_an_answer_may_name_an_earlier_question(punctuated: bool) -> None:
    talk = """
        I: How would you use the data from a mock exam?
        I +4.0: We can come back to that one. What could you offer besides lessons?
        C: I would start an astronomy club because I own a telescope.
        I: We have not got one of those.
        C: Oh, and the mock exam. I would teach again what most of them got wrong.
    """
    assert summary(talk, punctuated) == [
        ("question", "how", ["oh"]),
        ("question", "we", ["i"]),
    ]


@both_ways
def test_a_clarification_is_answered_by_the_interviewer(punctuated: bool) -> None:
    talk = """
        I: How do you decide which patient to see first?
        C: Sorry, could you repeat that?
        I: Of course. How do you decide which patient you see first?
        C: After the handover I look at the scores.
    """
    assert summary(talk, punctuated) == [
        ("question", "how of", ["after"]),
        ("clarification", "sorry", ["of"]),
    ]


@both_ways
def test_a_clarified_question_stays_open(punctuated: bool) -> None:
    talk = """
        I: How did you test it?
        C: Do you mean the old system?
        I: Yes, the old one.
        C: We ran it twice on a copy of the data.
    """
    assert summary(talk, punctuated) == [
        ("question", "how", ["we"]),
        ("clarification", "do", ["yes"]),
    ]


@both_ways
def test_the_candidate_asks(punctuated: bool) -> None:
    talk = """
        I: Do you have any questions for me?
        C: Yes, two. How large is the team?
        I: We are twelve people.
        C: And is there a mentor?
        I: For the first three months.
        C: That sounds good.
        I: Then thank you for coming.
    """
    assert summary(talk, punctuated) == [
        ("question", "do", ["yes"]),
        ("candidate_question", "yes", ["we"]),
        ("candidate_question", "and", ["for"]),
    ]


def test_a_rhetorical_question_is_part_of_the_answer() -> None:
    talk = """
        I: What did you change?
        C: The queue. Why did we do that? Because the old one lost a message every single day.
    """
    assert summary(talk, True) == [("question", "what", ["the"])]


@both_ways
def test_nobody_answered(punctuated: bool) -> None:
    talk = """
        I: Have you ever made a medication error?
        I +3.6: We can leave that one. Walk me through your last shift.
        C: I came at six and read the notes.
    """
    lapsed, taken = paired(talk, punctuated)
    assert (lapsed.answer, lapsed.answer_turns, lapsed.answered) == (None, (), False)
    assert lapsed.unanswered_p > 0.5 > taken.unanswered_p
    assert taken.answered


@both_ways
def test_the_last_question_waits_for_its_answer(punctuated: bool) -> None:
    (pair,) = paired("I: What did you build?", punctuated)
    assert (pair.answer, pair.links, pair.unanswered_p) == (None, (), 1.0)


@both_ways
def test_a_nod_does_not_answer_an_open_question(punctuated: bool) -> None:
    (pair,) = paired("I: What did you build?\nC: Okay.", punctuated)
    assert pair.answer is None


@both_ways
def test_several_questions_in_one_turn_are_one_pair(punctuated: bool) -> None:
    (pair,) = paired(
        "I: Have you written tests? And how do you decide what to test?\nC: Yes, every day.",
        punctuated,
    )
    assert pair.question.lower().startswith("have you")
    assert pair.question.lower().rstrip("?").endswith("what to test")


def test_a_question_asked_again_is_the_same_pair() -> None:
    talk = """
        I: How do you plan the weekly roster?
        C: Okay.
        I: How do you plan the roster every week?
        C: I ask everybody first.
    """
    assert summary(talk, True) == [("question", "how how", ["i"])]


def test_the_question_is_only_what_was_asked() -> None:
    (pair,) = paired("I: Great. We go on. What did you build?\nC: A queue.")
    assert pair.question == "What did you build?"


def test_a_turn_may_answer_and_ask() -> None:
    talk = """
        C: How large is the team?
        I: We are twelve people. How large was yours?
        C: We were three.
    """
    found = paired(talk)
    assert found[0].answer_turns == found[1].question_turns
    assert found[1].answer == "We were three."


def test_links_are_probabilities_and_decide_what_answers() -> None:
    for pair in paired(LONG):
        assert all(0 < link.p < 1 for link in pair.links)
        assert set(pair.answer_turns) == {link.turn for link in pair.links if link.p >= 0.5}
        assert 0 <= pair.confidence <= 1
        assert pair.unanswered_p <= min((1 - link.p for link in pair.links), default=1.0)


LONG = """
    I: Hello, can you hear me?
    C: Yes.
    I: Tell me about your last job.
    C: I was a teacher in a small school.
    I +0.2: Right.
    C +0.6: I taught mathematics to the older children.
    I: So you also wrote the exams?
    C: Yes, all of them.
    I: Why did you leave?
    C: Sorry?
    I: Why did you leave the school?
    C: Because it closed last summer.
    I: What would you like to know from us?
    C: How many lessons would I give?
    I: Twenty a week. We will call you on Friday.
    C: Thank you. Goodbye.
"""


def test_pairs_are_in_order_and_begin_with_their_question() -> None:
    found = paired(LONG)
    assert all(a.span.start < b.span.start for a, b in pairwise(found))
    assert [pair.id for pair in found] == [pair.question_turns[0] for pair in found]
    assert [pair.kind for pair in found] == [
        *("question", "question", "follow_up", "question", "clarification", "question"),
        "candidate_question",
    ]


def test_answers_are_the_candidates_in_the_order_in_which_they_end() -> None:
    turns = script(LONG)
    given = answers(pairs(turns, HAND_SET), turns, HAND_SET)
    assert [answer.text for answer in given] == [
        "Yes.",
        "I was a teacher in a small school. I taught mathematics to the older children.",
        "Yes, all of them.",
        "Because it closed last summer.",
        "How many lessons would I give?",
    ]
    assert {word.speaker for answer in given for word in answer.words} == {"candidate"}
    assert {word.speaker for answer in given for word in answer.question} == {"interviewer"}
    assert all(a.span.end <= b.span.end for a, b in pairwise(given))


def test_without_turns_there_is_nothing() -> None:
    assert pairs([], HAND_SET) == [] == answers([], [], HAND_SET)
