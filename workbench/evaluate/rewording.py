"""The same talk in other words that mean nothing: names, spelling, fillers, marks.

Each takes the words of both speakers and a seeded source of chance. Identifiers stay, so that what
was said can be followed.
"""

import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace
from random import Random

from interview.model import Span, Word


def _words(text: str) -> list[str]:
    return text.split()


NAMES = _words(
    "Oluwaseun Siobhan Wojciech Nguyen Fatima Jo Mehmet Ingrid Xiomara Dmitri Aroha Priya Kwame"
    " Chloe Takeshi Maria Bronwyn Yusuf Ana Lars Thandiwe Wei Giuseppe Noor Hamish Leeds Pune"
    " Ouagadougou Reykjavik Wolverhampton Cluj Tampa Osaka Riga Acme Siemens Brightwater Kowalski"
    " Santander Northgate Maplewood Zenith Halden Tesco"
)
"""Of people, towns and companies."""
NOT_NAMES = frozenset(
    _words(
        "i monday tuesday wednesday thursday friday saturday sunday january february march april"
        " may june july august september october november december christmas easter english"
        " german french spanish polish o.k ok mr mrs ms dr a"
    )
)
FILLERS: Sequence[tuple[str, ...]] = (("um",), ("uh",), ("er",), ("you", "know"), ("um",), ("uh",))
EVERY = 12
"""One filler in so many words."""
FILLER_SECONDS = 0.28
VARIANTS: Mapping[str, str] = dict(
    pair.split("/")
    for pair in _words(
        "organise/organize organised/organized organising/organizing organisation/organization"
        " recognise/recognize recognised/recognized realise/realize realised/realized"
        " specialise/specialize specialised/specialized prioritise/prioritize apologise/apologize"
        " apologised/apologized summarise/summarize optimise/optimize minimise/minimize"
        " analyse/analyze analysed/analyzed colour/color colours/colors favourite/favorite"
        " behaviour/behavior labour/labor honour/honor neighbour/neighbor rumour/rumor"
        " centre/center theatre/theater metre/meter metres/meters litre/liter litres/liters"
        " programme/program programmes/programs licence/license licences/licenses"
        " defence/defense practise/practice practised/practiced travelled/traveled"
        " travelling/traveling cancelled/canceled labelled/labeled modelling/modeling"
        " learnt/learned burnt/burned whilst/while towards/toward grey/gray tyre/tire tyres/tires"
        " cheque/check catalogue/catalog dialogue/dialog jewellery/jewelry aluminium/aluminum"
        " fulfil/fulfill enrol/enroll enrolment/enrollment skilful/skillful judgement/judgment"
        " ageing/aging mum/mom maths/math kerb/curb paediatric/pediatric anaesthetic/anesthetic"
        " manoeuvre/maneuver plough/plow sceptical/skeptical storey/story afterwards/afterward"
        " containerise/containerize digitise/digitize visualise/visualize memorise/memorize"
        " standardise/standardize customise/customize utilise/utilize emphasise/emphasize"
    )
)
"""British to American."""

Inserted = tuple[float, Word, tuple[str, ...]]
"""When, before which word and what."""
Rewording = Callable[[Sequence[Word], Random], list[Word]]


def names(known: Set[str]) -> Rewording:
    """Each name becomes another, always the same one; `known` words are none (of the posting)."""

    def reworded(words: Sequence[Word], random: Random) -> list[Word]:
        is_name = _named(words, known)
        swaps: dict[str, str] = {}
        for word in words:
            bare = _bare(word.text)
            if bare in is_name and bare not in swaps:
                swaps[bare] = random.choice(NAMES)
        return [_named_anew(word, swaps) for word in words]

    return reworded


def spelling(words: Sequence[Word], random: Random) -> list[Word]:
    """All that can be is spelled as in one country."""
    american = random.random() < 0.5
    table = VARIANTS if american else {us: uk for uk, us in VARIANTS.items() if us != "check"}
    return [_with_core(word, table.get(_bare(word.text), "")) for word in words]


def fillers(words: Sequence[Word], random: Random) -> list[Word]:
    """Hesitations before words at random; all that comes later comes so much later."""
    inserted = [
        (word.span.start, word, random.choice(FILLERS))
        for word in words
        if random.random() < 1 / EVERY
    ]
    inserted.sort(key=lambda each: each[0])
    moved = [replace(word, span=_later(word.span, inserted)) for word in words]
    said = [new for at in range(len(inserted)) for new in _filler(at, inserted)]
    return sorted([*moved, *said], key=lambda word: word.span.start)


def unmarked(words: Sequence[Word], _: Random) -> list[Word]:
    """No marks and no capitals."""
    return [replace(word, text=_bare(word.text)) for word in words]


def exchanged(words: Sequence[Word], _: Random) -> list[Word]:
    """Full stops for commas and commas for full stops."""
    swap = str.maketrans(",.", ".,")
    swapped = [replace(w, text=_core(w.text) + _marks(w.text).translate(swap)) for w in words]
    return _capitals(swapped)


def halved(words: Sequence[Word], random: Random) -> list[Word]:
    """Half of the marks, at random."""
    kept = [w if random.random() < 0.5 else replace(w, text=_core(w.text)) for w in words]
    return _capitals(kept)


def scattered(words: Sequence[Word], random: Random) -> list[Word]:
    """Commas and full stops at random and no other marks."""
    said = [
        replace(w, text=_core(w.text) + (random.choice(",.") if random.random() < 0.12 else ""))
        for w in words
    ]
    return _capitals(said)


def _capitals(words: Sequence[Word]) -> list[Word]:
    """A capital after a full stop, none after a comma; a word that had one before stays."""
    ended = {"candidate": True, "interviewer": True}
    written = []
    for word in words:
        text = word.text
        if ended[word.speaker]:
            text = text[:1].upper() + text[1:]
        written.append(replace(word, text=text))
        ended[word.speaker] = text.endswith((".", "?", "!"))
    return written


def _named(words: Sequence[Word], known: Set[str]) -> set[str]:
    """Words that are written with a capital wherever they stand, and once within a sentence."""
    small = {_bare(word.text) for word in words if word.text[:1].islower()}
    last: dict[str, str] = {}
    found = set()
    for word in words:
        begins = last.get(word.speaker, ".").endswith((".", "?", "!"))
        bare = _bare(word.text)
        if word.text[:1].isupper() and not begins and "'" not in bare:
            found.add(bare)
        last[word.speaker] = word.text
    return found - small - NOT_NAMES - known


def _named_anew(word: Word, swaps: Mapping[str, str]) -> Word:
    name = swaps.get(_bare(word.text))
    return replace(word, text=name + _marks(word.text)) if name else word


def _with_core(word: Word, core: str) -> Word:
    if not core:
        return word
    written = core.capitalize() if word.text[:1].isupper() else core
    return replace(word, text=written + _marks(word.text))


def _later(span: Span, inserted: Sequence[Inserted]) -> Span:
    return span.shifted(sum(_seconds(said) for at, _, said in inserted if at <= span.start))


def _filler(at: int, inserted: Sequence[Inserted]) -> list[Word]:
    start, before, said = inserted[at]
    begin = _later(Span(start, start), inserted[:at]).start
    utterance = before.id.rsplit("-", 1)[0]
    return [
        replace(
            before,
            id=f"{utterance}-{10_000 + 10 * at + place}",
            text=text,
            span=Span(begin + FILLER_SECONDS * place, begin + FILLER_SECONDS * (place + 0.9)),
        )
        for place, text in enumerate(said)
    ]


def _seconds(said: tuple[str, ...]) -> float:
    return FILLER_SECONDS * len(said)


def _core(text: str) -> str:
    return re.sub(r"^\W+|\W+$", "", text)


def _bare(text: str) -> str:
    return _core(text).lower()


def _marks(text: str) -> str:
    found = re.search(r"\W+$", text)
    return found.group() if found else ""
