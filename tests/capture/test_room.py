"""Two people talk over real connections on loopback: they hear and see, and all of it lands."""

import asyncio
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest

from interview.errors import BadInput, Refused
from interview.media.passthrough import is_vp8_key
from interview.store import landing
from interview.store.recording import track_folder
from tests.capture import calls
from tests.capture.calls import SESSION, SOUND, Call, until
from tests.capture.people import PICTURE, PICTURE_AGAIN, SPEECH, Person

pytestmark = [pytest.mark.anyio, pytest.mark.services]


@dataclass(frozen=True)
class Calls:
    plain: Call
    rejoined: Call
    muted: Call
    lossy: Call
    unstamped: Call


@pytest.fixture(scope="module")
async def held(tmp_path_factory: pytest.TempPathFactory) -> Calls:
    """All at once: each takes its time, but little else."""
    kinds = [calls.plain, calls.rejoined, calls.muted, calls.lossy, calls.unstamped]
    return Calls(
        *await asyncio.gather(*(kind(tmp_path_factory.mktemp(kind.__name__)) for kind in kinds))
    )


@pytest.fixture
def call(tmp_path: Path) -> Call:
    return Call(tmp_path / "data")


async def test_they_hear_and_see_each_other(held: Calls) -> None:
    candidate, interviewer = held.plain.people
    assert {frame.data for frame in candidate.heard} <= set(SOUND)
    assert {frame.data for frame in interviewer.heard} <= set(SOUND)
    assert is_vp8_key(interviewer.seen[0].data)
    steps = {later.timestamp - earlier.timestamp for earlier, later in pairwise(interviewer.seen)}
    assert steps == {3_000}
    assert candidate.seen == []


async def test_all_of_it_lands(held: Calls) -> None:
    call = held.plain
    assert call.store.status(SESSION) == "completed"
    assert call.store.tracks(SESSION) == ["candidate_audio", "interviewer_audio", "candidate_video"]
    assert call.store.gaps(SESSION) == []
    for track in call.store.tracks(SESSION):
        assert call.segments(track)[-1].end - call.segments(track)[0].start > 6.0
    assert {sync.method for sync in call.store.sync(SESSION).values()} == {"abs-capture-time"}


async def test_all_tracks_lie_on_one_clock(held: Calls) -> None:
    call = held.plain
    candidate, interviewer = call.people
    for errors in (call.audio_errors(candidate), call.audio_errors(interviewer)):
        assert len(errors) > 6
        assert max(map(abs, errors)) < 0.001
    assert max(map(abs, call.picture_errors(candidate))) < 0.002


async def test_pictures_are_cut_about_every_two_seconds(held: Calls) -> None:
    lengths = [segment.end - segment.start for segment in held.plain.segments("candidate_video")]
    assert all(length >= 1.5 for length in lengths[:-1])
    assert median(lengths[:-1]) < 5.0  # 2.1 on an idle machine
    assert held.plain.people[0].video.keys_asked >= 2


async def test_the_room_tells_how_it_goes(held: Calls) -> None:
    status = held.plain.status
    assert status["recording"] == "recording"
    assert status["reason"] is None
    assert status["lag"] < 0.2
    assert status["elapsed"] > 6.0
    assert status["quality"]["candidate"]["lost"] == 0.0
    assert status["quality"]["candidate"]["connection"] == "connected"
    assert status["quality"]["interviewer"]["round_trip_ms"] == 0.0


async def test_who_comes_back_goes_on_without_the_other_doing_anything(held: Calls) -> None:
    call = held.rejoined
    first, interviewer, second = call.people
    times = [frame.timestamp for frame in interviewer.seen]
    (pause,) = [k for k, (then, now) in enumerate(pairwise(times), 1) if now - then > 90_000]
    assert times == sorted(times)
    assert times[pause] - times[pause - 1] < 90_000 * 8
    assert is_vp8_key(interviewer.seen[pause].data)
    assert len(second.heard) > 60
    assert {"type": "replaced"} in call.told["candidate"]
    for track in ("candidate_audio", "candidate_video"):
        assert [cause for cause, _ in call.gaps(track)] == ["rejoin"]
    assert call.gaps("interviewer_audio") == []
    assert max(map(abs, call.audio_errors(first, second))) < 0.001
    presence = ("connection", "left")
    told = [e.kind for e in call.events() if e.who == "candidate" and e.kind in presence]
    assert told == ["connection", "left", "connection", "left"]


async def test_a_mute_of_six_seconds_is_a_gap_of_six_seconds(held: Calls) -> None:
    ((cause, length),) = held.muted.gaps("candidate_audio")
    (candidate,) = held.muted.people
    captured = [at for _, at in candidate.audio.truth]
    paused = max(later - earlier for earlier, later in pairwise(captured)) - 0.02
    assert cause == "mute"
    assert length == pytest.approx(paused, abs=0.03)
    assert paused > 5.9
    assert max(map(abs, held.muted.audio_errors(candidate))) < 0.002
    switched = [event for event in held.muted.events() if event.kind == "muted"]
    assert [event.body["on"] for event in switched] == [True, False]
    assert {(event.who, event.body["kind"]) for event in switched} == {("candidate", "audio")}


async def test_as_much_is_missing_as_was_lost(held: Calls) -> None:
    call = held.lossy
    _, candidate = call.people
    gaps = call.gaps("candidate_audio")
    missing = sum(length for _, length in gaps) / 0.02
    assert {cause for cause, _ in gaps} == {"loss"}
    assert 5 < missing <= 1.1 * candidate.dropped[SPEECH]
    assert 0.005 < call.status["quality"]["candidate"]["lost"] < 0.08
    assert candidate.dropped[PICTURE] > 3
    assert candidate.sent[PICTURE_AGAIN] > 3
    assert (
        call.pictures_lost(candidate) <= 1.1 * candidate.dropped[PICTURE] / candidate.sent[PICTURE]
    )
    assert max(map(abs, call.audio_errors(candidate))) < 0.02


async def test_a_browser_without_capture_times_is_placed_by_its_reports(held: Calls) -> None:
    call = held.unstamped
    assert call.store.sync(SESSION)["candidate_audio"].method == "sender-report"
    # this sender tells when a packet left: late by what the machine was busy with
    assert median(map(abs, call.audio_errors(*call.people))) < 0.5


async def test_nothing_is_sent_or_kept_without_consent(call: Call) -> None:
    seat = await call.room.join("candidate", lambda _: None)
    candidate = Person("candidate", SOUND)
    with pytest.raises(Refused):
        await candidate.call(seat.offer)
    seat.consent({"recording": True, "transcription": False, "behaviour": False}, "v1")
    await call.calls(candidate, seat)
    await until(lambda: len(candidate.audio.truth) > 150)
    seat.consent({"recording": False, "transcription": True, "behaviour": False}, "v1")
    reached = call.clock() - call.start
    await asyncio.sleep(1.0)
    assert call.room.status()["consents"]["candidate"] == dict.fromkeys(calls.EVERYTHING, False)
    await call.end()
    assert call.store.tracks(SESSION) == ["candidate_video"]
    originals = track_folder(call.store, SESSION, "candidate_audio") / "original"
    assert 0 < landing.segments(originals)[-1].end < reached + 0.05
    with pytest.raises(Refused):
        await call.room.join("candidate", lambda _: None)


async def test_what_is_taken_back_ends_and_may_be_given_again(call: Call) -> None:
    seat, interviewer = await call.seat("candidate"), await call.person("interviewer")
    candidate = await call.calls(Person("candidate", SOUND), seat)
    await until(lambda: len(candidate.audio.truth) > 100)
    seat.consent(dict.fromkeys(calls.EVERYTHING, False), "v1")
    begun, heard = call.clock() - call.start, len(interviewer.heard)
    await asyncio.sleep(2.0)
    seat.consent(calls.EVERYTHING, "v1")
    over = call.clock() - call.start
    assert len(interviewer.heard) > heard + 50  # they talk on
    sent = len(candidate.audio.truth)
    await until(lambda: len(candidate.audio.truth) > sent + 120)
    await call.end()
    for track in ("candidate_audio", "candidate_video"):
        (gap,) = [gap for gap in call.store.gaps(SESSION) if gap.track == track]
        assert gap.cause == "mute"
        assert (gap.span.start, gap.span.end) == pytest.approx((begun, over), abs=0.6)
    assert call.gaps("interviewer_audio") == []


async def test_an_offer_that_is_none_is_refused(call: Call) -> None:
    seat = await call.seat("candidate")
    for offer in ("", "v=0", "v=0\r\nm=audio 9 X 0\r\n", "x" * 70_000):
        with pytest.raises(BadInput):
            await seat.offer(offer)
    candidate = await call.calls(Person("candidate", SOUND), seat)
    await until(lambda: len(candidate.audio.truth) > 20)
    await call.end()
