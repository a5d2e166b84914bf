"""The domain's errors in Dagster's terms."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from interview.errors import InterviewError

ATTEMPTS, PAUSE = 3, 1.0  # seconds


@contextmanager
def explained() -> Iterator[None]:
    """Turns an error of the domain into a failure with its message, retried where that helps.

    A retry policy would also repeat what a bug broke; only `rerun_helps` asks for it here.
    """
    try:
        yield
    except InterviewError as error:
        failure = dg.Failure(str(error), allow_retries=error.rerun_helps)
        if not error.rerun_helps:
            raise failure from error
        raise dg.RetryRequested(ATTEMPTS - 1, PAUSE) from failure
