"""What the handbook says is what the program does."""

import re
from pathlib import Path
from typing import get_args

import pytest
from typer.main import get_command

from workbench.cli import app
from workbench.exports import FORMATS
from workbench.tables import TableName

HANDBOOK = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")
COMMANDS = get_command(app).commands  # type: ignore[attr-defined]  # a group has commands


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_with_its_options(name: str) -> None:
    (row,) = re.findall(rf"^\| (`workbench {name}\b.*)$", HANDBOOK, re.MULTILINE)
    options = {option for one in COMMANDS[name].params for option in one.opts}
    assert {option for option in options if option.startswith("--")} - {"--help"} == set(
        re.findall(r"--[a-z]+", row.split("` |")[0])
    )


def test_every_documented_command_exists() -> None:
    assert set(re.findall(r"^\| `workbench ([a-z]+)", HANDBOOK, re.MULTILINE)) == set(COMMANDS)


@pytest.mark.parametrize("word", [*FORMATS, *get_args(TableName)])
def test_every_format_and_table_is_documented(word: str) -> None:
    assert f"`{word}`" in HANDBOOK or word in HANDBOOK.split("## In notebooks")[1]
