"""Words where each microphone hears both people: the tracks of a manifest with every leak."""

from pathlib import Path

from workbench.evaluate import heard, speech
from workbench.evaluate.conditions import CONDITIONS
from workbench.evaluate.speech import Score, measures
from workbench.report import Report


def figures(data: Path) -> Report:
    """Those of all leaks together; `table` holds each, and the tracks without any."""
    recogniser = heard.default()
    two = [one for one in speech.recordings(data) if len(one[1]) > 1]
    table = {
        name: speech.scored(two, condition, recogniser)
        for name, condition in CONDITIONS.items()
        if condition.leak or name == "clean"
    }
    leaking = (speech.total(scores) for name, scores in table.items() if name != "clean")
    told = speech.told(table) | {"engines": recogniser.version}
    return Report(measures(sum(leaking, Score())), told)
