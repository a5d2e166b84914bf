"""The shipped models by which turns are understood."""

from interview.pairing import HAND_SET
from interview.ports import Understanding


def load() -> Understanding:
    return HAND_SET
