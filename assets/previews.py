"""What a researcher sees of an asset in the web UI: a summary, counts, tables, a picture."""

from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

import dagster as dg

from interview.belief import interval
from interview.model import (
    DIMENSIONS,
    Evidence,
    JobDescription,
    ProfileSnapshot,
    QAPair,
    Sentence,
    Turn,
    Verdict,
    Word,
)
from interview.ports import Vectors

ROWS = 20  # of a preview
WIDEST = 80  # characters of a cell

Metadata = dict[str, dg.MetadataValue]


def about(kind: str, value: object) -> Metadata:
    """The metadata of a value; "summary" is a line that says how much there is."""
    return in_brief(kind, value) | (PICTURES[kind](value) if kind in PICTURES else {})


def in_brief(kind: str, value: object) -> Metadata:
    """The same without what takes as long to draw as all else takes to make."""
    return ABOUT[kind](value) if kind in ABOUT else {}


def table(names: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}"
    text = "" if value is None else " ".join(str(value).split()).replace("|", "\\|")
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def _listed(
    summary: str, count: int, names: Sequence[str], rows: Iterable[Sequence[object]]
) -> Metadata:
    return {
        "summary": dg.MetadataValue.text(summary),
        "dagster/partition_row_count": dg.MetadataValue.int(count),
        "preview": dg.MetadataValue.md(table(names, rows)),
    }


def _words(words: list[Word]) -> Metadata:
    aligned = sum(word.timed_by == "aligner" for word in words)
    share = aligned / len(words) if words else 0.0
    rows = ([w.id, w.span.start, w.span.end, w.text, w.confidence] for w in words[:ROWS])
    return _listed(
        f"{len(words)} words, {share:.0%} timed by the aligner",
        len(words),
        ["id", "start", "end", "text", "confidence"],
        rows,
    ) | {
        "timed_by_aligner": dg.MetadataValue.float(share),
        "spoken_seconds": dg.MetadataValue.float(sum((w.span.duration for w in words), 0.0)),
    }


def _sentences(sentences: list[Sentence]) -> Metadata:
    rows = ([s.span.start, s.speaker, s.text] for s in sentences[:ROWS])
    summary = f"{len(sentences)} sentences"
    return _listed(summary, len(sentences), ["start", "speaker", "text"], rows)


def _turns(turns: list[Turn]) -> Metadata:
    rows = ([t.span.start, t.speaker, t.text, ", ".join(t.flags)] for t in turns[:ROWS])
    summary = f"{len(turns)} turns"
    flags = [flag for turn in turns for flag in turn.flags]
    return _listed(summary, len(turns), ["start", "speaker", "text", "flags"], rows) | {
        flag: dg.MetadataValue.int(flags.count(flag)) for flag in sorted(set(flags))
    }


def _pairs(pairs: list[QAPair]) -> Metadata:
    answered = sum(pair.answered for pair in pairs)
    rows = ([p.span.start, p.kind, p.question, p.answer, p.confidence] for p in pairs[:ROWS])
    return _listed(
        f"{len(pairs)} questions, {answered} answered",
        len(pairs),
        ["start", "kind", "question", "answer", "confidence"],
        rows,
    ) | {"answered": dg.MetadataValue.int(answered)}


def _job_description(job: JobDescription) -> Metadata:
    rows = ([r.name, r.kind, r.weight, r.years, r.quote] for r in job.requirements)
    return _listed(
        f"{job.title}: {len(job.requirements)} requirements" if job.title else "no posting",
        len(job.requirements),
        ["requirement", "kind", "weight", "years", "quote"],
        rows,
    )


def _job_vectors(vectors: Vectors) -> Metadata:
    return {"summary": dg.MetadataValue.text("{} vectors of {} numbers".format(*vectors.shape))}


def _evidence(evidence: list[Evidence]) -> Metadata:
    rows = ([e.dimension, e.scorer, e.value, e.sd, e.quote] for e in evidence[:ROWS])
    return _listed(
        f"{len(evidence)} findings in {len({e.qa for e in evidence})} answers",
        len(evidence),
        ["dimension", "scorer", "value", "sd", "quote"],
        rows,
    )


def _profile(profile: list[ProfileSnapshot]) -> Metadata:
    last = profile[-1].beliefs if profile else {}
    rows = ([d, b.mean, b.variance**0.5, len(b.evidence)] for d, b in last.items())
    names = ["dimension", "mean", "sd", "findings"]
    return _listed(f"{len(profile)} snapshots", len(profile), names, rows)


def _verdict(verdict: Verdict) -> Metadata:
    low, high = verdict.outlook.interval
    hire = verdict.outlook.hire_probability
    state = "" if verdict.state == "judged" else ", insufficient evidence"
    rows = ([r.name, r.met, *r.interval] for r in verdict.requirements)
    return {
        "summary": dg.MetadataValue.text(
            f"hire probability {hire:.2f} ({low:.2f}-{high:.2f}){state}"
        ),
        "hire_probability": dg.MetadataValue.float(hire),
        "low": dg.MetadataValue.float(low),
        "high": dg.MetadataValue.float(high),
        "confidence": dg.MetadataValue.float(verdict.confidence),
        "state": dg.MetadataValue.text(verdict.state),
        "scorer": dg.MetadataValue.text(verdict.scorer),
        "calibration": dg.MetadataValue.text(verdict.calibration),
        "risk_flags": dg.MetadataValue.text(", ".join(f.flag for f in verdict.risk_flags)),
        "requirements": dg.MetadataValue.md(table(["requirement", "met", "low", "high"], rows)),
    }


def profile_picture(profile: Sequence[ProfileSnapshot]) -> bytes:
    """PNG: each dimension's mean and its 80 % interval after each answer."""
    from matplotlib.figure import Figure  # only here: importing it costs seconds

    figure = Figure(figsize=(9, 4))  # no layout engine: it costs as much as drawing
    grid = figure.subplots(2, 3, sharex=True, sharey=True)
    figure.subplots_adjust(left=0.06, right=0.98, top=0.93, bottom=0.13)
    for axes, dimension in zip(grid.flat, DIMENSIONS, strict=True):
        times, seen = [s.t for s in profile], [s.beliefs[dimension] for s in profile]
        low, high = [[interval(belief)[end] for belief in seen] for end in (0, 1)]
        axes.fill_between(times, low, high, alpha=0.25, step="post")
        axes.step(times, [belief.mean for belief in seen], where="post")
        axes.set_title(dimension.replace("_", " "), fontsize=9)
        axes.set_ylim(0, 1)
    figure.supxlabel("seconds", fontsize=9)
    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=80, metadata={"Software": None})
    return buffer.getvalue()


def _drawn(profile: Sequence[ProfileSnapshot]) -> Metadata:
    return {"picture": dg.MetadataValue.md(f"![profile]({_inline(profile_picture(profile))})")}


def _inline(png: bytes) -> str:
    return "data:image/png;base64," + b64encode(png).decode()


ABOUT: Mapping[str, Callable[[Any], Metadata]] = {
    "words": _words,
    "sentences": _sentences,
    "turns": _turns,
    "pairs": _pairs,
    "job_description": _job_description,
    "job_vectors": _job_vectors,
    "evidence": _evidence,
    "profile": _profile,
    "verdict": _verdict,
}
PICTURES: Mapping[str, Callable[[Any], Metadata]] = {"profile": _drawn}
