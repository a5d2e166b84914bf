"""What is due, by what there is: pure, so that every order of events can be tried."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from dagster import DagsterRun, DagsterRunStatus

from dagster_project.origin import PARTITION

ANSWER_TAG = "interview/answer"
DIGEST_TAG = "interview/digest"
ATTEMPT_TAG = "interview/attempt"
ATTEMPTS = 3
CORRECTIONS = "corrections"
"""In the place of an answer: a run for what persons put right, whose digest is the last event."""
UNDONE = frozenset({DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED})

_COARSE = 2.0
"""Seconds within which two changes may bear the same time."""


def answer_tags(session: str, answer: str, digest: str) -> dict[str, str]:
    """What all runs of one revision of an answer have in common, whoever asked for them."""
    return {PARTITION: session, ANSWER_TAG: answer, DIGEST_TAG: digest}


def by_answer(runs: Iterable[DagsterRun]) -> Mapping[tuple[str, str], list[DagsterRun]]:
    """The runs of each answer and digest."""
    found: dict[tuple[str, str], list[DagsterRun]] = defaultdict(list)
    for run in runs:
        found[run.tags.get(ANSWER_TAG, ""), run.tags.get(DIGEST_TAG, "")].append(run)
    return found


def next_attempt(runs: Iterable[DagsterRun]) -> int | None:
    """The number, from 1, of the attempt that is due; None where one stands or all have failed.

    `runs` are all those for the same thing.
    """
    last = 0
    for run in runs:
        if run.status not in UNDONE:
            return None
        last = max(last, int(run.tags.get(ATTEMPT_TAG, "1")))
    return last + 1 if last < ATTEMPTS else None


def is_over(runs: Collection[DagsterRun]) -> bool:
    """Whether one run succeeded or all attempts failed: nothing more will come."""
    if any(run.status == DagsterRunStatus.SUCCESS for run in runs):
        return True
    return all(run.status in UNDONE for run in runs) and next_attempt(runs) is None


def elder(run: DagsterRun, runs: Sequence[DagsterRun]) -> DagsterRun | None:
    """The run that was there before `run` for the same thing and may still do it.

    Of two that were asked for at the same time, each sees the one that is first in the storage, and
    so one of them gives way. A repetition by hand gives way to none. `runs` are the oldest first.
    """
    if run.parent_run_id is not None:
        return None
    standing = [each for each in runs if each.status not in UNDONE and each.parent_run_id is None]
    first = next(iter(standing), run)
    return None if first.run_id == run.run_id else first


def seen_until(
    seen: float, changed: Mapping[str, float], waiting: Collection[str], now: float
) -> float:
    """Up to which time of change nothing needs another look.

    `changed` is when each session changed, if that was after `seen`. A session that is `waiting`
    for something does need a look, and one that changed just now may change again unseen.
    """
    kept = [at for session, at in changed.items() if session in waiting or at > now - _COARSE]
    barrier = min(kept, default=now)
    return max([seen, *(at for at in changed.values() if at < barrier)])
