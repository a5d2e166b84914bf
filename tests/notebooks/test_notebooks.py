"""Every notebook that teaches is executed as a reader would, on the demo interview."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import av
import nbformat
import pytest
from _pytest.config import parse_warning_filter
from nbclient import NotebookClient
from nbformat import NotebookNode

from interview.store import Store
from workbench import demo, notebooks, running
from workbench.importing import import_recording
from workbench.tables import COLUMNS

FOLDER = Path(notebooks.__file__).parent
CHECKOUT = Path(__file__).parents[2]
NAMES = sorted(path.name for path in FOLDER.glob("*.ipynb"))
FACE = 20.0
"""Seconds of the candidate's picture."""
LONGEST = 300
"""Seconds a cell may take on a busy machine."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The environment in which the demo interview was run, once for all notebooks."""
    folder = tmp_path_factory.mktemp("notebooks")
    whole = demo.recording(1_700_000_000.0)
    recording = replace(whole, video=beginning(demo.VIDEO, folder / "video.mp4"))
    root = str(folder / "data")
    import_recording(Store(root), recording, lambda *_: None, at=recording.start_time, who="test")
    here = {
        "MLFLOW_TRACKING_URI": f"sqlite:///{folder}/mlflow.db",
        "DAGSTER_HOME": str(folder / "dagster"),
        "IPYTHONDIR": str(folder / "ipython"),
        "PYTHONPATH": str(CHECKOUT),
    }
    assert {step.state for step in running.run(demo.SESSION, root, environment=here)} >= {"done"}
    return {**here, "INTERVIEW_DATA": root}


def beginning(video: Path, into: Path) -> Path:
    """The first seconds of it: looking at all of it would take longer than all else."""
    with av.open(str(video)) as whole, av.open(str(into), "w") as short:
        stream = whole.streams.video[0]
        copy = short.add_stream_from_template(stream)
        for packet in whole.demux(stream):
            if float((packet.pts or 0) * packet.time_base) > FACE:
                break
            packet.stream = copy
            short.mux(packet)
    return into


def read(name: str) -> NotebookNode:
    found: NotebookNode = nbformat.read(FOLDER / name, as_version=4)  # type: ignore[no-untyped-call]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_lies_there_without_outputs(name: str) -> None:
    made = read(name)
    nbformat.validate(made)
    code = [cell for cell in made.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in code)
    assert made.cells[0].source.startswith("# ")


def test_every_notebook_table_and_column_is_in_the_handbook() -> None:
    handbook = (CHECKOUT / "docs" / "notebooks.md").read_text(encoding="utf-8")
    assert all(f"| `{name.removesuffix('.ipynb')}` |" in handbook for name in NAMES)
    for table, columns in COLUMNS.items():
        told = ", ".join(f"`{column}`" for column in columns)
        assert re.search(rf"^\| `{table}` \| [^|]+ \| {told} \|$", handbook, re.MULTILINE)


@pytest.mark.services
@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_to_its_end(
    name: str,
    place: Mapping[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    pytestconfig: pytest.Config,
) -> None:
    for variable, value in place.items():
        monkeypatch.setenv(variable, value)
    made = read(name)
    made.cells[1].source = strict(pytestconfig) + made.cells[1].source
    where = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(made, timeout=LONGEST, kernel_name="python3", resources=where).execute()
    said = [out for cell in made.cells for out in cell.get("outputs", ()) if out.get("name")]
    assert [out.text for out in said if out.name == "stderr"] == []


def strict(config: pytest.Config) -> str:
    """What a test makes an error of is one in the notebook."""
    filters = [parse_warning_filter(one, escape=False) for one in config.getini("filterwarnings")]
    told = [(f[0], f[1], f[2].__name__, f[3], f[4]) for f in filters]
    return (
        "import builtins, warnings\n"
        "warnings.resetwarnings()\n"
        f"for action, message, category, module, line in {told!r}:\n"
        "    warnings.filterwarnings(\n"
        "        action, message, getattr(builtins, category), module, line\n"
        "    )\n"
        "warnings.filterwarnings('ignore', module='ipykernel')\n"
    )
