"""Any file is heard at its true times and in full, or refused."""

import wave
from pathlib import Path

import numpy as np
import pytest

from interview import media
from interview.errors import BadMedia
from interview.model import SAMPLE_RATE
from interview.ports import Samples
from tests import recordings

LOSSLESS = [
    ("a.wav", "pcm_s16le", 44_100),
    ("a.flac", "flac", 48_000),
    ("a.aiff", "pcm_s16be", 8000),
]
LOSSY = [
    ("a.mp3", "libmp3lame", 44_100),
    ("a.ogg", "libopus", 48_000),
    ("a.webm", "libopus", 48_000),
    ("a.m4a", "aac", 44_100),
]
CONTAINERS = [*LOSSLESS, *LOSSY, ("a.mka", "flac", 16_000)]


def heard(path: Path) -> Samples:
    return np.concatenate(list(media.audio(path)))


def test_sixteen_bits_come_through_unchanged(tmp_path: Path) -> None:
    pcm = np.random.default_rng(0).integers(-32_768, 32_768, 40_000).astype(np.int16)
    with wave.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes(pcm.tobytes())
    samples = heard(tmp_path / "a.wav")
    assert samples.dtype == np.float32
    np.testing.assert_array_equal(media.to_pcm(samples), pcm)
    np.testing.assert_array_equal(media.from_pcm(media.to_pcm(samples)), samples)


@pytest.mark.parametrize(("name", "codec", "rate"), [*LOSSLESS, *LOSSY])
def test_a_sound_is_heard_when_it_was_made(
    tmp_path: Path, name: str, codec: str, rate: int
) -> None:
    path = recordings.sound(tmp_path / name, recordings.tones(4.0, rate), rate, codec)
    truth = recordings.sound(
        tmp_path / "truth.wav", recordings.tones(4.0, SAMPLE_RATE), SAMPLE_RATE, "pcm_s16le"
    )
    samples = heard(path)
    assert len(samples) == pytest.approx(4 * SAMPLE_RATE, abs=0.03 * SAMPLE_RATE)
    assert abs(recordings.lag(samples, heard(truth))) <= 0.001 * SAMPLE_RATE


def test_channels_are_averaged(tmp_path: Path) -> None:
    left = recordings.tones(1.0)
    stereo = recordings.sound(tmp_path / "s.wav", np.stack([left, left]), 16_000, "pcm_s16le")
    alone = recordings.sound(tmp_path / "m.wav", left, 16_000, "pcm_s16le")
    half = recordings.sound(tmp_path / "h.wav", np.stack([left, 0 * left]), 16_000, "pcm_s16le")
    six = recordings.sound(tmp_path / "x.wav", np.stack([left] * 6), 16_000, "pcm_s16le")
    np.testing.assert_allclose(heard(stereo), heard(alone), atol=1e-6)
    np.testing.assert_allclose(heard(six), heard(alone), atol=1e-6)
    np.testing.assert_allclose(heard(half), heard(alone) / 2, atol=1e-4)


@pytest.mark.parametrize("channels", [3, 8, 12])
def test_any_number_of_channels_is_heard(tmp_path: Path, channels: int) -> None:
    pcm = media.to_pcm(recordings.tones(0.5, 44_100))
    for name, count in (("one.wav", 1), ("many.wav", channels)):
        with wave.open(str(tmp_path / name), "wb") as file:
            file.setparams((count, 2, 44_100, 0, "NONE", ""))
            file.writeframes(np.repeat(pcm, count).tobytes())
    np.testing.assert_allclose(heard(tmp_path / "many.wav"), heard(tmp_path / "one.wav"), atol=1e-6)


def test_loud_channels_do_not_clip(tmp_path: Path) -> None:
    loud = np.full((2, 16_000), 0.9, np.float32)
    path = recordings.sound(tmp_path / "loud.wav", loud, 16_000, "pcm_s16le")
    assert np.abs(heard(path)).max() == pytest.approx(0.9, abs=1e-3)


def test_ten_milliseconds_are_heard(tmp_path: Path) -> None:
    tones = recordings.tones(0.01, 48_000)
    path = recordings.sound(tmp_path / "short.wav", tones, 48_000, "pcm_s16le")
    assert len(heard(path)) == pytest.approx(0.01 * SAMPLE_RATE, abs=1)


def test_a_hole_in_a_file_stays_a_hole(tmp_path: Path) -> None:
    tones = recordings.tones(3.0, 48_000)
    path = recordings.sound(
        tmp_path / "holed.webm", tones, 48_000, "libopus", without=range(48_000, 96_000)
    )
    blocks = list(media.audio_blocks(path))
    covered = sum(len(samples) for _, samples in blocks) / SAMPLE_RATE
    assert covered == pytest.approx(2.0, abs=0.05)
    assert any(at == pytest.approx(2.0, abs=0.05) for at, _ in blocks)
    samples = heard(path)
    assert len(samples) == pytest.approx(3.0 * SAMPLE_RATE, abs=0.05 * SAMPLE_RATE)
    assert not samples[round(1.1 * SAMPLE_RATE) : round(1.9 * SAMPLE_RATE)].any()
    whole = recordings.sound(tmp_path / "whole.webm", tones, 48_000, "libopus")
    late = samples[round(2.2 * SAMPLE_RATE) :]
    assert (
        abs(recordings.lag(late, heard(whole)[round(2.2 * SAMPLE_RATE) :])) <= 0.002 * SAMPLE_RATE
    )


@pytest.mark.parametrize(("name", "codec", "rate"), CONTAINERS)
@pytest.mark.parametrize("share", [0.9, 0.5, 0.02])
def test_a_file_that_breaks_off_is_refused(
    tmp_path: Path, name: str, codec: str, rate: int, share: float
) -> None:
    whole = recordings.sound(tmp_path / name, recordings.tones(8.0, rate), rate, codec)
    assert len(heard(whole)) == pytest.approx(8 * SAMPLE_RATE, abs=0.05 * SAMPLE_RATE)
    with pytest.raises(BadMedia, match=r"give (a|the) complete"):
        heard(recordings.cut(whole, share))


def test_a_wav_file_that_was_streamed_is_whole(tmp_path: Path) -> None:
    path = recordings.sound(tmp_path / "a.wav", recordings.tones(1.0), 16_000, "pcm_s16le")
    data = bytearray(path.read_bytes())
    start = data.index(b"data") + 4
    data[4:8] = data[start : start + 4] = b"\xff" * 4
    path.write_bytes(data)
    assert len(heard(path)) == SAMPLE_RATE


def test_the_length_that_ffmpeg_guesses_from_a_bit_rate_is_not_believed(tmp_path: Path) -> None:
    tones = recordings.tones(30.0, 44_100)
    tones[: 5 * 44_100] = 0  # a low bit rate first, a high one later
    path = recordings.sound(
        tmp_path / "a.mp3",
        tones,
        44_100,
        "libmp3lame",
        muxing={"write_xing": "0"},
        encoding={"global_quality": "400", "flags": "+qscale"},
    )
    guessed = media.probe(path).duration
    assert guessed is not None
    assert guessed > 31
    assert len(heard(path)) == pytest.approx(30 * SAMPLE_RATE, abs=0.1 * SAMPLE_RATE)


@pytest.mark.parametrize("data", [b"", b"\0" * 100, b"Dear Sir or Madam,\n" * 50])
def test_what_is_no_media_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "letter.wav"
    path.write_bytes(data)
    with pytest.raises(BadMedia, match=r"letter\.wav cannot be decoded"):
        heard(path)


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadMedia, match="No such file"):
        heard(tmp_path / "none.wav")
    with pytest.raises(BadMedia, match="directory"):
        heard(tmp_path)


def test_pictures_alone_have_no_sound_and_the_other_way_round(tmp_path: Path) -> None:
    pictures = recordings.pictures(tmp_path / "v.mkv", "mpeg4", 1.0)
    sound = recordings.sound(tmp_path / "a.mka", recordings.tones(1.0), 16_000, "flac")
    with pytest.raises(BadMedia, match="holds no audio"):
        heard(pictures)
    with pytest.raises(BadMedia, match="holds no video"):
        list(media.video_segments(sound, 2.0))
    assert media.probe(pictures) == media.Probe(audio=False, video=True, duration=1.0)
    assert media.probe(sound) == media.Probe(audio=True, video=False, duration=1.0)


@pytest.mark.parametrize("length", [1, 15, 16, 4607, 4608, 32_000])
def test_flac_is_lossless_and_always_the_same(length: int) -> None:
    pcm = np.random.default_rng(0).integers(-32_768, 32_768, length).astype(np.int16)
    data = media.encode_flac(pcm)
    np.testing.assert_array_equal(media.decode_flac(data), pcm)
    assert media.encode_flac(pcm) == data
    assert len(data) < 200 + 2.1 * length


def test_samples_beyond_full_scale_are_clipped() -> None:
    pcm = media.to_pcm(np.array([-2.0, -1.0, 0.0, 1.0, 2.0], np.float32))
    assert pcm.tolist() == [-32_768, -32_768, 0, 32_767, 32_767]


VIDEO = [
    ("a.mp4", "libx264", ".mp4"),
    ("a.mp4", "libx264", ".mkv"),
    ("a.webm", "libvpx", ".mkv"),
    ("a.webm", "libvpx", ".webm"),
    ("a.webm", "libvpx-vp9", ".mp4"),
    ("a.avi", "mpeg4", ".mp4"),
]


@pytest.mark.parametrize(("name", "codec", "suffix"), VIDEO)
def test_pictures_are_cut_and_joined_as_they_are(
    tmp_path: Path, name: str, codec: str, suffix: str
) -> None:
    whole = recordings.pictures(tmp_path / name, codec, 6.0)
    segments = list(media.video_segments(whole, 1.0))
    assert len(segments) >= 3
    assert segments == list(media.video_segments(whole, 1.0))

    joined = tmp_path / f"joined{suffix}"
    media.join_video(lambda: ((data, span.start) for data, span in segments), joined)
    before, after = recordings.frames(whole), recordings.frames(joined)
    assert [pixels for _, pixels in after] == [pixels for _, pixels in before]
    for (old, _), (new, _) in zip(before, after, strict=True):
        assert new == pytest.approx(old, abs=0.0015)
    assert media.probe(joined).duration == pytest.approx(6.0, abs=0.11)


def test_every_segment_of_pictures_stands_alone(tmp_path: Path) -> None:
    whole = recordings.frames(recordings.pictures(tmp_path / "a.mp4", "libx264", 6.0))
    found = []
    for data, span in media.video_segments(tmp_path / "a.mp4", 1.0):
        (tmp_path / "one.mkv").write_bytes(data)
        shown = recordings.frames(tmp_path / "one.mkv")
        assert shown[0][0] == 0
        assert shown[-1][0] < span.duration
        found += [(span.start + at, pixels) for at, pixels in shown]
    assert [pixels for _, pixels in found] == [pixels for _, pixels in whole]
    assert [at for at, _ in found] == pytest.approx([at for at, _ in whole], abs=0.001)


def test_joined_pictures_keep_the_hole_between_segments(tmp_path: Path) -> None:
    recordings.pictures(tmp_path / "a.webm", "libvpx", 4.0)
    segments = [(data, span.start) for data, span in media.video_segments(tmp_path / "a.webm", 1.0)]
    later = [(data, start + (5.0 if start else 1.0)) for data, start in segments]
    media.join_video(lambda: later, tmp_path / "joined.mkv")
    times = [at for at, _ in recordings.frames(tmp_path / "joined.mkv")]
    assert times[0] == pytest.approx(1.0)
    assert max(np.diff(times)) == pytest.approx(4.1, abs=0.01)


def test_a_format_that_cannot_hold_the_pictures_is_refused(tmp_path: Path) -> None:
    recordings.pictures(tmp_path / "a.webm", "libvpx", 1.0)
    segments = [(data, span.start) for data, span in media.video_segments(tmp_path / "a.webm", 1.0)]
    with pytest.raises(BadMedia, match=r"use the suffix \.mkv"):
        media.join_video(lambda: segments, tmp_path / "joined.mp4")
    assert not (tmp_path / "joined.mp4").exists()


@pytest.mark.parametrize(("name", "codec"), [("a.webm", "libvpx"), ("a.mp4", "libx264")])
def test_pictures_that_break_off_are_refused(tmp_path: Path, name: str, codec: str) -> None:
    whole = recordings.pictures(tmp_path / name, codec, 6.0)
    with pytest.raises(BadMedia):
        list(media.video_segments(recordings.cut(whole, 0.6), 1.0))
