"""The default engines on whole tracks, by the contract that other engines keep too."""

from importlib.util import find_spec

import numpy as np
import pytest

from interview.engines.alignment import Sphinx
from interview.engines.batched import Whisperx
from interview.engines.voice import Silero
from interview.engines.wav2vec import Wav2Vec
from interview.engines.whisper import Whisper
from interview.errors import EngineUnavailable
from interview.hearing import Speech
from interview.model import SAMPLE_RATE, Span, Utterance
from interview.ports import Token
from interview.whole_track import ByUtterance, Passage, mended, told
from tests.engines.tracks import check_contract, leaked, track


def test_contract() -> None:
    check_contract(ByUtterance(Speech(Silero(), Whisper(), Sphinx())))


def test_without_a_leak_the_track_stays_as_it_is() -> None:
    own, other = track("candidate"), track("interviewer")
    for theirs in (None, other):
        found = mended("candidate", own, theirs, Silero())
        assert np.array_equal(found.samples, own)
        assert found.changed == ()


def test_a_leak_is_taken_out_where_it_is() -> None:
    own, other = track("candidate"), track("interviewer")
    mixed = leaked(own, other)
    found = mended("candidate", mixed, other, Silero())
    changed = found.samples != mixed
    assert found.changed
    for at in np.flatnonzero(changed)[::400]:
        assert any(span.start - 0.1 <= at / SAMPLE_RATE <= span.end + 0.1 for span in found.changed)
    assert changed.any()
    assert np.abs(found.samples).sum() < np.abs(mixed).sum()


def test_words_that_nobody_placed_keep_the_times_of_attention() -> None:
    own = track("candidate")
    tokens = [Token("one", Span(0.1, 0.4), 0.9), Token("two", Span(0.5, 0.9), 0.8)]
    passage = Passage(Utterance("candidate", 16000, 48000), tokens, [None, Span(0.6, 0.8)])
    first, second = told([passage], mended("candidate", own, None, Silero()))
    assert (first.id, first.timed_by, first.span) == ("c-0016000-0", "attention", Span(1.1, 1.4))
    assert (second.timed_by, second.span) == ("aligner", Span(1.6, 1.8))


def test_whisperx_says_what_it_lacks() -> None:
    """No engine makes words up or takes another's place."""
    assert "does not run on 'tpu'" in Whisperx(Silero(), device="tpu").unavailable
    for engine in (Whisperx(Silero(), align="no/folder"), Wav2Vec("no/folder")):
        assert "no wav2vec2 model 'no/folder': name an existing folder" in engine.unavailable
    plain = Whisperx(Silero())
    assert (plain.unavailable == "") == (find_spec("whisperx") is not None)
    with pytest.raises(EngineUnavailable, match="does not run on 'tpu'"):
        Whisperx(Silero(), device="tpu").words("candidate", track("candidate"), None)
