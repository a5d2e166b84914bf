"""Who may come in: two keys, and the signed cookie that a browser gets for one of them."""

import hmac
import os
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import get_args
from urllib.parse import unquote

from itsdangerous import BadData, URLSafeSerializer

from interview.errors import Refused
from workbench.covering import Role, User

COOKIE = "interview-dashboard"
HOURS = 12.0
"""After which one signs in again."""
LONGEST_NAME = 80
_ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True)
class Access:
    """Makes and reads keys and cookies with one secret; `clock` gives Unix seconds."""

    secret: bytes
    clock: Callable[[], float]

    def key(self, role: Role) -> str:
        digest = hmac.digest(self.secret, f"dashboard {role}".encode(), "sha256")
        return digest.hex()[:32]

    def user(self, key: str, name: str) -> User:
        """Whom a key lets in under the name that the audit chain will tell; Refused if none."""
        for role in _ROLES:
            if hmac.compare_digest(key.strip().encode(), self.key(role).encode()):
                return User(_name(name), role)
        raise Refused("this key opens nothing: take one of those that the server printed")

    def cookie(self, user: User) -> str:
        return str(self._signer.dumps([user.name, user.role, self.clock() + HOURS * 3600]))

    def signed_in(self, cookies: Mapping[str, str]) -> User | None:
        try:
            name, role, expires = self._signer.loads(cookies.get(COOKIE, "")[:600])
        except BadData:
            return None
        return User(name, role) if self.clock() < expires else None

    def bearer(self, headers: Mapping[str, str]) -> User | None:
        """Of a program: `Authorization: Bearer KEY`, and `X-Name`, percent-encoded, if it likes."""
        scheme, _, key = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        return self.user(key, unquote(headers.get("x-name", "")) or "REST")

    @property
    def _signer(self) -> URLSafeSerializer:
        return URLSafeSerializer(
            self.secret, salt="dashboard", signer_kwargs={"digest_method": sha256}
        )


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Refused(
            f"tell your name in up to {LONGEST_NAME} letters: it is kept with what you do"
        )
    return name


def access_to(root: Path, clock: Callable[[], float] = time.time) -> Access:
    """Who may see the sessions below a folder; its keys stay as they are."""
    return Access(_kept_secret(root / ".dashboard" / "secret"), clock)


def links(root: Path, port: int) -> dict[Role, str]:
    """By which one signs in as what."""
    access = access_to(root)
    return {role: f"http://localhost:{port}/sign-in#{access.key(role)}" for role in _ROLES}


def _kept_secret(path: Path) -> bytes:
    """The secret in a file that only its owner may read; made on the first call."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_hex(32).encode())
    return path.read_bytes()
