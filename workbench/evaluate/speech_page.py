"""docs/speech.md: the figures of a study (`workbench.evaluate.study`) as a page to read."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from workbench.evaluate.leaks import DELAYS, LEVELS, Leak
from workbench.evaluate.study import INTERVIEWS, SINGLE

TITLES = {SINGLE: "Recordings of one speaker", INTERVIEWS: "Interviews"}
Figures = Mapping[str, float | None]

HEAD = """# Speech in figures

Made by one command, which writes this page and the figures behind it, `speech.json`:

    workbench evaluate speech --data MANIFEST --page docs/speech.md

`tests/data/human_manifest.py` writes the manifest of these recordings. Recognition is by \
`{model}`. {machine}, Python {python}. {versions}.

WER counts what Whisper's English normaliser leaves, edits pooled over recordings. Times are those \
of words that match, in milliseconds, as median / 95th percentile of how far they are off; F1 is \
for starts or ends within 50 ms. *Aligned* is the share of words that the aligner placed; the \
others keep the recogniser's times. ECE is the calibration error of the words' confidence, in 15 \
bins. A figure that the recordings do not allow is a dash.
"""
CONDITIONS = """## Level and noise

`quiet` puts the speech at -40 dBFS of 16 bits; `clipped` amplifies it to -3 dBFS and cuts what \
does not fit; the others add noise so many dB under the speech where there is speech: 50 Hz with \
harmonics (`hum`), air and blades (`fan`), six other voices of the same recordings (`babble`; in \
interviews without others their own voices backwards). All are made by seed \
(`workbench evaluate speech --condition NAME` repeats one). *In silence* are words that were heard \
half a second or more from anything that their speaker said: babble is speech as well.
"""
RELIABILITY = """## Confidence

How sure the engine was of words under all conditions together, and how many of them were said. \
The calibration was fitted on recordings of one speaker (its \
[card](../interview/trained/confidence/card.md) has figures of those left out of a fit); no \
interview was.
"""
LEAKS = """## The other voice in a track

Each voice leaks into the other track through a room of 0.3 s, so loud against its own track and \
so late. Cells: WER, lines under the wrong name / lines under both.
"""
WORDLESS = """## Where nobody speaks

Words heard in sounds without speech, which are made, not recorded. In brackets how long each was.
"""
LONG = """## Long interviews

{hours} h on both tracks, all of it listened to by `workbench run --select words`. {spoken} s of \
it are talk: the first interview at the beginning, in the middle and at the end. {memory}. Words \
of the last time start {drift} ms later, against the clock of the session, than those of the first \
(median; 95 % within {p95} ms), and {alike} of them are the same. It took {rtf} CPU seconds by \
recorded second; silence is cheap, so that this says nothing of two hours of talk.
"""
TRIED = """## Tried and not kept

Measured once, by hand, before the engines of this page, on 95 s of people's speech (244 words) in \
other fan and babble noise; not by the command above. WER without and with:

| | clean | fan, 5 dB | babble, 10 dB | babble, 5 dB |
|---|---|---|---|---|
| webrtc-noise-gain 1.3.0, level 2 | | 6.1 % -> 7.0 % | | 40.6 % -> 48.4 % |
| RNNoise (pyrnnoise 0.4.5) | | 6.1 % -> 10.7 % | | 40.6 % -> 83.6 % |
| noisereduce 3.0.3 | 2.5 % -> 3.7 % | 6.1 % -> 5.3 % | 12.3 % -> 12.3 % | 40.6 % -> 36.9 % |

No denoiser is used, then: what helps in noise harms without. dpdfnet 0.6.0 ships no weights. Kept \
was the raising of soft speech: 4.1 % -> 3.3 % at -40 dBFS, 4.1 % -> 3.7 % at -50 dBFS.
"""
STEPS = """## What each step brings

The same weights on the same recordings in the same run:
"""


def write(study: Mapping[str, Any], path: Path) -> None:
    """The page, and what it was made of beside it as JSON."""
    text = json.dumps(study, indent=1, ensure_ascii=False, allow_nan=False)
    path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
    path.write_text(page(study), encoding="utf-8")


def page(study: Mapping[str, Any]) -> str:
    parts = (
        _head(study["made"]),
        _recordings(study["recordings"]),
        CONDITIONS,
        *(_conditions(study["conditions"], of) for of in (SINGLE, INTERVIEWS)),
        RELIABILITY,
        *(_reliability(of, bins) for of, bins in study["reliability"].items()),
        LEAKS,
        _leaks(study["conditions"]),
        WORDLESS,
        _wordless(study["wordless"]),
        STEPS,
        *_steps(study["steps"]),
        _long(**study["long"]),
        TRIED,
    )
    return "\n".join(part for part in parts if part)


def _head(made: Mapping[str, Any]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in made["versions"].items())
    return HEAD.format(**{**made, "versions": versions})


def _recordings(pools: Mapping[str, Mapping[str, Figures]]) -> str:
    named = {SINGLE: "one speaker", INTERVIEWS: "interview"}
    rows = (
        [name, named[pool], *(f"{held[key]:g}" for key in ("recordings", "seconds", "timed"))]
        for pool, sets in pools.items()
        for name, held in sets.items()
    )
    return _table(["set", "", "recordings", "seconds", "words with true times"], rows)


def _conditions(conditions: Mapping[str, Mapping[str, Figures]], of: str) -> str:
    rows = [
        [f"`{name}`", *_cells(pools[of])]
        for name, pools in conditions.items()
        if of in pools and not name.startswith("leak")
    ]
    if not rows:
        return ""
    return f"### {TITLES[of]}\n\n" + _table(["condition", *_names()], rows)


def _names() -> list[str]:
    return ["WER", "starts", "F1", "ends", "F1", "aligned", "ECE", "in silence"]


def _cells(figures: Figures) -> list[str]:
    return [
        _share(figures["wer"]),
        _off(figures, "word_start"),
        _plain(figures["f1_50ms"], 2),
        _off(figures, "word_end"),
        _plain(figures["f1_ends_50ms"], 2),
        _share(figures["aligned_share"]),
        _plain(figures["confidence_ece"], 3),
        _plain(figures["hallucinated_words"], 0),
    ]


def _reliability(of: str, bins: Sequence[Mapping[str, float]]) -> str:
    rows = ([f"{one['n']:g}", f"{one['p']:.2f}", f"{one['true']:.2f}"] for one in bins)
    return f"### {TITLES[of]}\n\n" + _table(["words", "mean confidence", "were said"], rows)


def _leaks(conditions: Mapping[str, Mapping[str, Figures]]) -> str:
    heard = {name: pools[INTERVIEWS] for name, pools in conditions.items() if INTERVIEWS in pools}
    if not heard:
        return "No interview was among the recordings.\n"
    rows = [["none", _lines(heard["clean"]), *("" for _ in DELAYS[1:])]]
    rows += [
        [f"{level} dB", *(_lines(heard[str(Leak(level, delay))]) for delay in DELAYS)]
        for level in LEVELS
    ]
    return _table(["leak", *(f"{1000 * delay:g} ms" for delay in DELAYS)], rows)


def _lines(figures: Figures) -> str:
    lines = (_plain(figures[f"{name}_lines"], 0) for name in ("misattributed", "duplicated"))
    return f"{_share(figures['wer'])}, {' / '.join(lines)}"


def _wordless(heard: Mapping[str, Mapping[str, Any]]) -> str:
    ran = [name for name, one in heard.items() if "words" in one]
    sounds = heard[ran[0]]["words"]
    names = [f"{name} ({heard[name]['seconds']:g} s)" if name in ran else name for name in heard]
    rows = (
        [
            sound,
            *(str(one["words"][sound]) if "words" in one else "not run" for one in heard.values()),
        ]
        for sound in sounds
    )
    return _table(["sound", *names], rows)


def _steps(steps: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    yield "".join(
        f"* **{step['name']}**: {step['about']} (`{step['version']}`)"
        + (f"; not run: {step['unavailable']}\n" if step["unavailable"] else "\n")
        for step in steps
    )
    ran = next(step["figures"] for step in steps if step["figures"])
    for name, pools in ran.items():
        for of in pools:
            rows = [[step["name"], *_step(step, name, of)] for step in steps]
            yield f"### {TITLES[of]}, `{name}`\n\n" + _table(
                ["", *_names(), "wrong / double lines"], rows
            )


def _step(step: Mapping[str, Any], condition: str, of: str) -> list[str]:
    if step["unavailable"]:
        return ["not run", *("" for _ in _names())]
    figures = step["figures"][condition][of]
    lines = (_plain(figures[f"{name}_lines"], 0) for name in ("misattributed", "duplicated"))
    return [*_cells(figures), " / ".join(lines)]


def _long(figures: Figures, conditions: Mapping[str, Any]) -> str:
    hours = conditions["session_s"] / 3600
    return LONG.format(
        hours=f"{hours:.1f}",
        spoken=f"{conditions['spoken_s']:.0f}",
        memory=_memory(figures["peak_rss_mb"], figures["peak_rss_once_mb"]),
        drift=_plain(figures["drift_ms"], 1),
        p95=_plain(figures["drift_p95_ms"], 1),
        alike=_share(figures["words_alike"]),
        rtf=_plain(figures["cpu_rtf"], 4),
    )


def _memory(whole: float | None, once: float | None) -> str:
    if whole is None or once is None:
        return "Peak memory was not measured in this run (`workbench bench long` does)"
    return f"Peak memory was {whole:.0f} MB, against {once:.0f} MB for the interview alone"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f} %"


def _plain(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{round(value, digits) + 0.0:.{digits}f}"  # no -0.0


def _off(figures: Figures, name: str) -> str:
    median, p95 = figures[f"{name}_median_ms"], figures[f"{name}_p95_ms"]
    return "-" if median is None or p95 is None else f"{median:.0f} / {p95:.0f}"


def _table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [names, ["---"] * len(names), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
