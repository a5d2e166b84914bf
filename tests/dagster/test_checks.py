"""Each check passes on what the pipeline makes and finds a planted fault."""

from dataclasses import replace

import dagster as dg
import pytest

from assets import checks
from interview.belief import prior
from interview.model import (
    Belief,
    Evidence,
    JobDescription,
    Outlook,
    ProfileSnapshot,
    Requirement,
    Span,
    Turn,
    Verdict,
    Word,
)
from interview.scorer import shipped
from tests.dagster.conftest import SESSION, Workbench
from tests.talk import turn, words

HEARD = list(words("candidate", "so I wrote it", 1.0) + words("interviewer", "and then", 4.0))


def outcome(result: object) -> tuple[bool, object]:
    assert isinstance(result, dg.AssetCheckResult)
    return result.passed, result.metadata["where"].value


def test_starts_that_go_back_are_found() -> None:
    assert outcome(checks.times_never_go_back(HEARD)) == (True, [])
    late, *rest = HEARD
    moved = [replace(late, span=Span(2.0, 2.1)), *rest]
    assert outcome(checks.times_never_go_back(moved)) == (False, [rest[0].id])


def test_speakers_may_overlap() -> None:
    both = [*words("candidate", "yes I did", 1.0), *words("interviewer", "did you", 0.5)]
    assert outcome(checks.times_never_go_back(both)) == (True, [])


@pytest.mark.parametrize(
    ("turns", "found"),
    [
        ([turn("candidate", "so I wrote it", 1.0), turn("interviewer", "and then", 4.0)], []),
        ([turn("candidate", "so I wrote it", 1.0)], [HEARD[4].id, HEARD[5].id]),
        (
            [turn("candidate", "so I wrote it", 1.0)] * 2 + [turn("interviewer", "and", 4.0)],
            [*(word.id for word in HEARD[:4]), HEARD[5].id],
        ),
    ],
)
def test_a_word_that_is_lost_or_doubled_is_found(turns: list[Turn], found: list[str]) -> None:
    assert checks.lost_or_doubled(turns, HEARD) == found


@pytest.mark.parametrize(("weights", "fine"), [((), True), ((0.4, 0.6), True), ((0.4, 0.5), False)])
def test_weights_that_do_not_sum_to_one_are_found(weights: tuple[float, ...], fine: bool) -> None:
    wanted = tuple(Requirement("a", "must", each, None, None, "a", 0, 1) for each in weights)
    passed, _ = outcome(checks.weights_sum_to_one(JobDescription("", None, None, wanted, ())))
    assert passed == fine


def test_a_number_whose_evidence_does_not_exist_is_found() -> None:
    found = Evidence("e1", "q1", "clarity", 0.7, 0.1, "s@1", ("w",), (Span(0, 1),), "quote")
    resting = ProfileSnapshot(1.0, "q1", {"clarity": Belief(0.6, 0.01, ("e1",))})
    assert outcome(checks.every_number_has_evidence([resting], [found])) == (True, [])
    passed, where = outcome(checks.every_number_has_evidence([resting], []))
    assert not passed
    assert where == ["q1/clarity"]


def test_a_number_from_nowhere_is_found() -> None:
    nothing = prior(shipped())
    unmoved = ProfileSnapshot(1.0, "q1", {"clarity": nothing}, {"python": nothing})
    assert outcome(checks.every_number_has_evidence([unmoved], [])) == (True, [])
    moved = replace(unmoved, requirements={"python": Belief(0.9, 0.01)})
    assert outcome(checks.every_number_has_evidence([moved], [])) == (False, ["q1/python"])


def test_a_mean_outside_its_interval_is_found() -> None:
    fine, wrong = Outlook(0.5, (0.2, 0.8)), Outlook(0.9, (0.2, 0.8))
    verdict = Verdict(1.0, "judged", fine, "s@1", (), (), (), (), 0.0, fine, "none")
    assert outcome(checks.intervals_contain_their_means(verdict)) == (True, [])
    off = replace(verdict, without_behaviour=wrong)
    assert outcome(checks.intervals_contain_their_means(off)) == (False, ["without behaviour"])


def test_checks_run_with_their_assets_and_a_fault_fails_the_run(workbench: Workbench) -> None:
    workbench.run("words,sentences,turns")
    heard = workbench.store.read(SESSION, "words", list[Word])
    version = workbench.store.active(SESSION, "words")
    late = replace(heard[-1], span=heard[-1].span.shifted(1000.0))
    workbench.store.write(SESSION, "words", [*heard[:-1], late], version=version)
    workbench.run("turns")
    assert workbench.states() == {"turns": "done"}
    lost = replace(heard[0], id="c-9999999-0")
    workbench.store.write(SESSION, "words", [lost, *heard[1:]], version=version)
    with pytest.raises(Exception, match="each word is in one turn: not so at"):
        workbench.run("turns")
    assert workbench.states() == {"turns": "failed"}
