"""Sessions as folders: `session=<id>/` holds all of an interview, so erasing is removing it.

`meta.json`, `events.jsonl`, `job.txt`, `media/<track>/` and `<kind>/<version>.parquet|json` for
what is derived, with parts in `<kind>/<version>/` and the version that counts in
`<kind>/active.json`. Any number may read while one writes. Below a URL completed sessions can be
read and derived values written; recording, importing and events need a file system.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar, get_args
from uuid import uuid4

from pydantic import TypeAdapter

from interview.errors import BadIdentifier, BadInput, Damaged, NoSuchSession, NotMade, SessionExists
from interview.model import SAMPLE_RATE, Event, Gap, SessionMeta, Span, Status, Sync, Track
from interview.ports import Samples
from interview.store import events, landing, paths, values
from interview.store.landing import AudioWriter, Landing, VideoWriter
from interview.store.paths import Place
from interview.store.values import Provenance

__all__ = ["AudioWriter", "Provenance", "Store", "VideoWriter"]

T = TypeVar("T")

LIVE_SEGMENT = 2.0
"""Seconds of a segment that is recorded live: what a crash may cost where no journal helps."""


class Store:
    """All sessions below one root, a path or a URL."""

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = paths.place(root)

    # sessions

    def create(self, meta: SessionMeta, *, at: float, who: str) -> None:
        """Begin a session with the event `created`; `at` in Unix seconds."""
        with self.staging() as stage:
            folder = stage._path(meta.session_id)
            paths.local(folder).mkdir()
            paths.put(folder / "meta.json", events.canonical(asdict(meta)))
            stage.append(meta.session_id, "created", at=at, who=who, body=asdict(meta))

    @contextmanager
    def staging(self) -> Iterator["Store"]:
        """A store whose sessions appear here, whole, at the end, or never."""
        root = paths.local(self.root)
        root.mkdir(parents=True, exist_ok=True)
        stage = root / f".staging-{uuid4().hex}"
        stage.mkdir()
        try:
            yield Store(stage)
            for folder in sorted(stage.iterdir()):
                _move(folder, root / folder.name)
            paths.sync_folder(root)
        finally:
            shutil.rmtree(stage)

    def sessions(self) -> list[str]:
        if not self.root.exists():
            return []
        names = (folder.name.partition("session=") for folder in self.root.iterdir())
        return sorted(session for before, mark, session in names if mark and not before)

    def meta(self, session: str) -> SessionMeta:
        return TypeAdapter(SessionMeta).validate_json(
            (self._folder(session) / "meta.json").read_bytes()
        )

    def status(self, session: str) -> Status:
        kinds = {event.kind for event in self.events(session)}
        if "recovered" in kinds:
            return "recovered"
        return "completed" if "completed" in kinds else "live"

    def erase(self, session: str) -> None:
        """Remove a session wholly; who reads it finds that it is gone."""
        folder = paths.local(self._folder(session))
        grave = folder.with_name(f".erased-{uuid4().hex}")
        folder.rename(grave)
        shutil.rmtree(grave)
        paths.sync_folder(grave.parent)

    # events and the posting

    def append(
        self, session: str, kind: str, *, at: float, who: str, body: Mapping[str, object]
    ) -> Event:
        folder = paths.local(self._folder(session))
        with paths.locked(folder):
            return events.extend(folder / "events.jsonl", kind, at, who, body)

    def events(self, session: str) -> list[Event]:
        """The verified chain; Damaged names the line that does not verify."""
        return events.chain(self._folder(session) / "events.jsonl")

    def write_job(self, session: str, text: str) -> None:
        paths.put(self._folder(session) / "job.txt", text.encode())

    def job(self, session: str) -> str | None:
        """The posting as it was pasted."""
        path = self._folder(session) / "job.txt"
        return path.read_bytes().decode() if path.exists() else None

    # media

    @contextmanager
    def land_audio(
        self, session: str, track: Track, sync: Sync, seconds: float = LIVE_SEGMENT
    ) -> Iterator[AudioWriter]:
        """Record a track; what was written stays, whatever happens inside."""
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
        folder.parent.mkdir(exist_ok=True)
        folder.mkdir(exist_ok=True)
        with paths.locked(folder, wait=False):
            paths.put(folder / "sync.json", events.canonical(asdict(sync)))
            yield Landing(folder, suffix)

    def tracks(self, session: str) -> list[Track]:
        folder = self._folder(session) / "media"
        return [track for track in get_args(Track) if (folder / track / "manifest.jsonl").exists()]

    def samples(self, session: str, track: Track, span: Span | None = None) -> Samples:
        """Samples at `SAMPLE_RATE`, 0 where there are none; without a span the whole track."""
        folder = self._track(session, track)
        if track not in self.tracks(session):
            raise BadInput(f"session {session} has no {track}: import it with its file")
        if span is None:
            span = Span(0.0, landing.segments(folder)[-1].end)
        first, last = round(span.start * SAMPLE_RATE), round(span.end * SAMPLE_RATE)
        return landing.samples(folder, first, last)

    def duration(self, session: str) -> float:
        """Seconds until the end of the longest track."""
        ends = [
            landing.segments(self._track(session, track))[-1].end for track in self.tracks(session)
        ]
        return max(ends, default=0.0)

    def gaps(self, session: str) -> list[Gap]:
        return [
            gap
            for track in self.tracks(session)
            for gap in landing.gaps(self._track(session, track), track)
        ]

    def sync(self, session: str) -> dict[Track, Sync]:
        return {
            track: Sync(**json.loads((self._track(session, track) / "sync.json").read_bytes()))
            for track in self.tracks(session)
        }

    def media_digest(self, session: str) -> str:
        """Changes with every segment that lands."""
        manifests = {
            track: paths.sha256((self._track(session, track) / "manifest.jsonl").read_bytes())
            for track in self.tracks(session)
        }
        return paths.sha256(events.canonical(manifests))

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
        folder = self._kind(session, kind)
        data, suffix = values.pack(kind, value, version, inputs or {})
        _make(folder)
        paths.put(folder / f"{_version(version)}{suffix}", data)
        self.activate(session, kind, version)
        return values.provenance(data, suffix).sha256

    def read(self, session: str, kind: str, type_: type[T], version: str | None = None) -> T:
        return _read(self._value(session, kind, version), type_)

    def provenance(self, session: str, kind: str, version: str | None = None) -> Provenance:
        path = self._value(session, kind, version)
        return values.provenance(path.read_bytes(), path.suffix)

    def digest(self, session: str, kind: str, version: str | None = None) -> str:
        """The sha256 of a value's content."""
        return self.provenance(session, kind, version).sha256

    def versions(self, session: str, kind: str) -> list[str]:
        return [name for name in _names(self._kind(session, kind)) if name != "active"]

    def active(self, session: str, kind: str) -> str:
        path = self._kind(session, kind) / "active.json"
        if not path.exists():
            raise NotMade(kind, session)
        return str(json.loads(path.read_bytes())["version"])

    def activate(self, session: str, kind: str, version: str) -> None:
        """Let a version that was made be the one that counts."""
        self._value(session, kind, version)
        paths.put(self._kind(session, kind) / "active.json", events.canonical({"version": version}))

    def write_part(self, session: str, kind: str, version: str, key: str, value: object) -> None:
        folder = self._kind(session, kind)
        data, suffix = values.pack(kind, value, version, {})
        _make(folder)
        _make(folder / _version(version))
        paths.put(folder / _version(version) / f"{paths.file_name(key)}{suffix}", data)

    def read_part(self, session: str, kind: str, version: str, key: str, type_: type[T]) -> T:
        folder = self._kind(session, kind) / _version(version)
        path = _find(folder, paths.file_name(key))
        if path is None:
            raise NotMade(f"{kind} for {key}", session)
        return _read(path, type_)

    def parts(self, session: str, kind: str, version: str) -> list[str]:
        return _names(self._kind(session, kind) / _version(version))

    # where things lie

    def _path(self, session: str) -> Place:
        return self.root / paths.session_name(session)

    def _folder(self, session: str) -> Place:
        folder = self._path(session)
        if not folder.exists():
            raise NoSuchSession(f"there is no session {session}: 'workbench sessions' lists all")
        return folder

    def _kind(self, session: str, kind: str) -> Place:
        return self._folder(session) / paths.kind_name(kind)

    def _track(self, session: str, track: Track) -> Place:
        if track not in get_args(Track):
            raise BadIdentifier(f"{track!r} is no track: use one of {', '.join(get_args(Track))}")
        return self._folder(session) / "media" / track

    def _value(self, session: str, kind: str, version: str | None) -> Place:
        version = self.active(session, kind) if version is None else version
        path = _find(self._kind(session, kind), _version(version))
        if path is None:
            raise NotMade(f"{kind} of version {version}", session)
        return path


def _move(folder: Path, target: Path) -> None:
    try:
        folder.rename(target)
    except OSError as error:
        if not target.exists():
            raise
        session = target.name.removeprefix("session=")
        raise SessionExists(f"session {session} exists: choose another id or erase it") from error


def _make(folder: Place) -> None:
    folder.mkdir(exist_ok=True)  # never its parents: a session that was erased stays so


def _version(version: str) -> str:
    name = paths.file_name(version)
    if name == "active" or name.endswith(values.SUFFIXES):
        raise BadIdentifier(f"{version!r} cannot name a version: choose a name like 'scorer@1'")
    return name


def _find(folder: Place, name: str) -> Place | None:
    found = (folder / f"{name}{suffix}" for suffix in values.SUFFIXES)
    return next((path for path in found if path.exists()), None)


def _names(folder: Place) -> list[str]:
    if not folder.exists():
        return []
    files = [path for path in folder.iterdir() if path.suffix in values.SUFFIXES]
    return sorted(paths.name_of(path.stem) for path in files)


def _read(path: Place, type_: type[T]) -> T:
    try:
        return values.unpack(path.read_bytes(), path.suffix, type_)
    except Damaged as error:
        raise Damaged(f"{path} {error}") from error
