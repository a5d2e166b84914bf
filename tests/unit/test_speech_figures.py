"""What is counted when heard words are held against the truth."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from interview.errors import BadInput
from interview.model import Span, Speaker, Word
from interview.ports import Samples
from tests.talk import words
from workbench.evaluate.speech import Score, measures, others, score
from workbench.evaluate.truth import Item, TrueTurn, TrueWord, Truth, read_manifest

ASKED = "How long have you worked there?"
ANSWERED = "For about two years, I think."


def turn(speaker: Speaker, text: str, start: float, timed: bool = True) -> TrueTurn:
    said = words(speaker, text, start)
    true = tuple(
        TrueWord(text=word.text, start=word.span.start, end=word.span.end) for word in said
    )
    return TrueTurn(
        speaker=speaker,
        start=start,
        end=said[-1].span.end,
        text=text,
        kind="statement",
        words=true if timed else None,
    )


TRUTH = Truth(turns=(turn("interviewer", ASKED, 1.0), turn("candidate", ANSWERED, 5.0)))
RIGHT: dict[Speaker, Sequence[Word]] = {
    "interviewer": words("interviewer", ASKED, 1.0),
    "candidate": words("candidate", ANSWERED, 5.0),
}


def figures(
    candidate: Sequence[Word] = RIGHT["candidate"],
    interviewer: Sequence[Word] = RIGHT["interviewer"],
) -> dict[str, float | None]:
    return measures(score({"candidate": candidate, "interviewer": interviewer}, TRUTH))


def test_what_is_heard_as_it_was_said_has_no_errors() -> None:
    assert figures() == {
        "words": 12,
        "wer": 0,
        "misattributed_lines": 0,
        "duplicated_lines": 0,
        "hallucinated_words": 0,
        "word_start_median_ms": 0,
        "word_start_p95_ms": 0,
        "f1_50ms": 1,
        "word_end_median_ms": 0,
        "word_end_p95_ms": 0,
        "f1_ends_50ms": 1,
        "aligned_share": 1,
        "confidence_ece": pytest.approx(0.1),
    }


def test_confidence_is_held_against_what_was_said() -> None:
    """Twelve words of confidence 0.9, of which a quarter is wrong; marks and capitals are not."""
    heard = words("candidate", "FOR about ten weeks - I thought", 5.0)
    assert figures(heard)["confidence_ece"] == pytest.approx(abs(0.9 - 9 / 12))


def test_late_ends_count_apart_from_starts() -> None:
    early = [
        replace(word, span=Span(word.span.start, word.span.end - 0.08))
        for word in RIGHT["candidate"]
    ]
    found = figures(early)
    assert found["word_end_p95_ms"] == pytest.approx(80)
    assert (found["f1_50ms"], found["f1_ends_50ms"]) == (1, 0.5)


def test_words_that_no_aligner_placed_are_counted() -> None:
    unplaced = [replace(word, timed_by="attention") for word in RIGHT["candidate"]]
    assert figures(unplaced)["aligned_share"] == 0.5


def test_wer_counts_what_the_normaliser_leaves() -> None:
    assert figures(words("candidate", "for about 2 years I THINK", 5.0))["wer"] == 0
    assert figures(words("candidate", "for about ten years", 5.0))["wer"] == 3 / 12


def test_wer_pools_edits_over_recordings() -> None:
    assert measures(Score(edits=1, words=10) + Score(edits=0, words=90))["wer"] == 0.01


def test_late_words_count_in_starts_and_f1() -> None:
    found = figures(words("candidate", ANSWERED, 5.06))
    assert found["word_start_median_ms"] == pytest.approx(30, abs=31)
    assert found["word_start_p95_ms"] == pytest.approx(60)
    assert found["f1_50ms"] == 0.5


def test_a_line_in_the_other_transcript_is_misattributed() -> None:
    both = sorted(
        [*RIGHT["interviewer"], *words("interviewer", ANSWERED, 5.0)],
        key=lambda word: word.span.start,
    )
    found = figures(candidate=(), interviewer=both)
    assert (found["misattributed_lines"], found["duplicated_lines"]) == (1, 0)
    found = figures(interviewer=both)
    assert (found["misattributed_lines"], found["duplicated_lines"]) == (0, 1)


def test_words_while_their_speaker_was_silent_are_hallucinated() -> None:
    more = [*RIGHT["candidate"], *words("candidate", "Thank you.", 20.0)]
    assert figures(more)["hallucinated_words"] == 2


def test_what_the_truth_does_not_hold_is_not_measured() -> None:
    untimed = Truth(turns=(turn("candidate", ANSWERED, 5.0, timed=False),))
    found = measures(score({"candidate": RIGHT["candidate"]}, untimed))
    assert found["wer"] == 0
    for name in ("misattributed_lines", "duplicated_lines", "word_start_p95_ms", "f1_50ms"):
        assert found[name] is None


def test_interviews_and_single_speakers_babble_among_themselves() -> None:
    tracks: list[dict[Speaker, Samples]] = [
        {"candidate": np.full(4, 0.1, np.float32)},
        {"candidate": np.full(4, 0.2, np.float32)},
        {"candidate": np.full(4, 0.3, np.float32), "interviewer": np.full(4, 0.4, np.float32)},
    ]
    file = Path("a.wav")
    items = [
        Item(truth=file, audio=file, set="a"),
        Item(truth=file, audio=file, set="b"),
        Item(truth=file, candidate=file, interviewer=file, set="c"),
    ]
    of = list(zip(items, tracks, strict=True))
    assert [[voice[0] for voice in others(item, of)] for item in items] == [
        [np.float32(0.2)],
        [np.float32(0.1)],
        [],
    ]


def test_paths_of_a_manifest_are_relative_to_it(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(
        '{"items": [{"audio": "a.wav", "speaker": "interviewer", "truth": "t.json"}]}'
    )
    (item,) = read_manifest(manifest)
    assert item.tracks == {"interviewer": tmp_path / "a.wav"}
    assert item.truth == tmp_path / "t.json"


@pytest.mark.parametrize("content", ["{", '{"items": [{}]}', '{"items": [{"truth": "t", "x": 1}]}'])
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(BadInput, match=r"manifest\.json is not as expected"):
        read_manifest(tmp_path / "manifest.json")


def test_a_missing_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot read"):
        read_manifest(tmp_path / "manifest.json")
