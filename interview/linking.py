"""What the words and the times of a turn say for it as the answer to a question."""

from collections.abc import Mapping, Sequence

from interview.model import Sentence, Turn
from interview.phrases import begins_with_yes_or_no, is_filler
from interview.questions import cues

FIT: Mapping[str, float] = {
    "yes_or_no": 0.5,
    "continuer": -1.2,  # "okay" to a question that wants yes or no
    "continuer_to_open": -3.2,  # "okay" to "what", "how", "tell me"
    "late": -0.1,  # each second of silence after the first two
}
PATIENT = 2.0
"""Seconds of silence before an answer that say nothing."""
OPEN = {"wh_inverted", "wh_first", "elicitation", "elicitation_inside"}
"""Cues of questions that neither yes nor no nor a nod answers."""


class Fit:
    """The hand-set rules as a linker."""

    version = "link-fit@1"

    def reading(self, turns: Sequence[Turn]) -> "Fitting":
        return Fitting(turns)


class Fitting:
    """The turns as the rules see them."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        spans = [turn.span for turn in turns]
        ends = [max(span.end for span in spans[max(0, k - 3) : k]) for k in range(1, len(spans))]
        self._silence = [0.0, *(s.start - end for s, end in zip(spans[1:], ends, strict=True))]
        self._decides = [begins_with_yes_or_no(turn.text) for turn in turns]
        self._continues = [continues(turn) for turn in turns]

    def log_odds(self, asking: Sequence[Sentence], at: int) -> float:
        is_open = any(OPEN & cues(sentence) for sentence in asking)
        odds = FIT["late"] * max(0.0, self._silence[at] - PATIENT)
        if not is_open and self._decides[at]:
            return odds + FIT["yes_or_no"]
        if self._continues[at]:
            return odds + FIT["continuer_to_open" if is_open else "continuer"]
        return odds


def continues(turn: Turn) -> bool:
    """Whether the turn leaves the floor to the other."""
    return "backchannel" in turn.flags or is_filler(turn.text)
