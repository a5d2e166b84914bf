"""The numbers of the verdict as a file."""

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from interview.errors import Damaged, EngineUnavailable
from interview.model import DIMENSIONS
from interview.scorer import FILE, SHIPPED, ScorerModel, load, save, shipped


def test_the_shipped_weights_sum_to_one_and_name_what_they_are() -> None:
    model = shipped()
    assert set(model.dimensions) == set(DIMENSIONS)
    assert sum(model.dimensions.values()) == pytest.approx(1)
    assert 0 <= model.requirements <= 1
    assert (model.calibration, model.ratings) == ("uncalibrated prior", 0)


def test_what_is_kept_is_what_is_loaded_under_the_name_it_is_given(tmp_path: Path) -> None:
    model = replace(shipped(), version="interview-scorer@7", scale=4.5, biases={"relevance": 0.1})
    save(model, tmp_path / "a")
    save(replace(model, version="other@1"), tmp_path / "b")
    assert load(tmp_path / "a", "interview-scorer@7") == model
    assert (tmp_path / "a" / FILE).read_bytes() == (tmp_path / "b" / FILE).read_bytes()


def test_the_shipped_file_is_as_it_is_saved(tmp_path: Path) -> None:
    save(shipped(), tmp_path)
    assert (tmp_path / FILE).read_bytes() == (SHIPPED / FILE).read_bytes()


def test_a_folder_without_a_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="train"):
        load(tmp_path / "nowhere", "interview-scorer@1")


@pytest.mark.parametrize(
    "spoilt",
    [
        "",
        "[]",
        "{}",
        '{"more": 1, ' + TypeAdapter(ScorerModel).dump_json(shipped()).decode()[1:],
    ],
)
def test_a_file_that_is_no_model_is_damaged(spoilt: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(spoilt)
    with pytest.raises(Damaged, match="restore"):
        load(tmp_path, "interview-scorer@1")


@pytest.mark.parametrize("share", [-0.01, 1.0, 7])
def test_a_share_of_behaviour_that_is_none_is_damaged(share: float, tmp_path: Path) -> None:
    save(replace(shipped(), behaviour=share), tmp_path)
    with pytest.raises(Damaged, match="behaviour"):
        load(tmp_path, "interview-scorer@1")


def test_a_model_of_before_behaviour_has_the_usual_share(tmp_path: Path) -> None:
    text = (SHIPPED / FILE).read_text().replace(',\n "behaviour": 0.05', "")
    assert "behaviour" not in text
    (tmp_path / FILE).write_text(text)
    assert load(tmp_path, "interview-scorer@1") == shipped()
