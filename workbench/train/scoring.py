"""How well hire probabilities agree with ratings, with intervals and a picture."""

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO

import numpy as np

from workbench.train.weighing import Array, cross_entropy

BINS = 15
DRAWS = 1000
SEED = 7


def log_loss(hire: Array, expected: Array) -> float:
    """Nats a session."""
    return float(cross_entropy(hire, expected).mean())


def brier(hire: Array, expected: Array) -> float:
    return float(((hire - expected) ** 2).mean())


def calibration_error(hire: Array, expected: Array) -> float:
    """Expected calibration error over bins of equal width."""
    return sum(share * abs(rated - said) for share, said, rated in bins(hire, expected))


def bins(hire: Array, expected: Array) -> Iterator[tuple[float, float, float]]:
    """Of each bin with sessions in it: its share, the mean predicted and the mean rated."""
    place = np.minimum((expected * BINS).astype(int), BINS - 1)
    for number in np.unique(place):
        inside = place == number
        yield float(inside.mean()), float(expected[inside].mean()), float(hire[inside].mean())


MEASURES: Mapping[str, Callable[[Array, Array], float]] = {
    "log_loss": log_loss,
    "brier": brier,
    "ece": calibration_error,
}


def metrics(hire: Array, before: Array, after: Array) -> dict[str, float]:
    """Each measure of the new model, of the one before and of the gain; 95 % by bootstrap."""
    size, found = len(hire), dict[str, float]()
    samples = [np.arange(size), *np.random.default_rng(SEED).integers(0, size, (DRAWS, size))]
    for name, measure in MEASURES.items():
        old = np.array([measure(hire[at], before[at]) for at in samples])
        new = np.array([measure(hire[at], after[at]) for at in samples])
        for suffix, values in (("", new), ("_before", old), ("_gain", old - new)):
            found |= _bounded(name + suffix, values)
    return found


def _bounded(name: str, values: Array) -> dict[str, float]:
    """The first value is that of all sessions, the others are of samples of them."""
    low, high = np.quantile(values[1:], [0.025, 0.975])
    return {name: float(values[0]), f"{name}_low": float(low), f"{name}_high": float(high)}


def reliability_picture(hire: Array, before: Array, after: Array) -> bytes:
    """PNG: what was rated by what was predicted."""
    from matplotlib.figure import Figure  # takes a second to load

    figure = Figure(figsize=(4.5, 4.5))
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1)
    for name, expected in (("before", before), ("after, held out", after)):
        shares, said, rated = zip(*bins(hire, expected), strict=True)
        axes.scatter(said, rated, s=[400 * share for share in shares], alpha=0.6, label=name)
    axes.set_xlabel("predicted hire probability")
    axes.set_ylabel("rated")
    axes.legend()
    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=80, metadata={"Software": None})
    return buffer.getvalue()
