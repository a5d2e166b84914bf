"""The registry in a real database."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import mlflow.pyfunc
import pandas as pd
import pytest
from mlflow import MlflowClient

from interview.errors import BadInput, Damaged, NotMade, Transient
from interview.scorer import load
from registry import folders
from registry.models import Candidate, Registry
from registry.names import CHALLENGER, CHAMPION, KINDS, kind
from registry.resolved import Wanted, freshen, last, models
from tests.registry.conftest import model, release

SCORER = kind("interview-scorer")


class Place:
    """MLflow's database and files, and the copies, in a folder."""

    def __init__(self, folder: Path, database: Path) -> None:
        shutil.copyfile(database, folder / "mlflow.db")
        self.uri, self.artifacts = f"sqlite:///{folder}/mlflow.db", str(folder / "artifacts")
        self.root, self.client = folder / "models", MlflowClient(self.uri)

    def registry(self, shipped: Path) -> Registry:
        return Registry(self.uri, self.artifacts, shipped)

    def wanted(self, *exact: str, alias: str = CHAMPION) -> Wanted:
        return Wanted(str(self.root), self.uri, self.artifacts, alias, exact)

    def champion(self) -> str:
        return str(self.client.get_model_version_by_alias(SCORER.name, CHAMPION).version)

    def versions(self) -> list[int]:
        found = self.client.search_model_versions(f"name = '{SCORER.name}'")
        return sorted(int(each.version) for each in found)


@pytest.fixture
def place(tmp_path: Path, empty_database: Path) -> Place:
    return Place(tmp_path, empty_database)


def test_an_empty_registry_gets_what_is_shipped_as_champions(
    place: Place, first_release: Path
) -> None:
    registry = place.registry(first_release)
    registry.add_shipped()
    registry.add_shipped()
    for name, each in KINDS.items():
        assert len(place.client.search_model_versions(f"name = '{name}'")) == 1
        version = place.client.get_model_version_by_alias(name, CHAMPION)
        assert int(version.version) == 1
        assert version.description == "# A model of release one\n"
        run = place.client.get_run(version.run_id or "")
        assert run.data.metrics == {"f1": 0.7, "f1_low": 0.6}
        assert run.data.params == {"data_sha256": "ab"}
        assert place.client.get_experiment(run.info.experiment_id).name == each.experiment


def test_a_copy_holds_what_was_registered(place: Place, first_release: Path) -> None:
    found = place.registry(first_release).resolve(place.wanted())
    assert {str(each) for each in found.values()} == {f"{name}@1" for name in KINDS}
    for name, each in KINDS.items():
        digest = folders.digest(first_release / each.folder)
        assert folders.digest(found[name].folder) == digest
    assert last(place.wanted()) == found


def test_a_copy_that_was_changed_is_made_again(place: Place, first_release: Path) -> None:
    registry = place.registry(first_release)
    card = registry.resolve(place.wanted())[SCORER.name].folder / "card.md"
    card.write_text("# Something else\n")
    registry.resolve(place.wanted())
    assert card.read_text() == "# A model of release one\n"


def test_files_that_are_not_what_was_registered_are_refused(
    place: Place, first_release: Path
) -> None:
    registry = place.registry(first_release)
    registry.add_shipped()
    for card in Path(place.artifacts).rglob("scorer/card.md"):
        card.write_text("# Something else\n")
    with pytest.raises(Damaged, match="interview-scorer@1 in MLflow are not what was registered"):
        registry.fetch(SCORER, "1", place.root)


def test_a_later_release_follows_one_that_was_shipped(
    place: Place, first_release: Path, tmp_path: Path
) -> None:
    place.registry(first_release).add_shipped()
    place.registry(release(tmp_path / "second", "two")).add_shipped()
    assert place.versions() == [1, 2]
    assert place.champion() == "2"
    place.registry(first_release).add_shipped()
    assert place.champion() == "2"


def test_a_champion_that_somebody_chose_stays(
    place: Place, first_release: Path, tmp_path: Path
) -> None:
    registry = place.registry(first_release)
    registry.add_shipped()
    trained = Candidate(SCORER, model(tmp_path / "mine", "mine"), "trained")
    assert registry.add(trained, CHALLENGER) == "2"
    assert place.champion() == "1"
    registry.promote("interview-scorer@challenger")
    assert place.champion() == "2"
    later = place.registry(release(tmp_path / "second", "two"))
    later.add_shipped()
    assert place.versions() == [1, 2, 3]
    assert place.champion() == "2"


def test_going_back_to_what_was_shipped_earlier_stays(
    place: Place, first_release: Path, tmp_path: Path
) -> None:
    place.registry(first_release).add_shipped()
    second = place.registry(release(tmp_path / "second", "two"))
    second.add_shipped()
    second.promote("interview-scorer@1")
    second.add_shipped()
    assert place.champion() == "1"


def test_a_training_keeps_how_it_came_about(place: Place, tmp_path: Path) -> None:
    trained = Candidate(
        SCORER,
        model(tmp_path / "mine", "mine"),
        "trained",
        {"rate": 0.1},
        {"f1": 0.71, "f1_low": 0.66},
        {"reliability.png": b"picture", "errors.csv": b"a,b\n"},
    )
    place.registry(tmp_path).add(trained)
    (version,) = place.client.search_model_versions(f"name = '{SCORER.name}'")
    run = place.client.get_run(version.run_id or "")
    assert run.info.status == "FINISHED"
    assert run.data.params == {"rate": "0.1", "data_sha256": "ab"}
    assert run.data.metrics == {"f1": 0.71, "f1_low": 0.66}
    names = {each.path for each in place.client.list_artifacts(run.info.run_id)}
    assert names == {"errors.csv", "model", "reliability.png"}


def test_exact_versions_go_before_the_alias(
    place: Place, first_release: Path, tmp_path: Path
) -> None:
    registry = place.registry(first_release)
    registry.resolve(place.wanted())
    registry.add(Candidate(SCORER, model(tmp_path / "mine", "mine"), "trained"), CHALLENGER)
    by_alias = registry.resolve(place.wanted(alias=CHALLENGER))
    exact = registry.resolve(place.wanted("interview-scorer@1", alias=CHALLENGER))
    assert str(by_alias["interview-scorer"]) == "interview-scorer@2"
    assert str(by_alias["interview-esco"]) == "interview-esco@1"
    assert str(exact["interview-scorer"]) == "interview-scorer@1"
    assert last(place.wanted(alias=CHALLENGER)) == by_alias


@pytest.mark.parametrize("model", ["interview-scorer@7", "interview-scorer@best", "scorer@7"])
def test_a_version_that_does_not_exist_is_wrong_use(
    place: Place, first_release: Path, model: str
) -> None:
    registry = place.registry(first_release)
    registry.add_shipped()
    with pytest.raises(BadInput, match=r"one of the versions \[1\] or of the aliases champion"):
        registry.promote(model)


@pytest.mark.parametrize("model", ["interview-scorer", "interview-oracle@1", "@1"])
def test_what_is_no_version_is_wrong_use(place: Place, model: str) -> None:
    with pytest.raises(BadInput):
        Registry(place.uri, place.artifacts).promote(model)


def test_mlflow_loads_and_serves_a_version(
    place: Place, first_release: Path, tmp_path: Path
) -> None:
    place.registry(first_release).add_shipped()
    source = place.client.download_artifacts(
        place.client.get_model_version(SCORER.name, "1").run_id or "", "model", str(tmp_path)
    )
    served = mlflow.pyfunc.load_model(source)
    inputs = served.metadata.get_input_schema().input_names()
    known = pd.DataFrame([[0.8 if not name.endswith("_sd") else 0.1 for name in inputs]])
    known.columns = inputs
    (row,) = served.predict(known).to_dict("records")
    assert 0.5 < row["low"] < row["hire_probability"] < row["high"] < 1
    assert load(Path(source) / "data" / "scorer", "x").version == "x"


RACE = """
import sys
from pathlib import Path
from registry.models import Registry
from registry.resolved import Wanted
uri, artifacts, root, shipped = sys.argv[1:]
registry = Registry(uri, artifacts, Path(shipped))
print("ready", flush=True)
sys.stdin.readline()
print(*registry.resolve(Wanted(root, uri, artifacts)).values())
"""


def test_two_that_begin_at_once_make_one_version(tmp_path: Path, first_release: Path) -> None:
    """On a database that does not exist yet."""
    uri, artifacts, root = f"sqlite:///{tmp_path}/new.db", str(tmp_path / "a"), str(tmp_path / "m")
    command = [sys.executable, "-c", RACE, uri, artifacts, root, str(first_release)]
    both = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for each in both:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in both:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    said = [each.communicate()[0].strip() for each in both]
    assert [each.returncode for each in both] == [0, 0]
    assert said == [" ".join(f"{name}@1" for name in KINDS)] * 2
    found = MlflowClient(uri).search_model_versions()
    assert sorted((each.name, int(each.version)) for each in found) == sorted(
        (name, 1) for name in KINDS
    )


def test_who_never_heard_of_the_registry_uses_what_is_shipped(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = Wanted(str(tmp_path / "m"), "http://127.0.0.1:9")
    found = models(nowhere)
    assert {str(each) for each in found.values()} == {f"{name}@shipped" for name in KINDS}
    assert "MLflow at http://127.0.0.1:9 did not do what was asked" in caplog.text
    assert "the models that are shipped are used" in caplog.text


def test_who_heard_of_the_registry_goes_on_without_it(place: Place, first_release: Path) -> None:
    found = place.registry(first_release).resolve(place.wanted())
    shutil.rmtree(place.artifacts)
    Path(place.uri.removeprefix("sqlite:///")).unlink()
    assert models(place.wanted()) == found


def test_a_password_is_not_told(tmp_path: Path) -> None:
    with pytest.raises(Transient, match=r"MLflow at http://127\.0\.0\.1:9 did") as caught:
        Registry("http://me:secret@127.0.0.1:9", str(tmp_path)).add_shipped()
    assert "secret" not in str(caught.value)
    with pytest.raises(NotMade, match="not known which models") as unknown:
        last(Wanted(str(tmp_path), "http://me:secret@127.0.0.1:9"))
    assert "secret" not in str(unknown.value)


def test_figures_of_another_shape_are_damaged(tmp_path: Path) -> None:
    folder = model(tmp_path / "m", "x")
    (folder / "figures.json").write_text(json.dumps({"figures": [1]}))
    with pytest.raises(Damaged, match="has no figures"):
        folders.figures(folder)


def test_what_is_configured_wrongly_is_told_when_asking_anew(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    freshen(place.wanted("interview-scorer@7"), 600.0, 0.0)
    assert "there is no interview-scorer@7" in caplog.text
