"""Whether the models in use are as good as is recorded of them, on public validation data."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from pathlib import Path
from tempfile import TemporaryDirectory

import dagster as dg

from assets.checks import result
from assets.failures import explained
from assets.models import ASSETS, ModelsResource
from interview.errors import InterviewError, Transient
from registry import folders
from registry.measured import Measured, measured
from registry.names import Model

DATA = "INTERVIEW_TEXT_DATA"
"""Of the environment: the folder with the labelled texts."""
SLACK = 0.005
"""By how much a figure may be worse of which no interval is recorded."""
LOWER_IS_BETTER = ("ece", "pair_ece")
CHECK = "as_good_as_recorded"
PARTITION = "dagster/partition"
"""Tag of the runs of a session."""

Figures = Mapping[str, float]
Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What `workbench evaluate` measures; `figures` are guarded and recorded with the `suffix`."""

    kind: str
    file: str | None
    figures: tuple[str, ...]
    suffix: str = ""


MEETINGS = "mrda_links_val.jsonl.gz"
EVALUATIONS: Mapping[str, tuple[Evaluation, ...]] = {
    "question_model": (Evaluation("questions", MEETINGS, ("f1", "ece")),),
    "linking_model": (
        Evaluation("linking", MEETINGS, ("top1", "top1_with_unanswered", "pair_ece")),
    ),
    "skill_model": (Evaluation("skills", "skillspan_dev.jsonl.gz", ("knowledge_f1", "skill_f1")),),
    "esco_model": (
        Evaluation("skills", "esco_tech_validation.csv", ("rp5",), "_tech"),
        Evaluation("skills", "esco_house_validation.csv", ("rp5",), "_house"),
    ),
    "scorer_model": (Evaluation("belief", None, ("coverage_80", "coverage_80_outliers")),),
}
"""By the asset of the model."""


class NotEvaluated(InterviewError):
    """A model could not be evaluated."""


def _spec(asset: str) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        CHECK,
        asset=asset,
        description="On public validation data the model is not worse than the figures that it "
        "was registered with, by more than their intervals. What could not be evaluated "
        f"({DATA} names the folder with the data) is a warning, and no pass.",
    )


@dg.multi_asset_check(specs=[_spec(asset) for asset in ASSETS], can_subset=True)
def quality(
    context: dg.AssetCheckExecutionContext, models: ModelsResource
) -> Iterator[dg.AssetCheckResult]:
    """Computes for minutes, so that no run of a session does it."""
    if PARTITION in context.run.tags:
        return
    due = {key.asset_key.to_user_string() for key in context.selected_asset_check_keys}
    with explained():
        known = models.models()
        for asset, name in ASSETS.items():
            if asset in due:
                yield _checked(asset, known[name], models, context.log.info)


def _checked(asset: str, model: Model, models: ModelsResource, note: Note) -> dg.AssetCheckResult:
    recorded = guarded(asset, folders.figures(model.folder))
    try:
        if not recorded:
            raise NotEvaluated("none of the figures that are guarded is recorded of it")
        found = _measured(asset, model)
    except NotEvaluated as error:
        missed = result([f"{model} was not evaluated: {error}"], dg.AssetCheckSeverity.WARN)
        return missed._replace(asset_key=dg.AssetKey(asset), check_name=CHECK)
    try:
        models.log_evaluation(model, found)
    except Transient as error:
        note(str(error))
    checked = result(worse(found.figures, recorded))
    told = {name: dg.MetadataValue.float(value) for name, value in found.figures.items()}
    return checked._replace(
        asset_key=dg.AssetKey(asset), check_name=CHECK, metadata={**checked.metadata, **told}
    )


def _measured(asset: str, model: Model) -> Measured:
    each = (evaluated(one, model.folder).named(one.suffix) for one in EVALUATIONS[asset])
    return reduce(or_, each)


def guarded(asset: str, recorded: Figures) -> dict[str, float]:
    """What is recorded of the figures that are guarded, with their intervals."""
    names = [f"{name}{each.suffix}" for each in EVALUATIONS[asset] for name in each.figures]
    ends = [f"{name}{end}" for name in names for end in ("", "_low", "_high")]
    return {name: recorded[name] for name in ends if name in recorded}


def worse(measured: Figures, recorded: Figures) -> Iterator[str]:
    """The figures that are worse than recorded by more than their intervals allow, or gone."""
    for name in recorded:
        if name.endswith(("_low", "_high")):
            continue
        low = recorded.get(f"{name}_low", recorded[name] - SLACK)
        high = recorded.get(f"{name}_high", recorded[name] + SLACK)
        value = measured.get(name)
        if value is None:
            yield f"{name} was {recorded[name]:.4g} and is not measured any more"
        elif value > high if name.startswith(LOWER_IS_BETTER) else value < low:
            yield f"{name} is {value:.4g}, recorded as {recorded[name]:.4g} ({low:.4g}-{high:.4g})"


def evaluated(evaluation: Evaluation, model: Path) -> Measured:
    """What `workbench evaluate` says of the model in a folder. Raises NotEvaluated."""
    data = _data(evaluation)
    with TemporaryDirectory() as kept:
        command = [sys.executable, "-m", "workbench", "evaluate", evaluation.kind]
        command += ["--model", str(model), "--json", "--keep", kept]
        command += ["--data", str(data)] if data else []
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        files = {path.name: path.read_bytes() for path in Path(kept).iterdir()}
    if done.returncode:
        why = done.stderr.strip().split("\n")[-1] or f"exit {done.returncode}"
        raise NotEvaluated(why)
    return measured(json.loads(done.stdout), data, files)


def _data(evaluation: Evaluation) -> Path | None:
    if evaluation.file is None:
        return None
    folder = os.environ.get(DATA)
    if not folder:
        raise NotEvaluated(f"name the folder with {evaluation.file} in {DATA}")
    return Path(folder) / evaluation.file
