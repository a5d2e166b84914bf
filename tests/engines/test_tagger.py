"""The tagger of skills that is shipped, with its real weights."""

import json
from pathlib import Path

import numpy as np
import pytest

from interview.engines import tagger
from interview.engines.spans import likeliest, spans, words
from interview.engines.tagger import KINDS, WINDOW, windows
from interview.errors import EngineUnavailable
from interview.ports import SkillTagger

POSTING = [
    "Software Engineer",
    "What we are looking for",
    "You have experience with Python, Docker and PostgreSQL.",
    "You write automated tests and review the code of others.",
    "We offer free fruit.",
]


@pytest.fixture(scope="module")
def shipped() -> SkillTagger:
    return tagger.load()


def test_names_what_has_to_be_known(shipped: SkillTagger) -> None:
    found = shipped.tag(POSTING)[2]
    named = {POSTING[2][one.start : one.end] for one in found if one.kind == "knowledge"}
    assert {"Python", "Docker", "PostgreSQL"} <= named
    assert all(0.5 < one.p <= 1 for one in found)


def test_finds_nothing_in_what_asks_for_nothing(shipped: SkillTagger) -> None:
    assert shipped.tag(POSTING)[4] == []
    assert shipped.tag([]) == []
    assert shipped.tag(["", " \t", "?!"]) == [[], [], []]


def test_is_the_same_whatever_was_tagged_before(shipped: SkillTagger) -> None:
    alone = tagger.load().tag(POSTING)
    shipped.tag(["Bake bread."] * 40)
    assert shipped.tag(POSTING) == alone


def test_a_lean_finds_more_and_moves_no_probability(shipped: SkillTagger) -> None:
    plain, leaning = shipped.tag(POSTING), shipped.tag(POSTING, lean=2.0)
    assert sum(map(len, leaning)) > sum(map(len, plain))
    python = [one for of in (plain[2], leaning[2]) for one in of if one.start == 25]
    assert python[0] == python[1]


def test_a_sentence_longer_than_a_window_is_read_whole(shipped: SkillTagger) -> None:
    text = "You know Python, " + "and so on, " * 200 + "and SQL."
    named = {text[one.start : one.end] for one in shipped.tag([text])[0]}
    assert {"Python", "SQL"} <= named


def test_windows_hold_every_word_once_in_order() -> None:
    divided = [words(sentence) for sentence in POSTING * 20]
    made = windows(divided)
    places = [place for window in made for place in window.places]
    assert places == [(s, w) for s, sentence in enumerate(divided) for w in range(len(sentence))]
    assert all(len(window.pieces) <= WINDOW + 1 for window in made)


def test_words_are_parted_from_the_marks_around_them() -> None:
    text = "(C++, .NET); Node.js..."
    assert [word.text for word in words(text)] == [
        "(", "C++", ",", ".NET", ")", ";", "Node.js", ".", ".", ".",
    ]  # fmt: skip
    assert all(text[word.start : word.end] == word.text for word in words(text))


def test_no_span_begins_inside() -> None:
    inside = np.log(np.array([[0.2, 0.1, 0.7], [0.1, 0.1, 0.8], [0.8, 0.1, 0.1]], np.float32))
    assert likeliest(inside) == [(0, 2)]
    assert spans([2, 2, 0, 1, 2, 1, 0]) == [(3, 5), (5, 6)]


def test_a_folder_without_a_model_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text(
        json.dumps({"share": 0.5, "outside": dict.fromkeys(KINDS, 0.0)})
    )
    with pytest.raises(EngineUnavailable, match="workbench train skills"):
        tagger.load(tmp_path).tag(["Python"])
