"""Which failures are tried again, and what is said about the others."""

from collections.abc import Mapping
from dataclasses import replace

import dagster as dg
import pytest
from dagster._core.definitions.job_base import InMemoryJob
from dagster._core.execution.api import execute_run_iterator

from assets.failures import ATTEMPTS
from assets.media import register
from assets.resources import StoreResource
from dagster_project.definitions import definitions
from dagster_project.origin import PARTITION
from dagster_project.run import RunFailed
from dagster_project.settings import FINISH
from interview.errors import BadInput, InterviewError, Transient
from interview.store import Store
from tests.dagster.conftest import SESSION, Workbench


class Unreliable(Store):
    """Fails with `error` when a posting is read for the first `failures` times."""

    def __init__(self, root: str, error: InterviewError, failures: int) -> None:
        super().__init__(root)
        self.error, self.failures = error, failures

    def job(self, session: str) -> str | None:
        if self.failures:
            self.failures -= 1
            raise self.error
        return super().job(session)


def unreliable(workbench: Workbench, error: InterviewError, failures: int) -> Workbench:
    store = Unreliable(str(workbench.store.root), error, failures)

    class Resource(StoreResource):
        def open(self) -> Store:
            return store

    resources: Mapping[str, object] = {**workbench.resources, "store": Resource(root="")}
    return replace(workbench, resources=resources)


def starts(workbench: Workbench) -> int:
    kinds = {dg.DagsterEventType.STEP_START, dg.DagsterEventType.STEP_RESTARTED}
    run = workbench.instance.get_runs(limit=1)[0]
    return len(workbench.instance.get_records_for_run(run.run_id, of_type=kinds).records)


def test_what_is_busy_is_tried_again(workbench: Workbench) -> None:
    flaky = unreliable(workbench, Transient("the file is busy: try again"), failures=1)
    flaky.run("job_description")
    assert flaky.states() == {"job_description": "done"}


def test_what_stays_busy_fails_with_its_own_words(workbench: Workbench) -> None:
    busy = unreliable(workbench, Transient("the file is busy: try again"), failures=99)
    with pytest.raises(RunFailed, match="job_description: the file is busy: try again"):
        busy.run("job_description")
    assert starts(busy) == ATTEMPTS


def test_bad_input_is_not_tried_again(workbench: Workbench) -> None:
    bad = unreliable(workbench, BadInput("no such thing: change it"), failures=1)
    with pytest.raises(RunFailed, match="job_description: no such thing: change it"):
        bad.run("job_description")
    assert starts(bad) == 1


@pytest.mark.parametrize("select", ["typo", "words,typo+"])
def test_an_unknown_asset_is_named_with_those_there_are(workbench: Workbench, select: str) -> None:
    with pytest.raises(BadInput, match=r"name some of affect, .*evidence, job_description"):
        workbench.run(select)


def test_what_comes_from_outside_cannot_be_made(workbench: Workbench) -> None:
    with pytest.raises(BadInput, match="nothing in 'media' can be made here"):
        workbench.run("media")


def test_an_unknown_session_makes_no_partition(workbench: Workbench) -> None:
    with pytest.raises(BadInput, match="there is no session ghost"):
        workbench.run("words", session="ghost")
    assert workbench.instance.get_dynamic_partitions("session") == []
    assert SESSION not in workbench.instance.get_dynamic_partitions("session")


def test_a_failure_ends_a_run_of_everything(workbench: Workbench) -> None:
    """What may be left out and what failed meet in what follows from both."""
    workbench.add("silent", {})
    register(workbench.instance, workbench.store, "silent")
    job = definitions(workbench.resources).get_repository_def().get_job(FINISH)
    run = workbench.instance.create_run_for_job(job, tags={PARTITION: "silent"})
    done = list(execute_run_iterator(InMemoryJob(job), run, workbench.instance))
    assert done[-1].event_type == dg.DagsterEventType.RUN_FAILURE


def test_nothing_follows_from_what_may_be_left_out(workbench: Workbench) -> None:
    """Dagster 1.13 waits for ever where a step lacks that and something else fails."""
    assets = definitions(workbench.resources).get_repository_def().asset_graph.assets_defs
    optional = {
        made.keys_by_output_name[name]
        for made in assets
        if made.is_executable and not made.can_subset
        for name, output in made.node_def.output_dict.items()
        if not output.is_required and name in made.keys_by_output_name
    }
    assert dg.AssetKey("affect") in optional
    assert {key for made in assets for key in made.dependency_keys}.isdisjoint(optional)
