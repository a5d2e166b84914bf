"""What words cost: the default engines beside plain faster-whisper, each in its own process.

A child measures itself as it ends, so its figures hold interpreter, imports and weights as well.
"""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from pydantic import TypeAdapter

from interview.engines import languages, weights
from interview.model import SAMPLE_RATE, Speaker, Word
from workbench.bench.memory import peak_rss_mb
from workbench.evaluate.heard import Heard, hear, samples_of
from workbench.evaluate.speech import Score, edits, measures, score
from workbench.evaluate.truth import Item, Truth, read_manifest, read_truth
from workbench.report import Report


@dataclass(frozen=True, slots=True)
class Ours:
    words: list[Heard]
    cpu_s: float
    rss_mb: float


@dataclass(frozen=True, slots=True)
class Plain:
    texts: list[dict[Speaker, str]]
    cpu_s: float
    rss_mb: float


def figures(data: Path) -> Report:
    """Hears the recordings of a manifest both ways, one way after the other."""
    items = read_manifest(data)
    truths = [read_truth(item) for item in items]
    ours = TypeAdapter(Ours).validate_json(_child("ours", data))
    plain = TypeAdapter(Plain).validate_json(_child("plain", data))
    seconds = sum(_seconds(item) for item in items)
    return Report(_figures(ours, plain, truths, seconds), _conditions(ours, plain, seconds))


def _child(mode: str, data: Path) -> bytes:
    command = [sys.executable, "-m", "workbench.bench.speech", mode, str(data)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout  # noqa: S603  # ours


def _seconds(item: Item) -> float:
    """Of the session: its longest track."""
    return max(len(samples_of(path)) for path in item.tracks.values()) / SAMPLE_RATE


def _figures(
    ours: Ours, plain: Plain, truths: list[Truth], seconds: float
) -> dict[str, float | None]:
    total = sum(map(score, ours.words, truths), Score())
    measured = measures(total)
    return {
        "wer": measured["wer"],
        "wer_plain": measures(sum(map(_plain_score, plain.texts, truths), Score()))["wer"],
        "cpu_rtf": ours.cpu_s / seconds,
        "cpu_ratio_plain": ours.cpu_s / plain.cpu_s,
        "peak_rss_mb": ours.rss_mb,
        "word_start_median_ms": measured["word_start_median_ms"],
        "word_start_p95_ms": measured["word_start_p95_ms"],
        "timed_share": _timed_share(_flat(ours)),
    }


def _plain_score(texts: Mapping[Speaker, str], truth: Truth) -> Score:
    tracks = (
        edits(text, [turn for turn in truth.turns if turn.speaker == speaker])
        for speaker, text in texts.items()
    )
    return sum(tracks, Score())


def _flat(ours: Ours) -> list[Word]:
    return [word for heard in ours.words for words in heard.values() for word in words]


def _timed_share(words: list[Word]) -> float | None:
    """Words that last longer than nothing."""
    return sum(word.span.duration > 0 for word in words) / len(words) if words else None


def _conditions(ours: Ours, plain: Plain, seconds: float) -> dict[str, object]:
    words = _flat(ours)
    return {
        "session_s": round(seconds, 1),
        "cpu_s": round(ours.cpu_s, 1),
        "cpu_s_plain": round(plain.cpu_s, 1),
        "peak_rss_mb_plain": round(plain.rss_mb),
        "words": len(words),
        "utterances": len({word.id.rpartition("-")[0] for word in words}),
        "timed_by_attention": sum(word.timed_by == "attention" for word in words),
        "threads": 1,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "load": round(os.getloadavg()[0], 1),
        "versions": {
            name: version(name) for name in ("faster-whisper", "ctranslate2", "pocketsphinx")
        },
    }


def _hear_ours(data: Path) -> dict[str, object]:
    speech = languages.engines()
    return {"words": [hear(item, speech) for item in read_manifest(data)]}


def _hear_plain(data: Path) -> dict[str, object]:
    from faster_whisper import WhisperModel

    model = WhisperModel(str(weights.find()), device="cpu", compute_type="int8", cpu_threads=1)

    def text(path: Path) -> str:
        segments, _ = model.transcribe(
            samples_of(path), beam_size=1, vad_filter=True, language="en"
        )
        return " ".join(segment.text.strip() for segment in segments)

    items = read_manifest(data)
    return {"texts": [{who: text(path) for who, path in item.tracks.items()} for item in items]}


MODES: dict[str, Callable[[Path], dict[str, object]]] = {"ours": _hear_ours, "plain": _hear_plain}


def _measured(heard: dict[str, object]) -> bytes:
    costs = {"cpu_s": time.process_time(), "rss_mb": peak_rss_mb()}
    return TypeAdapter(dict[str, object]).dump_json(heard | costs)


if __name__ == "__main__":
    sys.stdout.buffer.write(_measured(MODES[sys.argv[1]](Path(sys.argv[2]))))
