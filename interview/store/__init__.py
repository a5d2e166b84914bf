"""Sessions as folders: `session=<id>/` holds all of an interview, so erasing is removing it.

`meta.json`, `events.jsonl`, `job.txt`, `weights.json`, `media/<track>/` and
`<kind>/<version>.parquet|json` for what is derived, with parts in `<kind>/<version>/` and the
version that counts in `<kind>/active.json`. Any number may read while one writes. Below a URL
completed sessions can be read and derived values written; the rest needs a file system.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar, get_args
from uuid import uuid4

from upath import UPath

from interview.errors import BadIdentifier, BadInput, SessionExists, Transient
from interview.model import SAMPLE_RATE, Event, Gap, SessionMeta, Span, Status, Sync, Track
from interview.ports import Samples
from interview.store import landing, paths, permitted
from interview.store.chain import Chain, Link, canonical, links
from interview.store.landing import AudioWriter, Landing, VideoWriter
from interview.store.paths import Place
from interview.store.shelf import Shelf
from interview.store.values import Provenance

__all__ = ["AudioWriter", "Provenance", "Store", "VideoWriter"]

T = TypeVar("T")

_TRACKS: tuple[Track, ...] = get_args(Track)
_ALIVE = ".alive"
"""Locked by the process that builds in a staging folder."""


class Store:
    """All sessions below one root, a path or a URL."""

    def __init__(self, root: str | os.PathLike[str] | UPath) -> None:
        self.root = paths.place(root)

    # sessions

    def create(self, meta: SessionMeta, *, at: float, who: str) -> None:
        """Begin a session with the event `created`; `at` in Unix seconds.

        Refused where its behaviour mode is not for its purpose.
        """
        permitted.check_meta(meta)
        with self.staging() as stage:
            folder = paths.local(paths.session_folder(stage.root, meta.session_id))
            folder.mkdir()
            paths.put(folder / "meta.json", canonical(asdict(meta)))
            stage.append(meta.session_id, "created", at=at, who=who, body=asdict(meta))

    @contextmanager
    def staging(self) -> Iterator["Store"]:
        """A store whose sessions appear here, whole, at the end, or never."""
        root = paths.local(self.root)
        root.mkdir(parents=True, exist_ok=True)
        stage = root / f".staging-{uuid4().hex}"
        with ExitStack() as held:
            with paths.locked(root):
                _sweep(root)
                stage.mkdir()
                held.enter_context(paths.locked(stage, _ALIVE))
            try:
                yield Store(stage)
                for session in paths.sessions(stage):
                    _move(session, stage, root)
                paths.sync_folder(root)
            finally:
                shutil.rmtree(stage)

    def sessions(self) -> list[str]:
        return paths.sessions(self.root)

    def exists(self, session: str) -> bool:
        return paths.session_folder(self.root, session).exists()

    def meta(self, session: str) -> SessionMeta:
        return SessionMeta(**json.loads(paths.read(self._folder(session) / "meta.json")))

    def status(self, session: str) -> Status:
        kinds = {event.kind for event in self.events(session)}
        if "recovered" in kinds:
            return "recovered"
        return "completed" if "completed" in kinds else "live"

    def erase(self, session: str) -> None:
        """Remove a session wholly, and what a crash left of one; readers find that it is gone."""
        if not self.root.exists():
            raise paths.no_session(session)
        if isinstance(self.root, UPath):
            self.root.joinpath(self._folder(session).name).rmdir(recursive=True)
            return
        with paths.locked(self.root):
            _sweep(self.root)
            paths.local(self._folder(session)).rename(self.root / f".erased-{uuid4().hex}")
            _sweep(self.root)
            paths.sync_folder(self.root)

    # events and the posting

    def append(
        self, session: str, kind: str, *, at: float, who: str, body: Mapping[str, object]
    ) -> Event:
        """Add to the audit chain; `at` in Unix seconds."""
        folder = paths.local(self._folder(session))
        with paths.expected(folder), paths.locked(folder):
            chain = Chain(folder / "events.jsonl")
            return _event(chain.append({"kind": kind, "at": at, "who": who, "body": body}))

    def events(self, session: str) -> list[Event]:
        """The verified chain; Damaged names the line that does not verify."""
        return [_event(link) for link in links(self._folder(session) / "events.jsonl")]

    def write_job(self, session: str, text: str) -> None:
        paths.put(self._folder(session) / "job.txt", text.encode())

    def job(self, session: str) -> str | None:
        """The posting as it was pasted."""
        path = self._folder(session) / "job.txt"
        return paths.read(path).decode() if path.exists() else None

    def write_job_weights(self, session: str, weights: Mapping[str, float]) -> None:
        """Keep all weights that a person gave to requirements, by name."""
        paths.put(self._folder(session) / "weights.json", canonical(dict(weights)))

    def job_weights(self, session: str) -> dict[str, float]:
        """See `interview.posting.reweighted`; empty where nobody gave any."""
        path = self._folder(session) / "weights.json"
        return dict(json.loads(paths.read(path))) if path.exists() else {}

    # media

    @contextmanager
    def land_audio(
        self, session: str, track: Track, sync: Sync, seconds: float = 2.0
    ) -> Iterator[AudioWriter]:
        """Record a track in segments of `seconds`; what was written stays, whatever happens."""
        with self._landing(session, track, sync, "flac") as begun:
            writer = AudioWriter(begun, seconds)
            try:
                yield writer
            finally:
                writer.close()

    @contextmanager
    def land_video(self, session: str, track: Track, sync: Sync) -> Iterator[VideoWriter]:
        with self._landing(session, track, sync, "mkv") as begun:
            writer = VideoWriter(begun)
            try:
                yield writer
            finally:
                writer.close()

    @contextmanager
    def _landing(self, session: str, track: Track, sync: Sync, suffix: str) -> Iterator[Landing]:
        folder = paths.local(self._track(session, track))
        with paths.expected(folder):
            folder.parent.mkdir(exist_ok=True)
            folder.mkdir(exist_ok=True)
        with paths.locked(folder, wait=False):
            paths.put(folder / "sync.json", canonical(asdict(sync)))
            yield Landing(folder, suffix)

    def tracks(self, session: str) -> list[Track]:
        """The tracks of which anything has landed."""
        folder = self._folder(session) / "media"
        return [track for track in _TRACKS if landing.segments(folder / track)]

    def samples(self, session: str, track: Track, span: Span | None = None) -> Samples:
        """Samples at `SAMPLE_RATE`, 0 where there are none; without a span up to the end."""
        folder = self._landed(session, track, "audio")
        span = span or Span(0.0, self.duration(session, track))
        first, last = round(span.start * SAMPLE_RATE), round(span.end * SAMPLE_RATE)
        return landing.samples(folder, first, last)

    def segments(self, session: str, track: Track) -> list[landing.Segment]:
        """The files that have landed of a track, in order; none of a track that is not there."""
        self._folder(session)
        return [one for one in landing.segments(self._track(session, track)) if one.file]

    def segment(self, session: str, track: Track, segment: landing.Segment) -> bytes:
        return landing.read_segment(self._track(session, track), segment)

    def write_video(self, session: str, track: Track, path: Path) -> None:
        """The track as one file on the session clock; BadMedia if the suffix does not suit it."""
        landing.join_video(self._landed(session, track, "video"), path)

    def duration(self, session: str, track: Track | None = None) -> float:
        """Seconds until the end of a track, or of the longest one."""
        tracks = [track] if track else self.tracks(session)
        ends = [self._segments(session, each)[-1].end for each in tracks]
        return max(ends, default=0.0)

    def gaps(self, session: str) -> list[Gap]:
        return [
            gap
            for track in self.tracks(session)
            for gap in landing.gaps(self._track(session, track), track)
        ]

    def sync(self, session: str) -> dict[Track, Sync]:
        return {
            track: Sync(**json.loads(paths.read(self._track(session, track) / "sync.json")))
            for track in self.tracks(session)
        }

    def media_digest(self, session: str) -> str:
        """Changes with every segment that lands."""
        ends = {
            track: link["hash"]
            for track in self.tracks(session)
            for link in links(self._track(session, track) / landing.MANIFEST)[-1:]
        }
        self._folder(session)  # where it was erased meanwhile, tracks are missing
        return paths.sha256(canonical(ends))

    # derived values

    def write(
        self,
        session: str,
        kind: str,
        value: object,
        *,
        version: str,
        inputs: Mapping[str, str] | None = None,
    ) -> str:
        """Keep a value as the version that counts; the sha256 of its content."""
        shelf = self._shelf_for(session, kind, value)
        sha256 = shelf.write(value, version, inputs or {}).sha256
        shelf.activate(version)
        return sha256

    def write_beside(
        self, session: str, kind: str, value: object, *, version: str, inputs: Mapping[str, str]
    ) -> str:
        """Keep a value as a version that does not count; the sha256 of its content."""
        return self._shelf_for(session, kind, value).write(value, version, inputs).sha256

    def read(self, session: str, kind: str, type_: type[T], version: str | None = None) -> T:
        return self._shelf(session, kind).read(type_, version)

    def provenance(self, session: str, kind: str, version: str | None = None) -> Provenance:
        return self._shelf(session, kind).provenance(version)

    def digest(self, session: str, kind: str, version: str | None = None) -> str:
        """The sha256 of a value's content, whatever it was made of."""
        return self.provenance(session, kind, version).sha256

    def versions(self, session: str, kind: str) -> list[str]:
        return self._shelf(session, kind).versions()

    def active(self, session: str, kind: str) -> str:
        return self._shelf(session, kind).active()

    def activate(self, session: str, kind: str, version: str) -> None:
        """Let a version that was made be the one that counts."""
        self._shelf(session, kind).activate(version)

    def write_part(self, session: str, kind: str, version: str, key: str, value: object) -> None:
        self._shelf_for(session, kind, value).write_part(version, key, value)

    def read_part(self, session: str, kind: str, version: str, key: str, type_: type[T]) -> T:
        return self._shelf(session, kind).read_part(version, key, type_)

    def parts(self, session: str, kind: str, version: str) -> list[str]:
        """The keys of the parts, sorted."""
        return self._shelf(session, kind).parts(version)

    def check_permitted(self, session: str, kind: str) -> None:
        """Refused where purpose, mode or consent forbid to keep or to read a kind."""
        if kind in permitted.RESTRICTED:
            permitted.check(kind, self.meta(session), self.events(session))

    # where things lie

    def _folder(self, session: str) -> Place:
        folder = paths.session_folder(self.root, session)
        if not folder.exists():
            raise paths.no_session(session)
        return folder

    def _shelf(self, session: str, kind: str) -> Shelf:
        self.check_permitted(session, kind)
        return Shelf(session, self._folder(session), kind)

    def _shelf_for(self, session: str, kind: str, value: object) -> Shelf:
        permitted.check_value(kind, value)
        return self._shelf(session, kind)

    def _track(self, session: str, track: Track) -> Place:
        if track not in _TRACKS:
            raise BadIdentifier(f"{track!r} is no track: use one of {', '.join(_TRACKS)}")
        return self._folder(session) / "media" / track

    def _landed(self, session: str, track: Track, what: str) -> Place:
        folder = self._track(session, track)
        if not track.endswith(what):
            raise BadInput(f"{track} is not {what}: choose a track that is")
        self._segments(session, track)
        return folder

    def _segments(self, session: str, track: Track) -> list[landing.Segment]:
        found = landing.segments(self._track(session, track))
        if not found:
            self._folder(session)  # it may have been erased meanwhile
            raise BadInput(f"session {session} has no {track}: import it with that file")
        return found


def _event(link: Link) -> Event:
    return Event(**link)


def _move(session: str, stage: Path, root: Path) -> None:
    target = paths.session_folder(root, session)
    try:
        paths.local(paths.session_folder(stage, session)).rename(paths.local(target))
    except OSError as error:
        if not target.exists():
            raise
        raise SessionExists(f"session {session} exists: choose another id or erase it") from error


def _sweep(root: Path) -> None:
    """Remove what dead processes left. The caller holds the root's lock."""
    for folder in root.glob(".erased-*"):
        shutil.rmtree(folder)
    for folder in root.glob(".staging-*"):
        with suppress(Transient), paths.locked(folder, _ALIVE, wait=False):
            shutil.rmtree(folder)
