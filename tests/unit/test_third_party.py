"""Every model, voice and recording is named with its sha256 in THIRD_PARTY.md."""

import re
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import pytest

from workbench.doctor import WEIGHTS

CHECKOUT = Path(__file__).parents[2]
NAMED = dict(
    re.findall(
        r"^\| `([^`]+)` \|.* `([0-9a-f]{64})` \|$",
        (CHECKOUT / "THIRD_PARTY.md").read_text(),
        re.MULTILINE,
    )
)


def recordings(folder: Path) -> Iterable[Path]:
    kinds = {".flac", ".mp4", ".opus", ".wav"}
    return (path for path in folder.rglob("*.*") if path.suffix in kinds)


def test_weights_are_named() -> None:
    pins = {name: digest for digest, name in map(str.split, WEIGHTS.read_text().splitlines())}
    assert pins.items() <= NAMED.items()


@pytest.mark.parametrize("folder", ["data/demo", "tests/data"])
def test_committed_recordings_are_named(folder: str) -> None:
    found = {
        str(path.relative_to(CHECKOUT)): sha256(path.read_bytes()).hexdigest()
        for path in recordings(CHECKOUT / folder)
    }
    assert found
    assert found.items() <= NAMED.items()


@pytest.mark.shared
def test_recordings_beside_the_checkout_are_named(shared: Path) -> None:
    found = {
        path.name: sha256(path.read_bytes()).hexdigest()
        for path in recordings(shared / "data" / "audio")
    }
    assert found
    assert found.items() <= NAMED.items()
