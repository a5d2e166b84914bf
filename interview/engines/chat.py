"""A language model behind an OpenAI-compatible address, which a person configured.

`POST <address>/chat/completions` with `response_format` of type `json_schema`, as vLLM, llama.cpp,
Ollama and others serve it too. Nothing is asked of anybody unless an address is configured.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import httpx2 as httpx
from pydantic import BaseModel, Field, ValidationError

from interview.errors import BadInput
from interview.ports import Reply, Request

TRIES = 2
BUSY = {429, 500, 502, 503, 504}
LONGEST_REPLY = 200_000  # bytes
SHORTEST = 0.001  # seconds: less is no time-out


@dataclass(frozen=True, slots=True)
class Chat:
    """`timeout` in seconds is for a whole question, tries and waiting included."""

    address: str
    model: str
    key: str = ""
    timeout: float = 20.0
    most_tokens: int = 1000
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        if not self.address.startswith(("http://", "https://")):
            raise BadInput(f"{self.address!r} is no address of a language model: begin with http")
        try:
            httpx.URL(self.address)
        except httpx.InvalidURL as error:
            raise BadInput(f"{self.address!r} is no address ({error}): correct it") from error
        if not self.model:
            raise BadInput("name the language model that the address shall use")

    @property
    def version(self) -> str:
        return f"language-model-{re.sub(r'[^A-Za-z0-9.]+', '-', self.model)}@1"

    def ask(self, request: Request) -> Reply:
        """Its reply, or why there is none; never an exception of the network."""
        until = self.clock() + self.timeout
        reply = Reply(None, 0, "the model was not asked")
        with httpx.Client(headers=self._headers()) as client:
            for _ in range(TRIES):
                seconds = max(SHORTEST, until - self.clock())
                reply, wait = self._once(client, request, seconds)
                if wait is None or self.clock() + wait >= until:
                    break
                self.sleep(wait)
        return reply

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}

    def _once(
        self, client: httpx.Client, request: Request, seconds: float
    ) -> tuple[Reply, float | None]:
        """A reply, and after how many seconds to try again, if it is worth it."""
        url = f"{self.address.rstrip('/')}/chat/completions"
        until = self.clock() + seconds
        try:
            with client.stream("POST", url, json=self._body(request), timeout=seconds) as response:
                if response.status_code != 200:
                    return _refused(response)
                content = bytearray()
                for chunk in response.iter_bytes():
                    content += chunk
                    if self.clock() > until:
                        return self._failed("the model did not answer in time"), None
                    if len(content) > LONGEST_REPLY:
                        return self._failed("the model did not stop answering"), None
        except httpx.TimeoutException:
            return self._failed("the model did not answer in time"), None
        except httpx.HTTPError as error:
            return Reply(None, 0, f"the model cannot be reached: {type(error).__name__}"), 0.5
        return self._read(bytes(content)), None

    def _read(self, content: bytes) -> Reply:
        try:
            completion = _Completion.model_validate_json(content)
        except ValidationError:
            return self._failed("the model's server answered in another form than OpenAI's")
        usage = completion.usage
        tokens = usage.total_tokens if usage else self.most_tokens
        return Reply(completion.choices[0].message.content, tokens)

    def _failed(self, why: str) -> Reply:
        """A failure of a model that may have worked on the question: it counts as dear."""
        return Reply(None, self.most_tokens, why)

    def _body(self, request: Request) -> dict[str, object]:
        schema = {"name": "findings", "strict": True, "schema": request.schema}
        return {
            "model": self.model,
            "messages": [
                {"role": "system", "content": request.system},
                {"role": "user", "content": request.user},
            ],
            "temperature": 0,
            "seed": 0,
            "max_tokens": self.most_tokens,
            "response_format": {"type": "json_schema", "json_schema": schema},
        }


def _refused(response: httpx.Response) -> tuple[Reply, float | None]:
    reply = Reply(None, 0, f"the model's server answered {response.status_code}")
    if response.status_code not in BUSY:
        return reply, None
    after = response.headers.get("Retry-After", "")
    return reply, float(after) if after.isdecimal() else 1.0


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message


class _Usage(BaseModel):
    total_tokens: int


class _Completion(BaseModel):
    choices: Annotated[list[_Choice], Field(min_length=1)]
    usage: _Usage | None = None
