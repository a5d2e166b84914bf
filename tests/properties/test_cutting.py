"""Utterances of any track, however it is handed in."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from interview.hearing import BEHIND, LONGEST, PADDING, SHORTEST, Cutter, utterances
from interview.model import SAMPLE_RATE, Utterance
from interview.ports import Samples
from tests.fakes import FRAME, ReadVoice, track

SECONDS = st.sampled_from(
    [0.0, 0.01, 0.05, 0.1, 0.16, 0.2, 0.3, 0.31, 0.4, 0.6, 0.7, 1.0, 4.0, 6.0, 13.0, 23.0]
)
LEVELS = st.sampled_from([0.0, 0.2, 0.4, 0.5, 0.6, 1.0])
TRACKS = st.lists(st.tuples(SECONDS, LEVELS), max_size=12).map(lambda parts: track(*parts))
CERTAIN = st.lists(st.tuples(SECONDS, st.sampled_from([0.0, 1.0])), max_size=12).map(
    lambda parts: track(*parts)
)
PADDED = LONGEST + PADDING


def cut(pieces: Sequence[Samples]) -> list[Utterance]:
    cutter = Cutter("candidate", ReadVoice())
    return [utterance for piece in pieces for utterance in cutter.push(piece)] + cutter.finish()


@st.composite
def pieces(draw: st.DrawFn) -> list[Samples]:
    samples = draw(TRACKS)
    cuts = draw(st.lists(st.integers(0, len(samples)), max_size=6).map(sorted))
    return np.split(samples, cuts)


@given(pieces())
def test_how_samples_are_divided_changes_nothing(pieces: list[Samples]) -> None:
    assert cut(pieces) == utterances(np.concatenate(pieces), "candidate", ReadVoice())


@given(TRACKS, st.floats(0, 1))
def test_a_prefix_of_the_track_gives_a_prefix_of_the_utterances(
    samples: Samples, share: float
) -> None:
    part = samples[: round(share * len(samples))]
    closed = Cutter("candidate", ReadVoice()).push(part)
    assert closed == utterances(samples, "candidate", ReadVoice())[: len(closed)]
    assert all(utterance.end_sample <= len(part) for utterance in closed)


@given(TRACKS)
def test_utterances_lie_in_order_and_apart_in_the_track_and_the_silence_behind(
    samples: Samples,
) -> None:
    found = utterances(samples, "candidate", ReadVoice())
    edges = [edge for each in found for edge in (each.start_sample, each.end_sample)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(samples) + BEHIND * SAMPLE_RATE for edge in edges)
    assert all(0 < each.span.duration <= PADDED for each in found)


@given(TRACKS)
def test_silence_behind_the_track_changes_nothing(samples: Samples) -> None:
    longer = np.concatenate([samples, track((BEHIND, 0))])
    assert utterances(longer, "candidate", ReadVoice()) == utterances(
        samples, "candidate", ReadVoice()
    )


@given(CERTAIN)
def test_all_speech_but_clicks_is_in_an_utterance(samples: Samples) -> None:
    found = utterances(samples, "candidate", ReadVoice())
    for start, end in loud_runs(samples):
        if (end - start) / SAMPLE_RATE >= SHORTEST:
            covered = sum(
                max(0, min(end, each.end_sample) - max(start, each.start_sample)) for each in found
            )
            assert covered == end - start


def loud_runs(samples: Samples) -> list[tuple[int, int]]:
    """First and last sample of every stretch of whole frames that are speech."""
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME).mean(axis=1) >= 0.5
    edges = np.flatnonzero(np.diff(np.concatenate([[False], frames, [False]]).astype(int)))
    return [(int(start) * FRAME, int(end) * FRAME) for start, end in edges.reshape(-1, 2)]
