"""Words against the truth: how many are wrong, whose they are, and when they were said."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np
from rapidfuzz.distance import LCSseq, Levenshtein

from interview.comparing import letters, normalised
from interview.errors import BadInput
from interview.model import Word
from interview.ports import Samples, TrackHearing
from workbench.evaluate import conditions, heard
from workbench.evaluate.calibration import binned, calibration_error
from workbench.evaluate.conditions import Condition
from workbench.evaluate.heard import Heard, heard_by
from workbench.evaluate.leaks import Tracks
from workbench.evaluate.truth import Item, TrueTurn, TrueWord, Truth, read_manifest, read_truth
from workbench.report import Report

CLOSE = 0.05  # seconds within which a time is right for F1
NEAR = 1.0  # seconds around a line in which its words are looked for
APART = 0.5  # seconds from a speaker's turns at which a word of that speaker is hallucinated
LINE = 3  # words that make a line long enough to tell whose it is
PRESENT = 0.5  # share of a line's words that are heard, in order, where the line is
WHOLE = "all"  # sets together

Recording = tuple[Item, Tracks]
Scores = Mapping[str, "Score"]
"""By set."""


@dataclass(frozen=True, slots=True)
class Score:
    """Counts that add up over tracks.

    `starts` and `ends` are errors of matched words in seconds; `sure` holds each word's confidence
    and `right` whether it was said.
    """

    edits: int = 0
    words: int = 0
    heard: int = 0
    aligned: int = 0
    hallucinated: int = 0
    sure: tuple[float, ...] = ()
    right: tuple[bool, ...] = ()
    starts: tuple[float, ...] = ()
    ends: tuple[float, ...] = ()
    heard_timed: int = 0
    true_timed: int = 0
    misattributed: int = 0
    duplicated: int = 0
    interviews: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


def figures(data: Path, names: Sequence[str] = ("clean",)) -> Report:
    """Those of the first condition; `table` holds those of all, by condition and set."""
    chosen, by = [conditions.named(name) for name in names], heard.default()
    known = recordings(data)
    table = {condition.name: scored(known, condition, by) for condition in chosen}
    return Report(measures(total(table[names[0]])), told(table) | {"engines": by.version})


def told(table: Mapping[str, Scores]) -> dict[str, object]:
    """Conditions of a report on several conditions, the first of which made its figures."""
    first = next(iter(table.values()))
    return {"table": tabled(table)} | _reasons(total(first))


def tabled(table: Mapping[str, Scores]) -> dict[str, dict[str, dict[str, float | None]]]:
    """Figures by condition and set."""
    return {
        name: {of: measures(score) for of, score in {WHOLE: total(scores), **scores}.items()}
        for name, scores in table.items()
    }


def recordings(data: Path) -> list[Recording]:
    """Everything that a manifest names, with its samples."""
    return [(item, heard.tracks_of(item)) for item in read_manifest(data)]


def scored(of: Sequence[Recording], condition: Condition, by: TrackHearing) -> Scores:
    """What a recogniser hears under a condition; a leak needs two tracks. Raises BadInput."""
    fit = [one for one in of if condition.leak is None or len(one[1]) > 1]
    if not fit:
        raise BadInput(f"{condition.name} needs recordings with two tracks: the manifest has none")
    scores: dict[str, Score] = defaultdict(Score)
    for item, tracks in fit:
        noisy = condition.change(tracks, others(item, of))
        scores[item.set] += score(heard_by(by, noisy), read_truth(item))
    return scores


def others(item: Item, of: Sequence[Recording]) -> list[Samples]:
    """The voices of the other sets, one for each of their speakers.

    Interviews babble into interviews alone, single speakers into single speakers.
    """
    voices: dict[tuple[str, str], list[Samples]] = defaultdict(list)
    for other, tracks in of:
        if len(tracks) == len(item.tracks):
            for who, track in tracks.items():
                voices[other.set, who].append(track)
    return [np.concatenate(parts) for (of_set, _), parts in voices.items() if of_set != item.set]


def total(scores: Scores) -> Score:
    return sum(scores.values(), Score())


def score(heard: Heard, truth: Truth) -> Score:
    """One recording: each of its tracks, and its lines if there are two."""
    total = _lines(heard, truth.turns) if len(heard) > 1 else Score()
    for speaker, words in heard.items():
        total += _track(words, [turn for turn in truth.turns if turn.speaker == speaker])
    return total


def _track(words: Sequence[Word], turns: Sequence[TrueTurn]) -> Score:
    text = " ".join(word.text for word in words)
    aligned = sum(word.timed_by == "aligner" for word in words)
    counts = edits(text, turns) + Score(
        heard=len(words), aligned=aligned, hallucinated=_hallucinated(words, turns)
    )
    counts += _confident(words, turns)
    if not all(turn.words for turn in turns):
        return counts
    return counts + _timed(words, [word for turn in turns for word in turn.words or ()])


def _confident(words: Sequence[Word], turns: Sequence[TrueTurn]) -> Score:
    """A word is right if it was said between the same others, each normalised alone."""
    said = [name for turn in turns for word in turn.text.split() if (name := _alone(word))]
    names = [(name, word.confidence) for word in words if (name := _alone(word.text))]
    right = np.zeros(len(names), bool)
    for block in Levenshtein.opcodes([name for name, _ in names], said).as_matching_blocks():
        right[block.a : block.a + block.size] = True
    return Score(sure=tuple(sure for _, sure in names), right=tuple(right.tolist()))


@cache
def _alone(word: str) -> str:
    return " ".join(normalised(word))


def _timed(words: Sequence[Word], true: Sequence[TrueWord]) -> Score:
    pairs = list(matched(words, true))
    return Score(
        starts=tuple(word.span.start - label.start for word, label in pairs),
        ends=tuple(word.span.end - label.end for word, label in pairs),
        heard_timed=len(words),
        true_timed=len(true),
    )


def edits(text: str, turns: Sequence[TrueTurn]) -> Score:
    """The text of one track against its speaker's turns."""
    said = normalised(" ".join(turn.text for turn in turns))
    return Score(edits=Levenshtein.distance(normalised(text), said), words=len(said))


def matched(words: Sequence[Word], true: Sequence[TrueWord]) -> Iterator[tuple[Word, TrueWord]]:
    """The words that both have in the same order, capitals and marks aside."""
    heard, said = [letters(word.text) for word in words], [letters(word.text) for word in true]
    for block in Levenshtein.opcodes(heard, said).as_matching_blocks():
        yield from zip(
            words[block.a : block.a + block.size], true[block.b : block.b + block.size], strict=True
        )


def _hallucinated(words: Sequence[Word], turns: Sequence[TrueTurn]) -> int:
    """Words heard of a speaker who was silent."""
    return sum(not any(_near(word, turn, APART) for turn in turns) for word in words)


def _near(word: Word, turn: TrueTurn, margin: float) -> bool:
    return word.span.end >= turn.start - margin and word.span.start <= turn.end + margin


def _lines(heard: Heard, turns: Sequence[TrueTurn]) -> Score:
    """Lines that stand in the other speaker's transcript, instead of or beside the right one."""
    wrong = twice = 0
    for turn in turns:
        if len(normalised(turn.text)) < LINE:
            continue
        own = _present(turn, heard.get(turn.speaker, ()))
        others = any(
            _present(turn, words) for whose, words in heard.items() if whose != turn.speaker
        )
        wrong += others and not own
        twice += others and own
    return Score(misattributed=wrong, duplicated=twice, interviews=1)


def _present(turn: TrueTurn, words: Sequence[Word]) -> bool:
    said = normalised(turn.text)
    there = normalised(" ".join(word.text for word in words if _near(word, turn, NEAR)))
    return LCSseq.similarity(said, there) >= PRESENT * len(said)


def measures(total: Score) -> dict[str, float | None]:
    """The figures; None for what the truth does not allow to measure."""
    calibration = calibration_error(binned(total.sure, total.right)) if total.sure else None
    return {
        "words": float(total.words),
        "wer": total.edits / total.words if total.words else None,
        "misattributed_lines": float(total.misattributed) if total.interviews else None,
        "duplicated_lines": float(total.duplicated) if total.interviews else None,
        "hallucinated_words": float(total.hallucinated),
        **_distances("word_start", total.starts),
        "f1_50ms": _f1(total.starts, total),
        **_distances("word_end", total.ends),
        "f1_ends_50ms": _f1(total.ends, total),
        "aligned_share": total.aligned / total.heard if total.heard else None,
        "confidence_ece": calibration,
    }


def _distances(name: str, errors: Sequence[float]) -> dict[str, float | None]:
    """Median and 95th percentile, in milliseconds."""
    far = 1000 * np.abs(errors)
    return {
        f"{name}_median_ms": float(np.median(far)) if errors else None,
        f"{name}_p95_ms": float(np.percentile(far, 95)) if errors else None,
    }


def _f1(errors: Sequence[float], total: Score) -> float | None:
    timed = total.heard_timed + total.true_timed
    return 2 * sum(abs(error) <= CLOSE for error in errors) / timed if timed else None


def _reasons(total: Score) -> dict[str, object]:
    missing = {
        "wer": (total.words, "the truth has no words"),
        "lines": (total.interviews, "no recording has two tracks"),
        "word starts": (total.starts, "no track has true times for all its words"),
    }
    return {f"{name} not measured": why for name, (there, why) in missing.items() if not there}
