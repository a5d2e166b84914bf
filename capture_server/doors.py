"""Who a request speaks for: the host, or an invited person."""

from collections.abc import Callable

from fastapi import Request
from starlette.requests import HTTPConnection

from capture_server.guard import Attempts
from capture_server.tokens import Invite, Tokens
from interview.errors import Refused


class Doors:
    """Reads tokens, and stops reading them for who tries too many."""

    def __init__(self, tokens: Tokens, clock: Callable[[], float]) -> None:
        self._tokens, self._attempts = tokens, Attempts(clock)

    def reader(self, connection: HTTPConnection) -> Callable[[str], Invite]:
        """Reads the tokens that come over a connection."""
        address = connection.client.host if connection.client else ""

        def read(token: str) -> Invite:
            self._attempts.check(address)
            try:
                return self._tokens.read(token)
            except Refused:
                self._attempts.failed(address)
                raise

        return read

    def invited(self, request: Request) -> Invite:
        return self.reader(request)(_bearer(request))

    def interviewer(self, request: Request) -> Invite:
        invite = self.invited(request)
        if invite.role != "interviewer":
            raise Refused("only the interviewer may do this")
        return invite

    def host(self, request: Request) -> None:
        address = request.client.host if request.client else ""
        self._attempts.check(address)
        if not self._tokens.is_host(_bearer(request)):
            self._attempts.failed(address)
            raise Refused("open the host's link, which the server printed when it started")


def _bearer(request: Request) -> str:
    return request.headers.get("authorization", "").removeprefix("Bearer ")
