"""Only whole, unexpired tokens of ours let anybody in."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture_server.tokens import Invite, Tokens, kept_secret
from interview.errors import Refused

NOW = 1_700_000_000.0
TOKENS = Tokens(b"a secret of the tests", lambda: NOW)
GOOD = TOKENS.invite("call", "candidate", NOW + 60)


def test_an_invitation_says_whom_it_lets_in() -> None:
    assert TOKENS.read(GOOD) == Invite("call", "candidate", NOW + 60)


def test_an_invitation_ends_when_it_expires() -> None:
    with pytest.raises(Refused, match="expired: ask the host"):
        TOKENS.read(TOKENS.invite("call", "candidate", NOW))


@given(place=st.integers(0, len(GOOD) - 1), letter=st.sampled_from("aB3-_.~ü"))
def test_a_changed_invitation_is_refused(place: int, letter: str) -> None:
    changed = GOOD[:place] + letter + GOOD[place + 1 :]
    if changed != GOOD and not _same_bits(changed):
        with pytest.raises(Refused, match="not valid"):
            TOKENS.read(changed)


def _same_bits(changed: str) -> bool:
    """The last letter of base64 carries bits that nobody reads."""
    return changed[:-1] == GOOD[:-1]


@given(st.text(max_size=2_000))
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(Refused):
        TOKENS.read(text)
    assert not TOKENS.is_host(text)


def test_another_secret_makes_other_tokens() -> None:
    other = Tokens(b"another secret", lambda: NOW)
    with pytest.raises(Refused):
        other.read(GOOD)
    assert not other.is_host(TOKENS.host)


def test_host_and_invitations_are_not_exchangeable() -> None:
    assert TOKENS.is_host(TOKENS.host)
    assert not TOKENS.is_host(GOOD)
    with pytest.raises(Refused):
        TOKENS.read(TOKENS.host)


def test_the_secret_stays_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "new" / "secret"
    secret = kept_secret(path)
    assert len(secret) == 64
    assert kept_secret(path) == secret
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
