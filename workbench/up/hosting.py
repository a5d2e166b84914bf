"""The host's link that the capture server prints, and an interview made with it."""

import http.client
import json
import re
from dataclasses import dataclass

from workbench.up.probes import unverified

_LINK = re.compile(r"(https://\S+)/#(\S+)")
_TERMS = {"purpose": "research", "behaviour": "off", "retention_days": 90}
_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Host:
    """`token` lets whoever has it make interviews."""

    address: str
    token: str

    @property
    def link(self) -> str:
        return f"{self.address}/#{self.token}"

    def invite(self, title: str) -> dict[str, str]:
        """A new interview: the link of each role."""
        address = self.address.removeprefix("https://")
        connection = http.client.HTTPSConnection(
            "localhost", int(address.rpartition(":")[2]), timeout=_PATIENCE, context=unverified()
        )
        headers = {
            "authorization": f"Bearer {self.token}",
            "content-type": "application/json",
            "host": address,
            "origin": self.address,
        }
        body = json.dumps({"title": title, **_TERMS})
        connection.request("POST", "/api/host/sessions", body, headers)
        answer = connection.getresponse()
        told = json.loads(answer.read())
        connection.close()
        if answer.status != http.client.OK:
            raise ConnectionError(f"the capture server makes no interview: {told}")
        links: dict[str, str] = told["links"]
        return links


def host_in(line: str) -> Host | None:
    """The host's link, if the capture server says it in this line."""
    found = _LINK.search(line)
    return Host(*found.groups()) if found else None
