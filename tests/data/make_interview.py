"""Speak an interview script with two synthetic voices: two Opus tracks and their truth.

Usage: python -m tests.data.make_interview SCRIPT.json FOLDER [BITS], in the environment that
voices.py names, with PyAV. BITS a second for each track, 32000 unless told.

SCRIPT.json: {"voices": {"interviewer": "Joe", "candidate": "Hibari"}, "turns": [...]} and any
other key, which goes into the truth as it is. A turn is one of the truth's, without times and
words, and may say how it is placed:
  "pause": 2.5      seconds of silence before it (otherwise 0.3 to 1.0, drawn)
  "after": "years"   it sounds while the other's turn goes on, right after that word of it
In its "text" a bar | is a silence of HOLD seconds in which the speaker keeps the turn.
"""

import json
import sys
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from tests.data import voices
from tests.data.voices import RATE, Said, Voice, Wave

BREATH, HOLD, TAIL = 0.25, 1.1, 1.0  # seconds: after a sentence, at a bar, after the last word
PEAK, NOISE = 0.5, 0.0008  # of full scale
BIT_RATE = 32_000
Turn = dict[str, Any]


def silence(seconds: float) -> Wave:
    return np.zeros(round(seconds * RATE), np.float32)


def say_turn(voice: Voice, text: str) -> Said:
    parts: list[Wave] = []
    words: list[tuple[str, float, float]] = []
    for stretch in text.split("|"):
        for sentence in voices.sentences(stretch):
            begun = sum(map(len, parts)) / RATE
            said = voice.say(sentence)
            parts += [said.wave * (PEAK / np.abs(said.wave).max()), silence(BREATH)]
            words += [(word, begun + start, begun + end) for word, start, end in said.words]
        parts.append(silence(HOLD))
    return Said(np.concatenate(parts), words)


def place(said: Said, start: float) -> list[dict[str, Any]]:
    """`start` is where the first word shall begin, in seconds of the session."""
    shift = start - said.words[0][1]
    return [
        {"text": word, "start": round(begin + shift, 3), "end": round(end + shift, 3)}
        for word, begin, end in said.words
    ]


def start_of(turn: Turn, before: list[Turn], rng: np.random.Generator) -> float:
    if "after" in turn:
        (word,) = (w for w in before[-1]["words"] if w["text"] == turn["after"])
        return float(word["end"]) + BREATH
    pause = turn.get("pause", rng.uniform(0.3, 1.0))
    return max((float(t["end"]) for t in before), default=0.5) + float(pause)


def mix_in(track: Wave, said: Said, start: float) -> None:
    first = round((start - said.words[0][1]) * RATE)
    track[first : first + len(said.wave)] += said.wave


def perform(script: dict[str, Any]) -> tuple[dict[str, Wave], list[Turn]]:
    speakers: dict[str, Voice] = {s: getattr(voices, v)() for s, v in script["voices"].items()}
    rng = np.random.default_rng(1)
    turns: list[Turn] = []
    spoken: list[tuple[Said, float]] = []
    for turn in script["turns"]:
        said = say_turn(speakers[turn["speaker"]], turn["text"])
        words = place(said, start_of(turn, turns, rng))
        kept = {k: v for k, v in turn.items() if k not in {"pause", "after"}}
        times = {"start": words[0]["start"], "end": words[-1]["end"]}
        turns.append(kept | {"text": turn["text"].replace("| ", "")} | times | {"words": words})
        spoken.append((said, words[0]["start"]))
    length = round((max(t["end"] for t in turns) + BREATH + HOLD + TAIL) * RATE)
    tracks = {s: rng.normal(0, NOISE, length).astype(np.float32) for s in speakers}
    for turn, (said, start) in zip(turns, spoken, strict=True):
        mix_in(tracks[turn["speaker"]], said, start)
    return tracks, sorted(turns, key=lambda t: float(t["start"]))


def write_opus(path: Path, wave: NDArray[np.float32], bit_rate: int) -> None:
    with av.open(str(path), "w", options={"fflags": "bitexact"}) as container:
        stream = container.add_stream("libopus", rate=RATE, layout="mono")
        stream.bit_rate = bit_rate
        frame = av.AudioFrame.from_ndarray(
            np.round(wave * 32767).astype(np.int16)[None], format="s16", layout="mono"
        )
        frame.rate = RATE
        resampler = AudioResampler(stream.format, "mono", RATE, frame_size=stream.frame_size)
        for part in [*resampler.resample(frame), *resampler.resample(None), None]:
            container.mux(stream.encode(part))


def main(script_file: Path, folder: Path, bit_rate: int = BIT_RATE) -> None:
    script = json.loads(script_file.read_text(encoding="utf-8"))
    tracks, turns = perform(script)
    for speaker, wave in tracks.items():
        write_opus(folder / f"{speaker}.opus", wave, bit_rate)
    truth = {k: v for k, v in script.items() if k not in {"voices", "turns"}} | {"turns": turns}
    (folder / "truth.json").write_text(json.dumps(truth, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
