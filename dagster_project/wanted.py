"""What is due, by what there is: pure, so that every order of events can be tried."""

from collections.abc import Sequence

from dagster import DagsterRun, DagsterRunStatus

from dagster_project.origin import PARTITION

ANSWER_TAG = "interview/answer"
DIGEST_TAG = "interview/digest"
ATTEMPT_TAG = "interview/attempt"
ATTEMPTS = 3
UNDONE = frozenset({DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED})


def answer_tags(session: str, answer: str, digest: str) -> dict[str, str]:
    """What all runs of one revision of an answer have in common, whoever asked for them."""
    return {PARTITION: session, ANSWER_TAG: answer, DIGEST_TAG: digest}


def next_attempt(runs: Sequence[DagsterRun]) -> int | None:
    """The number, from 1, of the attempt that is due; None where one stands or all have failed.

    `runs` are all those for the same thing.
    """
    if any(run.status not in UNDONE for run in runs):
        return None
    last = max((int(run.tags.get(ATTEMPT_TAG, "1")) for run in runs), default=0)
    return last + 1 if last < ATTEMPTS else None


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
