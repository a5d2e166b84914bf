"""Sound and picture, by the byte, as players ask for them."""

import io
import time
import wave
from pathlib import Path

import av
import numpy as np
import pytest

from interview.model import SAMPLE_RATE, SessionMeta, Span, Sync
from tests.browser.dashboards import BEGUN, Dashboard
from tests.dashboard.conftest import Ask
from tests.recordings import tones
from workbench.dashboard.listening import AT_ONCE
from workbench.dashboard.pictures import Pictures
from workbench.dashboard.wav import HEADER, sound

ADDRESS = "/media/told/candidate_audio.wav"
HOUR = 3600.0


def test_the_whole_file_is_what_was_landed(dashboard: Dashboard, ask: Ask) -> None:
    answer = ask("viewer").get(ADDRESS)
    assert answer.headers["accept-ranges"] == "bytes"
    with wave.open(io.BytesIO(answer.content)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16_000, 1, 2)
        heard = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32_768
    landed = dashboard.store.samples("told", "candidate_audio")
    np.testing.assert_allclose(heard, landed, atol=1e-4)


@pytest.mark.parametrize(
    "asked", ["0-", "0-0", "10-60", "44-47", "45-46", "100001-200004", "-5", "63999-64002"]
)
def test_a_stretch_is_a_stretch_of_the_whole(ask: Ask, asked: str) -> None:
    client = ask("viewer")
    whole = client.get(ADDRESS).content
    answer = client.get(ADDRESS, headers={"range": f"bytes={asked}"})
    assert answer.status_code == 206
    stretch, _, size = answer.headers["content-range"].removeprefix("bytes ").partition("/")
    first, last = map(int, stretch.split("-"))
    assert int(size) == len(whole)
    assert answer.content == whole[first : last + 1]
    assert int(answer.headers["content-length"]) == last + 1 - first


def test_a_player_asks_again_and_again(ask: Ask) -> None:
    client, player = ask("viewer"), {"sec-fetch-dest": "audio"}
    whole = client.get(ADDRESS).content
    assert client.get(ADDRESS, headers=player).content == whole
    heard = b""
    while len(heard) < len(whole):
        answer = client.get(ADDRESS, headers={**player, "range": f"bytes={len(heard)}-"})
        assert len(answer.content) <= AT_ONCE
        heard += answer.content
    assert heard == whole


def test_what_is_not_there_cannot_be_satisfied(ask: Ask) -> None:
    answer = ask().get(ADDRESS, headers={"range": "bytes=99999999-"})
    assert answer.status_code == 416
    assert answer.headers["content-range"].startswith("bytes */")


def test_a_file_that_grew_is_told_whole(ask: Ask) -> None:
    client = ask()
    etag = client.head(ADDRESS).headers["etag"]
    known = {"range": "bytes=0-9", "if-range": etag}
    assert client.get(ADDRESS, headers=known).status_code == 206
    assert client.get(ADDRESS, headers={**known, "if-range": '"older"'}).status_code == 200


def test_a_live_session_grows_and_silence_stands_for_what_is_missing(
    dashboard: Dashboard, ask: Ask
) -> None:
    store, client = dashboard.store, ask()
    store.create(SessionMeta("grows", BEGUN, "research", "off"), at=BEGUN, who="test")
    address = "/media/grows/candidate_audio.wav"
    assert client.get(address).status_code == 422
    with store.land_audio("grows", "candidate_audio", Sync("import", None)) as writer:
        writer.write(tones(4.0), 1.0)
        before = client.get(address).content
        assert before[HEADER : HEADER + 2 * SAMPLE_RATE] == bytes(2 * SAMPLE_RATE)
        writer.write(tones(4.0), 9.0)
        after = client.get(address).content
    assert len(after) > len(before)
    gap = slice(HEADER + 2 * SAMPLE_RATE * 6, HEADER + 2 * SAMPLE_RATE * 9)
    assert after[gap] == bytes(2 * SAMPLE_RATE * 3)
    assert after[HEADER : len(before)] == before[HEADER:]


def test_video_is_one_file_that_can_be_jumped_in(ask: Ask, tmp_path: Path) -> None:
    client = ask("viewer")
    address = "/media/told/candidate_video.mp4"
    whole = client.get(address)
    assert whole.headers["content-type"] == "video/mp4"
    part = client.get(address, headers={"range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    path = tmp_path / "candidate_video.mp4"
    path.write_bytes(whole.content)
    with av.open(str(path)) as container:
        assert float(container.duration or 0) / av.time_base == pytest.approx(60.0, abs=0.2)


def test_a_video_goes_with_who_made_it(dashboard: Dashboard) -> None:
    pictures = Pictures(dashboard.store)
    path = pictures.of("told").path
    assert pictures.of("told").path == path
    assert path.parent.name == "session=told"
    del pictures
    assert not path.exists()


def test_an_hour_begins_to_sound_at_once(tmp_path: Path) -> None:
    store = Dashboard(tmp_path).store
    store.create(SessionMeta("long", BEGUN, "research", "off"), at=BEGUN, who="test")
    minute = tones(60.0)
    with store.land_audio("long", "candidate_audio", Sync("import", None), 30.0) as writer:
        for at in np.arange(0, HOUR, 60.0):
            writer.write(minute, float(at))
    took = []
    for at in (3000.0, 120.0, 3500.0, 10.0, 1777.0):
        begin = time.perf_counter()
        heard = sound(store, "long", "candidate_audio")
        first = HEADER + 2 * round(at * SAMPLE_RATE)
        piece = next(heard.read(first, heard.size))
        took.append(time.perf_counter() - begin)
        landed = store.samples("long", "candidate_audio", Span(at, at + 0.5))
        got = np.frombuffer(piece[: 2 * len(landed)], "<i2") / 32_768
        np.testing.assert_allclose(got, landed, atol=1e-4)
    assert max(took) < 0.2
