"""Write a manifest of the same interviews with both people talking at once, as often as can be.

Usage: python double_talk.py MANIFEST FOLDER; the interviewer's track and its truth come as many
seconds later as make both talk longest, the candidate's stays.
"""

import json
import sys
import wave
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from interview.model import SAMPLE_RATE
from workbench.evaluate.heard import samples_of

LATEST = 30  # seconds
STEP = 0.1  # of a second, in which overlaps are counted
Turn = dict[str, Any]


def talking(turns: Sequence[Turn], speaker: str, later: float) -> set[int]:
    """The steps in which a speaker talks."""
    return {
        step
        for turn in turns
        if turn["speaker"] == speaker
        for step in range(
            round((turn["start"] + later) / STEP), round((turn["end"] + later) / STEP)
        )
    }


def at_once(turns: Sequence[Turn], later: float) -> float:
    """Seconds in which both talk when the interviewer comes so much later."""
    both = talking(turns, "candidate", 0) & talking(turns, "interviewer", later)
    return len(both) * STEP


def delayed(turn: Turn, later: float) -> Turn:
    times = {name: turn[name] + later for name in ("start", "end")}
    words = [
        {**word, "start": word["start"] + later, "end": word["end"] + later}
        for word in turn.get("words") or ()
    ]
    return turn | times | ({"words": words} if words else {})


def write_late(audio: Path, out: Path, later: float) -> None:
    samples = np.concatenate([np.zeros(round(later * SAMPLE_RATE), np.float32), samples_of(audio)])
    with wave.open(str(out), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((samples * 32767).astype("<i2").tobytes())


def main(manifest: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    items = []
    for number, item in enumerate(json.loads(manifest.read_bytes())["items"]):
        truth = json.loads((manifest.parent / item["truth"]).read_bytes())
        later = max(range(1, LATEST), key=lambda later: at_once(truth["turns"], later))
        together = at_once(truth["turns"], later)
        print(f"{item['candidate']}: {together:.0f} s at once")  # noqa: T201  # the answer
        turns = [
            delayed(turn, later) if turn["speaker"] == "interviewer" else turn
            for turn in truth["turns"]
        ]
        truth["turns"] = sorted(turns, key=lambda turn: turn["start"])
        (folder / f"{number}.truth.json").write_text(json.dumps(truth))
        write_late(manifest.parent / item["interviewer"], folder / f"{number}.wav", later)
        kept = {
            name: str((manifest.parent / item[name]).resolve())
            for name in ("candidate", "jd")
            if name in item
        }
        late = {"truth": f"{number}.truth.json", "interviewer": f"{number}.wav"}
        items.append(item | kept | late)
    (folder / "manifest.json").write_text(json.dumps({"items": items}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
