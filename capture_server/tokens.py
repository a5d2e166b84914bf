"""What lets a person in: signed invitations, and the host's own token."""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from itsdangerous import BadData, URLSafeSerializer

from capture_server.private import keep
from interview.errors import Refused
from interview.model import SPEAKERS, Speaker

_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Invite:
    """Lets one role into one session; `expires` in Unix seconds."""

    session: str
    role: Speaker
    expires: float


class Tokens:
    """Makes and reads tokens with one secret; `clock` tells Unix time."""

    def __init__(self, secret: bytes, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._invites = URLSafeSerializer(secret, salt="invite")
        self.host: str = URLSafeSerializer(secret, salt="host").dumps("host")

    def invite(self, session: str, role: Speaker, expires: float) -> str:
        return str(self._invites.dumps([session, role, round(expires)]))

    def read(self, token: str) -> Invite:
        """Refused for a token that is not ours or has expired."""
        try:
            session, role, expires = self._invites.loads(token[:_LONGEST])
        except BadData as error:
            raise Refused("this link is not valid: ask the host for a new one") from error
        if self._clock() >= expires:
            raise Refused("this link has expired: ask the host for a new one")
        return Invite(session, SPEAKERS[SPEAKERS.index(role)], expires)

    def is_host(self, token: str) -> bool:
        return hmac.compare_digest(token.encode(), self.host.encode())


def kept_secret(path: Path) -> bytes:
    """The secret in a file that only its owner may read; made on the first call."""
    if not path.exists():
        keep(path, secrets.token_hex(32).encode())
    return path.read_bytes()
