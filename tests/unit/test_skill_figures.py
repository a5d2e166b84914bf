"""What is kept of a tagger's evaluation for people to look at."""

from interview.ports import SkillSpan
from workbench.evaluate.skills import Comparison, Posting, Sentence

SENTENCE = Sentence(
    ("You", "write", "tests", "in", "Python"),
    {"skill": {(1, 3)}, "knowledge": {(4, 5)}},
)
FOUND = [SkillSpan(4, 15, "skill", 0.9), SkillSpan(16, 18, "knowledge", 0.4)]


def test_what_is_right_missed_and_made_up_is_counted_and_shown() -> None:
    compared = Comparison("tagger@1", [Posting("tech", (SENTENCE,))], [[FOUND]])
    kept = compared.artifacts()
    assert kept["reliability.png"].startswith(b"\x89PNG")
    assert kept["confusion.csv"].decode().splitlines()[1:] == ["skill,1,0,0", "knowledge,0,1,1"]
    assert kept["errors.csv"].decode().splitlines()[1:] == [
        "You write tests in Python,knowledge,Python,in"
    ]
    assert compared.report().kept().keys() == kept.keys()


def test_a_tagger_that_finds_nothing_is_shown_too() -> None:
    kept = Comparison("tagger@1", [Posting("tech", (SENTENCE,))], [[[]]]).artifacts()
    assert kept["confusion.csv"].decode().splitlines()[1:] == ["skill,0,1,0", "knowledge,0,1,0"]
