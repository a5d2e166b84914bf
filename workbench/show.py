"""One session for a person to read."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from interview.belief import interval, state
from interview.errors import NotMade, Refused
from interview.model import (
    Evidence,
    JobDescription,
    ProfileSnapshot,
    QAPair,
    Speaker,
    Turn,
    Verdict,
)
from workbench import shapes
from workbench.console import bar, day, within
from workbench.session import Session
from workbench.shapes import clock, in_order, one_line

COLOURS: Mapping[Speaker, str] = {"candidate": "cyan", "interviewer": "yellow"}
DECIDES = "A person decides: these figures are evidence to weigh, with 80 % intervals."
CONTRIBUTIONS = 5
"""Answers named under the verdict: those that moved it most."""


def page(session: Session, *, compact: bool = False) -> Group:
    """All that is known of it; `compact` gives each turn, question and answer one line."""
    sections: dict[str, Callable[[], RenderableType]] = {
        "Script": lambda: script(session.turns, compact),
        "Questions and answers": lambda: pairs(session.pairs, compact),
        "Job": lambda: job(session.job),
        "Profile": lambda: profile(session.profile),
        "Verdict": lambda: verdict(session.verdict, session.evidence, session.pairs),
    }
    return Group(header(session), *_titled(sections, session.id), Text(), Text(DECIDES))


def _titled(
    sections: Mapping[str, Callable[[], RenderableType]], session: str
) -> Iterator[RenderableType]:
    for title, section in sections.items():
        yield Text()
        yield Rule(Text(title, style="bold"), align="left", style="dim")
        try:
            yield section()
        except NotMade:
            yield Text(f"not made yet: workbench run {session}", style="dim")
        except Refused:
            covered = f"covered until rated: workbench rate {session} --value 1..5 --reason TEXT"
            yield Text(covered, style="dim")


def header(session: Session) -> RenderableType:
    meta = session.meta
    begun = f"{day(meta.start_time)} UTC"
    facts = [meta.title, meta.purpose, session.status, clock(session.duration), begun]
    made = [f"{name} {version}" for name, version in session.versions.items()]
    head = Text(meta.session_id, style="bold")
    return Group(
        head.append(_joined(["", *filter(None, facts)]), style="not bold"),
        Text(_joined([f"behaviour {meta.behaviour}", *session.tracks, *made]), style="dim"),
    )


def _joined(facts: Sequence[str]) -> str:
    return "  ·  ".join(facts)


def script(turns: Sequence[Turn], compact: bool = False) -> RenderableType:
    table = _talk(compact)
    for turn in in_order(turns):
        name = Text(turn.speaker.capitalize(), style=COLOURS[turn.speaker])
        said = Text(one_line(turn.text), style="dim" if "backchannel" in turn.flags else "")
        if turn.flags:
            said.append(f"  ({', '.join(turn.flags)})", style="dim")
        table.add_row(Text(clock(turn.span.start), style="dim"), name, said)
    return table


def pairs(pairs: Sequence[QAPair], compact: bool = False) -> RenderableType:
    table = _talk(compact)
    for number, pair in enumerate(pairs, start=1):
        question = Text(one_line(pair.question), style="bold")
        if pair.kind != "question":
            question.append(f"  ({pair.kind.replace('_', ' ')})", style="not bold dim")
        table.add_row(f"Q{number}", f"{pair.confidence:.0%} sure", question)
        table.add_row("", Text(clock(pair.span.start), style="dim"), _answer(pair))
    return table


def _answer(pair: QAPair) -> Text:
    if pair.answer is None:
        return Text(f"no answer ({pair.unanswered_p:.0%} sure)", style="dim")
    return Text(one_line(pair.answer))


def _talk(compact: bool) -> Table:
    """Two narrow columns, then what was said."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=compact, overflow="ellipsis" if compact else "fold")
    return table


def job(job: JobDescription) -> RenderableType:
    years = f"{job.years:g}+ years" if job.years else ""
    head = _joined([fact for fact in (one_line(job.title), job.seniority, years) if fact])
    table = Table.grid(padding=(0, 2))
    for one in sorted(job.requirements, key=lambda one: -one.weight):
        wanted = f"{one.name}, {one.years:g} years" if one.years else one.name
        quote = Text(f'"{one_line(one.quote)}"', style="dim")
        table.add_row(f"{one.weight:.0%}".rjust(4), one.kind, Text(wanted), quote)
    return Group(Text(head), table)


def profile(snapshots: Sequence[ProfileSnapshot]) -> RenderableType:
    if not snapshots:
        return Text("no answer to judge yet", style="dim")
    table = _figures()
    for dimension, belief in shapes.beliefs(snapshots[-1]).items():
        judged = state(belief).replace("_", " ")
        _figure(table, dimension.replace("_", " "), belief.mean, interval(belief), judged)
    return table


def verdict(
    verdict: Verdict, evidence: Sequence[Evidence], pairs: Sequence[QAPair]
) -> RenderableType:
    outlook = verdict.outlook
    table = _figures()
    for one in verdict.requirements:
        said = "" if one.evidence else "not talked about"
        _figure(table, one.name, one.met, one.interval, said)
    hire = outlook.hire_probability
    _figure(table, "hire probability", hire, outlook.interval, verdict.state.replace("_", " "))
    numbers = {pair.id: f"Q{number}" for number, pair in enumerate(pairs, start=1)}
    return Group(
        table,
        Text(
            _joined([verdict.scorer, f"confidence {verdict.confidence:.2f}", verdict.calibration])
        ),
        *_moved(verdict, numbers),
        *_flags(verdict, evidence),
    )


def _moved(verdict: Verdict, numbers: Mapping[str, str]) -> Iterator[Text]:
    moved = sorted(verdict.contributions, key=lambda one: -abs(one.delta))[:CONTRIBUTIONS]
    if moved:
        shown = ", ".join(f"{numbers.get(one.qa, one.qa)} {one.delta:+.2f}" for one in moved)
        yield Text(f"Moved most by {shown}")


def _flags(verdict: Verdict, evidence: Sequence[Evidence]) -> Iterator[Text]:
    found = {one.id: one for one in evidence}
    for risk in verdict.risk_flags:
        yield Text(f"! {risk.flag.replace('_', ' ')}", style="bold")
        for one in (found[name] for name in risk.evidence if name in found):
            at = f"[{clock(one.times[0].start)}] " if one.times else ""
            yield Text(f'  {at}"{one_line(one.quote)}"')


def _figures() -> Table:
    """A name, its mean, its interval, both as a picture, and a word on them."""
    table = Table.grid(padding=(0, 2))
    table.add_column(overflow="fold")
    for _ in range(3):
        table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    return table


def _figure(table: Table, name: str, mean: float, ends: tuple[float, float], remark: str) -> None:
    shown = Text(remark, style="" if remark == "judged" else "dim")
    table.add_row(Text(name), f"{mean:.2f}", within(ends), bar(mean, ends), shown)
