"""What is kept of a training or an evaluation for people to look at."""

import csv
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO

from workbench.evaluate.calibration import Numbers, reliability


def reliability_picture(series: Mapping[str, Numbers], predicted: str, true: str) -> bytes:
    """PNG of the bins of each series, with their sizes; the two texts are of the axes."""
    from matplotlib.figure import Figure  # takes a second to load

    figure = Figure(figsize=(4.5, 4.5))
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1)
    for name, bins in series.items():
        points = reliability(bins)
        axes.plot([at["p"] for at in points], [at["true"] for at in points], "o-", label=name)
        for at in points:
            axes.annotate(f"{at['n']:.0f}", (at["p"], at["true"]), fontsize=7)
    axes.set_xlabel(predicted)
    axes.set_ylabel(true)
    if len(series) > 1:
        axes.legend()
    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=80, metadata={"Software": None})
    return buffer.getvalue()


def table(rows: Sequence[Sequence[object]]) -> bytes:
    """CSV."""
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()
