"""What lands is cut at fixed times, told by the manifest, and read back where it belongs."""

import json
from pathlib import Path

import numpy as np
import pytest

from interview import media
from interview.errors import BadIdentifier, BadInput, Damaged
from interview.model import SAMPLE_RATE, Gap, SessionMeta, Span, Sync
from interview.ports import Samples
from interview.store import Store
from tests import recordings
from tests.recordings import tones

IMPORT = Sync("import", None)
CAPTURED = Sync("abs-capture-time", 0.6)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "data")
    store.create(SessionMeta("one", 0.0, "research", "off"), at=0.0, who="test")
    return store


def folder(store: Store) -> Path:
    return Path(str(store.root)) / "session=one" / "media" / "candidate_audio"


def lines(store: Store) -> list[dict[str, object]]:
    return [
        json.loads(line) for line in (folder(store) / "manifest.jsonl").read_bytes().splitlines()
    ]


def kept(samples: Samples) -> Samples:
    return media.from_pcm(media.to_pcm(samples))


def test_segments_are_cut_at_multiples_of_their_length(store: Store) -> None:
    with store.land_audio("one", "candidate_audio", CAPTURED) as writer:
        writer.write(tones(4.0), 1.5)
    told = [(line["file"], line["start"], line["end"]) for line in lines(store)]
    assert told == [
        ("000000.flac", 1.5, 2.0),
        ("000001.flac", 2.0, 4.0),
        ("000002.flac", 4.0, 5.5),
    ]
    assert store.tracks("one") == ["candidate_audio"]
    assert store.sync("one") == {"candidate_audio": CAPTURED}
    assert store.duration("one") == 5.5
    assert store.gaps("one") == []  # a track may begin late
    whole = store.samples("one", "candidate_audio")
    np.testing.assert_array_equal(whole[: round(1.5 * SAMPLE_RATE)], 0)
    np.testing.assert_array_equal(whole[round(1.5 * SAMPLE_RATE) :], kept(tones(4.0)))


def test_a_segment_is_there_as_soon_as_it_is_full(store: Store) -> None:
    with store.land_audio("one", "candidate_audio", CAPTURED) as writer:
        writer.write(tones(1.9), 0.0)
        assert store.tracks("one") == []
        writer.write(tones(0.2), 1.9)
        assert store.duration("one") == 2.0


def test_a_span_beyond_the_end_is_silent(store: Store) -> None:
    with store.land_audio("one", "candidate_audio", IMPORT) as writer:
        writer.write(tones(0.01), 0.0)
    samples = store.samples("one", "candidate_audio", Span(0.005, 1.0))
    assert len(samples) == round(0.995 * SAMPLE_RATE)
    np.testing.assert_array_equal(samples[:80], kept(tones(0.01))[80:])
    assert not samples[80:].any()
    assert len(store.samples("one", "candidate_audio", Span(9.0, 9.0))) == 0


def test_gaps_have_a_cause(store: Store) -> None:
    with store.land_audio("one", "candidate_audio", CAPTURED) as writer:
        writer.write(tones(1.0), 0.0)
        writer.gap(Span(1.0, 3.0), "mute")
        writer.write(tones(1.0), 3.5)
        writer.gap(Span(4.5, 9.0), "rejoin")
    assert store.gaps("one") == [
        Gap("candidate_audio", Span(1.0, 3.0), "mute"),
        Gap("candidate_audio", Span(3.0, 3.5), "loss"),
        Gap("candidate_audio", Span(4.5, 9.0), "rejoin"),
    ]
    assert store.duration("one") == 9.0
    assert not store.samples("one", "candidate_audio", Span(1.0, 3.5)).any()
    assert not store.samples("one", "candidate_audio", Span(4.5, 9.0)).any()


def test_a_gap_that_is_told_late_shortens_nothing(store: Store) -> None:
    with store.land_audio("one", "candidate_audio", CAPTURED) as writer:
        writer.write(tones(4.0), 0.0)
        writer.gap(Span(1.0, 1.5), "mute")
    assert store.duration("one") == 4.0
    assert store.gaps("one") == [Gap("candidate_audio", Span(1.0, 1.5), "mute")]


def test_a_track_of_which_a_crash_left_half_a_line_has_not_landed(store: Store) -> None:
    with store.land_audio("one", "candidate_audio", CAPTURED) as writer:
        writer.write(tones(1.0), 0.0)
    manifest = folder(store) / "manifest.jsonl"
    manifest.write_bytes(manifest.read_bytes()[:40])
    assert store.tracks("one") == []
    assert store.duration("one") == 0.0
    with pytest.raises(BadInput, match="no candidate_audio"):
        store.samples("one", "candidate_audio")


def test_what_was_written_first_stays(store: Store) -> None:
    first, second = tones(1.0), -tones(1.0)
    with store.land_audio("one", "candidate_audio", IMPORT) as writer:
        writer.write(first, 0.0)
        writer.write(second, 0.5)
        writer.write(second, 0.2)
    samples = store.samples("one", "candidate_audio")
    np.testing.assert_array_equal(samples, kept(np.concatenate([first, second[8000:]])))


def test_an_error_inside_keeps_what_was_written(store: Store) -> None:
    def fail() -> None:
        with store.land_audio("one", "candidate_audio", IMPORT) as writer:
            writer.write(tones(2.5), 0.0)
            raise RuntimeError("the peer went away")

    with pytest.raises(RuntimeError):
        fail()
    np.testing.assert_array_equal(store.samples("one", "candidate_audio"), kept(tones(2.5)))


def test_landing_goes_on_where_it_ended(store: Store) -> None:
    whole = tones(3.0)
    for cut in (slice(0, 20_000), slice(20_000, 48_000)):
        with store.land_audio("one", "candidate_audio", IMPORT) as writer:
            writer.write(whole[cut], cut.start / SAMPLE_RATE)
    np.testing.assert_array_equal(store.samples("one", "candidate_audio"), kept(whole))
    assert store.gaps("one") == []


def test_nothing_lands_before_the_session(store: Store) -> None:
    with (
        pytest.raises(BadInput, match="before the session"),
        store.land_audio("one", "candidate_audio", IMPORT) as writer,
    ):
        writer.write(tones(1.0), -0.1)
    with pytest.raises(BadInput, match="no candidate_audio"):
        store.samples("one", "candidate_audio")


def test_a_track_that_is_none_is_refused(store: Store) -> None:
    with pytest.raises(BadIdentifier, match="use one of"):
        store.samples("one", "../../one")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["000001.flac", "manifest.jsonl"])
def test_changed_media_are_found(store: Store, name: str) -> None:
    with store.land_audio("one", "candidate_audio", IMPORT) as writer:
        writer.write(tones(5.0), 0.0)
    path = folder(store) / name
    data = path.read_bytes()
    path.write_bytes(data[:-100] + bytes([data[-100] ^ 1]) + data[-99:])
    with pytest.raises(Damaged, match="restore it from a backup"):
        store.samples("one", "candidate_audio")


def test_missing_media_are_found(store: Store) -> None:
    with store.land_audio("one", "candidate_audio", IMPORT) as writer:
        writer.write(tones(5.0), 0.0)
    (folder(store) / "000001.flac").unlink()
    with pytest.raises(Damaged, match=r"000001\.flac is missing"):
        store.samples("one", "candidate_audio")
    assert len(store.samples("one", "candidate_audio", Span(4.0, 5.0))) == SAMPLE_RATE


def test_the_digest_of_the_media_changes_with_them(store: Store) -> None:
    digests = [store.media_digest("one")]
    with store.land_audio("one", "candidate_audio", IMPORT) as writer:
        for second in (0.0, 2.0):
            writer.write(tones(2.0), second)
            digests.append(store.media_digest("one"))
    store.write("one", "thing", 1, version="v@1")
    assert store.media_digest("one") == digests[-1]
    assert len(set(digests)) == 3


def test_pictures_land_with_their_times(store: Store, tmp_path: Path) -> None:
    source = recordings.pictures(tmp_path / "v.mp4", "libx264", 6.0)
    with store.land_video("one", "candidate_video", IMPORT) as writer:
        for data, span in media.video_segments(source, 1.0):
            writer.write(data, span.shifted(2.0))
        writer.gap(Span(8.0, 10.0), "stall")
    assert store.tracks("one") == ["candidate_video"]
    assert store.duration("one") == 10.0
    assert [gap.cause for gap in store.gaps("one")] == ["stall"]
    store.write_video("one", "candidate_video", tmp_path / "out.mp4")
    before, after = recordings.frames(source), recordings.frames(tmp_path / "out.mp4")
    assert [pixels for _, pixels in after] == [pixels for _, pixels in before]
    assert [at for at, _ in after] == pytest.approx([at + 2.0 for at, _ in before], abs=0.0015)


def test_pictures_land_in_order(store: Store, tmp_path: Path) -> None:
    source = recordings.pictures(tmp_path / "v.mp4", "libx264", 4.0)
    (first, early), (second, late), *_ = media.video_segments(source, 1.0)
    with store.land_video("one", "candidate_video", IMPORT) as writer:
        writer.write(second, late)
        with pytest.raises(BadInput, match="before what has landed"):
            writer.write(first, early)
    assert store.duration("one") == late.end


def test_pictures_are_not_heard_and_sound_is_not_seen(store: Store, tmp_path: Path) -> None:
    with store.land_audio("one", "candidate_audio", IMPORT) as writer:
        writer.write(tones(1.0), 0.0)
    source = recordings.pictures(tmp_path / "v.mkv", "mpeg4", 1.0)
    with store.land_video("one", "candidate_video", IMPORT) as video:
        for data, span in media.video_segments(source, 1.0):
            video.write(data, span)
    with pytest.raises(BadInput, match="candidate_video is not audio"):
        store.samples("one", "candidate_video")
    with pytest.raises(BadInput, match="candidate_audio is not video"):
        store.write_video("one", "candidate_audio", tmp_path / "x.mkv")
