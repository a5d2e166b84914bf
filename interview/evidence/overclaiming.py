"""Boasts, and claims that a later answer takes back."""

from interview.evidence import absolutes
from interview.evidence.finding import Case, finding
from interview.evidence.retraction import retracted
from interview.model import Evidence

TAKEN_BACK, SD = 0.15, 0.25


def overclaiming(case: Case) -> list[Evidence]:
    """Boasts ("I have never had a bug"), and what shows an earlier claim not to be so."""
    total, words = absolutes.boasts(case)
    back = retracted(case)
    if back:
        return [finding(case, "consistency", (TAKEN_BACK, SD), back)]
    if not words:
        return []
    return [finding(case, "consistency", (max(0.05, 0.4 - 0.15 * total), absolutes.SD), words)]
