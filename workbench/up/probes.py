"""Whether a server answers, asked over HTTP on this machine."""

import json
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable

Probe = Callable[[], bool]

_PATIENCE = 2.0
_DAEMONS = "{instance {daemonHealth {allDaemonStatuses {required healthy}}}}"


def unverified() -> ssl.SSLContext:
    """For a server on this machine, whose certificate it made itself."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def answers(url: str) -> Probe:
    return lambda: _get(url) is not None


def daemons_are_healthy(page: str) -> Probe:
    """Whether Dagster's web server, at `page`, has heard of all daemons of late."""
    query = urllib.parse.urlencode({"query": _DAEMONS})

    def healthy() -> bool:
        told = _get(f"{page}/graphql?{query}")
        if told is None:
            return False
        daemons = json.loads(told)["data"]["instance"]["daemonHealth"]["allDaemonStatuses"]
        return all(daemon["healthy"] for daemon in daemons if daemon["required"])

    return healthy


def _get(url: str) -> bytes | None:
    try:
        with urllib.request.urlopen(url, timeout=_PATIENCE, context=unverified()) as answer:  # noqa: S310  # ours
            data: bytes = answer.read()
            return data
    except (OSError, urllib.error.URLError):
        return None
