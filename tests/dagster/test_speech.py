"""Reading a track in blocks is reading the whole of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.speech import AUDIO, BLOCK, Listener, Tape
from interview.hearing import Speech, utterances
from interview.model import SessionMeta, Sync, Track
from interview.ports import Samples
from interview.store import Store
from tests.dagster.tones import LevelVoice, SureAligner, ToneTranscriber, silence, tone

SESSION = "long"
LONGER = 3 * BLOCK // 2


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A session of more than a block, the interviewer's track shorter than the candidate's."""
    made = Store(tmp_path_factory.mktemp("speech"))
    made.create(SessionMeta(SESSION, 1.7e9, "research", "off"), at=1.7e9, who="test")
    talk = np.tile(np.concatenate([tone(440, 4.3), silence(0.8), tone(440, 17.0), silence(1.1)]), 4)
    tracks: dict[Track, Samples] = {
        "candidate_audio": talk,
        "interviewer_audio": talk[: BLOCK // 2],
    }
    for track, samples in tracks.items():
        with made.land_audio(SESSION, track, Sync("import", None), seconds=60.0) as writer:
            writer.write(samples, 0.0)
    return made


@settings(max_examples=10, deadline=None)
@given(start=st.integers(0, LONGER), length=st.integers(1, BLOCK + 2))
def test_a_stretch_is_that_of_the_whole_track(store: Store, start: int, length: int) -> None:
    for track in store.tracks(SESSION):
        whole = np.pad(store.samples(SESSION, track), (0, 2 * LONGER))
        stretch = Tape(store, SESSION, track).samples(start, start + length)
        assert np.array_equal(stretch, whole[start : start + length])


def test_the_blocks_are_the_track(store: Store) -> None:
    for track in store.tracks(SESSION):
        blocks = list(Tape(store, SESSION, track).blocks())
        assert max(len(block) for block in blocks) <= BLOCK
        assert np.array_equal(np.concatenate(blocks), store.samples(SESSION, track))


def test_cutting_by_blocks_is_cutting_the_whole(store: Store) -> None:
    voice = LevelVoice()
    heard = Listener(store, SESSION, Speech(voice, ToneTranscriber({440: "well"}), SureAligner()))
    for speaker, track in AUDIO.items():
        whole = utterances(store.samples(SESSION, track), speaker, voice)
        assert [one for one in heard.utterances if one.speaker == speaker] == whole
        assert len(whole) > 1
