"""Cutting at pauses, and assembling words."""

import pytest

from interview.hearing import PADDING, Speech, in_order, utterances, words
from interview.model import SAMPLE_RATE, Span, Turn, Utterance
from interview.ports import Samples, Token
from tests.fakes import ReadVoice, ScriptedAligner, ScriptedTranscriber, track
from tests.talk import turn

SHORT = Utterance("candidate", SAMPLE_RATE, 3 * SAMPLE_RATE)


def spans(samples: Samples) -> list[tuple[float, float]]:
    found = utterances(samples, "candidate", ReadVoice())
    return [(round(each.span.start, 1), round(each.span.end, 1)) for each in found]


@pytest.mark.parametrize(
    ("spoken", "pause", "count"),
    [(2, 0.5, 1), (2, 0.7, 2), (7, 0.2, 1), (7, 0.3, 2), (10.5, 0.1, 1), (10.5, 0.2, 2)],
)
def test_the_pause_that_closes_shrinks_as_the_utterance_grows(
    spoken: float, pause: float, count: int
) -> None:
    assert len(spans(track((1, 0), (spoken, 1), (pause, 0), (2, 1), (1, 0)))) == count


def test_silence_is_kept_around_speech() -> None:
    ((start, end),) = spans(track((1, 0), (2, 1), (2, 0)))
    assert start == pytest.approx(1 - PADDING, abs=0.1)
    assert end == pytest.approx(3 + PADDING, abs=0.1)


def test_speech_without_a_pause_is_cut_where_it_is_quietest() -> None:
    first, second = spans(track((10.24, 1), (0.32, 0.6), (8, 1), (1, 0)))
    assert first == (0, 10.3)
    assert second == (10.3, 18.7)


def test_a_click_is_no_utterance() -> None:
    assert spans(track((1, 0), (0.05, 1), (1, 0))) == []


@pytest.mark.parametrize("seconds", [0, 0.01, 60])
def test_silence_has_no_utterance(seconds: float) -> None:
    assert spans(track((seconds, 0))) == []


def test_the_end_of_the_track_closes() -> None:
    assert spans(track((1, 0), (2, 1))) == [(0.8, 3.2)]


def heard(
    spans: list[Span | None],
) -> tuple[list[tuple[float, float, str]], ScriptedTranscriber]:
    tokens = [Token(f"w{i}", Span(i * 0.5, i * 0.5 + 0.4), 0.9) for i in range(len(spans))]
    transcriber = ScriptedTranscriber(tokens)
    speech = Speech(ReadVoice(), transcriber, ScriptedAligner(spans))
    found = words(SHORT, track((4, 0.5)), None, speech)
    assert [word.id for word in found] == [f"c-0016000-{i}" for i in range(len(found))]
    return [(word.span.start, word.span.end, word.timed_by) for word in found], transcriber


def test_words_are_timed_by_the_aligner_on_the_session_clock() -> None:
    assert heard([Span(0.1, 0.4)])[0] == [(1.1, 1.4, "aligner")]


def test_a_word_that_cannot_be_aligned_keeps_the_time_of_attention() -> None:
    found, _ = heard([Span(0.1, 0.4), None])
    assert found == [(1.1, 1.4, "aligner"), (1.5, 1.9, "attention")]


def test_starts_never_go_back_and_nothing_leaves_the_utterance() -> None:
    found, _ = heard([Span(0.9, 1.0), None, Span(0.2, 0.3), Span(1.9, 2.5)])
    assert [span[:2] for span in found] == [(1.9, 2.0), (1.9, 1.9), (1.9, 1.9), (2.9, 3.0)]


@pytest.mark.parametrize(
    ("said", "before"),
    [
        ([turn("candidate", "so I did", -1.9)], "so I did"),
        ([turn("candidate", "so I did", -3.1)], ""),
        ([turn("candidate", "yes", -5.0), turn("candidate", "so I did", -1.9)], "so I did"),
        ([turn("candidate", "so I did", -1.9), turn("interviewer", "and why", 0.3)], "so I did"),
        ([turn("interviewer", "and why", 0.3)], ""),
    ],
)
def test_what_was_said_just_before_is_told(said: list[Turn], before: str) -> None:
    transcriber = ScriptedTranscriber([])
    speech = Speech(ReadVoice(), transcriber, ScriptedAligner([]))
    known = [word for each in said for word in each.words]
    words(SHORT, track((4, 0.5)), None, speech, known)
    assert transcriber.before == before


def test_words_in_order_are_sorted_by_start_then_speaker() -> None:
    first, second = turn("interviewer", "a b", 1.0).words, turn("candidate", "c d", 1.0).words
    mixed = in_order([*first, *second])
    assert [word.text for word in mixed] == ["c", "a", "d", "b"]
