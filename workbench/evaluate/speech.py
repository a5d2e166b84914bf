"""Words against the truth: how many are wrong, whose they are, and when they were said."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np
from rapidfuzz.distance import LCSseq, Levenshtein
from whisper_normalizer.english import EnglishTextNormalizer

from interview import hearing, media
from interview.engines.alignment import Sphinx
from interview.engines.voice import Silero
from interview.engines.whisper import Whisper
from interview.hearing import Speech
from interview.model import Speaker, Word
from interview.ports import Samples
from workbench.evaluate.truth import Item, TrueTurn, TrueWord, Truth, read_manifest, read_truth
from workbench.report import Report

CLOSE = 0.05  # seconds within which a start is right for f1_50ms
NEAR = 1.0  # seconds around a line in which its words are looked for
APART = 0.5  # seconds from a speaker's turns at which a word of that speaker is hallucinated
LINE = 3  # words that make a line long enough to tell whose it is
PRESENT = 0.5  # share of a line's words that are heard, in order, where the line is

Heard = Mapping[Speaker, Sequence[Word]]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts that add up over tracks. `starts` are errors of matched words in seconds."""

    edits: int = 0
    words: int = 0
    hallucinated: int = 0
    starts: tuple[float, ...] = ()
    heard_timed: int = 0
    true_timed: int = 0
    misattributed: int = 0
    duplicated: int = 0
    interviews: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


def figures(data: Path) -> Report:
    """Hears every recording of a manifest with the default engines and compares."""
    speech = Speech(Silero(), Whisper(), Sphinx())
    scores: dict[str, Score] = defaultdict(Score)
    timed_by: Counter[str] = Counter()
    for item in read_manifest(data):
        heard = hear(item, speech)
        scores[item.set] += score(heard, read_truth(item))
        timed_by.update(word.timed_by for words in heard.values() for word in words)
    total = sum(scores.values(), Score())
    conditions = {
        "engines": speech.version,
        "timed_by": dict(timed_by),
        "sets": {name: measures(part) for name, part in scores.items()},
    }
    return Report(measures(total), conditions | _reasons(total))


def hear(item: Item, speech: Speech) -> dict[Speaker, list[Word]]:
    """The words of each track, heard as the pipeline does."""
    return heard_of({who: samples_of(path) for who, path in item.tracks.items()}, speech)


def heard_of(tracks: Mapping[Speaker, Samples], speech: Speech) -> dict[Speaker, list[Word]]:
    return {speaker: _words(speaker, tracks, speech) for speaker in tracks}


def samples_of(path: Path) -> Samples:
    return np.concatenate([np.empty(0, np.float32), *media.audio(path)])


def _words(speaker: Speaker, tracks: Mapping[Speaker, Samples], speech: Speech) -> list[Word]:
    own = tracks[speaker]
    other = next((samples for whose, samples in tracks.items() if whose != speaker), None)
    said: list[Word] = []
    for utterance in hearing.utterances(own, speaker, speech.voice):
        said += hearing.words(utterance, own, other, speech, said)
    return said


def score(heard: Heard, truth: Truth) -> Score:
    """One recording: each of its tracks, and its lines if there are two."""
    total = _lines(heard, truth.turns) if len(heard) > 1 else Score()
    for speaker, words in heard.items():
        total += _track(words, [turn for turn in truth.turns if turn.speaker == speaker])
    return total


def _track(words: Sequence[Word], turns: Sequence[TrueTurn]) -> Score:
    text = " ".join(word.text for word in words)
    counts = edits(text, turns) + Score(hallucinated=_hallucinated(words, turns))
    if not all(turn.words for turn in turns):
        return counts
    true = [word for turn in turns for word in turn.words or ()]
    starts = start_errors(words, true)
    return counts + Score(starts=starts, heard_timed=len(words), true_timed=len(true))


def edits(text: str, turns: Sequence[TrueTurn]) -> Score:
    """The text of one track against its speaker's turns."""
    said = normalised(" ".join(turn.text for turn in turns))
    return Score(edits=Levenshtein.distance(normalised(text), said), words=len(said))


@cache
def _normaliser() -> EnglishTextNormalizer:
    return EnglishTextNormalizer()


def normalised(text: str) -> list[str]:
    """The words that count, by Whisper's English normaliser."""
    return str(_normaliser()(text)).split()


def start_errors(words: Sequence[Word], true: Sequence[TrueWord]) -> tuple[float, ...]:
    """Heard minus true start, in seconds, of the words that match."""
    return tuple(word.span.start - label.start for word, label in matched(words, true))


def matched(words: Sequence[Word], true: Sequence[TrueWord]) -> Iterator[tuple[Word, TrueWord]]:
    """The words that both have in the same order, capitals and marks aside."""
    heard, said = [_letters(word.text) for word in words], [_letters(word.text) for word in true]
    for block in Levenshtein.opcodes(heard, said).as_matching_blocks():
        yield from zip(
            words[block.a : block.a + block.size], true[block.b : block.b + block.size], strict=True
        )


def _letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum() or char == "'")


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
    errors = 1000 * np.abs(total.starts) if total.starts else None
    close = sum(abs(error) <= CLOSE for error in total.starts)
    timed = total.heard_timed + total.true_timed
    return {
        "wer": total.edits / total.words if total.words else None,
        "misattributed_lines": float(total.misattributed) if total.interviews else None,
        "duplicated_lines": float(total.duplicated) if total.interviews else None,
        "hallucinated_words": float(total.hallucinated),
        "word_start_median_ms": None if errors is None else float(np.median(errors)),
        "word_start_p95_ms": None if errors is None else float(np.percentile(errors, 95)),
        "f1_50ms": 2 * close / timed if timed else None,
    }


def _reasons(total: Score) -> dict[str, object]:
    missing = {
        "wer": (total.words, "the truth has no words"),
        "lines": (total.interviews, "no recording has two tracks"),
        "word starts": (total.starts, "no track has true times for all its words"),
    }
    return {f"{name} not measured": why for name, (there, why) in missing.items() if not there}
