"""Fourteen seconds of real speech, live and as a recording, through the real engines."""

from pathlib import Path

import numpy as np

from assets.resources import SpeechResource
from assets.speech import Listener
from dagster_project.live.scribe import Scribe
from interview import media
from interview.model import SPEAKERS, Speaker, Word
from interview.ports import Drafting
from interview.store import Store
from interview.store.journal import Packet
from interview.store.live import follow
from tests.dagster.calling import Call, packets, seconds, steps

REAL = Path(__file__).parents[1] / "data" / "real"
SESSION = "real"


def sent(speaker: Speaker) -> list[Packet]:
    return packets(np.concatenate(list(media.audio(REAL / f"{speaker}.flac"))))


def test_live_words_are_the_recordings(tmp_path: Path) -> None:
    live, batch = Store(tmp_path / "live"), Store(tmp_path / "batch")
    tracks = {speaker: sent(speaker) for speaker in SPEAKERS}
    speech = SpeechResource().load()
    draft = ""
    assert isinstance(speech.transcriber, Drafting)
    with Call(live, SESSION, tracks) as call:
        scribe, events = Scribe(live, SESSION, speech), follow(live, SESSION)
        for now in steps(seconds(tracks), 0.37):
            for speaker in tracks:
                call.send(speaker, now)
            call.land()
            scribe.follow(events())
            scribe.listen(now)
            scribe.next()
            for heard in scribe.open()[: not draft]:
                draft = speech.transcriber.draft(heard.own)
        call.complete()
        while not scribe.over:
            scribe.follow(events())
            scribe.listen(now)
            scribe.next()
    with Call(batch, SESSION, tracks) as call:
        call.complete()
    words = Listener(batch, SESSION, speech).words(lambda _: None)
    assert scribe.write() == batch.write(SESSION, "words", words, version="1")
    assert {word.speaker for word in live.read(SESSION, "words", list[Word])} == set(SPEAKERS)
    assert draft
