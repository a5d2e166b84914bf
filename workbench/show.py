"""One session for a person to read."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from interview import shapes
from interview.belief import interval, state
from interview.errors import NotMade, Refused
from interview.model import (
    Evidence,
    JobDescription,
    ProfileSnapshot,
    QAPair,
    Requirement,
    Speaker,
    Turn,
    Verdict,
)
from interview.shapes import clock, in_order, one_line
from workbench.console import bar, day, within
from workbench.session import Session

COLOURS: Mapping[Speaker, str] = {"candidate": "cyan", "interviewer": "yellow"}
DECIDES = "A person decides: these figures are evidence to weigh, with 80 % intervals."
CONTRIBUTIONS = 5
"""Answers named under the verdict: those that moved it most."""


def page(session: Session, *, compact: bool = False) -> Group:
    """All that is known of it; `compact` gives each turn, question and answer one line."""
    sections: dict[str, Callable[[], RenderableType]] = {
        "Script": lambda: script(session.turns, compact),
        "Questions and answers": lambda: pairs(session.pairs, compact),
        "Job": lambda: job(session.job, compact),
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
    head = Text(meta.session_id, style="bold")
    head.append(f"  {meta.title}", style="not bold")
    about = [begun, clock(session.duration), meta.purpose, f"behaviour {meta.behaviour}"]
    made = [f"{name} {version}" for name, version in session.versions.items()]
    return Group(
        head,
        Text(_joined([*about, session.status])),
        Text(_joined(session.tracks), style="dim"),
        *(Text(one, style="dim") for one in made),
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
    table = Table.grid(padding=(0, 2), expand=compact)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    if compact:
        table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    return table


def job(job: JobDescription, compact: bool = False) -> RenderableType:
    if not job.requirements:
        return Text("no requirements: import with --jd to have some", style="dim")
    years = f"{job.years:g}+ years" if job.years else ""
    head = _joined([fact for fact in (one_line(job.title), job.seniority, years) if fact])
    return Group(Text(head), _kinds(job) if compact else _weights(job))


def _kinds(job: JobDescription) -> Table:
    table = Table.grid(padding=(0, 2))
    for kind in dict.fromkeys(one.kind for one in job.requirements):
        wanted = [_wanted(one) for one in job.requirements if one.kind == kind]
        table.add_row(kind, ", ".join(wanted))
    return table


def _weights(job: JobDescription) -> Table:
    table = Table.grid(padding=(0, 2))
    for one in sorted(job.requirements, key=lambda one: -one.weight):
        quote = Text(f'"{one_line(one.quote)}"', style="dim")
        table.add_row(f"{one.weight:.0%}".rjust(4), one.kind, _wanted(one), quote)
    return table


def _wanted(one: Requirement) -> str:
    return f"{one.name} ({one.years:g} years)" if one.years else one.name


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
    head, met = _figures(), _figures()
    judged = verdict.state.replace("_", " ")
    _figure(head, "hire probability", outlook.hire_probability, outlook.interval, judged)
    if verdict.behaviour_weight:
        plain, share = verdict.without_behaviour, f"whose share is {verdict.behaviour_weight:.1%}"
        _figure(head, "without the face", plain.hire_probability, plain.interval, share)
    for one in verdict.requirements:
        if one.evidence:
            _figure(met, one.name, one.met, one.interval)
    numbers = {pair.id: f"Q{number}" for number, pair in enumerate(pairs, start=1)}
    about = [verdict.scorer, f"confidence {verdict.confidence:.2f}", verdict.calibration]
    return Group(
        head,
        Text(_joined(about), style="dim"),
        *_moved(verdict, numbers),
        *_flags(verdict, evidence),
        Text(),
        Text("Requirements that were talked about", style="bold"),
        met,
        *_silent(verdict),
    )


def _silent(verdict: Verdict) -> Iterator[Text]:
    names = [one.name for one in verdict.requirements if not one.evidence]
    if names:
        yield Text(f"Not talked about: {', '.join(names)}")


def _moved(verdict: Verdict, numbers: Mapping[str, str]) -> Iterator[Text]:
    moved = sorted(verdict.contributions, key=lambda one: -abs(one.delta))[:CONTRIBUTIONS]
    if moved:
        shown = ", ".join(f"{numbers.get(one.qa, one.qa)} {one.delta:+.2f}" for one in moved)
        yield Text(f"Moved most by {shown}")


def _flags(verdict: Verdict, evidence: Sequence[Evidence]) -> Iterator[RenderableType]:
    """Each with the words it rests on."""
    found = {one.id: one for one in evidence}
    for risk in verdict.risk_flags:
        yield Text(f"! {risk.flag.replace('_', ' ')}", style="bold")
        table = Table.grid(padding=(0, 2))
        for one in (found[name] for name in risk.evidence if name in found):
            at = clock(one.times[0].start) if one.times else ""
            table.add_row("", at, f'"{one_line(one.quote)}"' if one.words else "in the face")
        yield table


def _figures() -> Table:
    """A name, its mean, its interval, both as a picture, and a word on them."""
    table = Table.grid(padding=(0, 2))
    table.add_column(overflow="fold", min_width=len("technical depth"))
    for _ in range(3):
        table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    return table


def _figure(
    table: Table, name: str, mean: float, ends: tuple[float, float], remark: str = ""
) -> None:
    shown = Text(remark, style="" if remark == "judged" else "dim")
    table.add_row(name, f"{mean:.2f}", within(ends), bar(mean, ends), shown)
