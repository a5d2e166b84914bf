"""A capture server in a process of its own."""

import resource
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from capture_server.clock import steady_clock
from capture_server.tokens import Tokens, kept_secret
from interview.store import Store

TERMS = {"title": "Staff nurse, night shift", "purpose": "research", "retention_days": 90}


class Site:
    """Serves a folder over HTTPS, with a certificate that nobody trusts."""

    def __init__(self, folder: Path, module: str = "tests.browser.serve") -> None:
        self._module = module
        self.data = folder / "data"
        self.store = Store(self.data)
        self.port = free_port()
        self.address = f"https://localhost:{self.port}"
        self._log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", self._module, "--data", str(self.data)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--host", "127.0.0.1", "--port", str(self.port)], stdout=log, stderr=log
            )
        end = time.monotonic() + 30
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                self.kill()
                raise AssertionError(self.log)
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with self._client() as client:
                return client.get("/").is_success
        except httpx.TransportError:
            return False

    def _client(self, **headers: str) -> httpx.Client:
        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusting.check_hostname = False
        trusting.verify_mode = ssl.CERT_NONE
        return httpx.Client(base_url=self.address, verify=trusting, headers=headers)

    @property
    def log(self) -> str:
        return self._log.read_text()

    @property
    def tokens(self) -> Tokens:
        return Tokens(kept_secret(self.data / ".capture" / "secret"), steady_clock())

    @property
    def host_page(self) -> str:
        return f"{self.address}/#{self.tokens.host}"

    def plan(self, behaviour: str = "observables") -> dict[str, Any]:
        """A new session with links that lead to this address."""
        bearer = {"authorization": f"Bearer {self.tokens.host}", "origin": self.address}
        with self._client(**bearer) as client:
            answer = client.post("/api/host/sessions", json={**TERMS, "behaviour": behaviour})
        made: dict[str, Any] = answer.raise_for_status().json()
        for role, link in made["links"].items():
            made[role] = f"{self.address}/{role}#{link.partition('#')[2]}"
        return made

    def limit_files(self, size: int) -> None:
        """No file may be longer than that many bytes, as on a disk that is full; -1 for any."""
        assert self._process is not None
        _, most = resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (size, most))

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
