"""Training a linear-chain conditional random field on strings."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from interview.engines import chain
from interview.engines.spans import LABELS
from interview.errors import EngineUnavailable

NAMES = "OBI"


@dataclass(frozen=True, slots=True)
class Settings:
    """Elastic net (l1, l2) on the weights, and steps of L-BFGS."""

    l1: float = 0.1
    l2: float = 0.05
    steps: int = 80


Labelled = tuple[Sequence[Sequence[str]], Sequence[int]]
"""The features of each word of a sentence, and its labels."""


def train(sentences: Sequence[Labelled], into: Path, settings: Settings) -> None:
    try:
        import pycrfsuite
    except ImportError as error:
        raise EngineUnavailable(
            "training a tagger needs python-crfsuite: make the research environment "
            "(make test-research) and train there"
        ) from error
    trainer = pycrfsuite.Trainer(verbose=False)
    for features, labels in sentences:
        trainer.append(list(map(list, features)), [NAMES[label] for label in labels])
    trainer.set_params(
        {
            "c1": settings.l1,
            "c2": settings.l2,
            "max_iterations": settings.steps,
            "feature.possible_transitions": True,
        }
    )
    with TemporaryDirectory() as folder:
        model = f"{folder}/model"
        trainer.train(model)
        tagger = pycrfsuite.Tagger()
        tagger.open(model)
        info = tagger.info()
        tagger.close()
    weights: dict[str, list[float]] = {}
    for (name, label), weight in info.state_features.items():
        weights.setdefault(name, [0.0] * LABELS)[NAMES.index(label)] = round(weight, 3)
    steps = [[round(info.transitions.get((a, b), 0.0), 4) for b in NAMES] for a in NAMES]
    chain.save(into, weights, steps)
