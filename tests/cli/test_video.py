"""The picture of a session as MP4, whatever it came in."""

from pathlib import Path

import av
import numpy as np
import pytest
from av.video.stream import VideoStream

from interview.media import video_segments
from interview.model import Sync
from interview.store import Store
from tests.cli.conftest import Workbench, land

FRAMES = 60


def film(path: Path, codec: str) -> None:
    """FRAMES pictures of 98 x 66, 25 a second, that grow brighter."""
    with av.open(str(path), "w") as made:
        stream = made.add_stream(codec, rate=25, options={"g": "25"})
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = 98, 66, "yuv420p"
        for number in range(FRAMES):
            picture = np.full((66, 98, 3), number * 4, np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts = number
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))


@pytest.mark.parametrize(("codec", "kept"), [("libx264", True), ("libvpx", False)])
def test_video_is_exported_as_mp4_on_the_session_clock(
    codec: str, kept: bool, store: Store, workbench: Workbench, tmp_path: Path
) -> None:
    film(tmp_path / "film.mkv", codec)
    land(store, "seen")
    with store.land_video("seen", "candidate_video", Sync("import", None)) as writer:
        for data, span in video_segments(tmp_path / "film.mkv", 1.0):
            writer.write(data, span.shifted(0.0 if kept else 0.5))
    called = workbench("export", "seen", tmp_path / "out", "--format", "media")
    assert called.code == 0, called.err
    with av.open(str(tmp_path / "out" / "candidate_video.mp4")) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "h264"
        frames = list(container.decode(stream))
    assert len(frames) == (FRAMES if kept else 1 + FRAMES)  # black until the first one
    begun = [0.0, 0.04] if kept else [0.0, 0.5, 0.54]
    assert [frame.time for frame in frames[: len(begun)]] == pytest.approx(begun, abs=0.002)
    light = [frame.to_ndarray(format="gray").mean() for frame in frames]
    assert light == sorted(light)
    if kept:
        assert packets(tmp_path / "film.mkv") == packets(tmp_path / "out" / "candidate_video.mp4")


def packets(path: Path) -> list[int]:
    """The lengths of the encoded pictures, which a copy keeps."""
    with av.open(str(path)) as container:
        return [packet.size for packet in container.demux(video=0) if packet.size]
