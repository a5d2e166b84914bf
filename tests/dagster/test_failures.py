"""Which failures are tried again, and what is said about the others."""

from collections.abc import Mapping
from dataclasses import replace

import dagster as dg
import pytest

from assets.failures import ATTEMPTS
from assets.resources import StoreResource
from dagster_project.run import RunFailed
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
