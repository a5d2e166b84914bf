"""A session in another language: it is heard in that, and rules for English judge nothing of it."""

from dataclasses import replace

from assets.resources import SpeechResource
from interview.hearing import Speech
from interview.model import Evidence, SessionMeta, Sync, Track, Verdict, Word
from interview.ports import Samples
from tests.dagster.conftest import CANDIDATE, INTERVIEWER, POSTING, SESSION, Workbench

SPANISH = "spanish"


def test_what_is_not_english_is_written_down_but_not_judged(workbench: Workbench) -> None:
    asked: list[str] = []
    scripted = workbench.resources["speech"]
    assert isinstance(scripted, SpeechResource)
    engines = scripted.load()

    class Polyglot(SpeechResource):
        def load(self, language: str = "en") -> Speech:
            asked.append(language)
            return engines

    store = workbench.store
    meta = SessionMeta(SPANISH, 1.7e9, "research", "off", language="es")
    store.create(meta, at=1.7e9, who="test")
    sound: dict[Track, Samples] = {
        "candidate_audio": CANDIDATE,
        "interviewer_audio": INTERVIEWER,
    }
    for track, samples in sound.items():
        with store.land_audio(SPANISH, track, Sync("import", None)) as writer:
            writer.write(samples, 0.0)
    store.write_job(SPANISH, POSTING)
    other = replace(workbench, resources={**workbench.resources, "speech": Polyglot()})
    other.run()
    other.run(session=SPANISH)
    assert asked == ["en", "es"]
    assert store.read(SPANISH, "words", list[Word]) == store.read(SESSION, "words", list[Word])
    assert store.read(SESSION, "evidence", list[Evidence])
    assert store.read(SPANISH, "evidence", list[Evidence]) == []
    assert store.read(SPANISH, "verdict", Verdict).state == "insufficient_evidence"
