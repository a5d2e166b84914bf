"""What a posting says of the job as a whole: its title, its level, its subject."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from interview.posting import headings
from interview.posting.piece import Line

KEYWORDS = 10
TITLE_LABEL = re.compile(
    r"^(?:job title|title|position|role|vacancy|job|post)\s*:\s*(?P<title>\S.*)$", re.I
)
TITLE_IN_PROSE = re.compile(
    r"\b(?:hiring|seeking|recruiting|recruit|appoint|looking for|searching for|join us as|need"
    r"|vacancy for)\s+(?:an?\s+)?"
    r"(?:(?:new|enthusiastic|experienced|qualified|motivated|talented)\s+)?"
    r"(?P<title>(?:[A-Z][\w/&-]*\s?){1,5})"
)
CALL = re.compile(r"(?:join|come|become|do you|are you|we |work (?:with|for|at)|your )", re.I)
TITLE_END = re.compile(
    r"\s+[-|]\s+|,\s|\s*\(|\s+(?:wanted|needed|required|at|for|to|in|with|from)\s|[.!:;]", re.I
)
SENIORITY: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"\b(?:{pattern})\b", re.I))
    for name, pattern in (
        ("intern", r"interns?(?:hip)?|working student"),
        ("trainee", r"trainees?|apprentices?(?:hip)?"),
        ("graduate", r"graduate(?= (?:scheme|programme|role|position|\w+er\b))"),
        ("junior", r"junior|entry[- ]level|jr"),
        ("mid", r"mid[- ]level|mid[- ]?senior|intermediate"),
        ("senior", r"senior|sr"),
        ("lead", r"lead|leading"),
        ("principal", r"principal|staff(?= (?:software|data|engineer|developer|scientist))"),
        ("head", r"head of|head(?= (?:chef|teacher|nurse))"),
        ("director", r"director|vp|vice president|chief"),
    )
)
_STOP_WORDS = """
    a ability able about above across after all also an and any apply are areas as at available
    back be because been before being benefit benefits best between both but by can candidate
    car come company contract criteria day days degree desirable do does each easy eight
    essential every excellent experience first five for four free from full get give go good
    great had has have he help her here high his home hours how if in including into is it its
    itself job join just keep know knowledge least leave level like look looking made make many
    may minimum month more most much must my need new next nice nine no not now of off offer on
    one only open or other our out over own paid part pension people per permanent place please
    plus position preferred read requirements responsibilities role salary see send seven she
    should side six skills so some strong successful such take team ten than that the their them
    then there these they things this those three through time to together two under until up us
    use used very want way we week weekend well what when where which while who why will willing
    with within without work working would write year years you your yourself
"""
STOP = frozenset(_STOP_WORDS.split())


def title(lines: Sequence[Line]) -> str:
    """The job's name as the posting writes it; empty where it does not say."""
    for line in lines[:20]:
        if label := TITLE_LABEL.match(line.piece.text):
            return _trimmed(label["title"])
    if lines and not headings.section(lines[0].piece.text) and is_short(lines[0]):
        return _trimmed(lines[0].piece.text)
    for line in lines:
        if match := TITLE_IN_PROSE.search(line.piece.text):
            return _trimmed(match["title"])
    return ""


def is_short(line: Line) -> bool:
    """Whether the line may be a title: a few words that are no sentence and call nobody."""
    text = line.piece.text
    is_call = re.search(r"[.!?]", text[-3:]) or CALL.match(text)
    return len(text.split()) <= 14 and not is_call and not line.bullet


def _trimmed(text: str) -> str:
    return TITLE_END.split(text.strip(), maxsplit=1)[0].strip()


def seniority(name: str, first_line: str) -> str | None:
    """The level that the title names, such as "senior"; None where it names none."""
    for text in (name, first_line):
        levels = [(m.start(), level) for level, p in SENIORITY if (m := p.search(text))]
        if levels:
            return min(levels)[1]
    return None


def keywords(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """The words that the posting repeats and that no requirement is named after."""
    known = {word for name in names for word in re.findall(r"[a-z]+", name)}
    words = re.findall(r"[a-z][a-z-]{3,}", text.lower())
    counts = Counter(word for word in words if word not in STOP and word not in known)
    repeated = [(-count, words.index(word), word) for word, count in counts.items() if count > 1]
    return tuple(word for _, _, word in sorted(repeated)[:KEYWORDS])
