"""What a language model said of the answers of a session, if a person configured one."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from interview.errors import Damaged, NotMade
from interview.ports import LanguageModel, Reply, Request
from interview.store import Store

KIND = "replies"


@dataclass(frozen=True, slots=True)
class Language:
    """A model, the tokens that it may take for a session, whether to ask what failed `again`."""

    model: LanguageModel
    budget: int
    again: bool = False


class Replies:
    """Each request's reply, which is kept with the session.

    A model may say another thing when it is asked again. So what it said is a record like the
    media: nothing is asked twice, and a failure stays one unless it is to be asked again.
    """

    def __init__(
        self, store: Store, session: str, language: Language, note: Callable[[str], None]
    ) -> None:
        self._store, self._session, self._language, self._note = store, session, language, note
        self._told: dict[str, Reply] = {}

    def text(self, request: Request) -> str | None:
        """The same throughout a run, also where what failed is asked again."""
        key = sha256(repr((request.system, request.user, request.schema)).encode()).hexdigest()[:32]
        if key not in self._told:
            self._told[key] = self._reply(key, request)
        return self._told[key].text

    def _reply(self, key: str, request: Request) -> Reply:
        reply = self._kept(key)
        if reply is None or (self._language.again and reply.failure):
            reply = self._ask(request)
            self._store.write_part(self._session, KIND, self.version, key, reply)
        if reply.failure:
            self._note(f"no reply of {self.version}: {reply.failure}")
        return reply

    @property
    def version(self) -> str:
        return self._language.model.version

    def _kept(self, key: str) -> Reply | None:
        try:
            return self._store.read_part(self._session, KIND, self.version, key, Reply)
        except (NotMade, Damaged):
            return None

    def _ask(self, request: Request) -> Reply:
        keys = self._store.parts(self._session, KIND, self.version)
        spent = sum(reply.tokens for key in keys if (reply := self._kept(key)))
        if spent >= self._language.budget:
            return Reply(None, 0, f"the session's {self._language.budget} tokens are spent")
        return self._language.model.ask(request)
