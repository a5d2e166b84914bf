"""From the text of a posting to weighted requirements, for any profession.

Headings say what a section is for; inside it, cue phrases ("must", "is a plus") decide. A posting
without headings is read sentence by sentence: what speaks of the candidate asks for something,
what speaks of the employer does not, and a tagger of skills helps to see what is named.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from interview.errors import BadInput
from interview.model import JobDescription, Requirement, RequirementKind
from interview.ports import SkillTagger, Taxonomy
from interview.posting import cues, headings, summary, tagged
from interview.posting.headings import Section
from interview.posting.phrases import Phrase, phrases
from interview.posting.piece import Line, Piece, lines, masked, sentences
from interview.posting.tagged import Spans

VERSION = "posting@2"
LONGEST = 200_000  # characters; a posting has a few thousand
BASE: dict[RequirementKind, float] = {"must": 1.0, "nice": 0.5, "soft": 0.3}
EMPHASIS, REPEAT, LAST = 0.15, 0.05, 0.85  # factors of a weight: they never outweigh the kind

INLINE_HEADING = re.compile(r"^(?P<heading>[^:.?!,]{3,40}?)\s*[:?]\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Wanted:
    phrase: Phrase
    kind: RequirementKind
    emphasised: bool
    times: int = 1


def describe(text: str, taxonomy: Taxonomy, tagger: SkillTagger | None = None) -> JobDescription:
    """The posting's requirements; their weights sum to 1 unless there are none.

    Without a tagger the rules alone read what is written as prose.

    Raises BadInput for a text that is too long to be a posting.
    """
    if len(text) > LONGEST:
        raise BadInput(
            f"the posting has {len(text)} characters: paste the posting alone, "
            f"at most {LONGEST} characters"
        )
    all_lines = list(lines(text))
    wanted = _merged(_wanted(all_lines, tagger))
    title = summary.title(all_lines)
    requirements = tuple(_requirements(wanted, text, taxonomy))
    return JobDescription(
        title=title,
        seniority=summary.seniority(title, all_lines[0].piece.text if all_lines else ""),
        years=_overall_years(requirements),
        requirements=requirements,
        keywords=summary.keywords(masked(text), (one.name for one in requirements)),
    )


def _overall_years(requirements: Sequence[Requirement]) -> float | None:
    for kind in ("must", "nice"):
        asked = [one.years for one in requirements if one.kind == kind and one.years]
        if asked:
            return max(asked)
    return None


def _wanted(all_lines: Sequence[Line], tagger: SkillTagger | None) -> Iterator[Wanted]:
    divided = [sentences(line.piece) for line in all_lines]
    every = [one for of_line in divided for one in of_line]
    seen = tagged.spans(every, tagger) if tagger else []
    section: Section | None = None
    bulleted = False
    for place, line in enumerate(all_lines):
        text = line.piece.text
        if _is_heading(all_lines, place):
            section, bulleted = headings.guess(text), False
            continue
        if bulleted and not line.bullet and text.endswith("."):
            section = None  # the list is over, and so is its section
        bulleted = bulleted or line.bullet
        if place or not summary.is_short(line):
            for sentence, below in _below(divided[place], section):
                yield from _of_sentence(sentence, below, seen)


def _is_heading(all_lines: Sequence[Line], place: int) -> bool:
    """By its form; or because it is short and introduces a list."""
    line, text = all_lines[place], all_lines[place].piece.text
    if line.bullet or len(text) > headings.LONGEST:
        return False
    if headings.section(text) or text.endswith(":"):
        return True
    introduces = place + 1 < len(all_lines) and all_lines[place + 1].bullet
    return introduces and not text.endswith((".", ","))


def _below(
    of_line: Sequence[Piece], section: Section | None
) -> Iterator[tuple[Piece, Section | None]]:
    """Each sentence of a line and what it stands below.

    A heading within the line holds as long as semicolons go on; one that asks, for its rest.
    """
    held = section
    for sentence in of_line:
        asked = sentence.text.endswith("?") and headings.section(sentence.text)
        inline = INLINE_HEADING.match(sentence.text)
        heading = headings.section(inline["heading"]) if inline else None
        if asked:
            held = section = asked
        elif inline and heading:
            held = heading
            yield sentence.part(inline.end()), held
        else:
            yield sentence, held
        if not sentence.text.endswith(";"):
            held = section


def _of_sentence(sentence: Piece, section: Section | None, seen: Spans) -> Iterator[Wanted]:
    before: RequirementKind | None = None
    seen = [one for one in seen if one.touches(sentence)]
    for clause in sentence.split(cues.CLAUSE):
        kind = _kind(clause.text, section, before)
        before = kind
        emphasised = bool(cues.EMPHASIS.search(clause.text))
        for phrase in _phrases(clause, kind, section, seen):
            yield Wanted(phrase, "soft" if phrase.soft else kind or "must", emphasised)


def _phrases(
    clause: Piece, kind: RequirementKind | None, section: Section | None, seen: Spans
) -> list[Phrase]:
    """Below a heading the rules know best; in prose the tagger has a say."""
    if kind:
        return phrases(clause) if section else tagged.asked(clause, seen)
    is_open = section is None and not _refuses(clause.text)
    is_open = is_open and not cues.EMPLOYER.match(clause.text)
    return tagged.said(clause, seen) if is_open else []


def _kind(
    text: str, section: Section | None, before: RequirementKind | None
) -> RequirementKind | None:
    """What the clause asks for is; None if it asks for nothing. `before`: the clause before it."""
    if _refuses(text):
        return None
    of_employer = section is None and cues.EMPLOYER.match(text)
    if section == "duties" or section == "other" or of_employer:
        return "must" if cues.FIRM.search(text) else None
    if cues.NICE.search(text):
        return "nice"
    if section:
        return section
    asks = cues.MUST.search(text) or cues.CANDIDATE.search(text)
    return "must" if asks else before


def _refuses(text: str) -> bool:
    return bool(text.endswith("?") or cues.OFFER.search(text) or cues.UNASKED.search(text))


def _merged(wanted: Iterable[Wanted]) -> list[Wanted]:
    """One of each name, where it first stands, with the strongest kind."""
    merged: dict[str, Wanted] = {}
    for one in wanted:
        known = merged.get(one.phrase.name)
        if known is None:
            merged[one.phrase.name] = one
            continue
        kind = max(known.kind, one.kind, key=lambda kind: BASE[kind])
        emphasised = known.emphasised or one.emphasised
        years_ = known.phrase.years if known.phrase.years is not None else one.phrase.years
        merged[one.phrase.name] = Wanted(
            replace(known.phrase, years=years_), kind, emphasised, known.times + 1
        )
    return list(merged.values())


def _requirements(wanted: Sequence[Wanted], text: str, taxonomy: Taxonomy) -> Iterator[Requirement]:
    for one, weight in zip(wanted, _weights(wanted), strict=True):
        piece, concept = one.phrase.piece, taxonomy.concept(one.phrase.name)
        yield Requirement(
            name=one.phrase.name,
            kind=one.kind,
            weight=weight,
            years=one.phrase.years,
            uri=concept.uri if concept else None,
            quote=text[piece.start : piece.end],
            start=piece.start,
            end=piece.end,
        )


def _weights(wanted: Sequence[Wanted]) -> list[float]:
    """From kind, emphasis, repeats and order; rounded so that they sum to 1."""
    raw = [
        BASE[one.kind]
        * (1 + EMPHASIS * one.emphasised + REPEAT * min(one.times - 1, 2))
        * (1 - (1 - LAST) * place / len(wanted))
        for place, one in enumerate(wanted)
    ]
    return _shares(raw, rest=0)


def _shares(raw: Sequence[float], rest: int) -> list[float]:
    """Rounded so that they sum to 1: the one at `rest` takes what rounding leaves."""
    total = sum(raw)
    shares = [round(one / total, 6) for one in raw]
    if shares:
        shares[rest] = round(1 - sum(shares[:rest] + shares[rest + 1 :]), 6)
    return shares


def reweighted(job: JobDescription, weights: Mapping[str, float]) -> JobDescription:
    """The job with the weights that a person gave to requirements, by name, each 0 or more.

    What is not named keeps its weight beside them; all together sum to 1 again. Where all would
    be 0, those that were read stand. BadInput where a weight is none.
    """
    wanted = [weights.get(one.name, one.weight) for one in job.requirements]
    if not all(math.isfinite(weight) and weight >= 0 for weight in wanted):
        raise BadInput("a weight is a number, 0 or more")
    if not sum(wanted) or wanted == [one.weight for one in job.requirements]:
        return job
    shares = _shares(wanted, rest=wanted.index(max(wanted)))
    pairs = zip(job.requirements, shares, strict=True)
    return replace(job, requirements=tuple(replace(one, weight=share) for one, share in pairs))
