"""What may be kept of a person's face, by the session's purpose and the person's last word.

The store asks here itself before it reads or writes, so that no caller can forget to. Emotions may
not be read from applicants: Regulation (EU) 2024/1689, Article 5(1)(f).
"""

from collections.abc import Iterable
from typing import Any

from interview.conduct import telling
from interview.errors import BadInput, Refused
from interview.model import LANGUAGES, AffectSample, Event, Evidence, SessionMeta, Verdict

FACES, AFFECT = "faces", "affect"
AFFECT_EVIDENCE, AFFECT_VERDICT = "affect_evidence", "affect_verdict"
OF_AFFECT = frozenset({AFFECT, AFFECT_EVIDENCE, AFFECT_VERDICT})
RESTRICTED = OF_AFFECT | {FACES}
"""Kinds that need a permission: what single frames show, what it may mean, what follows of that."""
OF_THE_FACE = RESTRICTED | {"behaviour", "answer_behaviour"}
"""All that is gone once the candidate takes back the consent to behaviour."""


def check_meta(meta: SessionMeta) -> None:
    if meta.language not in LANGUAGES:
        raise BadInput(f"no language {meta.language!r} is known: give a code such as en, de or es")
    if meta.behaviour == "affect" and meta.purpose != "research":
        raise Refused(
            f"affect is never read in a session of purpose {meta.purpose}: "
            "use behaviour observables or off"
        )


def check(kind: str, meta: SessionMeta, events: Iterable[Event]) -> None:
    """Refused where a restricted kind may not be made, nor read if it was."""
    if kind not in RESTRICTED:
        return
    check_meta(meta)
    if meta.behaviour == "off":
        raise Refused(f"nothing is read from the face in session {meta.session_id}: mode off")
    if kind in OF_AFFECT and meta.behaviour != "affect":
        raise Refused(f"session {meta.session_id} describes the face only: mode {meta.behaviour}")
    if not agreed(events):
        raise Refused(f"the candidate of session {meta.session_id} did not agree to behaviour")


def check_value(kind: str, value: object) -> None:
    """Refused where a value that was made with affect is to be kept as any other kind."""
    if kind not in OF_AFFECT and carries_affect(value):
        raise Refused(f"{kind} may hold nothing that was read from affect: keep it as {AFFECT}")


def carries_affect(value: object) -> bool:
    match value:
        case AffectSample():
            return True
        case Evidence():
            return value.scorer.split("@")[0] in telling.SCORERS
        case Verdict():
            flags = {risk.flag for risk in value.risk_flags}
            moved = value.outlook != value.without_behaviour or value.behaviour_weight > 0
            return moved or "stress_spike" in flags
        case [AffectSample() | Evidence(), *_]:
            return any(map(carries_affect, value))
    return False


def agreed(events: Iterable[Event]) -> bool:
    """Whether the candidate agrees that the face is described: the last word counts.

    Who imports a recording declares it for the candidate.
    """
    given = False
    for event in events:
        scopes: Any = event.body.get("scopes")
        if event.kind == "consent" and scopes is None:
            given = event.body.get("behaviour") is True
        elif event.kind == "consent" and event.who == "candidate":
            given = scopes.get("recording") is True and scopes.get("behaviour") is True
    return given
