"""Word times on real speech, also of words that no dictionary has."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interview import media
from interview.engines.alignment import Sphinx
from interview.model import SAMPLE_RATE, Span
from interview.ports import Samples, Token

REAL = Path(__file__).parents[1] / "data" / "real"
LINE = "He was not an ill-disposed young man."
MIDDLE = 3.3  # seconds, between the two lines of the track


@pytest.fixture(scope="module")
def sphinx() -> Sphinx:
    return Sphinx()


@pytest.fixture(scope="module")
def line() -> Samples:
    samples = np.concatenate(list(media.audio(REAL / "interviewer.flac")))
    return samples[: round(MIDDLE * SAMPLE_RATE)]


def tokens(text: str, seconds: float = MIDDLE) -> list[Token]:
    words = text.split()
    width = seconds / len(words)
    return [Token(word, Span(i * width, (i + 1) * width), 0.9) for i, word in enumerate(words)]


def placed(spans: list[Span | None]) -> list[Span]:
    found = [span for span in spans if span is not None]
    assert len(found) == len(spans)
    return found


def test_every_word_is_placed_in_order(sphinx: Sphinx, line: Samples) -> None:
    spans = placed(sphinx.align(line, tokens(LINE)))
    assert len(spans) == len(LINE.split())
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert spans[0].start >= 0
    assert spans[-1].end <= len(line) / SAMPLE_RATE


@pytest.mark.parametrize("written", ["yung", "jung,", "Yuhng", "YOUNG"])
def test_another_spelling_moves_no_word_far(sphinx: Sphinx, line: Samples, written: str) -> None:
    usual = placed(sphinx.align(line, tokens(LINE)))
    found = placed(sphinx.align(line, tokens(LINE.replace("young", written))))
    assert max(abs(a.start - b.start) for a, b in zip(usual, found, strict=True)) <= 0.06


def test_a_word_that_is_not_said_has_no_span(sphinx: Sphinx, line: Samples) -> None:
    spans = sphinx.align(line, tokens(LINE.replace("an ", "an — ")))
    assert [span is None for span in spans] == [False] * 4 + [True] + [False] * 3


def test_nothing_of_one_call_is_left_in_the_next(sphinx: Sphinx, line: Samples) -> None:
    once = sphinx.align(line, tokens(LINE))
    noise = np.random.default_rng(0).normal(0, 0.1, len(line)).astype(np.float32)
    sphinx.align(noise, tokens("kubernetes xylotomous"))
    sphinx.align(0.1 * line[::-1], tokens("Kubernetes 2019 AWS"))
    assert sphinx.align(line, tokens(LINE)) == once
    assert Sphinx().align(line, tokens(LINE)) == once


def test_an_added_word_is_said_the_same_ever_after(line: Samples) -> None:
    text = LINE.replace("young", "kubernetes")
    used = Sphinx()
    used.align(line, tokens("postkubernetes kubernetes kubernetespost"))
    assert used.align(line, tokens(text)) == Sphinx().align(line, tokens(text))


@pytest.mark.parametrize("samples", [np.zeros(0), np.zeros(160), np.zeros(SAMPLE_RATE)])
def test_where_there_is_no_speech_no_error_is_raised(sphinx: Sphinx, samples: Samples) -> None:
    assert len(sphinx.align(samples.astype(np.float32), tokens("hello there"))) == 2


def test_no_words_have_no_spans(sphinx: Sphinx, line: Samples) -> None:
    assert sphinx.align(line, []) == []


def test_a_stretch_that_fails_leaves_the_others_aligned(sphinx: Sphinx, line: Samples) -> None:
    """Far too many words for the second stretch; a pause divides it from the first."""
    words = tokens(LINE)
    crowd = [Token("strengthening", Span(4.0, 4.1), 0.9)] * 60
    samples = np.concatenate([line, 0.01 * line[: SAMPLE_RATE // 2]]).astype(np.float32)
    spans = sphinx.align(samples, [*words, *crowd])
    assert all(spans[: len(words)])
    assert spans[len(words) :] == [None] * len(crowd)


def test_one_word_that_was_not_said_leaves_others_aligned_where_there_is_no_pause(
    sphinx: Sphinx, line: Samples
) -> None:
    words = [token for token in tokens(LINE, 2.6) if token.text != "young"]
    spoken = replace_text(
        words, "ill-disposed", "incomprehensibilities electroencephalographically"
    )
    found = sphinx.align(line, spoken)
    assert sum(span is not None for span in found) > len(found) / 2
    starts = [span.start for span in found if span is not None]
    assert starts == sorted(starts)


@given(st.lists(st.floats(0, 5), min_size=2, max_size=8))
@settings(max_examples=20, deadline=None)
def test_times_that_are_out_of_order_do_no_harm(
    sphinx: Sphinx, line: Samples, starts: list[float]
) -> None:
    words = [Token("xylophones", Span(start, start + 0.1), 0.5) for start in starts]
    assert len(sphinx.align(line[: SAMPLE_RATE // 2], words)) == len(words)


def replace_text(words: list[Token], old: str, new: str) -> list[Token]:
    return [replace(word, text=word.text.replace(old, new)) for word in words]
