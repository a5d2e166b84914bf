"""A session in a notebook.

demo = workbench.load_session("demo")
demo.verdict.outlook.hire_probability
demo.frame("words")
demo.audio(demo.pairs[2])
demo.figures.profile()
demo = demo.rerun("pairs+")
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from interview.errors import InterviewError
from interview.settling import switches
from interview.shapes import clock
from workbench import session
from workbench.console import OUT, day, within
from workbench.session import Session
from workbench.show import DECIDES

if TYPE_CHECKING:
    from IPython.display import Audio

    from interview.rescoring import Rescoring
    from workbench.figures import Chart
    from workbench.playing import Playable, Voice


def load_session(name: str, root: str | os.PathLike[str] | None = None) -> "NotebookSession":
    """Raises `NoSuchSession`; what is asked of it later raises `NotMade` until it is made."""
    loaded = session.load_session(name, root)
    return NotebookSession(loaded.store, loaded.id)


@dataclass(frozen=True, repr=False)
class NotebookSession(Session):
    """A session that can be heard, looked at and made again."""

    def __repr__(self) -> str:
        return f"session {self.id} in {self.store.root}"

    def _repr_html_(self) -> str:
        return summary(self)

    def audio(self, what: "Playable", voice: "Voice" = "both") -> "Audio":
        """A player.

        `what` is (start, end) in seconds, a word, sentence, turn, pair, evidence, or a frame's row.
        """
        from workbench.playing import player

        return player(self, what, voice)

    @property
    def figures(self) -> "Figures":
        """The figures of the dashboard: `demo.figures.profile()`."""
        return Figures(self)

    def rerun(self, select: str | None = None) -> "NotebookSession":
        """Makes all of it, or what is selected, through Dagster; the session as it is then.

        `select` is that of `workbench run`: "profile,verdict", or "pairs+" with what follows.
        Raises BadInput and RunFailed.
        """
        self._run(select=select)
        return self.fresh()

    def rescore(self, model: str) -> "Rescoring":
        """Scores it by another version too, NAME@VERSION; what counts stays as it is.

        Raises Refused as long as it is covered, BadInput and RunFailed.
        """
        from interview.rescoring import Rescoring

        self.verdict  # noqa: B018  # refused as long as it is covered
        self._run(rescore=model)
        return self.store.read(self.id, "rescoring", Rescoring)

    def _run(self, select: str | None = None, rescore: str | None = None) -> None:
        from workbench import running

        running.follow(running.run(self.id, str(self.store.root), select, rescore=rescore), OUT)


@dataclass(frozen=True, slots=True)
class Figures:
    """Each figure of the dashboard; raises what the session raises for what it is drawn from."""

    session: Session

    def profile(self) -> "Chart":
        """Each dimension over time, and where answers ended."""
        from workbench import figures

        one = self.session
        off = switches(one.store.events(one.id))
        return figures.profile(one.profile, one.pairs, until=one.duration, switches=off)

    def outlook(self) -> "Chart":
        """The verdict as a distribution."""
        from workbench import figures

        return figures.outlook(self.session.verdict.outlook)

    def history(self) -> "Chart":
        """The verdict after each answer."""
        from workbench import figures

        one = self.session
        return figures.history(one.verdict, one.pairs, until=one.duration)

    def contributions(self) -> "Chart":
        """What each answer moved."""
        from workbench import figures

        return figures.contributions(self.session.verdict, self.session.pairs)

    def behaviour(self) -> "Chart":
        """What the face showed, where the session's mode allows it."""
        from workbench import figures

        return figures.behaviour(self.session.behaviour, self.session.affect)


def summary(session: Session) -> str:
    """A short HTML page: what the session is, what there is of it, and what to do for the rest."""
    meta = session.meta
    about = [
        f"{day(meta.start_time)} UTC",
        clock(session.duration),
        f"purpose {meta.purpose}",
        f"behaviour {meta.behaviour}",
        session.status,
        *session.tracks,
    ]
    rows = "".join(
        f"<tr><th style='text-align:left'>{escape(name)}</th>"
        f"<td style='text-align:left'>{escape(told)}</td></tr>"
        for name, told in _known(session)
    )
    return (
        f"<b>{escape(session.id)}</b> {escape(meta.title)}<br>{escape(' · '.join(about))}"
        f"<table>{rows}</table><small>{escape(DECIDES)}</small>"
    )


def _known(session: Session) -> Iterator[tuple[str, str]]:
    told: dict[str, Callable[[], str]] = {
        "words": lambda: f"{len(session.words)} by {session.versions['speech']}",
        "turns": lambda: str(len(session.turns)),
        "pairs": lambda: _pairs(session),
        "job": lambda: f"{session.job.title}, {len(session.job.requirements)} requirements",
        "evidence": lambda: f"{len(session.evidence)} findings",
        "profile": lambda: f"after {len(session.profile)} answers",
        "verdict": lambda: _verdict(session),
    }
    for name, tell in told.items():
        try:
            yield name, tell()
        except InterviewError as error:  # says what to do
            yield name, str(error)


def _pairs(session: Session) -> str:
    answered = sum(pair.answered for pair in session.pairs)
    return f"{len(session.pairs)}, of which {answered} answered"


def _verdict(session: Session) -> str:
    outlook = session.verdict.outlook
    probability = f"hire probability {outlook.hire_probability:.2f} ({within(outlook.interval)})"
    state = session.verdict.state.replace("_", " ")
    return f"{probability}, {state}, {session.verdict.scorer}, {session.verdict.calibration}"
