"""The models of the registry in Dagster: which are in use, and what a new one leaves stale."""

import json
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from assets.models import ASSETS, ModelsResource
from dagster_project.definitions import definitions
from dagster_project.run import RunFailed
from interview.model import QAPair, Verdict
from interview.scorer import FILE, SHIPPED
from registry.models import Candidate, Registry
from registry.names import KINDS, kind
from tests.dagster.conftest import SESSION, Workbench
from tests.dagster.test_assets import stale
from tests.registry.conftest import model

SCORER = kind("interview-scorer")


def registry(workbench: Workbench) -> Registry:
    models = workbench.resources["models"]
    assert isinstance(models, ModelsResource)
    return Registry(models.uri, models.artifacts)


def optimist(folder: Path) -> Candidate:
    """A scorer that thinks better of everybody."""
    made = model(folder, "optimist")
    numbers = json.loads((SHIPPED / FILE).read_bytes())
    (made / FILE).write_text(json.dumps({**numbers, "base": numbers["base"] + 1.0}))
    return Candidate(SCORER, made, "trained")


def versions(workbench: Workbench) -> dict[str, object]:
    return {asset: workbench.metadata(asset)["version"] for asset in ASSETS}


def test_a_new_champion_leaves_stale_what_it_judges(workbench: Workbench, tmp_path: Path) -> None:
    models = ",".join(ASSETS)
    workbench.run(models)
    assert versions(workbench) == {asset: f"{name}@1" for asset, name in ASSETS.items()}
    workbench.run()
    before = workbench.store.read(SESSION, "verdict", Verdict)
    assert before.scorer == "interview-scorer@1"
    assert stale(workbench) == []

    registry(workbench).add(optimist(tmp_path / "optimist"), "challenger")
    workbench.run(models)
    assert stale(workbench) == []
    registry(workbench).promote("interview-scorer@challenger")
    workbench.run(models)
    assert stale(workbench) == ["profile", "verdict"]

    workbench.run("profile,verdict")
    after = workbench.store.read(SESSION, "verdict", Verdict)
    assert after.scorer == "interview-scorer@2"
    assert after.outlook.hire_probability > before.outlook.hire_probability
    assert workbench.store.versions(SESSION, "verdict") == [
        "interview-scorer@1",
        "interview-scorer@2",
    ]
    assert workbench.store.active(SESSION, "profile").endswith("+interview-scorer@2")
    assert stale(workbench) == []


def test_without_mlflow_an_interview_is_judged_by_what_is_known(workbench: Workbench) -> None:
    models = workbench.resources["models"]
    assert isinstance(models, ModelsResource)
    unreachable = type(models)(root=models.root, uri="http://127.0.0.1:9")
    workbench.resources = {**workbench.resources, "models": unreachable}
    workbench.run(",".join(ASSETS))
    assert versions(workbench) == {asset: f"{name}@shipped" for asset, name in ASSETS.items()}
    workbench.run()
    assert workbench.store.read(SESSION, "verdict", Verdict).scorer == "interview-scorer@shipped"


def test_a_model_that_does_not_exist_is_wrong_use(workbench: Workbench) -> None:
    models = workbench.resources["models"]
    assert isinstance(models, ModelsResource)
    wrong = type(models)(root=models.root, uri=models.uri, exact=["interview-scorer@7"])
    workbench.resources = {**workbench.resources, "models": wrong}
    with pytest.raises(RunFailed, match="there is no interview-scorer@7: name one of"):
        workbench.run(",".join(ASSETS))


def test_each_model_has_its_asset_and_its_card(finished: Workbench) -> None:
    graph = definitions(finished.resources).get_repository_def().asset_graph
    assert set(ASSETS.values()) == set(KINDS)
    for asset in ASSETS:
        assert not graph.get(dg.AssetKey(asset)).is_partitioned


def test_who_loads_the_definitions_does_not_load_mlflow() -> None:
    """It would cost a live worker seconds and more than a hundred megabytes."""
    code = "import sys, dagster_project.live.process; sys.exit('mlflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_pairs_that_another_model_found_are_not_mixed_with_what_follows(
    workbench: Workbench,
) -> None:
    workbench.run()
    pairs = workbench.store.read(SESSION, "pairs", list[QAPair])
    workbench.store.write(SESSION, "pairs", pairs, version="pairing@0+another@1")
    workbench.run("verdict")
    with pytest.raises(
        RunFailed, match=r"are by pairing@0\+another@1, and .* --select pairs,evidence"
    ):
        workbench.run("profile,verdict")
    workbench.run("pairs,evidence,profile,verdict")
