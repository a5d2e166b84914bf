"""Speech that is too soft for a recogniser, made louder: a function of its samples alone."""

import numpy as np

from interview.model import SAMPLE_RATE
from interview.ports import Samples

SOFT, USUAL = -34.0, -23.0  # dBFS of speech that is raised, and of what it is raised to
FRAME = SAMPLE_RATE // 50
SPOKEN = 1e-3  # of the loudest frame's power, from which a frame counts as speech
HIGHEST = 0.99


def raised(samples: Samples) -> Samples:
    """The very samples where they are not soft; nothing is clipped."""
    power = _speech_power(samples)
    if not 0 < power < 10 ** (SOFT / 10):
        return samples
    gain = min((10 ** (USUAL / 10) / power) ** 0.5, HIGHEST / float(np.abs(samples).max()))
    louder: Samples = samples * np.float32(max(gain, 1.0))
    return louder


def _speech_power(samples: Samples) -> float:
    """The mean of the frames in which most of the sound lies."""
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    powers = np.square(frames, dtype=np.float64).mean(axis=1)
    loudest = powers.max(initial=0.0)
    return float(powers[powers > SPOKEN * loudest].mean()) if loudest > 0 else 0.0
