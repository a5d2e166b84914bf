"""Which sentences ask, with and without the marks that recognised speech may drop."""

import pytest

from interview.engines import understanding
from interview.model import Sentence, Speaker
from interview.phrases import plain
from interview.questions import asks
from tests.conversation import said, script

ASKED = [
    "Can you hear me?",
    "So what did you do then?",
    "Which programming languages are you most comfortable with?",
    "How many people did you lead?",
    "What brought you to us?",
    "What made you apply for this?",
    "And in which of these projects did you use it?",
    "Okay, how do you decide what to test?",
    "Have you ever closed a shop on your own?",
    "Isn't that a risk?",
    "What's what's the hardest part of it?",
    "Tell me about a time when you disagreed.",
    "Please tell us a little more about your last job.",
    "Could you walk me through your last lesson?",
    "Describe a disagreement in your team.",
    "I'd like you to describe a typical day.",
    "Explain how you would plan the roster.",
    "Give me an example of that.",
    "I would like to know how you found us.",
    "I was wondering whether you like to teach.",
    "So you moved it to Kafka?",
    "And you were leading that team.",
    "So you have done that before, right?",
    "You led the project, didn't you?",
    "Why not?",
    "Such as?",
    "Any questions for us?",
]
TOLD = [
    "Good morning, and thank you for joining me today.",
    "Let us start with your background.",
    "That sounds careful.",
    "That's right.",
    "All right, we can leave that one.",
    "We will call you before the end of next week.",
    "You will hear from us.",
    "When a customer complains, we listen.",
    "Great, thank you.",
    "I will tell you about the role.",
    "We are a team of ten, and we use Python.",
    "So you will work with the data team.",
    "What I like is the quiet.",
]
ANSWERED = [
    "When a truck lost its connection, it would send the same event again.",
    "What I did was to split every task.",
    "So you have to wait for the doctor, right.",
    "I decide by asking what would hurt us most if it broke.",
    "I had to explain it to the class.",
    "How we did it was simple.",
    "They told me about a new drug, and you have to be careful with it.",
    "Which is why I left.",
    "My boss would tell me about it every week.",
    "Give me a second.",
]


def sentence(speaker: Speaker, text: str, punctuated: bool = True) -> Sentence:
    line = f"{speaker[0].upper()}: {text}"
    return Sentence(tuple(said(line, punctuated)))


@pytest.mark.parametrize("punctuated", [True, False])
@pytest.mark.parametrize("text", ASKED)
def test_interviewers_ask_in_many_forms(text: str, punctuated: bool) -> None:
    assert asks(sentence("interviewer", text, punctuated))


@pytest.mark.parametrize("punctuated", [True, False])
@pytest.mark.parametrize("text", TOLD)
def test_interviewers_also_tell(text: str, punctuated: bool) -> None:
    assert not asks(sentence("interviewer", text, punctuated))


@pytest.mark.parametrize("punctuated", [True, False])
@pytest.mark.parametrize("text", ANSWERED)
def test_answers_only_look_like_questions(text: str, punctuated: bool) -> None:
    assert not asks(sentence("candidate", text, punctuated))


@pytest.mark.parametrize("punctuated", [True, False])
@pytest.mark.parametrize(
    "text", ["How large is the team?", "Is there a mentor?", "Sorry, could you repeat that?"]
)
def test_candidates_ask_too(text: str, punctuated: bool) -> None:
    assert asks(sentence("candidate", text, punctuated))


def test_a_mark_is_enough_for_either() -> None:
    assert asks(sentence("interviewer", "Kafka?"))
    assert asks(sentence("candidate", "The old one?"))


def test_plain_words_keep_what_belongs_to_them() -> None:
    assert plain("Well — I don\u2019t know, “e-mail” 3.5!") == "well i don't know e-mail 3 5"


LENGTHY = "I did about sixty certificates last year, mostly for schools in the holidays."


@pytest.mark.parametrize(
    ("before", "said", "reply", "asks"),
    [
        ("C: I like it.", "There'd be testing here as well.", LENGTHY, True),
        ("C: I like it.", "And special educational needs.", LENGTHY, True),
        ("C: I like it.", "There'd be testing here as well.", "That's fine.", False),
        ("C: I like it.", "Oh dear.", LENGTHY, False),
        ("C: I like it.", "We haven't got one of those.", f"Oh, and coming back, {LENGTHY}", False),
        ("C: I like it.", "We'll ring you on Thursday.", LENGTHY, False),
        ("C: I like it.", "Thank you for coming in today.", LENGTHY, False),
        ("C: How many people go out in one van?", "Mostly two of them.", LENGTHY, False),
        ("C: How many people go out in one van?", "You'd have an apprentice.", LENGTHY, False),
    ],
)
def test_what_is_answered_at_length_was_asked(
    before: str, said: str, reply: str, asks: bool
) -> None:
    """A statement in the place of a question, unless it answers, closes or is let pass."""
    asked = understanding.load().questions.log_odds(script(f"{before}\nI: {said}\nC: {reply}"))[1]
    assert (max(asked) >= 0) == asks
