"""A recording becomes a whole session, or nothing at all."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from interview import media
from interview.errors import (
    BadIdentifier,
    BadInput,
    BadMedia,
    InterviewError,
    Refused,
    SessionExists,
)
from interview.model import SAMPLE_RATE, SessionMeta, Span, Sync, Track
from interview.store import Store
from tests import recordings
from tests.documents import pdf, word
from workbench.importing import Recording, import_recording, session_id


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data")


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    tones = recordings.tones(3.0, 48_000)
    (tmp_path / "posting.md").write_bytes("\ufeffNurse, nights\r\n".encode())
    return Recording(
        session="one",
        start_time=1_700_000_000.0,
        candidate=recordings.sound(tmp_path / "c.flac", tones, 48_000, "flac"),
        interviewer=recordings.sound(tmp_path / "i.ogg", np.stack([-tones] * 2), 48_000, "libopus"),
        video=recordings.pictures(tmp_path / "v.webm", "libvpx", 3.0),
        job=tmp_path / "posting.md",
        behaviour="observables",
        title="Nights",
    )


def imported(store: Store, recording: Recording) -> list[tuple[Track, float | None]]:
    told: list[tuple[Track, float | None]] = []
    session = import_recording(
        store, recording, lambda track, share: told.append((track, share)), at=1.8e9, who="me"
    )
    assert session == recording.session
    return told


def test_a_recording_becomes_a_completed_session(store: Store, recording: Recording) -> None:
    imported(store, recording)
    assert store.sessions() == ["one"]
    assert store.meta("one") == SessionMeta(
        "one", 1_700_000_000.0, "research", "observables", "Nights"
    )
    assert store.tracks("one") == ["candidate_audio", "interviewer_audio", "candidate_video"]
    assert set(store.sync("one").values()) == {Sync("import", None)}
    assert store.duration("one") == pytest.approx(3.0, abs=0.02)
    assert store.job("one") == "Nurse, nights\r\n"
    assert store.status("one") == "completed"
    assert store.gaps("one") == []
    created, consent, completed = store.events("one")
    assert {event.at for event in (created, consent, completed)} == {1.8e9}
    assert consent.body == {
        "source": "declared at import",
        "transcription": True,
        "behaviour": True,
    }
    assert completed.body == {"duration": store.duration("one")}


def test_what_is_heard_is_what_was_recorded(store: Store, recording: Recording) -> None:
    imported(store, recording)
    assert recording.candidate is not None
    heard = np.concatenate(list(media.audio(recording.candidate)))
    kept = store.samples("one", "candidate_audio")
    np.testing.assert_array_equal(kept, media.from_pcm(media.to_pcm(heard)))
    part = store.samples("one", "candidate_audio", Span(1.0, 2.0))
    np.testing.assert_array_equal(part, kept[SAMPLE_RATE : 2 * SAMPLE_RATE])


def test_the_same_recording_always_lands_the_same(
    store: Store, recording: Recording, tmp_path: Path
) -> None:
    imported(store, recording)
    imported(Store(tmp_path / "again"), recording)
    assert store.media_digest("one") == Store(tmp_path / "again").media_digest("one")


def test_an_offset_moves_a_track(store: Store, recording: Recording) -> None:
    imported(store, recording)
    imported(store, replace(recording, session="two", offsets={"candidate_audio": 0.75}))
    before, after = (store.samples(one, "candidate_audio") for one in ("one", "two"))
    assert not after[:12_000].any()
    np.testing.assert_array_equal(after[12_000:], before)
    assert store.meta("two").start_time == 1_700_000_000.0
    np.testing.assert_array_equal(
        store.samples("two", "interviewer_audio"), store.samples("one", "interviewer_audio")
    )


def test_a_negative_offset_begins_the_session_earlier(store: Store, recording: Recording) -> None:
    imported(store, recording)
    offsets: dict[Track, float] = {"candidate_video": -0.5, "interviewer_audio": 0.25}
    imported(store, replace(recording, session="two", offsets=offsets))
    assert store.meta("two").start_time == 1_700_000_000.0 - 0.5
    before, after = (store.samples(one, "candidate_audio") for one in ("one", "two"))
    np.testing.assert_array_equal(after[8_000:], before)
    before, after = (store.samples(one, "interviewer_audio") for one in ("one", "two"))
    np.testing.assert_array_equal(after[12_000:], before)


def test_progress_is_told(store: Store, recording: Recording) -> None:
    told = imported(store, recording)
    for track in recording.files:
        shares = [share or 0.0 for name, share in told if name == track]
        assert shares == sorted(shares)
        assert shares[-1] > 0.9
        assert len(shares) <= 101


def test_one_speaker_is_enough(store: Store, recording: Recording) -> None:
    imported(store, Recording("one", 0.0, interviewer=recording.interviewer))
    assert store.tracks("one") == ["interviewer_audio"]
    assert store.job("one") is None


def test_a_posting_may_be_a_document(store: Store, recording: Recording, tmp_path: Path) -> None:
    for name, data in {"pdf": pdf([(50, "Nurse")]), "docx": word("Nurse")}.items():
        path = tmp_path / f"posting.{name}"
        path.write_bytes(data)
        imported(store, replace(recording, session=name, job=path))
        assert store.job(name) == "Nurse\n"


def test_the_sound_of_a_film_is_heard_with_its_pictures(store: Store, tmp_path: Path) -> None:
    film = recordings.film(tmp_path / "film.mp4", late=0.5)
    imported(store, Recording("one", 0.0, candidate=film, video=film))
    heard = store.samples("one", "candidate_audio")
    truth = np.concatenate([np.zeros(SAMPLE_RATE // 2, np.float32), recordings.tones(2.5)])
    assert abs(recordings.lag(heard, truth)) <= 0.002 * SAMPLE_RATE
    assert store.tracks("one") == ["candidate_audio", "candidate_video"]


def bad_recordings(good: Recording, folder: Path) -> dict[str, tuple[type, str, Recording]]:
    assert good.candidate is not None
    assert good.video is not None
    letter = folder / "letter.txt"
    letter.write_text("Dear Sir or Madam,\n" * 20)
    scan = folder / "scan.pdf"
    scan.write_bytes(pdf([]))
    latin = folder / "latin.txt"
    latin.write_bytes("Zoë".encode("latin-1"))
    offset: Track = "candidate_audio"
    return {
        "text": (BadMedia, "cannot be decoded", replace(good, candidate=letter)),
        "cut": (BadMedia, "complete", replace(good, candidate=recordings.cut(good.candidate, 0.5))),
        "cut video": (BadMedia, "complete", replace(good, video=recordings.cut(good.video, 0.5))),
        "missing": (BadMedia, "No such file", replace(good, interviewer=folder / "none.wav")),
        "no audio": (BadMedia, "no audio", replace(good, interviewer=good.video)),
        "no video": (BadMedia, "no video", replace(good, video=good.candidate)),
        "nothing": (BadInput, "--candidate", replace(good, candidate=None, interviewer=None)),
        "affect": (Refused, "never", replace(good, purpose="selection", behaviour="affect")),
        "scan": (BadInput, r"scan.pdf .* paste its text", replace(good, job=scan)),
        "no posting": (BadInput, "No such file", replace(good, job=folder / "none.txt")),
        "latin": (BadInput, "UTF-8", replace(good, job=latin)),
        "id": (BadIdentifier, "letters", replace(good, session="../one")),
        "offset": (BadInput, "no file", replace(good, candidate=None, offsets={offset: 1.0})),
        "nan": (BadInput, "give seconds", replace(good, offsets={offset: float("nan")})),
    }


def test_what_cannot_be_imported_leaves_nothing(
    store: Store, recording: Recording, tmp_path: Path
) -> None:
    for name, (error, says, bad) in bad_recordings(recording, tmp_path).items():
        with pytest.raises(InterviewError, match=says) as raised:
            imported(store, bad)
        assert type(raised.value) is error, name
        assert store.sessions() == [], name
        left = list((tmp_path / "data").iterdir()) if (tmp_path / "data").exists() else []
        assert [path.name for path in left] in ([], [".lock"]), name


def test_an_id_that_is_taken_is_refused_before_any_work(store: Store, recording: Recording) -> None:
    imported(store, recording)
    digest = store.media_digest("one")
    told: list[float | None] = []
    with pytest.raises(SessionExists, match="another id"):
        import_recording(store, recording, lambda _, share: told.append(share), at=0.0, who="me")
    assert told == []
    assert store.media_digest("one") == digest


def test_an_id_is_made_from_the_day() -> None:
    assert session_id(1_700_000_000.0, "k3x9") == "20231114-k3x9"


@pytest.mark.shared
def test_the_demo_interview_lands(store: Store, shared: Path) -> None:
    audio = shared / "data" / "audio"
    files = [audio / f"tts_interview_{who}.flac" for who in ("candidate", "interviewer")]
    imported(store, Recording("demo", 0.0, candidate=files[0], interviewer=files[1]))
    for track, path in zip(store.tracks("demo"), files, strict=True):
        np.testing.assert_array_equal(
            store.samples("demo", track), np.concatenate(list(media.audio(path)))
        )
