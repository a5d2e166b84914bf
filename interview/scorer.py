"""The numbers of a scoring model: how evidence becomes beliefs and beliefs become a verdict."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter, with_config

from interview.errors import Damaged, EngineUnavailable
from interview.model import Dimension

VERSION = "interview-scorer@1"
"""Of the model that is shipped."""
SHIPPED = Path(__file__).parent / "trained" / "scorer"
FILE = "model.json"


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class ScorerModel:
    """A verdict's log-odds are base + scale * sum of w * (a belief's mean - 1/2).

    The weights w sum to 1: `requirements` is the share of the posting's requirements, divided by
    their own weights, and `dimensions`, which sum to 1, divide the rest. `halo` is the correlation
    of the errors of any two beliefs. A verdict is judged once beliefs that are judged carry at
    least the share `informed` of the weights.

    Beliefs are on 0 to 1: `prior_variance` of one without evidence, `drift` in variance a second,
    `wild` the share of readings that tell nothing, `shared_bias` the standard deviation of what all
    readings of one candidate have in common. Stated deviations are multiplied by `deviation`, and
    by that in `deviations` of the scorer's name (without version); `biases` by name are taken from
    its values. `ratings` counts the rated sessions it was fitted on. `behaviour` is the largest
    share of the information that what a face shows may have; 0 leaves it out.
    """

    version: str
    base: float
    scale: float
    requirements: float
    dimensions: Mapping[Dimension, float]
    halo: float
    informed: float
    deviations: Mapping[str, float]
    biases: Mapping[str, float]
    deviation: float
    prior_variance: float
    drift: float
    wild: float
    shared_bias: float
    calibration: str
    ratings: int
    behaviour: Annotated[float, Field(ge=0, lt=1)] = 0.05


_MODEL = TypeAdapter(ScorerModel)


def load(folder: Path, version: str) -> ScorerModel:
    """The model that lies in a folder, under that name. Raises EngineUnavailable and Damaged."""
    path = folder / FILE
    try:
        return _MODEL.validate_python({**json.loads(path.read_bytes()), "version": version})
    except OSError as error:
        raise EngineUnavailable(
            f"cannot read {path} ({error.strerror}): install again, or train a scorer there"
        ) from error
    except (TypeError, ValueError) as error:
        why = " ".join(str(error).split())
        raise Damaged(f"{path} is no scorer ({why}): restore it, or train it again") from error


@cache
def shipped() -> ScorerModel:
    return load(SHIPPED, VERSION)


def save(model: ScorerModel, folder: Path) -> None:
    """All but the version, which is given by who keeps it; equal models are equal bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = {name: value for name, value in asdict(model).items() if name != "version"}
    (folder / FILE).write_text(json.dumps(numbers, indent=1, allow_nan=False) + "\n")
