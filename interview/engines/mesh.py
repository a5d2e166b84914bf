"""MediaPipe's face mesh, whose models lie in the wheel of 0.10.21 (later ones have none)."""

import warnings
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from interview.conduct import geometry
from interview.model import Face, FaceFrame
from interview.ports import Picture, UnitScale

MOST_FACES = 3
_GRAPH = "mediapipe/modules/face_landmark/face_landmark_front_cpu.binarypb"
_DETECTOR = "facedetectionshortrangecpu__facedetectionshortrange__facedetection"
_SURE = 0.5
"""Least score of a detected face and of its mesh: the values of MediaPipe's own solution."""


class FaceMesh:
    """Looks at every picture afresh: following a face would make a result depend on the past."""

    version = "facemesh-0.10.21@2"
    units: Mapping[str, UnitScale] = geometry.UNITS
    rate = 10.0  # a second, as lids hide the eye for about 0.15 s in a blink
    unavailable = ""

    def analyse(self, frames: Sequence[tuple[float, Picture]]) -> list[FaceFrame]:
        return [self._look(time, np.ascontiguousarray(picture)) for time, picture in frames]

    def meshes(self, picture: Picture) -> list[tuple[geometry.Points, float]]:
        """The points of each face, in shares of the picture, and the score of its detection."""
        found = self._solution.process({"image": picture})
        detected = [_detected(each) for each in found.face_detections or ()]
        laid = [_points(each) for each in found.multi_face_landmarks or ()]
        return [(points, _score(points, detected)) for points in laid]

    def _look(self, time: float, picture: Picture) -> FaceFrame:
        faces = [geometry.face(points, score, picture) for points, score in self.meshes(picture)]
        light = float(picture.mean()) / 255
        return FaceFrame(time, len(faces), light, max(faces, key=_area, default=None))

    @cached_property
    def _solution(self) -> Any:  # noqa: ANN401  # MediaPipe ships no types
        from google.protobuf import message_factory

        # MediaPipe asks for the name of before protobuf 5, and prints that it is gone.
        message_factory.MessageFactory.GetPrototype = staticmethod(message_factory.GetMessageClass)
        from mediapipe.python.solution_base import SolutionBase

        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "label", DeprecationWarning)  # of protobuf
            return SolutionBase(
                binary_graph_path=_GRAPH,
                side_inputs={
                    "num_faces": MOST_FACES,
                    "with_attention": True,
                    "use_prev_landmarks": False,
                },
                calculator_params={
                    f"{_DETECTOR}__TensorsToDetectionsCalculator.min_score_thresh": _SURE,
                    "facelandmarkcpu__ThresholdingCalculator.threshold": _SURE,
                },
                outputs=["multi_face_landmarks", "face_detections"],
            )


def edges() -> frozenset[tuple[int, int]]:
    """Which points of a mesh are neighbours."""
    from mediapipe.python.solutions.face_mesh_connections import FACEMESH_TESSELATION

    return frozenset(FACEMESH_TESSELATION)


def _points(landmarks: Any) -> geometry.Points:  # noqa: ANN401
    return np.array([(point.x, point.y, point.z) for point in landmarks.landmark])


def _detected(detection: Any) -> tuple[float, float, float]:  # noqa: ANN401
    """The score and the middle of a face that was found."""
    box = detection.location_data.relative_bounding_box
    return float(detection.score[0]), box.xmin + box.width / 2, box.ymin + box.height / 2


def _score(points: geometry.Points, detected: Sequence[tuple[float, float, float]]) -> float:
    """Of the detection that a mesh was laid on: the nearest."""
    x, y = points[:, :2].mean(axis=0)
    return min(detected, key=lambda each: float(np.hypot(each[1] - x, each[2] - y)))[0]


def _area(face: Face) -> float:
    left, top, right, bottom = face.box
    return (right - left) * (bottom - top)
