"""Whether a champion that is worse than what is recorded of it is found."""

import json
from pathlib import Path
from shutil import copyfile
from typing import Any

import dagster as dg
import pytest

from assets.models import ASSETS
from assets.quality import CHECK, DATA, EVALUATIONS, evaluated, guarded, worse
from dagster_project.definitions import definitions
from dagster_project.settings import QUALITY
from interview.scorer import FILE, SHIPPED
from registry import folders
from registry.models import Candidate
from tests.dagster.conftest import Workbench
from tests.dagster.test_models import SCORER, registry
from tests.dagster.test_tracking import logged

RECORDED = {"f1": 0.70, "f1_low": 0.66, "f1_high": 0.74, "ece": 0.02, "ece_high": 0.03, "rp5": 0.7}


@pytest.mark.parametrize(
    ("measured", "found"),
    [
        ({"f1": 0.67, "ece": 0.029, "rp5": 0.696}, []),
        ({"f1": 0.80, "ece": 0.001, "rp5": 0.9}, []),
        ({"f1": 0.65, "ece": 0.01, "rp5": 0.7}, ["f1 is 0.65, recorded as 0.7 (0.66-0.74)"]),
        ({"f1": 0.7, "ece": 0.031, "rp5": 0.7}, ["ece is 0.031, recorded as 0.02 (0.015-0.03)"]),
        ({"f1": 0.7, "ece": 0.02, "rp5": 0.69}, ["rp5 is 0.69, recorded as 0.7 (0.695-0.705)"]),
        ({"f1": 0.7, "ece": 0.02}, ["rp5 was 0.7 and is not measured any more"]),
    ],
)
def test_a_figure_below_its_interval_is_worse(measured: dict[str, float], found: list[str]) -> None:
    assert list(worse(measured, RECORDED)) == found


def checked(workbench: Workbench) -> dict[str, tuple[bool, str, Any]]:
    """By asset: whether it passed, the severity and where it did not."""
    job = definitions(workbench.resources).get_repository_def().get_job(QUALITY)
    done = job.execute_in_process(instance=workbench.instance)
    return {
        each.asset_key.to_user_string(): (
            each.passed,
            each.severity.value,
            each.metadata["where"].value,
        )
        for each in done.get_asset_check_evaluations()
        if each.check_name == CHECK
    }


def test_what_cannot_be_evaluated_is_a_warning_and_no_pass(
    workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(DATA, raising=False)
    found = checked(workbench)
    assert set(found) == set(ASSETS) == set(EVALUATIONS)
    assert found.pop("scorer_model") == (True, "ERROR", [])
    for asset, (passed, severity, where) in found.items():
        assert (passed, severity) == (False, "WARN")
        assert where[0].startswith(f"{ASSETS[asset]}@1 was not evaluated: name the folder with ")
    client, (run,) = logged(workbench, "evaluation")
    assert run.data.tags["version"] == "interview-scorer@1"
    low, mean = (run.data.metrics[name] for name in ("coverage_80_low", "coverage_80"))
    assert 0.7 < low < mean < 0.9
    assert run.data.params["seed"] == "5"
    assert [each.path for each in client.list_artifacts(run.info.run_id)] == ["coverage.csv"]


def test_a_champion_that_is_worse_than_recorded_fails(
    workbench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(DATA, raising=False)
    folder = tmp_path / "boastful"
    folder.mkdir()
    copyfile(SHIPPED / FILE, folder / FILE)
    (folder / "card.md").write_text("# A scorer that promises too much\n")
    figures = {"coverage_80": 0.95, "coverage_80_low": 0.94}
    told = {"figures": figures, "data_sha256": "", "seen": []}
    (folder / "figures.json").write_text(json.dumps(told))
    registry(workbench).add(Candidate(SCORER, folder, "trained"), "champion")
    passed, severity, (where,) = checked(workbench)["scorer_model"]
    assert (passed, severity) == (False, "ERROR")
    assert where.startswith("coverage_80 is 0.8")


def test_an_interview_does_not_wait_for_it(workbench: Workbench) -> None:
    run = workbench.run(",".join(ASSETS))
    evaluated = dg.DagsterEventType.ASSET_CHECK_EVALUATION
    assert not workbench.instance.all_logs(run.run_id, of_type=evaluated)
    repository = definitions(workbench.resources).get_repository_def()
    steps = {job.name: {node.name for node in job.nodes} for job in repository.get_all_jobs()}
    jobs = ("interview", "finish", "answer", QUALITY)
    assert [name for name in jobs if "quality" in steps[name]] == [QUALITY]


@pytest.mark.parametrize("asset", EVALUATIONS)
def test_what_is_guarded_is_recorded_of_the_shipped_model(asset: str) -> None:
    recorded = folders.figures(folders.shipped()[ASSETS[asset]].folder)
    names = {f"{name}{each.suffix}" for each in EVALUATIONS[asset] for name in each.figures}
    assert names <= set(guarded(asset, recorded))
    assert not list(worse(recorded, guarded(asset, recorded)))


@pytest.mark.shared
@pytest.mark.parametrize("asset", EVALUATIONS)
def test_what_is_guarded_is_measured_and_as_recorded(
    asset: str, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATA, str(shared / "data" / "text"))
    folder = folders.shipped()[ASSETS[asset]].folder
    for each in EVALUATIONS[asset]:
        measured = evaluated(each, folder).named(each.suffix)
        assert measured.params[f"data{each.suffix}"] == each.file if each.file else True
        recorded = guarded(asset, folders.figures(folder))
        due = {name: value for name, value in recorded.items() if each.suffix in name}
        assert list(worse(measured.figures, due)) == []
