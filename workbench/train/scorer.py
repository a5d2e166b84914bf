"""Fits the verdict to what examiners thought, from the rated sessions of a data root.

The more sessions were rated, the more numbers are free: `FREE`. All others stay as declared.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from interview import scorer
from interview.errors import BadInput
from interview.model import DIMENSIONS
from interview.scorer import ScorerModel
from interview.store import Store
from interview.store.pseudonym import pseudonym
from workbench.evaluate import kept
from workbench.evaluate.calibration import binned
from workbench.train.rated import HIRE, Rated, digest, rated
from workbench.train.scoring import metrics
from workbench.train.trained import Trained
from workbench.train.weighing import PARAMETERS, Array, Table, fitted, predicted, table

FREE: Mapping[int, tuple[int, str]] = {
    20: (2, "base and scale"),
    60: (3, "base, scale and the share of requirements"),
    200: (PARAMETERS, "base, scale and all weights"),
}
"""From so many sessions on, so many parameters: ten sessions each for the calibration (ten events
a variable: Peduzzi et al., J Clin Epidemiol 49, 1996), twenty for weights, of which eight are free,
as ratings are noisier than events."""
EITHER_SIDE = 5
"""Sessions rated above the middle, and below: a fit to praise alone would praise all."""
FOLDS = 20
SEED = 11


def train(data: Path, into: Path) -> Trained:
    """Refuses with BadInput as long as too few sessions are rated."""
    declared = scorer.shipped()
    store = Store(data)
    sessions = rated(store, declared)
    _refuse_too_few(sessions)
    free, what = _free(len(sessions))
    known = table(sessions)
    about = f"fitted to {len(sessions)} rated sessions ({what})"
    model = replace(fitted(declared, known, free), calibration=about, ratings=len(sessions))
    before, held_out = predicted(declared, known), cross_validated(declared, known, free)
    measured = metrics(known.hire, before, held_out) | _raters(sessions)
    scorer.save(model, into)
    seen = sorted(pseudonym(store, one.session) for one in sessions)
    _write(into, measured, {"data_sha256": digest(sessions), "seen": seen})
    (into / "card.md").write_text(_card(model, measured))
    artifacts = {
        "reliability.png": kept.reliability_picture(
            {
                "before": binned(before, known.hire),
                "after, held out": binned(held_out, known.hire),
            },
            "predicted hire probability",
            "rated",
        ),
        "confusion.csv": _confusion(known.hire, held_out),
        "errors.csv": _errors(known.hire, before, held_out),
    }
    return Trained("scorer", into, _params(model, sessions, free), measured, artifacts)


def cross_validated(declared: ScorerModel, known: Table, free: int) -> Array:
    """Each session's probability by a fit to the others; one by one up to `FOLDS` sessions."""
    size = len(known.hire)
    order = np.random.default_rng(SEED).permutation(size)
    expected = np.empty(size)
    for fold in np.array_split(order, min(size, FOLDS)):
        others = np.setdiff1d(order, fold)
        expected[fold] = predicted(fitted(declared, known.rows(others), free), known.rows(fold))
    return expected


def _refuse_too_few(sessions: Sequence[Rated]) -> None:
    fewest, middle = min(FREE), HIRE[3]
    above, below = (sum(side * (one.hire - middle) > 0 for one in sessions) for side in (1, -1))
    missing = [
        f"{wanted - there} more {which}"
        for which, wanted, there in (
            ("rated sessions", fewest, len(sessions)),
            ("rated above 3", EITHER_SIDE, above),
            ("rated below 3", EITHER_SIDE, below),
        )
        if there < wanted
    ]
    if missing:
        raise BadInput(
            f"{len(sessions)} rated sessions are too few to learn from: it takes "
            f"{', '.join(missing)} (workbench rate SESSION --value 1..5 --reason TEXT, "
            "each of a session that was run)"
        )


def _free(count: int) -> tuple[int, str]:
    return FREE[max(fewest for fewest in FREE if fewest <= count)]


def _raters(sessions: Sequence[Rated]) -> dict[str, float]:
    """`rater_sd`: the usual standard deviation between raters of one session, in ratings."""
    counts = {
        "sessions": float(len(sessions)),
        "ratings": float(sum(len(one.values) for one in sessions)),
    }
    several = [np.var(one.values, ddof=1) for one in sessions if len(one.values) > 1]
    return counts | ({"rater_sd": float(np.sqrt(np.mean(several)))} if several else {})


def _params(model: ScorerModel, sessions: Sequence[Rated], free: int) -> dict[str, str | float]:
    return {
        "data_sha256": digest(sessions),
        "free_parameters": float(free),
        "base": model.base,
        "scale": model.scale,
        "requirements": model.requirements,
        **{f"weight_{name}": model.dimensions[name] for name in DIMENSIONS},
        "calibration": model.calibration,
    }


def _write(into: Path, measured: Mapping[str, float], data: Mapping[str, object]) -> None:
    figures = {"figures": {name: round(value, 6) for name, value in measured.items()}, **data}
    (into / "figures.json").write_text(json.dumps(figures, indent=1) + "\n")


def _card(model: ScorerModel, measured: Mapping[str, float]) -> str:
    loss, gain = (_interval(measured, name) for name in ("log_loss", "log_loss_gain"))
    return f"""# The verdict's weights, {model.calibration}

**What it is.** The numbers of `interview.scorer.ScorerModel`: hire probability from beliefs about
requirements and dimensions. Learnt here from examiners' ratings; what was not free is as declared.

**Data.** {measured["sessions"]:g} sessions with {measured["ratings"]:g} ratings of this
installation. They are personal data of the people who were interviewed and stay where they are;
`figures.json` names them by digests alone, and the model keeps numbers alone.

**Rebuild.** `workbench train scorer --data FOLDER`, with the folder of the sessions.

**Figures** (each session by a fit to the others, 95 % by bootstrap of sessions). Log-loss {loss},
less than before by {gain} nats a session; an interval that holds 0 shows no gain. Brier score
{_interval(measured, "brier")}, calibration error {_interval(measured, "ece")}.

**Limits.** It predicts these examiners' ratings, with their taste and their errors, not success in
a job. Ratings by people who had seen the verdict are not independent of it. A person decides.
"""


def _interval(measured: Mapping[str, float], name: str) -> str:
    low, high = measured[f"{name}_low"], measured[f"{name}_high"]
    return f"{measured[name]:.3f} ({low:.3f} to {high:.3f})"


def _confusion(hire: Array, expected: Array) -> bytes:
    """Rated and predicted, both as the nearest rating."""
    marks = np.array(list(HIRE.values()))
    rated_, said = (np.abs(each[:, None] - marks).argmin(axis=1) for each in (hire, expected))
    counts = [[int(((rated_ == i) & (said == j)).sum()) for j in range(5)] for i in range(5)]
    rows = [[f"rated {rating}", *row] for rating, row in zip(HIRE, counts, strict=True)]
    return kept.table([["", *(f"predicted {rating}" for rating in HIRE)], *rows])


def _errors(hire: Array, before: Array, held_out: Array) -> bytes:
    """The worst first; without names, for it outlives the sessions."""
    worst = np.argsort(-np.abs(hire - held_out), kind="stable")
    rows = [[f"{each[at]:.4f}" for each in (hire, before, held_out)] for at in worst]
    return kept.table([["rated", "predicted before", "predicted"], *rows])
