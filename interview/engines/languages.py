"""The engines of speech for a language, and which one is spoken.

Only English has an acoustic model to place words with; in other languages they keep the times
of the recogniser's attention, and say so.

`python -m interview.engines.languages FILE...` prints the code of what is spoken in the tracks.
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from faster_whisper import WhisperModel

from interview import hearing, media
from interview.engines import weights
from interview.engines.alignment import Sphinx
from interview.engines.voice import Silero
from interview.engines.whisper import Whisper
from interview.errors import BadInput, EngineUnavailable, InterviewError
from interview.hearing import Speech
from interview.model import SAMPLE_RATE, Span
from interview.ports import Samples, Token

ENGLISH = "en"
LISTENED = 300  # seconds of a track in which speech is looked for
ENOUGH = 30 * SAMPLE_RATE
"""Samples of speech that tell the language."""


class Attention:
    """Places no word: each stays where the recogniser attended to it."""

    version = "attention@1"

    def align(self, samples: Samples, words: Sequence[Token]) -> list[Span | None]:  # noqa: ARG002  # the port's
        return [None] * len(words)


def engines(model: str | None = None, language: str = ENGLISH) -> Speech:
    """`model` as `Whisper` takes it, `language` as a session names it."""
    aligner = Sphinx() if language == ENGLISH else Attention()
    return Speech(Silero(), Whisper(model, language), aligner)


def spoken(tracks: Iterable[Samples]) -> str:
    """The code of the language that is likeliest in all tracks.

    Raises BadInput, EngineUnavailable.
    """
    odds: dict[str, float] = {}
    model = WhisperModel(
        str(weights.find(weights.configured_model())), device="cpu", compute_type="int8"
    )
    if not model.model.is_multilingual:
        raise EngineUnavailable(
            "the speech model hears English alone: say --language en, or name another in "
            "INTERVIEW_SPEECH_MODEL"
        )
    for speech in filter(len, map(_speech, tracks)):
        for code, p in model.detect_language(speech)[2]:
            odds[code] = odds.get(code, 0.0) + float(np.log(max(p, 1e-9)))
    if not odds:
        raise BadInput(f"nobody speaks in the first {LISTENED} s: say which language it is")
    return max(odds, key=odds.__getitem__)


def _speech(track: Samples) -> Samples:
    cuts = hearing.utterances(track, "candidate", Silero())
    parts = (track[cut.start_sample : cut.end_sample] for cut in cuts)
    return np.concatenate([np.empty(0, np.float32), *parts])[:ENOUGH]


def _beginning(path: Path) -> Samples:
    blocks: list[Samples] = []
    for block in media.audio(path):
        blocks.append(block)
        if sum(map(len, blocks)) >= LISTENED * SAMPLE_RATE:
            break
    return np.concatenate([np.empty(0, np.float32), *blocks])[: LISTENED * SAMPLE_RATE]


def main(files: Sequence[str]) -> int:
    try:
        sys.stdout.write(f"{spoken(_beginning(Path(file)) for file in files)}\n")
    except InterviewError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
