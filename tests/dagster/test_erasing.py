"""Erasing in real Dagster and MLflow databases: afterwards every byte of every file is searched."""

import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
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

from assets.resources import StoreResource
from assets.tracking import TrackingResource
from capture_server.withdrawal import withdraw
from dagster_project.address import address
from dagster_project.definitions import definitions
from dagster_project.defs.retention import erasures
from dagster_project.erase import duty, order
from dagster_project.erase.order import Places, erase
from dagster_project.erase.tables import Names
from dagster_project.instance import home
from dagster_project.origin import PARTITION, PROCESS, code_origin, remote_origin, this_process
from interview.errors import BadIdentifier, NoSuchSession, Refused, Transient
from interview.model import Sync, Word
from interview.store import erasure, kept
from interview.store.copies import PREFIX
from interview.store.erasure import Erasures
from interview.store.live import claimed
from tests.dagster.conftest import (
    CANDIDATE,
    INTERVIEWER,
    WITHOUT_MLFLOW,
    Workbench,
    workbench_in,
)
from workbench.erasing import erase_due, receipts

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
        making = workbench_in(folder)
        workbench = next(making)
        workbench.store.erase("tones")
        home()
        with dg.DagsterInstance.get() as workbench.instance:
            for session in (STAYS, GONE):  # the last that each asset knows is to be erased
                workbench.add(
                    session, {"candidate_audio": CANDIDATE, "interviewer_audio": INTERVIEWER}
                )
                workbench.run(SELECTED, session)
                workbench.store.append(session, "completed", at=1.7e9 + 60, who="test", body={})
            _as_the_daemon(workbench.instance)
        shutil.copytree(folder, folder.with_name("kept"))
        yield folder, workbench


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
    shutil.copytree(kept_, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(database.name))
    before, now = (sqlite3.connect(each / database) for each in (kept_, folder))
    with closing(before), closing(now):
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
    temporary = Path(tempfile.gettempdir())
    left = temporary / f"{PREFIX}x" / f"session={GONE}"
    elsewhere = temporary / "other-data" / f"session={GONE}"
    for folder in (left, elsewhere):
        folder.mkdir(parents=True)
        (folder / "words").write_text("payment")
    address(GONE).touch()
    assert {"dagster/history/runs.db", "mlruns/mlflow.db"} <= set(lab.where(GONE))
    before = lab.where(STAYS)
    receipt = lab.erase()
    assert (elsewhere / "words").exists()  # it may be a session of other data
    shutil.rmtree(elsewhere)
    for needle in (f'"{GONE}"', f"={GONE}", f"{GONE}/", f'of {GONE}"', f" {GONE} ", *runs):
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


def test_a_process_that_is_killed_while_it_erases_leaves_the_rest_to_the_next(lab: Lab) -> None:
    command = [sys.executable, "-m", "dagster_project.erase", GONE]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
        for _ in range(600):
            if lab.places.erasures.begun() or child.poll() is not None:
                break
            time.sleep(0.05)
        child.kill()
    assert lab.places.erasures.begun(), "it was killed too late"
    (receipt,) = erase_due(str(lab.folder / "data"), at=AT)
    assert (receipt.by, receipt.why) == ("operator", "asked")
    everything = b"".join(_all_of(path) for path in lab.files())
    assert GONE.encode() not in everything.replace(STAYS.encode(), b"")
    assert receipts(str(lab.folder / "data")) == [receipt]


def test_nothing_goes_while_media_come_in_or_a_worker_listens(lab: Lab) -> None:
    store = lab.workbench.store
    weight = erasure.weighed(store, GONE)
    recording = store.land_video(GONE, "candidate_video", Sync("import", None))
    with recording, pytest.raises(Refused, match="end the interview first"):
        lab.erase()
    waited = list[float]()
    lab.places = replace(lab.places, wait=waited.append)
    with claimed(store, GONE), pytest.raises(Transient, match="in a minute"):
        lab.erase()
    assert sum(waited) == pytest.approx(order.PATIENCE)
    assert erasure.weighed(store, GONE)["files"] >= weight["files"]
    assert store.events(GONE)[-1].kind == kept.ERASE
    assert duty.is_due(store, GONE, AT)
    assert [receipt["why"] for receipt in duty.do(lab.places, [GONE, STAYS], AT)] == ["asked"]
    assert store.sessions() == [STAYS]


@pytest.mark.parametrize("status", [dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.QUEUED])
def test_runs_end_before_a_session_goes(lab: Lab, status: dg.DagsterRunStatus) -> None:
    instance = lab.workbench.instance
    tags = {PARTITION: GONE, PROCESS: this_process()}
    run = instance.create_run_for_job(
        definitions(lab.workbench.resources).get_repository_def().get_job("answer"),
        tags=tags,
        status=status,
        remote_job_origin=remote_origin("answer"),
        job_code_origin=code_origin("answer"),
    )
    if status == dg.DagsterRunStatus.STARTED:
        with pytest.raises(Refused, match="goes on"):
            lab.erase()
        assert lab.workbench.store.exists(GONE)
        instance.add_run_tags(run.run_id, {PROCESS: f"{this_process().split(':')[0]}:4194305"})
    assert lab.erase()["removed"]["dagster_runs"] == 2
    assert lab.where(run.run_id) == []


def test_a_backfill_that_goes_on_is_cancelled_first(lab: Lab) -> None:
    going_on = PartitionBackfill(
        "going",
        BulkActionStatus.REQUESTED,
        from_failure=False,
        tags={},
        backfill_timestamp=AT,
        partition_names=[GONE, STAYS],
    )
    lab.workbench.instance.add_backfill(going_on)
    with pytest.raises(Refused, match="cancel it"):
        lab.erase()
    cancelled = going_on._replace(status=BulkActionStatus.CANCELED)
    lab.workbench.instance.update_backfill(cancelled)
    assert lab.erase()["removed"]["dagster_backfills"] == 2


def test_an_erasure_waits_for_a_sensor_that_looked_before(lab: Lab) -> None:
    waited = list[float]()
    instance = lab.workbench.instance
    (state,) = instance.all_instigator_state()
    begun = TickData(
        state.instigator_origin_id,
        "landed_sessions",
        InstigatorType.SENSOR,
        TickStatus.STARTED,
        time.time(),
        selector_id=state.selector_id,
    )
    tick = instance.create_tick(begun)

    def wait(seconds: float) -> None:
        waited.append(seconds)
        instance.add_dynamic_partitions("session", [GONE])  # as it asks for
        instance.update_tick(tick.with_status(TickStatus.SUCCESS))

    lab.places = replace(lab.places, wait=wait)
    lab.erase()
    assert len(waited) == 1
    assert instance.get_dynamic_partitions("session") == [STAYS]


@pytest.mark.parametrize("session", ["nobody", "../data", ""])
def test_what_is_not_there_cannot_be_erased(lab: Lab, session: str) -> None:
    with pytest.raises((NoSuchSession, BadIdentifier)):
        lab.erase(session)
    assert receipts(str(lab.folder / "data")) == []
    assert not lab.places.erasures.begun()


def test_what_is_left_of_a_folder_that_somebody_removed_is_found(lab: Lab) -> None:
    shutil.rmtree(lab.folder / "data" / f"session={GONE}")
    assert lab.erase()["removed"]["dagster_runs"] == 1
    assert lab.where(f'"{GONE}"') == []


def test_a_damaged_session_can_be_erased(lab: Lab) -> None:
    folder = lab.folder / "data" / f"session={GONE}"
    for name in ("events.jsonl", "meta.json"):
        (folder / name).write_bytes(b"{" + (folder / name).read_bytes())
    assert not duty.is_due(lab.workbench.store, GONE, AT)
    assert lab.erase()["removed"]["files"] > 20
    assert lab.workbench.store.sessions() == [STAYS]


def test_a_sensor_has_the_rest_erased_of_what_a_candidate_took_back(lab: Lab) -> None:
    store = lab.workbench.store
    withdraw(store, GONE, "everything", AT)
    assert store.sessions() == [STAYS]
    told = look(lab)
    assert not told.run_requests
    for _ in range(1200):
        if receipts(str(lab.folder / "data")):
            break
        time.sleep(0.1)
    assert [receipt.by for receipt in receipts(str(lab.folder / "data"))] == ["candidate"]
    assert store.sessions() == [STAYS]
    assert not look(lab, told.cursor).run_requests


def look(lab: Lab, cursor: str | None = None) -> dg.SensorResult:
    """A tick of the sensor."""
    store = lab.workbench.resources["store"]
    assert isinstance(store, StoreResource)
    context = dg.build_sensor_context(instance=lab.workbench.instance, cursor=cursor)
    told = erasures(context, store=store)
    assert isinstance(told, dg.SensorResult)
    return told


def test_signals_of_the_face_go_alone_and_the_rest_is_made_again(lab: Lab) -> None:
    store = lab.workbench.store
    folder = lab.folder / "data" / f"session={GONE}"
    for kind in ("faces", "behaviour"):
        (folder / kind).mkdir(exist_ok=True)
        (folder / kind / "part.parquet").write_text("wide-eyed")
    withdraw(store, GONE, "behaviour", AT)
    assert lab.where("wide-eyed") == []
    (receipt,) = duty.do(lab.places, store.sessions(), AT)
    assert (receipt["what"], receipt["by"]) == ("signals from the face", "candidate")
    assert [one.partition_key for one in look(lab).run_requests or ()] == [GONE]
    assert lab.where("wide-eyed") == []
    assert _runs(lab, GONE) == []
    assert store.read(GONE, "words", list[Word])
    lab.workbench.run(SELECTED, GONE)
    assert len(_runs(lab, GONE)) == 1
    assert not look(lab).run_requests


def test_sessions_go_at_their_date(lab: Lab) -> None:
    store, day = lab.workbench.store, 86_400.0
    for session, days in ((GONE, 30), (STAYS, 31)):
        body = {"days": days}
        store.append(session, kept.RETENTION, at=1.7e9, who="host", body=body)
    late = 1.7e9 + 30 * day
    assert list(duty.do(lab.places, store.sessions(), late - 1)) == []
    assert [one["why"] for one in duty.do(lab.places, store.sessions(), late)] == ["retention"]
    assert store.sessions() == [STAYS]


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("demo", True),
        ('{"partition": "demo"}', True),
        ("demo/c-1/abc/1", True),
        ("the session demo.", True),
        ("demo-2", False),
        ("my.demo", False),
        ("demo.2", False),
        ("demography", False),
        (None, False),
        ("run 0-1", True),
    ],
)
def test_a_name_stands_only_where_it_is_whole(text: str | None, stands: bool) -> None:
    assert Names("demo", frozenset({"0-1"})).stand_in(text) is stands
