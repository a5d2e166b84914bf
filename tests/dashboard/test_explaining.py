"""Why a profile moved: what is told of one answer."""

import pytest

from tests import interviews
from tests.dashboard.judged import interview
from workbench.dashboard.views import explaining
from workbench.dashboard.views.html import render


def test_a_move_is_explained_by_the_evidence_of_its_answer() -> None:
    one = interview(0)
    why = explaining.why("s", one.profile, one.pairs, one.evidence, 2)
    now, before = one.profile[2], one.profile[1]
    assert why.place == 3
    for move in why.moves:
        moved = now.beliefs[move.dimension].mean - before.beliefs[move.dimension].mean
        assert move.moved == pytest.approx(moved)
        own = [
            each.id
            for each in one.evidence
            if (each.qa, each.dimension) == (now.after, move.dimension)
        ]
        assert [found.id for found in move.evidence] == own
    with_evidence = [bool(move.evidence) for move in why.moves]
    assert with_evidence == sorted(with_evidence, reverse=True)


def test_the_first_answer_moves_from_nothing() -> None:
    why = explaining.why("s", interviews.PROFILE, interviews.PAIRS, interviews.EVIDENCE, 0)
    assert all(move.before is None for move in why.moves)
    told = render("why", one=why, dimension="clarity")
    assert "gave no evidence about it" in told


def test_answers_are_offered_in_the_order_in_which_they_ended() -> None:
    one = interview(0)
    offered = explaining.choices(one.profile, one.pairs)
    assert list(offered.values()) == list(range(len(one.profile)))
