"""The engines of speech together: live and batch, against human labels, and what they cost."""

import json
from pathlib import Path

import numpy as np
import pytest

from interview import media
from interview.engines.alignment import Sphinx
from interview.engines.voice import Silero
from interview.engines.whisper import Whisper
from interview.hearing import Cutter, Speech, utterances, words
from interview.model import SAMPLE_RATE, Word
from interview.ports import Samples
from tests.data.human_manifest import labelled
from workbench.bench.speech import figures as costs
from workbench.evaluate.speech import figures

REAL = Path(__file__).parents[1] / "data" / "real"
SECOND = SAMPLE_RATE


def engines() -> Speech:
    return Speech(Silero(), Whisper(), Sphinx())


@pytest.fixture(scope="module")
def recording() -> Samples:
    return np.concatenate(list(media.audio(REAL / "candidate.flac")))


def live(samples: Samples, speech: Speech) -> list[Word]:
    """Hears each utterance as soon as it is closed, on what was recorded until then."""
    cutter = Cutter("candidate", speech.voice)
    heard: list[Word] = []
    for until in range(SECOND // 4, len(samples) + SECOND // 4, SECOND // 4):
        for utterance in cutter.push(samples[until - SECOND // 4 : until]):
            heard += words(utterance, samples[:until], None, speech)
    return heard + [w for each in cutter.finish() for w in words(each, samples, None, speech)]


def test_live_words_equal_those_of_the_whole_track(recording: Samples) -> None:
    speech = engines()
    later = [
        word
        for utterance in reversed(utterances(recording, "candidate", speech.voice))
        for word in reversed(words(utterance, recording, None, speech))
    ]
    assert live(recording, engines()) == later[::-1]


def test_every_word_is_aligned_and_has_a_prosody(recording: Samples) -> None:
    heard = live(recording, engines())
    assert len(heard) > 10
    assert {word.timed_by for word in heard} == {"aligner"}
    assert all(word.prosody is not None and -60 < word.prosody.level < 0 for word in heard)
    assert sum(word.prosody is not None and word.prosody.pitch is not None for word in heard) > 5


@pytest.mark.shared
@pytest.mark.parametrize(
    ("pattern", "tier", "median", "p95"),
    [("emu_*.wav", "Text", 25, 100), ("polyglot_acoustic_corpus.wav", "word", 20, 150)],
)
def test_words_start_where_people_hear_them(
    shared: Path, tmp_path: Path, pattern: str, tier: str, median: float, p95: float
) -> None:
    items = []
    for audio in sorted((shared / "data" / "audio").glob(pattern)):
        turn = {"speaker": "candidate", "kind": "statement"} | labelled(audio, tier)
        truth = tmp_path / f"{audio.stem}.json"
        truth.write_text(json.dumps({"turns": [turn]}))
        items.append({"audio": str(audio.resolve()), "truth": truth.name})
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"items": items}))
    found = figures(manifest)
    for name, limit in (("word_start_median_ms", median), ("word_start_p95_ms", p95), ("wer", 0.1)):
        value = found.figures[name]
        assert value is not None
        assert value <= limit, found


def test_what_words_cost_is_measured_beside_plain_whisper() -> None:
    found = costs(REAL / "manifest.json")
    assert all(
        value is not None for name, value in found.figures.items() if "word_start" not in name
    )
    assert 0.2 < (found.figures["cpu_ratio_plain"] or 0) < 5
    assert 100 < (found.figures["peak_rss_mb"] or 0) < 900
    assert found.figures["timed_share"] == 1
    assert (found.figures["wer"] or 0) < 0.1
