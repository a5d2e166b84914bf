"""A server that starts puts every session in order that it can."""

import logging
from pathlib import Path

import pytest

from capture_server.recorder import Recorder, recover_all
from interview.errors import NoSuchSession
from interview.model import SessionMeta
from interview.store import Store
from tests.capture.streams import AUDIO, SESSION, allow, die, spoken

NOW = 1_700_000_100.0
TALK = spoken(2.5, [0.5])


def clock() -> float:
    return NOW


def test_what_a_crash_left_is_marked_once(store: Store) -> None:
    die(store, AUDIO, TALK)
    assert recover_all(store, clock) == [SESSION]
    assert recover_all(store, clock) == []
    assert store.status(SESSION) == "recovered"
    assert store.tracks(SESSION) == [AUDIO]
    (event,) = [event for event in store.events(SESSION) if event.kind == "recovered"]
    assert event.body == {"tracks": [AUDIO]}
    assert event.at == NOW


def test_what_may_not_be_heard_is_not_heard_by_a_recovery(store: Store) -> None:
    die(store, AUDIO, TALK, landing=False)
    allow(store, transcription=False)
    assert recover_all(store, clock) == [SESSION]
    assert store.tracks(SESSION) == []


def test_one_damaged_session_does_not_keep_the_others(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    broken = SessionMeta("broken", NOW, "research", "off")
    store.create(broken, at=NOW, who="test")
    (Path(str(store.root)) / "session=broken" / "events.jsonl").write_bytes(b"nonsense\n")
    die(store, AUDIO, TALK)
    with caplog.at_level(logging.ERROR):
        assert recover_all(store, clock) == [SESSION]
    assert "session=broken" in caplog.text


def test_consent_counts_once_it_is_kept(store: Store) -> None:
    recorder = Recorder(store, SESSION, clock, lambda _: None)
    assert recorder.agreed("candidate", "recording")
    assert not recorder.agreed("interviewer", "recording")
    recorder.consent("interviewer", {"recording": True, "behaviour": True}, "v2")
    again = Recorder(store, SESSION, clock, lambda _: None)
    for known in (recorder, again):
        assert known.agreed("interviewer", "recording")
        assert not known.agreed("interviewer", "transcription")
    store.erase(SESSION)
    with pytest.raises(NoSuchSession):
        recorder.consent("interviewer", {"transcription": True}, "v2")
    assert not recorder.agreed("interviewer", "transcription")


def test_a_mute_is_kept_when_it_changes(store: Store) -> None:
    recorder = Recorder(store, SESSION, clock, lambda _: None)
    for on in (False, True, True):
        recorder.mute("candidate", "audio", on)
    again = Recorder(store, SESSION, clock, lambda _: None)
    again.mute("candidate", "audio", True)
    again.mute("candidate", "audio", False)
    again.mute("interviewer", "video", True)  # of which there is no track
    muted = [event for event in store.events(SESSION) if event.kind == "muted"]
    assert [event.body["on"] for event in muted] == [True, False]


def test_who_leaves_an_erased_session_leaves_all_the_same(store: Store) -> None:
    recorder = Recorder(store, SESSION, clock, lambda _: None)
    recorder.left("candidate")
    assert store.events(SESSION)[-1].body == {"time": NOW - store.meta(SESSION).start_time}
    store.erase(SESSION)
    recorder.left("candidate")
