"""Confidence from a decoder's probabilities, and how its numbers are fitted."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview.confidence import MODEL, Calibration, features, load, shipped
from interview.errors import BadInput, Damaged
from workbench.train.confidence import Labelled, fitted, train

PROBABILITIES = st.lists(st.floats(0, 1), min_size=1, max_size=20)


@given(PROBABILITIES)
def test_a_word_of_higher_probability_is_surer(probabilities: list[float]) -> None:
    made = shipped().confidences(probabilities)
    assert all(0 < each < 1 for each in made)
    assert all(type(each) is float for each in made)
    order = np.argsort(probabilities)
    assert all(np.diff(np.array(made)[order]) >= 0)


def test_a_word_among_doubtful_ones_is_less_sure() -> None:
    assert shipped().confidences([0.9, 0.3])[0] < shipped().confidences([0.9, 0.9])[0]


def test_no_words_have_no_confidence() -> None:
    assert shipped().confidences([]) == []


def test_the_numbers_that_made_the_labels_are_found_again() -> None:
    true = Calibration(0.7, 0.4, -0.5)
    chance = np.random.default_rng(0)
    spoken = [chance.beta(4, 1, size=8).tolist() for _ in range(4000)]
    labelled = [
        Labelled(
            features(each),
            np.array(each),
            chance.random(8) < np.array(true.confidences(each)),
        )
        for each in spoken
    ]
    found = fitted(labelled)
    assert (found.word, found.utterance, found.bias) == pytest.approx((0.7, 0.4, -0.5), abs=0.1)


@pytest.mark.parametrize("text", ["", "{}", '{"word": 1}', "[]"])
def test_a_damaged_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / MODEL).write_text(text)
    with pytest.raises(Damaged, match="install again"):
        load(tmp_path)


def test_numbers_need_right_and_wrong_words() -> None:
    all_right = Labelled(features([0.9, 0.8]), np.array([0.9, 0.8]), np.array([True, True]))
    with pytest.raises(BadInput, match="nothing to tell apart"):
        fitted([all_right])


def test_one_recording_is_too_few(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"items": []}')
    with pytest.raises(BadInput, match="too few recordings"):
        train(tmp_path, tmp_path / "made")
