"""Whatever a page says, in whatever order: join, consent and offer keep their order."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture_server.signalling import (
    LONGEST,
    Close,
    Consent,
    Do,
    Effect,
    Enter,
    Offer,
    Reply,
    Signalling,
)
from capture_server.tokens import Invite
from interview.errors import Refused
from interview.model import Speaker

TIMES = {"t0": 1.0, "t1": 2.0, "t2": 3.0, "t3": 4.0}
META: dict[str, Any] = {"kind": "audio", "track_id": "a", "timestamp": 1.0}
ALL = {"recording": True, "transcription": True, "behaviour": False}


def read(token: str) -> Invite:
    roles: dict[str, Speaker] = {"c": "candidate", "i": "interviewer"}
    if token not in roles:
        raise Refused("this link is not valid: ask the host for a new one")
    return Invite("call", roles[token], 1e10)


def page(*, agreed: bool = False) -> Signalling:
    return Signalling(read, lambda _: agreed)


def say(machine: Signalling, now: float = 0.0, **message: Any) -> list[Effect]:  # noqa: ANN401
    return machine.receive(json.dumps(message), now)


def join(machine: Signalling, role: Speaker) -> list[Effect]:
    return say(machine, type="join", role=role, token=role[0])


def consent(machine: Signalling, **scopes: bool) -> list[Effect]:
    return say(machine, type="consent", scopes={**ALL, **scopes}, text_version="v1")


def code(effects: list[Effect]) -> str:
    assert isinstance(effects[0], Reply)
    return str(effects[0].message["code"])


def test_join_consent_and_offer_in_this_order() -> None:
    machine = page()
    assert code(say(machine, type="offer", sdp="v=0")) == "order"
    assert join(machine, "candidate") == [Enter(Invite("call", "candidate", 1e10))]
    assert code(say(machine, type="offer", sdp="v=0")) == "consent"
    assert isinstance(consent(machine)[0], Do)
    assert say(machine, type="offer", sdp="v=0") == [Do(Offer(type="offer", sdp="v=0"))]


def test_a_refused_recording_is_told_and_keeps_media_out() -> None:
    machine = page(agreed=True)
    join(machine, "candidate")
    (effect,) = consent(machine, recording=False)
    assert isinstance(effect, Do)
    assert isinstance(effect.message, Consent)
    assert code(say(machine, type="offer", sdp="v=0")) == "consent"


def test_who_agreed_before_is_not_asked_again() -> None:
    machine = page(agreed=True)
    join(machine, "interviewer")
    assert isinstance(say(machine, type="offer", sdp="v=0")[0], Do)


@pytest.mark.parametrize("token", ["x", "", "i"])
def test_a_link_lets_in_its_own_role_alone(token: str) -> None:
    assert code(say(page(), type="join", role="candidate", token=token)) == "link"


@pytest.mark.parametrize(
    "message", [{"type": "end"}, {"type": "mark"}, {"type": "profiling", "on": False}]
)
def test_the_interviewer_alone_leads(message: dict[str, Any]) -> None:
    candidate, interviewer = page(), page()
    join(candidate, "candidate")
    join(interviewer, "interviewer")
    join(interviewer, "interviewer")
    assert code(candidate.receive(json.dumps(message), 0.0)) == "role"
    assert isinstance(interviewer.receive(json.dumps(message), 0.0)[0], Do)


def test_nobody_speaks_for_the_other() -> None:
    machine = page(agreed=True)
    join(machine, "candidate")
    assert code(say(machine, type="track_meta", role="interviewer", **META)) == "role"
    assert isinstance(say(machine, type="track_meta", role="candidate", **META)[0], Do)


def test_who_left_is_not_heard() -> None:
    machine = page(agreed=True)
    join(machine, "candidate")
    assert say(machine, type="leave")[-1] == Close("left")
    assert say(machine, type="offer", sdp="v=0") == []


def test_a_long_message_ends_the_connection() -> None:
    machine = page()
    assert machine.receive(" " * (LONGEST + 1), 0.0)[-1] == Close("a message is too long")
    assert join(machine, "candidate") == []


def test_a_flood_ends_the_connection_and_a_steady_stream_does_not() -> None:
    steady, flood = page(), page()
    join(steady, "candidate")
    join(flood, "candidate")
    for n in range(500):
        (pinged,) = say(steady, n / 10, type="ping", t0=0.0)
        assert isinstance(pinged, Do)
    ends = [effect for n in range(500) for effect in say(flood, n / 1e3, type="ping", t0=0.0)]
    assert ends[-1] == Close("too many messages")
    assert len(ends) < 100


def test_too_many_errors_end_the_connection() -> None:
    machine = page()
    effects = [machine.receive("{}", float(n)) for n in range(20)]
    assert effects[9][-1] == Close("too many errors")
    assert effects[10:] == [[]] * 10


def test_what_was_sent_is_not_sent_back() -> None:
    (effect,) = page().receive('{"type": "join", "role": "<script>", "token": "t"}', 0.0)
    assert isinstance(effect, Reply)
    assert "script" not in str(effect.message)


PLAIN: list[dict[str, Any]] = [
    {"type": "offer", "sdp": "v=0"},
    {"type": "answer", "sdp": "v=0"},
    {"type": "ice-candidate", "candidate": {"sdpMid": "0"}},
    {"type": "track_meta", "role": "candidate", **META},
    {"type": "ping", "t0": 1},
    {"type": "clock", "time_origin": 0, **TIMES},
    {"type": "muted", "kind": "audio", "on": True},
    {"type": "profiling", "on": True},
    {"type": "mark", "note": "here"},
    {"type": "end"},
    {"type": "leave"},
]
JOINS = st.builds(
    lambda role, token: {"type": "join", "role": role, "token": token},
    st.sampled_from(["candidate", "interviewer"]),
    st.sampled_from("cix"),
)
CONSENTS = st.builds(
    lambda **scopes: {"type": "consent", "scopes": scopes, "text_version": "v"},
    **dict.fromkeys(ALL, st.booleans()),
)
ODD = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["type", "sdp", "on"]), inner),
    max_leaves=8,
)
MESSAGES = st.one_of(JOINS, CONSENTS, st.sampled_from(PLAIN), ODD).map(json.dumps)


@given(
    st.lists(MESSAGES | st.text(max_size=50), max_size=30),
    st.lists(st.floats(0, 1e9), min_size=30, max_size=30),
)
def test_no_order_of_messages_lets_media_through_without_consent(
    texts: list[str], times: list[float]
) -> None:
    machine = page()
    joined = recording = False
    for text, now in zip(texts, times, strict=False):
        for effect in machine.receive(text, now):
            joined = joined or isinstance(effect, Enter)
            assert joined or isinstance(effect, Reply | Close)
            if isinstance(effect, Do) and isinstance(effect.message, Consent):
                recording = effect.message.scopes.recording
            assert recording or not (isinstance(effect, Do) and isinstance(effect.message, Offer))
