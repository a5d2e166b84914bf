"""The faces of a session: the costly map, a landed segment of video at a time."""

from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import chain, islice

import dagster as dg

from assets.parts import Parts
from interview import media
from interview.engines.mesh import FaceMesh
from interview.errors import Refused
from interview.model import FaceFrame, Track
from interview.ports import FaceAnalyser, Picture
from interview.store import Store
from interview.store.landing import Segment
from interview.store.permitted import FACES

TRACK: Track = "candidate_video"
RATE = 10.0
"""Pictures a second: lids hide the eye for about 0.15 s in a blink."""
AT_ONCE = 16  # pictures


class FaceResource(dg.ConfigurableResource[None]):
    def load(self) -> FaceAnalyser:
        return _mesh()


@cache
def _mesh() -> FaceAnalyser:
    return FaceMesh()


FACE_VERSION = _mesh().version


class Faces:
    """What the candidate's video shows, if anybody may look; `why_not` says why nobody does."""

    def __init__(self, store: Store, session: str, analyser: FaceAnalyser) -> None:
        self._store, self._session, self._analyser = store, session, analyser
        self.parts = Parts(store, session, FACES, f"{analyser.version}-{RATE:g}")
        self.why_not = self._why_not()

    def frames(self, note: Callable[[str], None]) -> list[FaceFrame]:
        """In order; only what nobody has looked at yet is decoded."""
        if self.why_not:
            return []
        segments = self._store.segments(self._session, TRACK)
        todo = {_key(segment): partial(self._look, segment) for segment in segments}
        found = self.parts.get(todo, list[FaceFrame], lambda far: note(f"looked at {far} segments"))
        return list(chain.from_iterable(found))

    def _why_not(self) -> str:
        try:
            self._store.check_permitted(self._session, FACES)
        except Refused as reason:
            return str(reason)
        landed = self._store.segments(self._session, TRACK)
        return "" if landed else f"session {self._session} has no {TRACK}"

    def _look(self, segment: Segment) -> list[FaceFrame]:
        data = self._store.segment(self._session, TRACK, segment)
        shown = media.pictures(data, segment.start, RATE)
        return [frame for some in _some(shown) for frame in self._analyser.analyse(some)]


def _some(
    pictures: Iterator[tuple[float, Picture]],
) -> Iterator[list[tuple[float, Picture]]]:
    """A few at a time, so that a long segment takes no more memory than a short one."""
    while some := list(islice(pictures, AT_ONCE)):
        yield some


def _key(segment: Segment) -> str:
    return f"{segment.start:010.3f}-{(segment.sha256 or '')[:16]}"
