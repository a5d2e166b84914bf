"""All sessions as a table."""

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from interview.errors import Damaged, NotMade, Refused
from interview.shapes import clock
from workbench.console import day, within
from workbench.session import Session, load_session


def overview(sessions: Iterable[str], root: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("session", overflow="fold")
    for name in ("date (UTC)", "purpose", "status", "length", "hire probability"):
        table.add_column(name, no_wrap=True)
    for session in sessions:
        table.add_row(Text(session), *_row(session, root))
    return table


def _row(session: str, root: str) -> tuple[str, ...]:
    try:
        one = load_session(session, root)
        return (
            day(one.meta.start_time),
            one.meta.purpose,
            one.status,
            clock(one.duration),
            _verdict(one),
        )
    except Damaged:
        return ("", "", "damaged", "", "")


def _verdict(session: Session) -> str:
    try:
        verdict = session.verdict
    except NotMade:
        return "not made yet"
    except Refused:
        return "covered until rated"
    if verdict.state == "insufficient_evidence":
        return "insufficient evidence"
    return f"{verdict.outlook.hire_probability:.2f} ({within(verdict.outlook.interval)})"
