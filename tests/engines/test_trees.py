"""Trees in numpy give what scikit-learn gives."""

from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file
from sklearn.ensemble import HistGradientBoostingClassifier

from interview.engines import trees
from workbench.train.boosting import packed


def test_the_score_is_the_decision_function_also_where_values_are_missing(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(600, 5))
    rows[rng.random(rows.shape) < 0.2] = np.nan
    asked = np.nan_to_num(rows[:, 0]) > np.nan_to_num(rows[:, 1]) ** 2
    model = HistGradientBoostingClassifier(max_iter=20, random_state=0).fit(rows, asked)
    save_file(trees.named(packed(model), "t."), tmp_path / "trees.safetensors")
    loaded = trees.load(load_file(tmp_path / "trees.safetensors"), "t.")
    assert np.allclose([loaded.score(row) for row in rows], model.decision_function(rows))
