"""Fourteen seconds of real speech through the real engines."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from assets.resources import EmbedderResource, SpeechResource
from interview import media
from interview.model import Track, Word
from interview.ports import Samples
from tests.dagster.conftest import KINDS, ShippedModels, Workbench, models_in

REAL = Path(__file__).parents[1] / "data" / "real"


def sound(name: str) -> Samples:
    return np.concatenate(list(media.audio(REAL / name)))


def test_real_speech_gives_the_same_words_each_time(workbench: Workbench, tmp_path: Path) -> None:
    engines = {
        "speech": SpeechResource(),
        "embedder": EmbedderResource(),
        "models": ShippedModels(**models_in(tmp_path)),
    }
    real = replace(workbench, resources={**workbench.resources, **engines})
    tracks: dict[Track, Samples] = {
        "candidate_audio": sound("candidate.flac"),
        "interviewer_audio": sound("interviewer.flac"),
    }
    for session in ("real", "again"):
        real.add(session, tracks)
        real.run(session=session)
        assert real.states() == dict.fromkeys(KINDS, "done")
    words = real.store.read("real", "words", list[Word])
    assert {word.timed_by for word in words} == {"aligner"}
    assert isinstance(real.metadata("words")["real_time_factor"], float)
    first, second = (
        [real.store.digest(session, kind) for kind in KINDS] for session in ("real", "again")
    )
    assert first == second
