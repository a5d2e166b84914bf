"""What all views are made of: a piece of the page that is kept in step with a session."""

from functools import cache, partial
from pathlib import Path
from typing import Any

import panel as pn
import param
from panel.custom import Child, Children, JSComponent

from interview.errors import InterviewError
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views.keyed import Message
from workbench.dashboard.views.scene import Look, scene

_HERE = Path(__file__).parent


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
    _own = False
    """Whether what a person sees is theirs alone."""
    session = param.String()

    def __init__(self, viewing: Viewing, look: Look, kinds: frozenset[str], **params: Any) -> None:  # noqa: ANN401
        super().__init__(sizing_mode="stretch_width", session=viewing.session, **params)
        self._viewing, self._document = viewing, pn.state.curdoc
        self._scene = scene(viewing, look, kinds, own=self._own)
        if self._document is not None:
            self._document.on_session_destroyed(lambda _context: self._scene.leave(self))

    def _tell(self, text: str) -> None:
        """What the scene tells, in any thread."""
        self._document.add_next_tick_callback(partial(self._send_msg, {"told": text}))

    def _handle_msg(self, message: Message) -> None:
        if message.get("say") == "hello":
            self._tell_all()
            return
        try:
            said = self._asked(message)
        except InterviewError as error:
            self._send_msg({"failed": str(error)})
        else:
            self._send_msg({"done": said})
            self._scene.renew()

    def _tell_all(self) -> None:
        """In any thread."""
        try:
            self._scene.enter(self, self._tell)
        except InterviewError as error:
            failed = {"failed": str(error)}
            self._document.add_next_tick_callback(partial(self._send_msg, failed))

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
