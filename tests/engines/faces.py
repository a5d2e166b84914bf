"""What every analyser of faces must do, and pictures to do it with."""

from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np

from interview.model import Face
from interview.ports import FaceAnalyser, Picture

VIDEO = Path(__file__).parents[2] / "data" / "demo" / "candidate.mp4"
Frames = Sequence[tuple[float, Picture]]


def portraits(times: Sequence[float]) -> list[tuple[float, Picture]]:
    """Frames of the demo's synthetic portrait, each the first at or after its time."""
    found: list[tuple[float, Picture]] = []
    with av.open(str(VIDEO)) as container:
        stream = container.streams.video[0]
        for time in times:
            container.seek(round(time / stream.time_base), stream=stream)  # type: ignore[operator]
            shown = (frame for frame in container.decode(stream) if frame.time >= time - 1e-6)
            found.append((time, np.asarray(next(shown).to_ndarray(format="rgb24"), np.uint8)))
    return found


def noise(seed: int) -> Picture:
    return np.random.default_rng(seed).integers(0, 256, (240, 320, 3)).astype(np.uint8)


def check_contract(analyser: FaceAnalyser, frames: Frames) -> None:
    """`frames`: one face each."""
    together = analyser.analyse(frames)
    assert [frame.time for frame in together] == [time for time, _ in frames]
    assert [analyser.analyse([one])[0] for one in reversed(frames)] == together[::-1]
    assert all(frame.faces == 1 for frame in together)
    for frame in together:
        assert frame.face is not None
        check_face(frame.face, analyser)
    check_nobody(analyser)
    assert analyser.analyse([]) == []
    assert "@" in analyser.version
    assert analyser.unavailable == ""
    assert analyser.rate >= 3, "what is shown in a second is told from three frames or more"


def check_face(face: Face, analyser: FaceAnalyser) -> None:
    left, top, right, bottom = face.box
    assert left < right
    assert top < bottom
    assert face.size > 0
    assert 0 < face.score <= 1
    assert all(abs(angle) <= 90 for angle in (face.yaw, face.pitch, face.roll))
    assert set(face.units) == set(analyser.units)
    assert all(np.isfinite(list(face.units.values())))


def check_nobody(analyser: FaceAnalyser) -> None:
    empty = [np.zeros((240, 320, 3), np.uint8), np.full((240, 320, 3), 255, np.uint8), noise(1)]
    for frame in analyser.analyse([(0.0, picture) for picture in empty]):
        assert frame.face is None
        assert frame.faces == 0
        assert 0 <= frame.light <= 1
