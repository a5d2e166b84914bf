"""Evidence as a page tells it: what was found, in which words, and where to hear them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from interview.model import Dimension, Evidence
from interview.shapes import one_line


@dataclass(frozen=True, slots=True)
class Finding:
    """`link` leads to the words in the script, marked and ready to be heard."""

    id: str
    dimension: Dimension
    value: float
    sd: float
    scorer: str
    requirement: str
    quote: str
    at: float | None
    link: str


def finding(session: str, one: Evidence) -> Finding:
    return Finding(
        id=one.id,
        dimension=one.dimension,
        value=one.value,
        sd=one.sd,
        scorer=one.scorer,
        requirement=one.requirement or "",
        quote=one_line(one.quote),
        at=one.times[0].start if one.times else None,
        link=script_link(session, one.words, one.times[0].start if one.times else None),
    )


def findings(session: str, evidence: Iterable[Evidence]) -> list[Finding]:
    return [finding(session, one) for one in evidence]


def named(session: str, evidence: Sequence[Evidence], ids: Iterable[str]) -> list[Finding]:
    """Those of these ids, in the order of the ids; what is not there any more is left out."""
    known = {one.id: one for one in evidence}
    return [finding(session, known[name]) for name in ids if name in known]


def script_link(session: str, words: Sequence[str], at: float | None = None) -> str:
    """Where the words stand, or what was shown at that second."""
    place = f"/dashboard/session/{session}/script"
    if words:
        return f"{place}?{urlencode({'words': ','.join(words), 'play': 1})}"
    return place if at is None else f"{place}?{urlencode({'at': round(at, 3)})}"


def answer_link(session: str, pair: str) -> str:
    return f"/dashboard/session/{session}/qa?{urlencode({'pair': pair})}"
