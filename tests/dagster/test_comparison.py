"""What was made live against what comes of the same media afresh."""

from collections.abc import Sequence
from dataclasses import replace

import dagster as dg

from dagster_project.definitions import definitions
from dagster_project.settings import FINISH
from interview.hearing import Speech
from interview.model import Word
from tests.dagster.conftest import KINDS, SESSION, Workbench
from tests.dagster.tones import LevelVoice, SureAligner

EVALUATION = dg.DagsterEventType.ASSET_CHECK_EVALUATION


def finished(workbench: Workbench) -> tuple[bool, Sequence[str]]:
    """Whether the comparison finds everything equal, and what it says."""
    repository = definitions(workbench.resources).get_repository_def()
    done = repository.get_job(FINISH).execute_in_process(
        instance=workbench.instance,
        partition_key=SESSION,
        asset_selection=[dg.AssetKey(kind) for kind in KINDS],
    )
    assert done.success
    (check,) = (
        each
        for each in done.get_asset_check_evaluations()
        if each.check_name == "live_equals_batch"
    )
    where = check.metadata["where"].value
    assert isinstance(where, list)
    return check.passed, where


def test_the_same_media_give_the_same_bytes_again(workbench: Workbench) -> None:
    workbench.run()
    assert finished(workbench) == (True, [])
    assert workbench.store.sessions() == [SESSION]


def test_what_was_heard_otherwise_is_named(workbench: Workbench) -> None:
    workbench.run("words")
    version = Speech(LevelVoice(), workbench.transcriber, SureAligner()).version
    key, *_ = workbench.store.parts(SESSION, "words", version)
    first, *rest = workbench.store.read_part(SESSION, "words", version, key, list[Word])
    other = [replace(first, text="Sometimes"), *rest]
    workbench.store.write_part(SESSION, "words", version, key, other)
    workbench.run()
    passed, where = finished(workbench)
    assert not passed
    assert where[0].startswith("words: row ")
    assert "Sometimes" in where[0]
    assert {line.split(":")[0] for line in where} >= {"words", "sentences", "turns", "pairs"}


def test_what_this_run_put_right_is_named_too(workbench: Workbench) -> None:
    workbench.run()
    whole = workbench.store.read(SESSION, "words", list[Word])
    event = workbench.instance.get_latest_materialization_event(dg.AssetKey("words"))
    assert event is not None
    workbench.instance.report_runless_asset_event(
        dg.AssetMaterialization(
            "words", partition=SESSION, tags={"dagster/data_version": "of other words"}
        )
    )
    passed, where = finished(workbench)
    assert not passed
    assert where == ["words: only what this run has replaced differs"]
    assert workbench.store.read(SESSION, "words", list[Word]) == whole


def test_an_ordinary_run_does_not_hear_everything_twice(workbench: Workbench) -> None:
    run = workbench.run()
    events = workbench.instance.get_records_for_run(run.run_id, of_type=EVALUATION).records
    names = {each.event_log_entry.asset_check_evaluation.check_name for each in events}  # type: ignore[union-attr]  # of this type alone
    assert "live_equals_batch" not in names
    assert "intervals_contain_their_means" in names
