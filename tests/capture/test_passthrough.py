"""Encoded frames survive their files, and Opus is heard where its times say."""

import io
import re

import av
import numpy as np
import pytest

from interview.media.passthrough import Timed, hear, is_vp8_key, matroska, ogg, opus_samples
from workbench.bench.clip import (
    FRAME,
    LOOK_AHEAD,
    RATE,
    chirps,
    find_chirps,
    number_shown,
    opus,
    vp8,
)

TIMES = [0.25, 0.75, 1.25, 1.75]


@pytest.fixture(scope="module")
def packets() -> list[bytes]:
    return opus(chirps(2.2, TIMES))


def timed(packets: list[bytes], step: float = FRAME, start: int = 0) -> list[Timed]:
    return [Timed(start + round(k * step), data) for k, data in enumerate(packets)]


def heard_at(packets: list[Timed]) -> list[float]:
    first, sound = hear(packets)
    return [first / 16_000 + time - LOOK_AHEAD / RATE for time in find_chirps(sound)]


def test_opus_is_heard_where_it_was_captured(packets: list[bytes]) -> None:
    assert heard_at(timed(packets, start=7_001)) == pytest.approx(
        [7_001 / RATE + time for time in TIMES], abs=0.0002
    )


@pytest.mark.parametrize("step", [950.4, 959.5, 960.5, 969.6])
def test_a_sound_card_that_is_too_slow_or_fast_is_followed(
    packets: list[bytes], step: float
) -> None:
    assert heard_at(timed(packets, step)) == pytest.approx(
        [time * step / FRAME for time in TIMES], abs=0.0008
    )


def test_missing_packets_are_silence_of_their_length(packets: list[bytes]) -> None:
    kept = [packet for k, packet in enumerate(timed(packets)) if not 20 <= k < 33]
    _, sound = hear(kept)
    assert heard_at(kept) == pytest.approx(TIMES, abs=0.0003)
    assert not sound[20 * 320 + 40 : 33 * 320 - 40].any()


def test_packets_that_lie_on_each_other_are_heard_once(packets: list[bytes]) -> None:
    twice = sorted([*timed(packets), *timed(packets)], key=lambda packet: packet.at)
    assert len(hear(twice)[1]) == len(hear(timed(packets))[1])


def test_what_cannot_be_decoded_is_silence(packets: list[bytes]) -> None:
    broken = timed(packets)
    broken[40] = Timed(broken[40].at, b"\xff\xff\xff")
    assert heard_at(broken) == pytest.approx(TIMES, abs=0.0003)


def test_ogg_gives_the_packets_and_their_times_back(packets: list[bytes]) -> None:
    kept = [packet for k, packet in enumerate(timed(packets, start=5_000)) if k not in (30, 31, 60)]
    file = ogg(kept)
    with av.open(io.BytesIO(file), "r") as container:
        back = [bytes(packet) for packet in container.demux(audio=0) if packet.size]
    pages = [match.start() for match in re.finditer(b"OggS", file)]
    ends = [int.from_bytes(file[page + 6 : page + 14], "little") for page in pages[2:]]
    assert back == [packet.data for packet in kept]
    assert [end - FRAME - LOOK_AHEAD for end in ends] == [packet.at - 5_000 for packet in kept]
    assert ogg(kept) == file


def test_matroska_gives_the_pictures_and_their_times_back() -> None:
    frames = [Timed(90_000 + k * 3_000 + 700 * (k % 2), data) for k, data in enumerate(vp8(60, 30))]
    with av.open(io.BytesIO(matroska(frames)), "r") as container:
        shown = [(frame.time or 0.0, number_shown(frame)) for frame in container.decode(video=0)]
        assert container.streams.video[0].width == 160
    assert [number for _, number in shown] == list(range(60))
    assert [time for time, _ in shown] == pytest.approx(
        [(frame.at - 90_000) / 90_000 for frame in frames], abs=0.00051
    )
    assert matroska(frames) == matroska(frames)


def test_key_frames_are_told() -> None:
    assert [k for k, data in enumerate(vp8(60, 30)) if is_vp8_key(data)] == [0, 30]
    no_size = vp8(60, 30)[0][:6] + bytes(40)
    assert not any(map(is_vp8_key, (b"", b"\x10", no_size)))


@pytest.mark.parametrize(
    ("packet", "samples"),
    [
        (b"\x78", 960),  # hybrid, 20 ms, one frame
        (b"\x18", 2_880),  # SILK, 60 ms
        (b"\x10", 1_920),
        (b"\xe0", 120),  # CELT, 2.5 ms
        (b"\xf9", 1_920),  # CELT, two of 20 ms
        (b"\xfb\x03", 2_880),  # CELT, three of 20 ms
        (b"\xfb", 0),
        (b"\xfb\x3f", 0),  # no packet is longer than 120 ms
        (b"", 0),
    ],
)
def test_opus_tells_its_length(packet: bytes, samples: int) -> None:
    assert opus_samples(packet) == samples


def test_silence_stays_silence() -> None:
    _, sound = hear(timed(opus(np.zeros(RATE, np.float32))))
    assert np.abs(sound).max() < 1e-3
