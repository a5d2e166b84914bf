import shutil
import socket
from importlib.metadata import version
from pathlib import Path

import pytest

from workbench import doctor
from workbench.doctor import Finding


def states(findings: list[Finding]) -> set[str]:
    return {finding.state for finding in findings}


@pytest.mark.parametrize(
    ("running", "state"),
    [((3, 10), "broken"), ((3, 11), "ok"), ((3, 12), "ok"), ((3, 13), "broken")],
)
def test_python_is_3_11_or_3_12(running: tuple[int, int], state: str) -> None:
    assert doctor.python(running).state == state


def test_a_package_that_is_missing_or_differs_is_named(tmp_path: Path) -> None:
    lock = tmp_path / "core.txt"
    lock.write_text(f"numpy=={version('numpy')}\npandas==0.1\nnosuchpackage==1.0\n")
    pandas, missing = doctor.packages(lock)
    assert pandas.what == f"pandas {version('pandas')} instead of 0.1"
    assert missing.what == "nosuchpackage missing instead of 1.0"
    assert states([pandas, missing]) == {"broken"}


def test_weights_are_those_that_were_measured() -> None:
    assert states(list(doctor.weights(doctor.WEIGHTS))) == {"ok"}


def test_altered_and_missing_weights_are_named(tmp_path: Path) -> None:
    lines = doctor.WEIGHTS.read_text().splitlines()
    altered = "0" * 64 + lines[0][64:]
    manifest = tmp_path / "weights.sha256"
    manifest.write_text("\n".join([altered, *lines[1:], f"{'0' * 64}  numpy/nosuchfile"]))
    first, second = doctor.weights(manifest)
    assert lines[0].split()[1] in first.what
    assert "numpy/nosuchfile" in second.what
    assert "requirements/install" in second.advice


def test_a_taken_port_is_only_a_warning() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        (taken,) = doctor.ports({port: "somebody"})
    (free,) = doctor.ports({port: "somebody"})
    assert (taken.state, free.state) == ("warning", "ok")
    assert str(port) in taken.what


def test_a_folder_without_room_is_told_before_it_fills(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free // 10**6
    enough, little = (
        doctor.space(tmp_path / "not" / "made", "sessions", megabytes)
        for megabytes in (free // 2, free * 2)
    )
    assert (enough.state, little.state) == ("ok", "warning")


def test_only_broken_things_fail_the_doctor(capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor.report([Finding("ok", "fine"), Finding("warning", "tight")]) == 0
    assert doctor.report([Finding("ok", "fine"), Finding("broken", "weights", "install")]) == 1
    assert "broken  weights: install" in capsys.readouterr().out
