"""Who looks at faces, for Dagster."""

import os

import dagster as dg

from assets.looking import analyser
from interview.ports import FaceAnalyser


class FaceResource(dg.ConfigurableResource[None]):
    """`engine` is "facemesh", or "pyfeat" with a folder of weights and torch's device."""

    engine: str = os.environ.get("INTERVIEW_FACE_ENGINE", "facemesh")
    weights: str = os.environ.get("INTERVIEW_PYFEAT_WEIGHTS", "")
    device: str = os.environ.get("INTERVIEW_PYFEAT_DEVICE", "cpu")

    def load(self) -> FaceAnalyser:
        return analyser(self.engine, self.weights, self.device)


FACE_VERSION = FaceResource().load().version
