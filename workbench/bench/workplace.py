"""Sessions, Dagster and MLflow in folders of their own, and runs whose cost is known by asset."""

import math
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from interview import media
from interview.model import SAMPLE_RATE
from interview.store import Store
from workbench import running
from workbench.evaluate.truth import Item
from workbench.exports import FORMATS, folder
from workbench.importing import Recording, import_recording
from workbench.running import Cost, Step
from workbench.session import load_session

START = 1.7e9
"""Of each session, in Unix seconds: what depends on it is the same in every run."""

Fingerprints = frozenset[tuple[str, int, str]]


@dataclass(frozen=True, slots=True)
class Run:
    """What the process told, and its cost."""

    steps: list[Step]
    cost: Cost

    @property
    def before(self) -> float:
        """CPU seconds up to the first asset: Python, imports, definitions, the run's creation."""
        return self.steps[0].cpu_seconds

    @property
    def by_asset(self) -> dict[str, float]:
        """CPU seconds of each asset's own step, loading of its engines included."""
        started: dict[str, float] = {}
        spent: dict[str, float] = {}
        for step in self.steps:
            if step.state == "started":
                started.setdefault(step.asset, step.cpu_seconds)
            else:  # the first "done" ends it; a check that warns says another
                spent.setdefault(step.asset, step.cpu_seconds - started[step.asset])
        return spent


@dataclass(frozen=True, slots=True)
class Workplace:
    folder: Path
    name: str
    """Of the folder with the sessions; Dagster and MLflow belong to all names together."""

    @property
    def root(self) -> Path:
        return self.folder / self.name

    def land(self, item: Item, session: str, video: Path | None = None) -> float:
        """Imports a recording and returns its seconds; a video is to be described."""
        tracks = item.tracks
        recording = Recording(
            session,
            START,
            candidate=tracks.get("candidate"),
            interviewer=tracks.get("interviewer"),
            video=video,
            behaviour="observables" if video else "off",
            job=item.jd,
        )
        store = Store(self.root)
        import_recording(store, recording, lambda *_: None, at=START, who="bench")
        return store.duration(session)

    def run(self, session: str, select: str | None = None) -> Run:
        costs: list[Cost] = []

        def steps() -> Iterator[Step]:
            run = running.run(session, str(self.root), select, environment=self._environment())
            costs.append((yield from run))

        return Run(list(steps()), *costs)

    def heard(self, session: str) -> Fingerprints:
        """The stored words of each utterance: name, time of writing, digest."""
        parts = (self.root / f"session={session}" / "words").glob("*/*")
        return frozenset((part.name, part.stat().st_mtime_ns, _sha256(part)) for part in parts)

    def exports(self, session: str) -> str:
        """The sha256 over names and contents of all files in all formats."""
        loaded, made = load_session(session, self.root), self.folder / f"{self.name}-exports"
        for form in FORMATS:
            folder.export(loaded, made / form, form)
        files = sorted(path for path in made.rglob("*") if path.is_file())
        listed = (f"{_sha256(path)}  {path.relative_to(made)}\n" for path in files)
        return sha256("".join(listed).encode()).hexdigest()

    def _environment(self) -> dict[str, str]:
        return {
            "DAGSTER_HOME": str(self.folder / "dagster"),
            "MLFLOW_TRACKING_URI": f"sqlite:///{self.folder}/mlflow.db",
            "MLFLOW_DEFAULT_ARTIFACT_ROOT": str(self.folder / "artifacts"),
        }


def _sha256(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def repeated(item: Item, seconds: float, directory: Path) -> Item:
    """The recording over and over, all its tracks in step, for at least so many seconds."""
    tracks = {
        speaker: media.to_pcm(np.concatenate(list(media.audio(path))))
        for speaker, path in item.tracks.items()
    }
    length = max(map(len, tracks.values()))
    times = math.ceil(seconds * SAMPLE_RATE / length)
    long: dict[str, Path | None] = {"audio": None}
    for speaker, pcm in tracks.items():
        long[speaker] = directory / f"{speaker}.wav"
        once = np.pad(pcm, (0, length - len(pcm))).astype("<i2").tobytes()
        with wave.open(str(long[speaker]), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(SAMPLE_RATE)
            for _ in range(times):
                file.writeframesraw(once)
    return item.model_copy(update=long)
