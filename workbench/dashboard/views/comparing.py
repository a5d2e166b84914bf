"""What the page that compares tells: candidates of one job, and two scorers of one session."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from interview.belief import interval
from interview.model import Outlook, QAPair, State, Verdict
from interview.rescoring import Rescoring
from interview.shapes import one_line
from workbench.figures import density
from workbench.figures.columns import numbers, spoken

LARGE = 0.5
"""From this shared area on two distributions are said to be hardly told apart."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """`outlook` is None where there is no verdict, or none for these eyes (`covered`)."""

    session: str
    name: str
    title: str
    posting: str
    begun: float
    outlook: Outlook | None
    state: State | None
    covered: bool


@dataclass(frozen=True, slots=True)
class Job:
    """Candidates who were interviewed for the same posting, by date."""

    key: str
    title: str
    candidates: list[Candidate]


@dataclass(frozen=True, slots=True)
class Shared:
    """The area under both distributions, 0 to 1."""

    one: Candidate
    other: Candidate
    area: float

    @property
    def told(self) -> str:
        if self.area >= LARGE:
            return "hardly told apart by these interviews"
        return "partly apart; still no measure of who works better"


@dataclass(frozen=True, slots=True)
class Side:
    """One line of two scorings side by side; `before` and `after` as mean and interval."""

    name: str
    before: tuple[float, tuple[float, float]]
    after: tuple[float, tuple[float, float]]

    @property
    def moved(self) -> float:
        return self.after[0] - self.before[0]


@dataclass(frozen=True, slots=True)
class Answered:
    """By how much the verdict would fall without this answer, by either scorer."""

    answer: str
    question: str
    before: float
    after: float

    @property
    def moved(self) -> float:
        return self.after - self.before


def jobs(candidates: Iterable[Candidate]) -> list[Job]:
    """Those with more candidates first; a session without a posting is of no job."""
    found: dict[str, list[Candidate]] = {}
    for one in candidates:
        if one.posting:
            found.setdefault(one.posting, []).append(one)
    made = [
        Job(key, held[0].title or held[0].session, sorted(held, key=lambda one: one.begun))
        for key, held in found.items()
    ]
    return sorted(made, key=lambda job: (-len(job.candidates), job.title))


def shared(candidates: Sequence[Candidate]) -> list[Shared]:
    return [
        Shared(one, other, density.overlap(one.outlook, other.outlook))
        for one, other in combinations(candidates, 2)
        if one.outlook and other.outlook
    ]


def dimensions(made: Rescoring) -> list[Side]:
    return [
        Side(
            spoken(one.dimension),
            (one.before.mean, interval(one.before)),
            (one.after.mean, interval(one.after)),
        )
        for one in made.dimensions
    ]


def verdicts(made: Rescoring) -> Side:
    was, now = made.before.outlook, made.after.outlook
    return Side(
        "hire probability",
        (was.hire_probability, was.interval),
        (now.hire_probability, now.interval),
    )


def requirements(made: Rescoring) -> list[Side]:
    """Of those that both scorers knew."""
    before = {one.name: one for one in made.before.requirements}
    return [
        Side(now.name, (was.met, was.interval), (now.met, now.interval))
        for now in made.after.requirements
        if (was := before.get(now.name)) and (was.evidence or now.evidence)
    ]


def answers(made: Rescoring, pairs: Sequence[QAPair]) -> list[Answered]:
    """Those first on which the two differ most."""
    called, asked = numbers(pairs), {pair.id: one_line(pair.question) for pair in pairs}
    was, now = _without(made.before), _without(made.after)
    rows = [
        Answered(called.get(qa, qa), asked.get(qa, ""), was.get(qa, 0.0), value)
        for qa, value in now.items()
    ]
    return sorted(rows, key=lambda row: -abs(row.moved))


def _without(verdict: Verdict) -> dict[str, float]:
    return {one.qa: one.leave_one_out for one in verdict.contributions}
