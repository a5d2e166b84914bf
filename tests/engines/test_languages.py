"""Another language than English: from the sound to the script, with the recogniser's times."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from interview import hearing, script
from interview.engines import languages
from interview.engines.alignment import Sphinx
from interview.errors import BadInput
from interview.model import SAMPLE_RATE, SPEAKERS, Word
from interview.whole_track import ByUtterance
from workbench.evaluate.heard import heard_by, samples_of
from workbench.evaluate.leaks import Tracks

SPANISH = Path(__file__).parents[1] / "data" / "spanish"


@pytest.fixture(scope="module")
def tracks() -> Tracks:
    return {who: samples_of(SPANISH / f"{who}.opus") for who in SPEAKERS}


@pytest.fixture(scope="module")
def words(tracks: Tracks) -> list[Word]:
    heard = heard_by(ByUtterance(languages.engines(language="es")), tracks)
    return hearing.in_order(word for own in heard.values() for word in own)


def test_spanish_becomes_a_script(words: list[Word]) -> None:
    turns = script.turns(script.sentences(words))
    assert [turn.speaker[0] for turn in turns] == ["i", "c", "i", "c"]
    said = [turn.text.lower() for turn in turns]
    for text, part in zip(said, ("hospital", "siete años", "difícil", "noches"), strict=True):
        assert part in text


def test_its_words_keep_the_recognisers_times_and_say_so(words: list[Word]) -> None:
    assert {word.timed_by for word in words} == {"attention"}
    for who in SPEAKERS:
        own = [word.span for word in words if word.speaker == who]
        assert all(first.start <= second.start for first, second in pairwise(own))


def test_a_version_tells_the_language() -> None:
    english, spanish = (languages.engines(language=code) for code in ("en", "es"))
    assert isinstance(english.aligner, Sphinx)
    assert english.version != spanish.version
    assert "-es-" in spanish.version


def test_the_language_is_heard(tracks: Tracks) -> None:
    assert languages.spoken(tracks.values()) == "es"


def test_no_language_is_heard_in_silence() -> None:
    with pytest.raises(BadInput, match="nobody speaks in the first 300 s"):
        languages.spoken([np.zeros(SAMPLE_RATE, np.float32)])
