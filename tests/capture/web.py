"""The application and its pages, as tests talk to them."""

import asyncio
from pathlib import Path
from typing import Any

from aiortc import RTCPeerConnection
from fastapi.testclient import TestClient

from capture_server.app import Settings, create_app
from interview.store import Store

POSTING = "Senior Nurse\n\nRequirements:\n- 3 years of triage experience\n- Patience\n"
TERMS = {"title": "Nurse", "purpose": "research", "behaviour": "observables", "retention_days": 30}
ALL = {"recording": True, "transcription": True, "behaviour": False}
ORIGIN = {"origin": "http://localhost"}


class Site:
    """A running application with one planned session."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder / "data")
        self.now = 1_700_000_000.0
        self.settings = Settings(
            folder / "secrets", ["localhost"], 80, secure=False, clock=lambda: self.now
        )
        self.client = TestClient(
            create_app(self.store, self.settings), base_url="http://localhost", headers=ORIGIN
        )
        self.host = {"authorization": f"Bearer {self.settings.tokens.host}"}

    def plan(self, **terms: Any) -> dict[str, Any]:  # noqa: ANN401
        answer = self.client.post("/api/host/sessions", json=TERMS | terms, headers=self.host)
        assert answer.status_code == 200, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def token(self, made: dict[str, Any], role: str) -> str:
        return str(made["links"][role].partition("#")[2])

    def bearer(self, made: dict[str, Any], role: str) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token(made, role)}"}


class Page:
    """A page's WebSocket."""

    def __init__(self, site: Site, made: dict[str, Any], role: str) -> None:
        self.role, self.token = role, site.token(made, role)
        self.version = site.client.get("/api/invite", headers=site.bearer(made, role)).json()[
            "consent"
        ]["version"]
        self.session = site.client.websocket_connect("ws://localhost/ws", headers=ORIGIN)

    def __enter__(self) -> "Page":
        self.socket = self.session.__enter__()
        return self

    def __exit__(self, *how: Any) -> None:  # noqa: ANN401
        self.session.__exit__(*how)

    def say(self, **message: Any) -> None:  # noqa: ANN401
        self.socket.send_json(message)

    def hear(self, type_: str) -> dict[str, Any]:
        """The next message of a type."""
        while (message := self.socket.receive_json())["type"] != type_:
            pass
        return dict(message)

    def join(self) -> dict[str, Any]:
        self.say(type="join", role=self.role, token=self.token)
        return self.hear("joined")

    def consent(self, **scopes: bool) -> None:
        self.say(type="consent", scopes=ALL | scopes, text_version=self.version)
        self.hear("consented")


def offer() -> str:
    async def make() -> str:
        connection = RTCPeerConnection()
        connection.addTransceiver("audio", "sendrecv")
        connection.addTransceiver("video", "sendonly")
        await connection.setLocalDescription(await connection.createOffer())
        await connection.close()
        return str(connection.localDescription.sdp)

    return asyncio.run(make())
