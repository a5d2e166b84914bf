"""What a person changed in an exported TextGrid or .eaf file, as corrections.

The tiers of words count. A word is known by its interval: its label may be changed, emptied or
taken out, and the interval may go to the other speaker's tier; where it begins and ends stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from interview.corrections import applied, root, standing
from interview.errors import BadInput
from interview.model import SPEAKERS, Event, Speaker, Word
from interview.shapes import one_line
from workbench.corrections import LONGEST, correct_speaker, correct_word
from workbench.exports import intervals
from workbench.exports.objects import session_of

if TYPE_CHECKING:
    from interview.store import Store

Times = tuple[int, int]
"""Milliseconds."""
Labels = dict[Times, str]

FEWEST = 0.5
"""Share of a session's words that its file still has at least."""
OTHER: Mapping[Speaker, Speaker] = {"candidate": "interviewer", "interviewer": "candidate"}


@dataclass(slots=True)
class Changes:
    """By the ids of the words that are shown; a text may be several words, or none."""

    texts: dict[str, str] = field(default_factory=dict)
    speakers: dict[str, Speaker] = field(default_factory=dict)


def take_over(store: "Store", session: str, path: Path, *, who: str, at: float) -> list[Event]:
    """Corrects what the file says otherwise than the session does now; `at` in Unix seconds.

    BadInput, and nothing is corrected, where it is no export of this session with the boundaries
    of words as they were. A label that says what was heard undoes no correction.
    """
    owner = session_of(path.parent)
    if owner not in (None, session):
        raise BadInput(f"{path} lies in an export of session {owner}: name a file of {session}")
    heard = store.read(session, "words", list[Word])
    shown = applied(heard, standing(store.events(session)))
    found = changes(read(path), shown, heard)
    texts = reversed(found.texts.items())  # those behind a word in its place are counted from it
    made = [correct_word(store, session, id_, text, who=who, at=at) for id_, text in texts]
    for speaker, run in groupby(shown, lambda word: found.speakers.get(word.id)):
        if speaker is not None:
            ids = [word.id for word in run]
            made.append(correct_speaker(store, session, ids, speaker, who=who, at=at))
    return made


def changes(tiers: Mapping[str, Labels], shown: Sequence[Word], heard: Sequence[Word]) -> Changes:
    """What a file's tiers say that is neither shown nor was heard; BadInput where that is unclear.

    `heard` are the words of the engine, `shown` the same as they were put right.
    """
    made, gone, new = Changes(), dict[Speaker, dict[Times, Word]](), dict[Speaker, Labels]()
    heard_at = {speaker: _placed(heard, speaker) for speaker in SPEAKERS}
    for speaker in SPEAKERS:
        placed, gone[speaker] = _placed(shown, speaker), {}
        new[speaker] = _split(_labels(tiers, speaker), placed, heard_at[speaker])
        for times, word in placed.items():
            label = new[speaker].pop(times, "")
            if not label:
                gone[speaker][times] = word
            elif not _says(label, word, heard_at[speaker].get(times)):
                made.texts[word.id] = label
    for speaker in SPEAKERS:
        for times, label in new[speaker].items():
            moved = gone[OTHER[speaker]].pop(times, None)
            if not _says(label, heard_at[speaker].get(times)):
                _move(made, moved, speaker, (times, label))
    taken_out = [word.id for words in gone.values() for word in words.values()]
    if len(taken_out) > (1 - FEWEST) * len(shown):
        raise BadInput(
            f"{len(taken_out)} of {len(shown)} words are not in the file: is it another's?"
        )
    made.texts |= dict.fromkeys(taken_out, "")
    return made


def read(path: Path) -> dict[str, Labels]:
    """The labels of each tier of intervals; BadInput where it is no TextGrid and no .eaf."""
    match path.suffix.lower():
        case ".textgrid":
            return _textgrid(path)
        case ".eaf":
            return _eaf(path)
    raise BadInput(f"{path} ends neither in .TextGrid nor in .eaf: give one of these")


def _labels(tiers: Mapping[str, Labels], speaker: Speaker) -> Labels:
    """Those of a speaker's words."""
    name = f"{speaker} words"
    if name not in tiers:
        raise BadInput(f"the file has no tier {name!r}: edit what 'workbench export' wrote")
    labels = {times: one_line(label) for times, label in tiers[name].items()}
    long = next((label for label in labels.values() if len(label) > LONGEST), None)
    if long is not None:
        raise BadInput(
            f"{long[:20]!r}... is too long for a word: give at most {LONGEST} characters"
        )
    return {times: label for times, label in labels.items() if label}


def _placed(shown: Sequence[Word], speaker: Speaker) -> dict[Times, Word]:
    """A speaker's words by the intervals that they have in an export."""
    own = [word for word in shown if word.speaker == speaker]
    own.sort(key=lambda word: (word.span.start, word.span.end))
    places = intervals.apart((word.span, word.text) for word in own)
    return {(one.start, one.end): word for one, word in zip(places, own, strict=True)}


def _says(label: str, *words: Word | None) -> bool:
    return any(word is not None and label == one_line(word.text) for word in words)


def _split(labels: Labels, placed: Mapping[Times, Word], heard: Mapping[Times, Word]) -> Labels:
    """With one for each of the words that stand in the place of one that the file has whole."""
    apart = dict(labels)
    for _, together in groupby(placed.items(), key=lambda one: root(one[1].id)):
        words = dict(together)
        first, last = next(iter(words)), next(reversed(words))
        label = apart.pop((first[0], last[1]), "") if len(words) > 1 else ""
        texts = {times: one_line(word.text) for times, word in words.items()}
        known = label == " ".join(texts.values()) or _says(label, heard.get((first[0], last[1])))
        apart |= texts if label and known else {first: label} if label else {}
    return apart


def _move(made: Changes, word: Word | None, speaker: Speaker, labelled: tuple[Times, str]) -> None:
    (start, end), label = labelled
    if word is None:
        raise BadInput(
            f"{label!r} at {start / 1000:.3f}-{end / 1000:.3f} s is no interval of a word of the "
            f"{speaker} as they are now: export again, keep the boundaries, and put what was said "
            "besides into the label of a word beside it"
        )
    made.speakers[word.id] = speaker
    if label != one_line(word.text):
        made.texts[word.id] = label


def _textgrid(path: Path) -> dict[str, Labels]:
    from praatio import textgrid
    from praatio.utilities.errors import PraatioException

    try:
        grid = textgrid.openTextgrid(str(path), includeEmptyIntervals=False)
    except (PraatioException, LookupError, ValueError) as error:
        raise BadInput(f"{path} is no TextGrid that can be read: save it again as text") from error
    return {
        tier.name: {(_ms(entry.start), _ms(entry.end)): entry.label for entry in tier.entries}
        for tier in grid.tiers
        if isinstance(tier, textgrid.IntervalTier)
    }


def _eaf(path: Path) -> dict[str, Labels]:
    try:
        document = ET.parse(path).getroot()  # noqa: S314  # one's own file; expat bounds entities
        slots = {
            slot.attrib["TIME_SLOT_ID"]: int(slot.attrib["TIME_VALUE"])
            for slot in document.iter("TIME_SLOT")
            if "TIME_VALUE" in slot.attrib
        }
        return {
            tier.attrib["TIER_ID"]: dict(
                _annotation(one, slots) for one in tier.iter("ALIGNABLE_ANNOTATION")
            )
            for tier in document.iter("TIER")
        }
    except (ET.ParseError, LookupError, ValueError) as error:
        raise BadInput(f"{path} is no .eaf that can be read: save it again in ELAN") from error


def _annotation(one: ET.Element, slots: Mapping[str, int]) -> tuple[Times, str]:
    times = slots[one.attrib["TIME_SLOT_REF1"]], slots[one.attrib["TIME_SLOT_REF2"]]
    return times, one.findtext("ANNOTATION_VALUE") or ""


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
