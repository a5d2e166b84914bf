"""What the web UI does with our runs, asked through its own GraphQL, with queue and daemon."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from dagster_project.settings import ANSWER, FINISH, JOB, LOCATION
from interview.model import SessionMeta, Sync, Word
from interview.settling import Settled
from interview.store import Store
from tests.dagster.conftest import POSTING
from tests.dagster.tones import silence
from tests.talk import words

pytestmark = pytest.mark.services

ROOT = Path(__file__).parents[2]
SESSION = "spoken"
LIVE = "live"
SAID: list[Word] = [
    *words("interviewer", "What did you build?", 1.0),
    *words("candidate", "A shop for books.", 4.0),
]
DONE = {"SUCCESS", "FAILURE", "CANCELED"}
RUN = "... on Run { runId status tags { key value } }"
TICK = 5.0  # seconds; of Dagster's sensors
PATIENCE = 240.0  # seconds; a cold process loads Dagster twice


@dataclass
class Server:
    """A Dagster webserver over one data root."""

    port: int
    environment: Mapping[str, str]
    store: Store

    def ask(self, query: str, **variables: object) -> dict[str, Any]:
        body = json.dumps({"query": query, "variables": variables})
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        with closing(connection):
            connection.request("POST", "/graphql", body, {"Content-Type": "application/json"})
            told: dict[str, dict[str, Any]] = json.load(connection.getresponse())
        assert "errors" not in told, told["errors"]
        return told["data"]

    def run_here(self, select: str, session: str = SESSION) -> list[dict[str, Any]]:
        command = [sys.executable, "-m", "dagster_project.run", session, "--select", select]
        done = subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=True
        )
        return [json.loads(line) for line in done.stdout.splitlines()]

    def runs(self, job: str) -> list[dict[str, Any]]:
        query = f"""query($job: String!) {{ runsOrError(filter: {{pipelineName: $job}}) {{
            ... on Runs {{ results {{ {RUN} }} }} }} }}"""
        found: list[dict[str, Any]] = self.ask(query, job=job)["runsOrError"]["results"]
        return found

    def successes(self, job: str, count: int) -> list[dict[str, Any]]:
        """As soon as there are so many; on a busy machine a process may not start in time."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            done = [run for run in self.runs(job) if run["status"] == "SUCCESS"]
            if len(done) >= count:
                return done
            time.sleep(0.5)
        raise AssertionError(f"of {job} there are only {self.runs(job)}")

    def status_in_the_end(self, run: str) -> str:
        query = f"query($run: ID!) {{ runOrError(runId: $run) {{ {RUN} }} }}"
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            status = str(self.ask(query, run=run)["runOrError"]["status"])
            if status in DONE:
                return status
            time.sleep(0.5)
        raise AssertionError(f"run {run} did not end")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("served")
    store = _prepare(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DAGSTER_HOME": "",
        "INTERVIEW_DATA": str(folder / "data"),
        "MLFLOW_TRACKING_URI": f"sqlite:///{folder}/mlruns/mlflow.db",
    }
    environment["DAGSTER_HOME"] = _home(environment)
    command = [sys.executable, "-m", "dagster", "dev", "-p", str(port)]
    # Dagster stops its processes by SIGINT, which they never hear if the shell that began all this
    # ignores it, as shells do for what runs in their background.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            command, env=environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
        )
    try:
        served = Server(port, environment, store)
        _wait_for(served, process, folder / "log")
        yield served
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Code server, daemon, web server and workers with it."""
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _prepare(folder: Path) -> Store:
    """A session with words."""
    store = Store(folder / "data")
    store.create(SessionMeta(SESSION, 1.7e9, "research", "off"), at=1.7e9, who="test")
    with store.land_audio(SESSION, "candidate_audio", Sync("import", None)) as writer:
        writer.write(silence(12.0), 0.0)
    store.write_job(SESSION, POSTING)
    store.write(SESSION, "words", SAID, version="by-hand@1")
    return store


def _home(environment: Mapping[str, str]) -> str:
    command = [sys.executable, "-m", "dagster_project.instance"]
    made = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, check=True)
    return made.stdout.decode().strip()


def _wait_for(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            server.ask("{ version }")
        except ConnectionError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError(log.read_text())


LAUNCH = """
mutation($p: ExecutionParams!) { launchRun(executionParams: $p) {
  __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } } }
"""
REPEAT = """
mutation($p: ReexecutionParams!) { launchRunReexecution(reexecutionParams: $p) {
  __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } } }
"""
NODE = """
query($key: AssetKeyInput!, $session: String!) {
  found: assetNodeOrError(assetKey: $key) { ... on AssetNode {
    staleStatus(partition: $session)
    assetMaterializations(partitions: [$session]) { metadataEntries { label } }
    assetChecksOrError { ... on AssetChecks {
      checks { name executionForLatestMaterialization { status } }
    } }
  } }
}
"""


def materialise(server: Server, asset: str) -> str:
    """What the button "Materialize" of one asset sends."""
    selector = {
        "repositoryLocationName": LOCATION,
        "repositoryName": "__repository__",
        "jobName": "__ASSET_JOB",
        "assetSelection": [{"path": [asset]}],
    }
    tags = [{"key": "dagster/partition", "value": SESSION}]
    launched = server.ask(
        LAUNCH,
        p={
            "selector": selector,
            "mode": "default",
            "runConfigData": {},
            "executionMetadata": {"tags": tags},
        },
    )["launchRun"]
    assert launched["__typename"] == "LaunchRunSuccess", launched
    return str(launched["run"]["runId"])


def node(server: Server, asset: str) -> dict[str, Any]:
    found: dict[str, Any] = server.ask(NODE, key={"path": [asset]}, session=SESSION)["found"]
    return found


def test_our_run_is_shown_and_can_be_repeated(server: Server) -> None:
    lines = server.run_here("sentences,turns,pairs")
    assert [line["asset"] for line in lines if line["state"] == "done"] == [
        "sentences",
        "turns",
        "pairs",
    ]
    (run,) = server.ask(f"{{ runsOrError {{ ... on Runs {{ results {{ {RUN} jobName }} }} }} }}")[
        "runsOrError"
    ]["results"]
    assert (run["jobName"], run["status"]) == (JOB, "SUCCESS")
    again = server.ask(REPEAT, p={"parentRunId": run["runId"], "strategy": "ALL_STEPS"})
    launched = again["launchRunReexecution"]
    assert launched["__typename"] == "LaunchRunSuccess", launched
    assert server.status_in_the_end(launched["run"]["runId"]) == "SUCCESS"
    assert len(node(server, "pairs")["assetMaterializations"]) == 2


def test_one_asset_of_one_session_can_be_materialised(server: Server) -> None:
    server.run_here("sentences,turns")
    assert node(server, "turns")["staleStatus"] == "FRESH"
    assert server.status_in_the_end(materialise(server, "sentences")) == "SUCCESS"
    turns = node(server, "turns")
    assert turns["staleStatus"] == "FRESH"  # the sentences were made again, and are the same
    assert turns["assetChecksOrError"]["checks"] == [
        {"name": name, "executionForLatestMaterialization": {"status": "SUCCEEDED"}}
        for name in ("corrections_fit", "each_word_is_in_one_turn")
    ]
    labels = {entry["label"] for entry in turns["assetMaterializations"][0]["metadataEntries"]}
    assert {"summary", "preview", "version", "sha256"} <= labels
    assert len(node(server, "sentences")["assetMaterializations"]) >= 2
    server.store.write(SESSION, "words", SAID[:-1], version="by-hand@1")
    server.run_here("sentences")
    assert node(server, "turns")["staleStatus"] == "STALE"


def test_what_settled_without_a_worker_is_done_once_and_can_be_repeated(server: Server) -> None:
    store, at = server.store, time.time()
    store.create(SessionMeta(LIVE, at, "research", "off"), at=at, who="test")
    store.append(LIVE, "connection", at=at, who="candidate", body={"connection": 1, "time": 0.0})
    store.write_job(LIVE, POSTING)
    store.write(LIVE, "words", SAID, version="by-hand@1")
    server.run_here("job_description,job_vectors", LIVE)
    settled = Settled(SAID[0].id, "digest", SAID[-1].span.end)
    store.write(LIVE, "settled", [settled], version="settling@1")
    (done,) = server.successes(ANSWER, 1)
    tags = {tag["key"]: tag["value"] for tag in done["tags"]}
    assert tags["interview/answer"] == settled.answer
    assert tags["interview/digest"] == "digest"
    assert tags["dagster/partition"] == LIVE
    asked_for = len(server.runs(ANSWER))
    time.sleep(3 * TICK)
    assert len(server.runs(ANSWER)) == asked_for

    again = server.ask(REPEAT, p={"parentRunId": done["runId"], "strategy": "ALL_STEPS"})
    launched = again["launchRunReexecution"]
    assert launched["__typename"] == "LaunchRunSuccess", launched
    assert len(server.successes(ANSWER, 2)) == 2


def test_an_interview_that_is_over_is_finished(server: Server) -> None:
    body = {"time": 60.0}
    server.store.append(LIVE, "completed", at=time.time(), who="interviewer", body=body)
    deadline = time.monotonic() + PATIENCE
    while not server.runs(FINISH):
        assert time.monotonic() < deadline
        time.sleep(0.5)
    time.sleep(2 * TICK)
    assert len([run for run in server.runs(FINISH) if run["status"] != "FAILURE"]) <= 1
