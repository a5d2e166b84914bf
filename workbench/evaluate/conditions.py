"""Named conditions under which tracks are heard: level, noise beside the speech, leaks.

A condition is a pure function of the tracks: the same tracks, the same samples. SNR is the power
of the noise against that of the speech where there is speech: frames of 20 ms that lie at most
30 dB under the loud ones.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from interview.errors import BadInput
from interview.model import SAMPLE_RATE, Speaker
from interview.ports import Samples
from workbench.evaluate import noises
from workbench.evaluate.leaks import Leak, Tracks, leaks, leaky
from workbench.evaluate.noises import Chance, Maker, Wave

SNRS = (20, 10, 5)  # dB
QUIET, LOUD = -40.0, -3.0  # dBFS of the speech
VOICES = 6  # that babble at once
FRAME = SAMPLE_RATE // 50
FLOOR = 1e-3  # of the power of the loud frames, below which there is no speech
STEPS = 32768  # of a 16-bit sample, which everything is recorded in

Voices = Sequence[Samples]
"""Of other people than those on the tracks, to babble with."""


@dataclass(frozen=True, slots=True)
class Condition:
    """`change` makes of the tracks what is recorded; `leak` is set where each hears the other."""

    name: str
    change: Callable[[Tracks, Voices], Mapping[Speaker, Samples]]
    leak: Leak | None = None


def named(name: str) -> Condition:
    """Raises BadInput."""
    if name not in CONDITIONS:
        raise BadInput(f"no condition {name!r}: choose from {', '.join(CONDITIONS)}")
    return CONDITIONS[name]


def speech_power(samples: Samples) -> float:
    """Mean square of the samples where there is speech."""
    whole = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    if not len(whole):
        return 0.0
    powers = np.square(whole, dtype=np.float64).mean(axis=1)
    sounding = powers[powers > 0]
    if not len(sounding):
        return 0.0
    return float(powers[powers > FLOOR * np.percentile(sounding, 99)].mean())


def at_level(samples: Samples, decibels: float) -> Samples:
    """With its speech at so many dBFS; what does not fit is clipped."""
    power = speech_power(samples)
    return recorded(samples * np.sqrt(10 ** (decibels / 10) / power)) if power else samples


def noisy(samples: Samples, noise: Wave, snr: float) -> Samples:
    """With noise of mean power 1, so many dB under the speech."""
    return recorded(samples + noise * np.sqrt(speech_power(samples) / 10 ** (snr / 10)))


def recorded(wave: Wave | Samples) -> Samples:
    """As a file of 16 bits holds it."""
    return np.asarray(np.clip(np.round(wave * STEPS), -STEPS, STEPS - 1) / STEPS, np.float32)


def babble(voices: Voices, length: int, chance: Chance) -> Wave:
    """Several at once, each from a random moment on and over and over, as loud as one another."""
    powers = [(voice, speech_power(voice)) for voice in voices]
    audible = [(voice, power) for voice, power in powers if power]
    if not audible:
        raise BadInput("nobody is there to babble: the manifest has no other voice")
    talk = np.zeros(length)
    for number in range(VOICES):
        voice, power = audible[number % len(audible)]
        start = int(chance.integers(len(voice)))
        talk += np.resize(np.roll(voice, -start), length) / np.sqrt(power)
    return talk


def _levelled(tracks: Tracks, _: Voices, decibels: float) -> dict[Speaker, Samples]:
    return {who: at_level(track, decibels) for who, track in tracks.items()}


def _noisy(tracks: Tracks, _: Voices, make: Maker, snr: float) -> dict[Speaker, Samples]:
    return {
        who: noisy(track, noises.made(make, len(track), who), snr) for who, track in tracks.items()
    }


def _babbling(tracks: Tracks, voices: Voices, snr: float) -> dict[Speaker, Samples]:
    """Where no others are known, the people on the tracks babble backwards."""
    others = voices or [track[::-1] for track in tracks.values()]
    return _noisy(tracks, voices, partial(babble, others), snr)


def _all() -> list[Condition]:
    makers: dict[str, Maker] = {"hum": noises.hum, "fan": noises.fan}
    return [
        Condition("clean", lambda tracks, _: tracks),
        Condition("quiet", partial(_levelled, decibels=QUIET)),
        Condition("clipped", partial(_levelled, decibels=LOUD)),
        *(
            Condition(f"{name}-{snr}", partial(_noisy, make=make, snr=snr))
            for name, make in makers.items()
            for snr in SNRS
        ),
        *(Condition(f"babble-{snr}", partial(_babbling, snr=snr)) for snr in SNRS),
        *(Condition(str(leak), partial(_leaky, leak=leak), leak) for leak in leaks()),
    ]


def _leaky(tracks: Tracks, _: Voices, leak: Leak) -> dict[Speaker, Samples]:
    return leaky(tracks, leak)


CONDITIONS: Mapping[str, Condition] = {condition.name: condition for condition in _all()}
