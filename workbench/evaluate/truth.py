"""What a manifest of measured interviews holds, and the truth about each."""

from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from interview.errors import BadInput
from interview.model import RequirementKind, Speaker

TurnKind = Literal[
    "question", "follow_up", "statement", "backchannel", "candidate_question", "answer"
]


Model = TypeVar("Model", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TrueWord(_Strict):
    text: str
    start: float
    end: float


class TrueTurn(_Strict):
    """`id` is of the question it asks, `answers` of the one that it answers."""

    speaker: Speaker
    start: float
    end: float
    text: str
    kind: TurnKind
    id: str | None = None
    answers: str | None = None
    words: tuple[TrueWord, ...] | None = None


class TrueRequirement(_Strict):
    name: str
    kind: RequirementKind
    years: float | None = None


class Truth(_Strict):
    turns: tuple[TrueTurn, ...]
    grade: float | None = None
    requirements: tuple[TrueRequirement, ...] = ()
    overclaims: tuple[str, ...] = ()
    contradictions: tuple[tuple[str, str], ...] = ()


class Item(_Strict):
    """One interview (`candidate`, `interviewer`) or one speaker's `audio`; `set` groups figures."""

    truth: Path
    candidate: Path | None = None
    interviewer: Path | None = None
    audio: Path | None = None
    speaker: Speaker = "candidate"
    jd: Path | None = None
    set: str = "unnamed"

    @property
    def tracks(self) -> dict[Speaker, Path]:
        if self.audio is not None:
            return {self.speaker: self.audio}
        named: dict[Speaker, Path | None] = {
            "candidate": self.candidate,
            "interviewer": self.interviewer,
        }
        return {speaker: path for speaker, path in named.items() if path is not None}


class Manifest(_Strict):
    items: tuple[Item, ...]


def read_manifest(path: Path) -> list[Item]:
    """The items with their paths made whole. Raises BadInput."""
    manifest = _read(path, Manifest)
    return [_beside(path, item) for item in manifest.items]


def read_truth(item: Item) -> Truth:
    return _read(item.truth, Truth)


def _beside(manifest: Path, item: Item) -> Item:
    paths = {name: value for name, value in item if isinstance(value, Path)}
    return item.model_copy(update={name: manifest.parent / path for name, path in paths.items()})


def _read(path: Path, model: type[Model]) -> Model:
    try:
        return model.model_validate_json(path.read_bytes())
    except OSError as error:
        raise BadInput(f"cannot read {path} ({error.strerror}): check the path") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise BadInput(f"{path} is not as expected at '{where}': {first['msg']}") from error
