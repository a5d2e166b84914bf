"""The bench of the capture server measures what it says."""

from pathlib import Path

import numpy as np
import pytest

from workbench.bench import capture
from workbench.bench.callers import Player
from workbench.bench.clip import CHIRPS, Clip, chirps, find_chirps, opus, vp8
from workbench.bench.sight import Errors, said

TIMES = np.arange(0.0, 120.0, 0.5)


def test_errors_are_compared_where_both_are_near() -> None:
    sound = Errors(TIMES, np.full(len(TIMES), 0.012))
    pictures = Errors(TIMES[:120] + 0.1, np.full(120, 0.009))
    between = sound.against(pictures)
    assert between.p95_ms == pytest.approx(3.0)
    assert between.times[-1] <= 60.1
    assert between.drift_ms_per_min() == pytest.approx(0.0, abs=1e-9)


def test_drift_is_told_by_the_minute() -> None:
    late = 0.002 * TIMES / 60
    assert Errors(TIMES, late).drift_ms_per_min() == pytest.approx(2.0)
    assert Errors(TIMES, late + 0.06 * (TIMES == 30)).drift_ms_per_min() == pytest.approx(2.0)
    breaks = [30.0, 60.0, 90.0]
    stepped = Errors(TIMES, late - 0.005 * np.searchsorted(breaks, TIMES))
    assert stepped.drift_ms_per_min(breaks) == pytest.approx(2.0)
    assert stepped.drift_ms_per_min() < 0.0


def test_chirps_begin_within_the_packet_that_was_captured_then() -> None:
    player = Player("audio", [])
    player.truth = [(place % 100, 1000.0 + place * 0.02) for place in range(150)]
    begun = [1000.25, 1000.91, 1001.43, 1002.25, 1002.91]
    assert said([player], CHIRPS) == pytest.approx(begun)


def test_chirps_are_found_between_samples() -> None:
    sound = chirps(2.0, [0.25, 0.9100104])[::3]
    assert find_chirps(sound.copy()) == pytest.approx([0.25, 0.91], abs=2e-5)


@pytest.mark.anyio
@pytest.mark.services
async def test_a_killed_server_is_measured(tmp_path: Path) -> None:
    clip = Clip(opus(chirps(2.0, list(CHIRPS))), vp8(120, 120))
    report = await capture._kill(tmp_path, clip, 3.0)
    assert -0.05 < (report.figures["kill_loss_s"] or 0.0) < 0.2
    assert report.conditions["status_after_kill"] == "recovered"
