"""Recorded media become a session, wholly or not at all."""

import math
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from interview import media
from interview.errors import BadInput, BadMedia, Refused, SessionExists
from interview.model import BehaviourMode, Purpose, SessionMeta, Sync, Track
from interview.posting.files import text_of
from interview.store import Store
from interview.store.kept import RETENTION

SEGMENT = 10.0
"""Seconds of an imported segment. Nothing is lost with a long one, as an import that fails leaves
nothing, and an hour lands 4 to 5 times faster than in the 2 s of live capture (fewer fsyncs)."""
AUTO = "auto"
IMPORTED = Sync("import", None)

Progress = Callable[[Track, float | None], None]
"""Told the share of a track that has landed, 0 to 1; None where its file does not say how long
it is."""


@dataclass(frozen=True, slots=True)
class Recording:
    """Files of an interview. `start_time` in Unix seconds is when session time 0 was.

    `offsets` are the seconds of session time at which a file starts, 0 where not given. With a
    negative one the session starts that much earlier, so that nothing is cut off.
    """

    session: str
    start_time: float
    candidate: Path | None = None
    interviewer: Path | None = None
    video: Path | None = None
    job: Path | None = None
    purpose: Purpose = "research"
    behaviour: BehaviourMode = "off"
    offsets: Mapping[Track, float] = field(default_factory=dict)
    title: str = ""
    days: int | None = None
    """For how long it is kept; None for until somebody erases it."""
    language: str = "en"
    """A code of `LANGUAGES`, or `auto`: what is heard in the first minutes of the tracks."""

    @property
    def files(self) -> dict[Track, Path]:
        named: dict[Track, Path | None] = {
            "candidate_audio": self.candidate,
            "interviewer_audio": self.interviewer,
            "candidate_video": self.video,
        }
        return {track: path for track, path in named.items() if path is not None}

    @property
    def lead(self) -> float:
        """Seconds by which the earliest file starts before session time 0."""
        return max([0.0, *(-offset for offset in self.offsets.values())])

    def start(self, track: Track) -> float:
        return self.offsets.get(track, 0.0) + self.lead


def session_id(at: float, suffix: str) -> str:
    """An id from the day, in UTC, and a suffix that makes it unique; `at` in Unix seconds."""
    return f"{datetime.fromtimestamp(at, UTC):%Y%m%d}-{suffix}"


def import_recording(
    store: Store, recording: Recording, progress: Progress, *, at: float, who: str
) -> str:
    """Land a recording as a completed session and return its id; `at` in Unix seconds.

    Raises BadInput, BadMedia, Refused or SessionExists and then leaves nothing behind.
    """
    _check(store, recording)
    job = None if recording.job is None else _job_text(recording.job)
    session = recording.session
    with store.staging() as stage:
        stage.create(_meta(recording), at=at, who=who)
        if job is not None:
            stage.write_job(session, job)
        for track, path in recording.files.items():
            land = _land_video if track == "candidate_video" else _land_audio
            land(stage, recording, track, _Told(progress, track, media.probe(path).duration))
        if recording.days is not None:
            stage.append(session, RETENTION, at=at, who=who, body={"days": recording.days})
        stage.append(session, "consent", at=at, who=who, body=_consent(recording))
        body = {"duration": stage.duration(session)}
        stage.append(session, "completed", at=at, who=who, body=body)
    return session


def _check(store: Store, recording: Recording) -> None:
    if store.exists(recording.session):
        raise SessionExists(f"session {recording.session} exists: choose another id or erase it")
    if recording.candidate is None and recording.interviewer is None:
        raise BadInput("there is nothing to hear: give --candidate or --interviewer a file")
    if recording.behaviour == "affect" and recording.purpose != "research":
        raise Refused("affect is never read for a selection: use --behaviour observables or off")
    for track, offset in recording.offsets.items():
        if track not in recording.files:
            raise BadInput(f"there is an offset but no file for {track}: give both or none")
        if not math.isfinite(offset):
            raise BadInput(f"the offset of {track} is {offset}: give seconds")


def _meta(recording: Recording) -> SessionMeta:
    return SessionMeta(
        recording.session,
        recording.start_time - recording.lead,
        recording.purpose,
        recording.behaviour,
        recording.title,
        spoken(recording) if recording.language == AUTO else recording.language,
    )


def spoken(recording: Recording) -> str:
    """The language that a process of its own hears, as engines are not loaded here."""
    tracks = [path for path in (recording.candidate, recording.interviewer) if path is not None]
    command = [sys.executable, "-m", "interview.engines.languages", *map(str, tracks)]
    heard = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # ours
    if heard.returncode:
        raise BadInput(heard.stderr.strip().rpartition("\n")[2] or "no language was recognised")
    return heard.stdout.strip()


def _consent(recording: Recording) -> dict[str, object]:
    return {
        "source": "declared at import",
        "transcription": True,
        "behaviour": recording.behaviour != "off",
    }


def _job_text(path: Path) -> str:
    try:
        return text_of(path.read_bytes(), str(path))
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror}): check the path") from error


@dataclass(slots=True)
class _Told:
    """Passes progress on when it has grown by a hundredth."""

    progress: Progress
    track: Track
    duration: float | None
    said: float = -1.0

    def __call__(self, seconds: float) -> None:
        share = min(1.0, seconds / self.duration) if self.duration else None
        if share is None or share - self.said >= 0.01:
            self.said = share or 0.0
            self.progress(self.track, share)


def _land_audio(store: Store, recording: Recording, track: Track, told: _Told) -> None:
    path, start = recording.files[track], recording.start(track)
    with store.land_audio(recording.session, track, IMPORTED, SEGMENT) as writer:
        for at, samples in media.audio_blocks(path):
            writer.write(samples, at + start)
            told(at)
    if track not in store.tracks(recording.session):
        raise BadMedia(f"{path} holds no sound: give the complete file")


def _land_video(store: Store, recording: Recording, track: Track, told: _Told) -> None:
    path, start = recording.files[track], recording.start(track)
    with store.land_video(recording.session, track, IMPORTED) as writer:
        for data, span in media.video_segments(path, SEGMENT):
            writer.write(data, span.shifted(start))
            told(span.end)
