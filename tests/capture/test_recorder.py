"""A server that starts puts every session in order that it can."""

import logging
import shutil
from pathlib import Path

import pytest

from capture_server.clock import BrowserClock
from capture_server.hooks import Encoded
from capture_server.recorder import Recorder, recover_all
from interview.errors import NoSuchSession
from interview.model import SessionMeta, Span
from interview.store import Store
from tests.capture.streams import AUDIO, SESSION, allow, die, folder, spoken
from workbench.bench.clip import chirps, opus

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
    die(store, AUDIO, spoken(2.5, [0.5], unheard=range(125)), landing=False)
    assert recover_all(store, clock) == [SESSION]
    assert store.tracks(SESSION) == []


def test_what_was_said_with_consent_is_heard_by_a_recovery(store: Store) -> None:
    die(store, AUDIO, TALK, landing=False)
    allow(store, transcription=False)
    assert recover_all(store, clock) == [SESSION]
    assert store.duration(SESSION) == pytest.approx(2.5)


@pytest.mark.anyio
async def test_what_comes_without_consent_to_be_transcribed_is_kept_unheard(store: Store) -> None:
    time = [NOW]
    recorder = Recorder(store, SESSION, lambda: time[0], lambda _: None)
    recorder.connect("candidate", BrowserClock())
    for number, data in enumerate(opus(chirps(2.0, [0.5, 0.8, 1.5]))):
        if number in (30, 50):
            scopes = {"recording": True, "transcription": number == 50}
            recorder.consent("candidate", scopes, "v2")
        recorder.frame("candidate", "audio", Encoded(data, number * 960, number, 7, None, 30))
        time[0] += 0.02
    await recorder.close()
    (gap,) = store.gaps(SESSION)
    assert gap.cause == "mute"
    assert gap.span.duration == pytest.approx(20 * 0.02, abs=0.001)
    before, after = Span(100.0, gap.span.start), Span(gap.span.end, 102.0)
    assert store.samples(SESSION, AUDIO, before).any()
    assert not store.samples(SESSION, AUDIO, gap.span).any()
    assert store.samples(SESSION, AUDIO, after).any()


def test_one_damaged_session_does_not_keep_the_others(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    broken = SessionMeta("broken", NOW, "research", "off")
    store.create(broken, at=NOW, who="test")
    die(store, AUDIO, TALK)
    place = Path(str(store.root)) / "session=broken"
    (place / "events.jsonl").write_bytes(b"nonsense\n")
    shutil.copytree(folder(store), place / "media" / AUDIO)
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
