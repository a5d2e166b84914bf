"""Hours of interview through the asset `words`: does memory grow, do times drift?

The recording is said at the beginning, in the middle and at the end, with silence in between; all
of it is listened to, and all that is said is decoded.
- peak_rss_mb: of the run, and peak_rss_once_mb of one with the recording alone;
- drift_ms, drift_p95_ms: how much later, against the clock of the session, the words of the last
  time start than the same words of the first time: median, and 95th percentile of how far apart;
- words_alike: the share of the words that are the same each time;
- cpu_rtf: CPU seconds by recorded second, both tracks together.
"""

import wave
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from rapidfuzz.distance import Levenshtein

from interview import media
from interview.errors import BadInput
from interview.model import SAMPLE_RATE, SPEAKERS, Word
from workbench.bench.workplace import Workplace
from workbench.console import remark
from workbench.evaluate.truth import Item, read_manifest
from workbench.report import Report
from workbench.session import load_session

TIMES = 3
STEP = 0.16  # seconds: whole frames of the voice detector and the aligner, which cut alike then
ONCE, LONG = "once", "long"


def figures(data: Path, hours: float) -> Report:
    """Of the first interview of a manifest. Raises BadInput."""
    item = next((one for one in read_manifest(data) if len(one.tracks) == len(SPEAKERS)), None)
    if item is None:
        raise BadInput(f"{data} names no interview with two tracks")
    with TemporaryDirectory() as folder:
        place = Workplace(Path(folder), "sessions")
        remark("the recording alone")
        seconds = place.land(item, ONCE)
        once = place.run(ONCE, "words").cost
        starts = _starts(seconds, hours * 3600)
        remark(f"{hours:g} h with the recording {TIMES} times")
        whole = place.land(spaced(item, starts, hours * 3600, place.folder), LONG)
        long = place.run(LONG, "words").cost
        said = _said(load_session(LONG, place.root).heard, starts)
    return Report(
        {
            "peak_rss_mb": long.peak_rss_mb,
            "peak_rss_once_mb": once.peak_rss_mb,
            "cpu_rtf": long.cpu_seconds / whole,
            **_drift(said[0], said[-1]),
        },
        {
            "session_s": round(whole, 1),
            "spoken_s": round(TIMES * seconds, 1),
            "words": [len(words) for words in said],
            "cpu_s": round(long.cpu_seconds, 1),
        },
    )


def _starts(length: float, seconds: float) -> list[float]:
    """Raises BadInput where there is no room."""
    if seconds < TIMES * length:
        raise BadInput(f"--hours {seconds / 3600:g} is too short to say {length:.0f} s in it often")
    steps = (seconds - length) / (TIMES - 1) // STEP
    return [number * steps * STEP for number in range(TIMES)]


def spaced(item: Item, starts: Sequence[float], seconds: float, folder: Path) -> Item:
    """The recording from each of the seconds `starts` on, in silence of so many seconds."""
    made: dict[str, Path | None] = {"audio": None}
    for speaker, path in item.tracks.items():
        pcm = media.to_pcm(np.concatenate(list(media.audio(path)))).astype("<i2").tobytes()
        made[speaker] = folder / f"{speaker}.wav"
        with wave.open(str(made[speaker]), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(SAMPLE_RATE)
            for part in _parts(pcm, starts, seconds):
                file.writeframesraw(part)
    return item.model_copy(update=made)


def _parts(pcm: bytes, starts: Sequence[float], seconds: float) -> Iterator[bytes]:
    ends = [2 * round(at * SAMPLE_RATE) for at in (*starts, max(seconds, starts[-1]))]
    for start, after in pairwise(ends):
        yield pcm
        yield bytes(max(0, after - start - len(pcm)))


def _said(words: Sequence[Word], starts: Sequence[float]) -> list[list[tuple[str, float]]]:
    """The words of each time, and how many seconds after its beginning they start."""
    return [
        [(word.text, word.span.start - first) for word in words if first <= word.span.start < last]
        for first, last in pairwise([*starts, float("inf")])
    ]


def _drift(
    first: Sequence[tuple[str, float]], last: Sequence[tuple[str, float]]
) -> dict[str, float | None]:
    same = Levenshtein.opcodes([text for text, _ in first], [text for text, _ in last])
    later = [
        1000 * (last[block.b + far][1] - first[block.a + far][1])
        for block in same.as_matching_blocks()
        for far in range(block.size)
    ]
    return {
        "drift_ms": float(np.median(later)) if later else None,
        "drift_p95_ms": float(np.percentile(np.abs(later), 95)) if later else None,
        "words_alike": 2 * len(later) / (len(first) + len(last)) if later else None,
    }
