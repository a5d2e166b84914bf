"""Silero voice detection, carried on from push to push."""

from functools import cache
from pathlib import Path

import faster_whisper
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from interview.errors import EngineUnavailable
from interview.ports import Samples

FRAME = 512
CONTEXT = 64  # samples of the last frame that the model sees again
BATCH = 1024  # frames a call; bounds memory, changes no result
MODEL = Path(faster_whisper.__file__).parent / "assets" / "silero_vad_v6.onnx"


@cache
def _session() -> onnxruntime.InferenceSession:
    if not MODEL.is_file():
        raise EngineUnavailable(f"{MODEL.name} is missing: reinstall faster-whisper==1.2.1")
    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(
        str(MODEL), sess_options=options, providers=["CPUExecutionProvider"]
    )


class SileroStream:
    """The recurrent state of Silero on one track, from its first sample on."""

    def __init__(self) -> None:
        self._hidden = np.zeros((1, 1, 128), np.float32)
        self._cell = np.zeros((1, 1, 128), np.float32)
        self._context = np.zeros(CONTEXT, np.float32)
        self._rest = np.empty(0, np.float32)

    def push(self, samples: Samples) -> NDArray[np.float32]:
        samples = np.concatenate([self._rest, samples])
        whole = len(samples) // FRAME * FRAME
        self._rest = samples[whole:]
        frames = samples[:whole].reshape(-1, FRAME)
        parts = [self._run(frames[i : i + BATCH]) for i in range(0, len(frames), BATCH)]
        return np.concatenate([np.empty(0, np.float32), *parts])

    def _run(self, frames: NDArray[np.float32]) -> NDArray[np.float32]:
        tails = np.vstack([self._context, frames[:, -CONTEXT:]])
        self._context = tails[-1]
        speech, self._hidden, self._cell = _session().run(
            None, {"input": np.hstack([tails[:-1], frames]), "h": self._hidden, "c": self._cell}
        )
        return np.asarray(speech, np.float32).reshape(-1)


class Silero:
    """Silero v6 as it lies in faster-whisper; threads may share it, not its streams."""

    version = "silero-6@1"
    frame = FRAME

    def stream(self) -> SileroStream:
        return SileroStream()
