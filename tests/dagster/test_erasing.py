"""Erasing in real Dagster and MLflow databases: afterwards every byte of every file is searched."""

import json
import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.execution.backfill import BulkActionStatus, PartitionBackfill
from dagster._core.remote_origin import RemoteInstigatorOrigin
from dagster._core.scheduler.instigation import (
    InstigatorState,
    InstigatorStatus,
    SensorInstigatorData,
    TickData,
    TickStatus,
)
from mlflow import MlflowClient

from assets.tracking import TrackingResource
from dagster_project.address import address
from dagster_project.erase import order
from dagster_project.erase.order import Places, erase
from dagster_project.instance import home
from dagster_project.origin import PARTITION, PROCESS, remote_origin
from interview.errors import BadIdentifier, NoSuchSession, Refused
from interview.store import erasure, kept
from interview.store.erasure import Erasures
from interview.store.live import claimed
from tests.dagster.conftest import (
    CANDIDATE,
    INTERVIEWER,
    WITHOUT_MLFLOW,
    Workbench,
    _workbench,
)

GONE, STAYS = "quokka", "quokka-2"
"""The one's name begins the other's."""
SAID = ("payment service", "mentored", "Backend engineer")
"""Words of both, said and posted."""
AT = 1.8e9
SELECTED = f"{WITHOUT_MLFLOW},scoring_run"


@dataclass
class Lab:
    workbench: Workbench
    places: Places
    folder: Path

    def files(self) -> list[Path]:
        return [path for path in self.folder.rglob("*") if path.is_file()]

    def where(self, needle: str) -> list[str]:
        """The files that hold a text, also as compressed in a database."""
        found = [path for path in self.files() if needle.encode() in _all_of(path)]
        return [str(path.relative_to(self.folder)) for path in found]

    def erase(self, session: str = GONE) -> order.Receipt:
        return erase(self.places, session, by="operator", why="asked", who="Dr Who", at=AT)


def _all_of(path: Path) -> bytes:
    """The bytes of a file, and those that a database holds compressed."""
    data = path.read_bytes()
    if path.name == "runs.db":
        with sqlite3.connect(path) as connection:
            rows = connection.execute("select snapshot_body from snapshots").fetchall()
        data += b"".join(zlib.decompress(row[0]) for row in rows)
    return data


def _environment(patch: pytest.MonkeyPatch, folder: Path) -> None:
    patch.setenv("INTERVIEW_DATA", str(folder / "data"))
    patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{folder}/mlruns/mlflow.db")
    patch.setenv("DAGSTER_HOME", str(folder / "dagster"))
    patch.setattr(tempfile, "tempdir", str(folder / "temp"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Workbench]]:
    """A folder with two sessions that were run, and all that Dagster's daemon writes of them."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        _environment(patch, folder)
        (folder / "temp").mkdir()
        making = _workbench(folder)
        workbench = next(making)
        workbench.store.erase("tones")
        home()
        with dg.DagsterInstance.get() as workbench.instance:
            for session in (STAYS, GONE):  # the last that each asset knows is to be erased
                tracks = {"candidate_audio": CANDIDATE, "interviewer_audio": INTERVIEWER}
                workbench.add(session, tracks)
                workbench.run(SELECTED, session)
                workbench.store.append(session, "completed", at=1.7e9 + 60, who="test", body={})
            _as_the_daemon(workbench.instance)
        shutil.copytree(folder, folder.with_name("kept"))
        yield folder, workbench
        making.close()


@pytest.fixture
def lab(made: tuple[Path, Workbench], monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    folder, workbench = made
    _restore(folder)
    _environment(monkeypatch, folder)
    tracking = workbench.resources["tracking"]
    assert isinstance(tracking, TrackingResource)
    with dg.DagsterInstance.get() as workbench.instance:
        erasures = Erasures(folder / "data")
        places = Places(workbench.store, erasures, workbench.instance, tracking.uri)
        yield Lab(workbench, places, folder)


def _restore(folder: Path) -> None:
    """As it was made; MLflow's database in place, for MLflow keeps it open."""
    kept_, database = folder.with_name("kept"), Path("mlruns", "mlflow.db")
    for path in (*folder.iterdir(), *(folder / "mlruns").iterdir()):
        if path.is_dir() and path.name != "mlruns":
            shutil.rmtree(path)
    shutil.copytree(
        kept_, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(database.name)
    )
    with closing(sqlite3.connect(kept_ / database)) as before:
        with closing(sqlite3.connect(folder / database)) as now:
            before.backup(now)


def _as_the_daemon(instance: dg.DagsterInstance) -> None:
    """Ticks, the last run key of a sensor, a backfill, and an event outside of any run."""
    origin = RemoteInstigatorOrigin(remote_origin("answer").repository_origin, "settled_answers")
    data = SensorInstigatorData(last_run_key=f"{GONE}/c-1/abc/1", cursor="1.0")
    state = InstigatorState(origin, InstigatorType.SENSOR, InstigatorStatus.RUNNING, data)
    instance.add_instigator_state(state)
    for session in (STAYS, GONE):
        (run, *_) = instance.get_runs(dg.RunsFilter(tags={PARTITION: session}))
        tick = TickData(
            state.instigator_origin_id,
            "settled_answers",
            InstigatorType.SENSOR,
            TickStatus.SUCCESS,
            AT,
            run_ids=[run.run_id],
            run_keys=[f"{session}/c-1/abc/1"],
            selector_id=state.selector_id,
        )
        instance.create_tick(tick)
        instance.report_runless_asset_event(
            dg.AssetMaterialization("words", partition=session, description=f"of {session}")
        )
    instance.add_backfill(
        PartitionBackfill(
            "backfill",
            BulkActionStatus.COMPLETED_SUCCESS,
            from_failure=False,
            tags={},
            backfill_timestamp=AT,
            partition_names=[GONE],
        )
    )


def test_nothing_is_left_of_an_erased_session_and_all_of_the_others(lab: Lab) -> None:
    runs = [run.run_id for run in _runs(lab, GONE)]
    mlflow = MlflowClient(lab.places.mlflow)
    left = Path(tempfile.gettempdir(), "afresh-x", f"session={GONE}")
    left.mkdir(parents=True)
    (left / "words").write_text("payment")
    address(GONE).touch()
    assert {"dagster/history/runs.db", "mlruns/mlflow.db"} <= set(lab.where(GONE))
    before = lab.where(STAYS)
    receipt = lab.erase()
    for needle in (f'"{GONE}"', f"={GONE}", f"{GONE}/", f"of {GONE}\"", f" {GONE} ", *runs):
        assert lab.where(needle) == [], needle
    everything = b"".join(_all_of(path) for path in lab.files())
    assert everything.replace(STAYS.encode(), b"").count(GONE.encode()) == 0
    assert not left.exists()
    assert lab.where(STAYS) == before
    assert lab.workbench.store.sessions() == [STAYS]
    assert lab.workbench.instance.get_dynamic_partitions("session") == [STAYS]
    assert len(_runs(lab, STAYS)) == 1
    found = mlflow.search_runs(["1"])
    assert [run.data.tags["session"] for run in found if "session" in run.data.tags] == [STAYS]
    lab.workbench.run(SELECTED, STAYS)
    removed = receipt["removed"]
    assert removed["files"] > 20
    assert removed["bytes"] > 100_000
    assert (removed["dagster_runs"], removed["mlflow_runs"], removed["mlflow_files"]) == (1, 1, 2)
    assert removed["dagster_ticks"] == removed["dagster_backfills"] == removed["temporary"] == 1


def _runs(lab: Lab, session: str) -> Sequence[dg.DagsterRun]:
    return lab.workbench.instance.get_runs(dg.RunsFilter(tags={PARTITION: session}))


def test_words_are_gone_from_every_file_when_the_last_session_is(lab: Lab) -> None:
    assert all(lab.where(word) for word in SAID[:1])
    lab.erase(STAYS)
    lab.erase(GONE)
    for word in (*SAID, GONE, "Dr Who"):
        assert lab.where(word) == [], word
    receipts = (lab.folder / "data" / "receipts.jsonl").read_text().splitlines()
    assert [json.loads(line)["what"] for line in receipts] == ["session", "session"]


STEPS = ("_empty_store", "_forget_history", "_forget_scorings", "_remove_temporary")


class Killed(BaseException):
    pass


@pytest.mark.parametrize("step", STEPS)
def test_an_erasure_that_was_killed_is_brought_to_its_end(
    lab: Lab, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(order, step, killed)
        with pytest.raises(Killed):
            lab.erase()
    receipt = lab.erase()
    assert receipt["removed"]["dagster_runs"] == receipt["removed"]["mlflow_runs"] == 1
    assert receipt["removed"]["files"] > 20
    everything = b"".join(_all_of(path) for path in lab.files())
    assert GONE.encode() not in everything.replace(STAYS.encode(), b"")
    assert not lab.places.erasures.begun()
    with pytest.raises(NoSuchSession):
        lab.erase()
    assert len((lab.folder / "data" / "receipts.jsonl").read_text().splitlines()) == 1
