"""The faces of a session: the costly map, a landed segment of video at a time."""

from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import chain, islice
from pathlib import Path

from assets.parts import Parts
from interview import media
from interview.engines.mesh import FaceMesh
from interview.engines.pyfeat import PyFeat
from interview.errors import BadInput, Refused
from interview.model import FaceFrame, Track
from interview.ports import FaceAnalyser, Picture
from interview.store import Store
from interview.store.landing import Segment
from interview.store.permitted import FACES

TRACK: Track = "candidate_video"
AT_ONCE = 16  # pictures


def mesh() -> FaceAnalyser:
    """The one that is quick enough while an interview goes on."""
    return analyser("facemesh")


@cache
def analyser(engine: str, weights: str = "", device: str = "cpu") -> FaceAnalyser:
    if engine == "facemesh":
        return FaceMesh()
    if engine == "pyfeat":
        return PyFeat(Path(weights) if weights else None, device)
    raise BadInput(f"no engine looks at faces as {engine!r}: take facemesh or pyfeat")


class Faces:
    """What the candidate's video shows, if anybody may look; `why_not` says why nobody does."""

    def __init__(self, store: Store, session: str, analyser: FaceAnalyser) -> None:
        self._store, self._session, self._analyser = store, session, analyser
        self.parts = Parts(store, session, FACES, f"{analyser.version}-{analyser.rate:g}")
        self.why_not = self._why_not()

    def frames(self, note: Callable[[str], None]) -> list[FaceFrame]:
        """In order; only what nobody has looked at yet is decoded."""
        if self.why_not:
            return []
        todo = {_key(one): partial(self._look, one) for one in self.segments()}
        found = self.parts.get(todo, list[FaceFrame], lambda far: note(f"looked at {far} segments"))
        return list(chain.from_iterable(found))

    def segments(self) -> list[Segment]:
        """All that have landed."""
        return self._store.segments(self._session, TRACK)

    def of(self, segment: Segment) -> list[FaceFrame]:
        """Refused where nobody may look; decoded unless somebody has looked."""
        self._store.check_permitted(self._session, FACES)
        (frames,) = self.parts.get({_key(segment): partial(self._look, segment)}, list[FaceFrame])
        return frames

    def _why_not(self) -> str:
        try:
            self._store.check_permitted(self._session, FACES)
        except Refused as reason:
            return str(reason)
        if self._analyser.unavailable:
            return self._analyser.unavailable
        return "" if self.segments() else f"session {self._session} has no {TRACK}"

    def _look(self, segment: Segment) -> list[FaceFrame]:
        data = self._store.segment(self._session, TRACK, segment)
        shown = media.pictures(data, segment.start, self._analyser.rate)
        return [frame for some in _some(shown) for frame in self._analyser.analyse(some)]


def _some(
    pictures: Iterator[tuple[float, Picture]],
) -> Iterator[list[tuple[float, Picture]]]:
    """A few at a time, so that a long segment takes no more memory than a short one."""
    while some := list(islice(pictures, AT_ONCE)):
        yield some


def _key(segment: Segment) -> str:
    return f"{segment.start:010.3f}-{(segment.sha256 or '')[:16]}"
