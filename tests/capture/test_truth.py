"""Tracks lie where the browsers themselves say that they were captured."""

from pathlib import Path

import pytest

from workbench.bench.synchrony import in_chromium

pytestmark = [pytest.mark.browser, pytest.mark.services, pytest.mark.anyio]


async def test_tracks_lie_on_one_clock_through_a_mute_and_a_reload(tmp_path: Path) -> None:
    report = await in_chromium(tmp_path, 32.0)
    errors = report.figures["av_error_p95_ms"], report.figures["cross_error_p95_ms"]
    assert max(error or 99.0 for error in errors) < 5.0
    assert report.conditions["methods"] == ["abs-capture-time"]
    assert int(str(report.conditions["chirps"])) > 20
    assert int(str(report.conditions["pictures"])) > 300
