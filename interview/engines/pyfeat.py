"""py-feat's Detectorv2 (research extra) on weights that the user gives: the wheel has none.

What its authors offer is for noncommercial research (docs/behaviour.md); it is never shipped and
never downloaded. Faces, lids and tones are MediaPipe's, whose box takes the place of RetinaFace:
four times cheaper, and made for by `crop_faces_from_boxes`. Its identity embeddings are not
computed, its emotions never read.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from importlib.util import find_spec
from math import degrees
from pathlib import Path
from typing import Any

import numpy as np

from interview.engines.extras import on_threads
from interview.engines.mesh import FaceMesh
from interview.errors import EngineUnavailable
from interview.model import Face, FaceFrame
from interview.ports import Picture, UnitScale

WEIGHTS = "face_multitask_v28.safetensors"
BATCH, THREADS = 8, 2
"""Faces at once, always, and threads: the last bits of a result depend on both."""
_UNITS = (
    *("AU01", "AU02", "AU04", "AU05", "AU06", "AU07", "AU09", "AU10", "AU11", "AU12"),
    *("AU14", "AU15", "AU17", "AU20", "AU23", "AU24", "AU25", "AU26", "AU28", "AU43"),
)
_PROBABILITY = UnitScale(full=1.0, noise=0.15, rest=None)
"""`noise` is a guess until somebody measures it: there were no weights to measure it with."""


class PyFeat:
    """`folder` holds `WEIGHTS`, None if there are none; `device` is torch's: "cpu", "cuda"."""

    units: Mapping[str, UnitScale] = dict.fromkeys(_UNITS, _PROBABILITY)
    rate = 4.0

    def __init__(self, folder: Path | None, device: str = "cpu") -> None:
        self._weights = folder / WEIGHTS if folder else None
        self._device = device
        self._mesh = FaceMesh()

    @cached_property
    def version(self) -> str:
        return f"pyfeat-2.1.5-{self._digest}-{self._device}-{self._mesh.version}"

    @cached_property
    def unavailable(self) -> str:
        if find_spec("feat") is None:
            return "py-feat is not installed: install the research extra"
        if self._weights is None or not self._weights.is_file():
            return f"py-feat has no weights: name a folder with {WEIGHTS} (docs/behaviour.md)"
        return ""

    def analyse(self, frames: Sequence[tuple[float, Picture]]) -> list[FaceFrame]:
        if self.unavailable:
            raise EngineUnavailable(self.unavailable)
        found = self._mesh.analyse(frames)
        pictures = [picture for _, picture in frames]
        faces = [(one.face, p) for one, p in zip(found, pictures, strict=True) if one.face]
        described = self._described(faces)
        return [replace(one, face=next(described)) if one.face else one for one in found]

    def _described(self, faces: Sequence[tuple[Face, Picture]]) -> Iterator[Face]:
        for start in range(0, len(faces), BATCH):
            some = faces[start : start + BATCH]
            crops = [self._crop(face, picture) for face, picture in some]
            crops += crops[:1] * (BATCH - len(crops))
            with on_threads(THREADS):
                rows = self._detector.forward(crops, _unscaled()).to_dict("records")
            yield from (_told(face, row) for (face, _), row in zip(some, rows, strict=False))

    def _crop(self, face: Face, picture: Picture) -> Any:  # noqa: ANN401  # py-feat ships no types
        import torch

        height, width = picture.shape[:2]
        box = torch.tensor([face.box]) * torch.tensor([width, height, width, height])
        image = torch.from_numpy(np.ascontiguousarray(picture)).permute(2, 0, 1)[None]
        return self._detector.crop_faces_from_boxes(image, box)[0]

    @cached_property
    def _digest(self) -> str:
        if self.unavailable or self._weights is None:
            return "none"
        with self._weights.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:12]

    @cached_property
    def _detector(self) -> Any:  # noqa: ANN401
        from feat import detector_v2

        retinaface = detector_v2.Retinaface
        detector_v2.Retinaface = _NoRetinaface  # it would download its weights
        try:
            return detector_v2.Detectorv2(
                device=self._device, identity_model=None, multitask_weights=str(self._weights)
            )
        finally:
            detector_v2.Retinaface = retinaface


class _NoRetinaface:
    """In its place; nothing that asks for it is called."""

    def __init__(self, device: object) -> None:
        self.device = device


def _unscaled() -> dict[str, Any]:
    """What `forward` is told of pictures that were neither padded nor scaled."""
    import torch

    none = torch.zeros(BATCH)
    padding = dict.fromkeys(("Left", "Top", "Right", "Bottom"), none)
    return {"Image": torch.zeros(BATCH, 3, 1, 1), "Scale": torch.ones(BATCH), "Padding": padding}


def _told(face: Face, row: Mapping[str, float]) -> Face:
    return replace(
        face,
        yaw=-degrees(row["Yaw"]),  # which grows to the person's right
        pitch=degrees(row["Pitch"]),
        roll=degrees(row["Roll"]),
        units={name: float(row[name]) for name in _UNITS},
    )
