"""What all views are made of: a piece of the page that is kept in step with a session."""

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import param
from panel.custom import Child, Children, JSComponent

from interview.errors import InterviewError
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views.following import follow
from workbench.dashboard.views.keyed import Message, Picture, changes

_HERE = Path(__file__).parent
Look = Callable[[Viewing], Picture]


@cache
def script(*names: str) -> str:
    """JavaScript files beside the views as one module."""
    return "\n".join((_HERE / f"{name}.js").read_text() for name in names)


@cache
def style(*names: str) -> list[str]:
    return [(_HERE / f"{name}.css").read_text() for name in names]


class Mirror(JSComponent):  # type: ignore[misc]  # Panel ships no types for it
    """Sends its half in the browser what `look` sees, and later what has changed of it.

    The browser says `hello` when it begins and when it has missed a message: it is told all then.
    """

    _esm = "export function render() {}"
    session = param.String()

    def __init__(self, viewing: Viewing, look: Look, kinds: frozenset[str], **params: Any) -> None:  # noqa: ANN401
        super().__init__(sizing_mode="stretch_width", session=viewing.session, **params)
        self._viewing, self._look = viewing, look
        self._known, self._number = Picture(), 0
        follow(viewing, kinds, partial(look, viewing), self._show)
        follow(viewing, {"erased"}, lambda: {"erased": True}, self._send_msg)

    def _show(self, seen: Picture) -> None:
        message = changes(self._known, seen)
        self._known = seen
        if message:
            self._number += 1
            self._send_msg({**message, "number": self._number})

    def refresh(self) -> None:
        self._show(self._look(self._viewing))

    def _handle_msg(self, message: Message) -> None:
        if message.get("say") == "hello":
            self._tell_all()
            return
        try:
            said = self._asked(message)
        except InterviewError as error:
            self._send_msg({"number": self._number, "failed": str(error)})
        else:
            self._send_msg({"number": self._number, "done": said})
            self.refresh()

    def _tell_all(self) -> None:
        self._number += 1
        whole: Message = {"number": self._number, "whole": True}
        try:
            self._known = self._look(self._viewing)
        except InterviewError as error:
            self._send_msg({**whole, "unreadable": str(error)})
        else:
            self._send_msg({**whole, **changes(Picture(), self._known)})

    def _asked(self, message: Message) -> str:
        """Does what the person asks for and tells them so in a sentence."""
        raise NotImplementedError(message)


class WorkplaceView(JSComponent):  # type: ignore[misc]  # as above
    """What is read at the left, what is heard and done at the right; below each other if narrow."""

    _esm = script("workplace")
    _stylesheets = style("workplace")
    main = Child()
    side = Children()

    def __init__(self, **params: Any) -> None:  # noqa: ANN401
        super().__init__(sizing_mode="stretch_width", **params)
