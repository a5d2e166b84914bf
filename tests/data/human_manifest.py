"""Write an `evaluate speech` manifest over the human recordings beside the checkout.

Usage: python human_manifest.py AUDIO_FOLDER OUT.json [MANIFEST...]; the truth files go into a
folder OUT, and what the other manifests name is added.

Each item also has its "set": emu, librivox, libri and jfk are read or prepared speech, polyglot is
spontaneous. emu and polyglot have words with human times, the others only text.
"""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import av

JFK = (
    "And so my fellow Americans, ask not what your country can do for you, "
    "ask what you can do for your country."
)
INTERVAL = re.compile(r'xmin = (\S+)\s+xmax = (\S+)\s+text = "([^"]*)"')
NOT_WORDS = {"", "sil", "*"}
SPELLED = {"yknow": "you know"}  # a label of polyglot that no dictionary has
Word = dict[str, Any]


def tier_words(grid: Path, tier: str) -> list[Word]:
    """The tier's words; a label may hold a stray newline."""
    text = grid.read_text(encoding="utf-8")
    (labels,) = (part for part in text.split("item [") if f'name = "{tier}"' in part)
    intervals = ((a, b, label.strip()) for a, b, label in INTERVAL.findall(labels))
    return [
        {"text": label, "start": float(start), "end": float(end)}
        for start, end, label in intervals
        if label not in NOT_WORDS
    ]


def seconds(audio: Path) -> float:
    with av.open(str(audio)) as container:
        return float(container.duration or 0) / av.time_base


def labelled(audio: Path, tier: str) -> dict[str, Any]:
    words = tier_words(audio.with_suffix(".TextGrid"), tier)
    text = " ".join(SPELLED.get(str(w["text"]), str(w["text"])) for w in words)
    return {"start": words[0]["start"], "end": words[-1]["end"], "text": text, "words": words}


def read_out(audio: Path, text: str) -> dict[str, Any]:
    return {"start": 0.0, "end": seconds(audio), "text": text}


def book_text(audio: Path) -> str:
    """0920's file says "more a amiable"; the reader says "more amiable"."""
    return audio.with_suffix(".txt").read_text("utf-8").strip().replace("more a am", "more am")


def recordings(folder: Path) -> Iterator[tuple[str, Path, dict[str, Any]]]:
    """(set, audio, its one turn)"""
    for audio in sorted(folder.glob("emu_*.wav")):
        yield "emu", audio, labelled(audio, "Text")
    audio = folder / "polyglot_acoustic_corpus.wav"
    yield "polyglot", audio, labelled(audio, "word")
    yield "jfk", folder / "jfk.flac", read_out(folder / "jfk.flac", JFK)
    for label in sorted(folder.glob("libri_*.lab")):
        audio = label.with_suffix(".flac")
        yield "libri", audio, read_out(audio, label.read_text("utf-8").strip().lower())
    for audio in sorted(folder.glob("sense_and_sensibility_*.wav")):
        yield "librivox", audio, read_out(audio, book_text(audio))


def items_of(manifest: Path) -> list[dict[str, Any]]:
    """With absolute paths."""
    paths = {"candidate", "interviewer", "audio", "jd", "truth"}
    return [
        {
            name: str((manifest.parent / value).resolve()) if name in paths else value
            for name, value in item.items()
        }
        for item in json.loads(manifest.read_bytes())["items"]
    ]


def write_manifest(folder: Path, out: Path, others: Sequence[Path] = ()) -> None:
    truths = out.with_suffix("")
    truths.mkdir(parents=True, exist_ok=True)
    items = [item for other in others for item in items_of(other)]
    for name, audio, turn in recordings(folder.resolve()):
        truth = truths / f"{audio.stem}.json"
        turns = [{"speaker": "candidate", "kind": "statement"} | turn]
        truth.write_text(json.dumps({"turns": turns}, indent=1) + "\n", encoding="utf-8")
        about = {"audio": str(audio), "speaker": "candidate", "set": name}
        items.append(about | {"truth": str(truth.relative_to(out.parent))})
    out.write_text(json.dumps({"items": items}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_manifest(Path(sys.argv[1]), Path(sys.argv[2]), [Path(one) for one in sys.argv[3:]])
